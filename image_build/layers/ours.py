"""Our own files on a box: which packages and commands, and the few lines by which Python knows they are installed. Pure but for reading."""

from pathlib import Path
from typing import Final

from image_build.project import Project

# Not on a box, each with its commands: what belongs to the district's server, the safety office, the workbench or the demo.
ABSENT: Final = (
    ("sync.district", "the district's own server"),
    ("sync.office", "opens records, which is for the safety office alone"),
    ("tui.demo", "a pretend school"),
    ("hardware.esphome.twin", "pretend devices"),
    ("hardware.inovonics.twin", "pretend pendants"),
    ("hardware.alarmdecoder.twin", "a pretend alarm panel"),
    ("image_build", "makes images; of it only what reads a seed at first start is on a box"),
)
PRESENT: Final = ("image_build.card", "image_build.first_boot", "image_build.seed")
# `handbell pretend`, whose devices are those of the twins, and the other ends of pretend wires.
_ABSENT_MODULES: Final = (
    "hardware.gpio.twin",
    "hardware.modbus.pretend",
    "hardware.modbus.twin",
    "hardware.power.twin",
    "hardware.relay.twin",
    "hardware.serial.garble",
    "hardware.serial.pty",
    "hardware.serial.rfc2217_twin",
    "hardware.simulated.command",
    "hardware.simulated.sentences",
)


def packages(project: Project) -> list[str]:
    """The packages of ours that a box has."""
    return [name for name in project.packages if _is_on_box(name)]


def commands(project: Project) -> dict[str, str]:
    """The commands a box has, name to "module:function"."""
    return {name: where for name, where in sorted(project.commands.items()) if _module_is_on_box(where.split(":")[0])}


def files(project: Project, house: Path) -> dict[str, bytes]:
    """Every file of ours below the box's folder for modules: name to content, sorted."""
    found = {
        f"{_folder(name)}/{file.name}": file for name in packages(project) for file in _modules(house / _folder(name))
    }
    for name, patterns in project.package_data.items():
        for package in packages(project) if name == "*" else [name]:
            for file in _data(house / _folder(package), patterns):
                found[str(file.relative_to(house))] = file
    # A package below one that is not on the box still needs the one it is in, to be found at all.
    for name in PRESENT:
        if (house / _folder(name)).is_dir():
            found[f"{name.split('.')[0]}/__init__.py"] = house / name.split(".")[0] / "__init__.py"
    content = {name: file.read_bytes() for name, file in found.items() if _file_is_on_box(name)}
    return dict(sorted({**content, **_described(project)}.items()))


def _described(project: Project) -> dict[str, bytes]:
    """What `importlib.metadata` reads: our name and version, and the commands."""
    place = f"handbell-{project.version}.dist-info"
    about = f"Metadata-Version: 2.4\nName: handbell\nVersion: {project.version}\nLicense-Expression: Apache-2.0\n"
    entries = "".join(f"{name} = {where}\n" for name, where in commands(project).items())
    return {
        f"{place}/METADATA": about.encode(),
        f"{place}/entry_points.txt": f"[handbell.commands]\n{entries}".encode(),
    }


def _is_on_box(name: str) -> bool:
    if any(_is_in(name, present) for present in PRESENT):
        return True
    return not any(_is_in(name, absent) for absent, _ in ABSENT)


def _module_is_on_box(module: str) -> bool:
    return module not in _ABSENT_MODULES and _is_on_box(module)


def _file_is_on_box(name: str) -> bool:
    return name.removesuffix(".py").replace("/", ".") not in _ABSENT_MODULES


def _is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _folder(package: str) -> str:
    return package.replace(".", "/")


def _modules(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.py"))


def _data(folder: Path, patterns: list[str]) -> list[Path]:
    return sorted(path for pattern in patterns for path in folder.glob(pattern) if path.is_file())
