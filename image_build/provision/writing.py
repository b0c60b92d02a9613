"""Puts a seed onto a card's first partition. mtools does it on a copy of the partition's description; then only what changed is written
to the card.

So no other program ever touches a card, a full card is found out before anything is written, and an error leaves every byte as it
was.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from image_build.card.layout import SECTOR
from image_build.first_boot.places import SPOKEN_NAME
from image_build.programs import found
from image_build.provision.card import Card
from image_build.provision.errors import NotDone
from image_build.provision.fat32 import Fat32, NotFat32, describing
from image_build.seed.model import FILE_NAME, FORMAT
from image_build.seed.readme import README_NAME, RESULT_NAME, format_taken

MTOOLS_WAIT_S = (
    60.0  # Each takes milliseconds, and seconds on the slowest reader. A damaged file system must not hold anybody up.
)
_SAID_MAX = 200  # how many characters are shown of what another program said
_ENVIRONMENT = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC", "MTOOLSRC": "/dev/null"}
"""Uses nothing of the user's own settings: a drive letter in them must not decide what is written where."""


def check_ours(card: Card) -> None:
    """Check that README.txt on the card is that of an image which takes seeds of our format. Raises NotDone."""
    text = _file_on(card.name, card.fat_at, README_NAME)
    taken = format_taken(text.decode("utf-8", "replace")) if text is not None else None
    if taken is None:
        raise NotDone(
            f"{card.name} is not an image or card of Handbell: its first partition has no {README_NAME} of ours. Nothing was written to it."
        )
    if taken != FORMAT:
        raise NotDone(
            f"{card.name} takes seeds of format {taken}, and this program makes format {FORMAT}. "
            "Use the program and the image of one version."
        )


def put_seed(card: Card, seed: bytes, spoken: bytes = b"") -> None:
    """Put the seed there, and phrases for desk phones if there are any, in place of any others and of a result. Raises NotDone; then the
    card is as it was.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="handbell-") as folder:
            aside, file = Path(folder) / "fat", Path(folder) / FILE_NAME
            file.touch(mode=0o600)
            file.write_bytes(seed)
            phrases = Path(folder) / SPOKEN_NAME
            phrases.write_bytes(spoken)
            _copied_aside(card, aside)
            for name in (
                FILE_NAME,
                RESULT_NAME,
                SPOKEN_NAME,
            ):  # what a box said of the former seed says nothing of this one
                if _file_on(aside, 0, name) is not None:
                    _changing(card, "mdel", "-i", str(aside), f"::/{name}")
            before = _table(aside, card.fat)
            _changing(card, "mcopy", "-Q", "-i", str(aside), str(file), f"::/{FILE_NAME}")
            if spoken:
                _changing(card, "mcopy", "-Q", "-i", str(aside), str(phrases), f"::/{SPOKEN_NAME}")
            if _file_on(aside, 0, FILE_NAME) != seed:
                raise NotDone(f"{card.name}: the seed could not be read back. Flash the card again.")
            card.write(_changed(card, aside, before))
    except NotFat32 as error:
        raise NotDone(f"{card.name} is damaged: {error}. Flash it again.") from error
    except OSError as error:
        raise NotDone(f"{card.name} could not be written: {error.strerror}. It is as it was.") from error


def _copied_aside(card: Card, aside: Path) -> None:
    """Copy what describes the partition into a file of the partition's size with nothing else in it. Raises NotFat32, OSError."""
    regions = describing(card.fat, card.read_at)
    with aside.open("wb") as file:
        file.truncate(card.fat.size)
        for at, length in regions:
            file.seek(at)
            file.write(card.read_at(at, length))


def _changed(card: Card, aside: Path, before: bytes) -> list[tuple[int, bytes]]:
    """Return what differs from the card: first the new file's clusters, then the tables, then the folder that leads to it.

    The copy knows nothing of clusters that were already in use, so only clusters that were taken since `before` are compared.
    """
    fat = card.fat
    with aside.open("rb") as file:
        regions = [(fat.data + (each - 2) * fat.cluster, fat.cluster) for each in _taken(before, _table(aside, fat))]
        described = describing(fat, lambda at, length: os.pread(file.fileno(), length, at))
        pieces: dict[int, bytes] = {}
        for at, length in [*(each for each in regions if each not in described), *described]:
            pieces.update(_runs(at, os.pread(file.fileno(), length, at), card.read_at(at, length)))
    return list(pieces.items())


def _table(aside: Path, fat: Fat32) -> bytes:
    with aside.open("rb") as file:
        return os.pread(file.fileno(), fat.table_size, fat.tables)


def _taken(before: bytes, after: bytes) -> Iterator[int]:
    """Give the clusters that were free and are in use now."""
    for at in range(0, len(after), SECTOR):
        if before[at : at + SECTOR] == after[at : at + SECTOR]:
            continue
        old, new = memoryview(before)[at : at + SECTOR].cast("I"), memoryview(after)[at : at + SECTOR].cast("I")
        for place, (one, other) in enumerate(zip(old, new, strict=True)):
            if not one and other:
                yield at // 4 + place


def _runs(at: int, new: bytes, old: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the differences between two pieces of equal length; sectors next to each other are joined."""
    begun: int | None = None
    for place in range(0, len(new) + SECTOR, SECTOR):
        differs = new[place : place + SECTOR] != old[place : place + SECTOR]
        if differs and begun is None:
            begun = place
        elif not differs and begun is not None:
            yield at + begun, new[begun:place]
            begun = None


def _file_on(image: Path, at: int, name: str) -> bytes | None:
    """Read a file in the root folder of the partition that begins `at` bytes into an image; None if it is not there."""
    done = _mtools("mtype", "-i", f"{image}@@{at}", f"::/{name}")
    return done.stdout if done.returncode == 0 else None


def _changing(card: Card, *words: str) -> None:
    """Run a program that changes the copy. Raises NotDone if it cannot."""
    done = _mtools(*words)
    if done.returncode == 0:
        return
    said = done.stderr.decode("utf-8", "replace").strip()
    if "full" in said.casefold():
        raise NotDone(f"{card.name}: there is no room for the seed. Delete what you put there. It is as it was.")
    raise NotDone(f"{card.name} is damaged ({words[0]}: {said[:_SAID_MAX]}). Flash it again. It is as it was.")


def _mtools(program: str, *words: str) -> subprocess.CompletedProcess[bytes]:
    path = found(program) or program
    try:
        return subprocess.run(
            [path, *words],
            env=_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=MTOOLS_WAIT_S,
        )
    except subprocess.TimeoutExpired as stuck:
        return subprocess.CompletedProcess(stuck.cmd, 1, b"", b"it did not end")
