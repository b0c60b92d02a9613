"""Lists our own files on a box or a server: packages and commands, and the few lines that tell Python that they are installed.

Pure except for reading.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from image_build.project import Project

# These are on no machine that works, together with their commands: they belong to the workbench or the demo.
_PRETEND: Final = (
    ("tui.demo", "a pretend school"),
    ("hardware.esphome.twin", "pretend devices"),
    ("hardware.inovonics.twin", "pretend pendants"),
    ("hardware.alarmdecoder.twin", "a pretend alarm panel"),
    ("hardware.modem.twin", "a pretend modem"),
    ("appliance.pretend_phones", "pretend desk phones"),
    ("image_build", "makes images, in a clone; of it only what reads a seed at first start is on a box"),
)
# These are not on a box.
ABSENT: Final = (
    ("sync.district", "the district's own server"),
    ("sync.office", "opens records, which is for the safety office alone"),
    *_PRETEND,
)
# `handbell pretend`, which uses the twins' devices, and the other ends of pretend wires.
_ABSENT_MODULES: Final = (
    "hardware.gpio.twin",
    "hardware.messengers.pretend",
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


@dataclass(frozen=True, slots=True)
class Machine:
    """What is left out on one kind of machine, and which parts of that are still there."""

    absent: tuple[str, ...]
    present: tuple[str, ...] = ()

    def has(self, name: str) -> bool:
        """Return whether that package or module is there."""
        if any(_is_in(name, present) for present in self.present):
            return True
        return name not in _ABSENT_MODULES and not any(_is_in(name, absent) for absent in self.absent)


PRESENT: Final = ("image_build.card", "image_build.first_boot", "image_build.seed")
BOX: Final = Machine(tuple(name for name, _ in ABSENT), PRESENT)
# One archive serves the district's server, its safety office, and the computer without a network.
SERVER: Final = Machine(tuple(name for name, _ in _PRETEND))


def packages(project: Project, machine: Machine = BOX) -> list[str]:
    """Return those of our packages that a machine has."""
    return [name for name in project.packages if machine.has(name)]


def commands(project: Project, machine: Machine = BOX) -> dict[str, str]:
    """Return the commands that a machine has, name to "module:function"."""
    return {name: where for name, where in sorted(project.commands.items()) if machine.has(where.split(":")[0])}


def files(project: Project, clone: Path, machine: Machine = BOX) -> dict[str, bytes]:
    """Return every file of ours below the machine's folder for modules: name to content, sorted."""
    there = packages(project, machine)
    found = {f"{_folder(name)}/{file.name}": file for name in there for file in _modules(clone / _folder(name))}
    for name, patterns in project.package_data.items():
        for package in there if name == "*" else [name]:
            for file in _data(clone / _folder(package), patterns):
                found[str(file.relative_to(clone))] = file
    # A package whose parent is left out still needs its parent's `__init__.py`, so that Python finds it at all.
    for name in machine.present:
        if (clone / _folder(name)).is_dir():
            found[f"{name.split('.')[0]}/__init__.py"] = clone / name.split(".")[0] / "__init__.py"
    content = {name: file.read_bytes() for name, file in found.items() if _module(name) not in _ABSENT_MODULES}
    return dict(sorted({**content, **_described(project, machine)}.items()))


def _described(project: Project, machine: Machine) -> dict[str, bytes]:
    """Write what `importlib.metadata` reads: our name and version, and the commands."""
    place = f"handbell-{project.version}.dist-info"
    about = f"Metadata-Version: 2.4\nName: handbell\nVersion: {project.version}\nLicense-Expression: Apache-2.0\n"
    entries = "".join(f"{name} = {where}\n" for name, where in commands(project, machine).items())
    return {
        f"{place}/METADATA": about.encode(),
        f"{place}/entry_points.txt": f"[handbell.commands]\n{entries}".encode(),
    }


def _module(file: str) -> str:
    return file.removesuffix(".py").replace("/", ".")


def _is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _folder(package: str) -> str:
    return package.replace(".", "/")


def _modules(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.py"))


def _data(folder: Path, patterns: list[str]) -> list[Path]:
    return sorted(path for pattern in patterns for path in folder.glob(pattern) if path.is_file())
