"""Makes a card to start from: a copy of an image, as large as a real card. It can also read and write files on the card from outside."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from image_build.card.layout import FIRMWARE
from image_build.programs import found, need, run
from image_build.recipe import MIB

# A small card; real ones have 16 GB and more. The file is sparse, so it takes no room.
CARD_MIB = 2048


def fresh_card(image: Path, out: Path, size_mib: int = CARD_MIB) -> Path:
    """Copy the image to a card of that size, which may be written to. Returns `out`."""
    run(["cp", "--sparse=always", "--reflink=auto", str(image), str(out)])
    with out.open("r+b") as card:
        card.truncate(max(size_mib * MIB, out.stat().st_size))
    return out


def taken_out(card: Path, names: Iterable[str], folder: Path) -> None:
    """Copy files of the FAT partition into `folder`. Raises CannotBuild if one is not there."""
    for name in names:
        run(["mcopy", "-n", "-o", "-i", _fat(card), f"::/{name}", str(folder / Path(name).name)])


def put_in(card: Path, name: str, content: bytes) -> None:
    """Write a file onto the FAT partition, as a person does who drops it there. Not while a machine runs from the card."""
    subprocess.run([_mtools("mcopy"), "-o", "-D", "o", "-i", _fat(card), "-", f"::/{name}"], input=content, check=True)


def read_from(card: Path, name: str) -> bytes | None:
    """Read a file of the FAT partition; None if there is none."""
    done = subprocess.run([_mtools("mtype"), "-i", _fat(card), f"::/{name}"], capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None


def _fat(card: Path) -> str:
    return f"{card}@@{FIRMWARE.start}"


def _mtools(program: str) -> str:
    need([program])
    return found(program) or program
