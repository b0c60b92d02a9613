"""Gives tests of a first boot a card, a box's own folder and /run in one place, and the words to tell what happens."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from image_build.first_boot.command import main
from image_build.first_boot.generation import Generations
from image_build.first_boot.news import read
from image_build.first_boot.outcome import Outcome, Place, Taken
from image_build.first_boot.places import Places
from tests.system.box import HANDBELL


class Ground:
    """The folders where a box starts. `takes` is one run of the first step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.places = Places(folder / "card", folder / "box", folder / "run" / "seed", folder / "pages")
        self.places.card.mkdir()
        (self.places.card / "README.txt").write_text("A card.")
        self.places.box.mkdir()
        self.places.run.mkdir(parents=True)

    def lays(self, text: str | bytes) -> None:
        """Put this seed onto the card."""
        self.places.card_seed.write_bytes(text.encode() if isinstance(text, str) else text)

    def plugs_in(self, text: str) -> None:
        """Put in a stick; its seed is copied."""
        self.places.stick_seed.write_text(text)

    def words(self, step: str) -> list[str]:
        where = self.places
        folders = {"--card": where.card, "--box": where.box, "--run": where.run, "--pages": where.pages}
        return [step, *(word for name, folder in folders.items() for word in (name, str(folder)))]

    def takes(self) -> Taken:
        """Run the first step, which looks for a seed."""
        assert main(self.words("seed")) == 0
        return self.taken

    def starts(self, step: str, *more: str) -> "subprocess.Popen[bytes]":
        """Start a step as a process of its own."""
        return subprocess.Popen(
            [HANDBELL, "first-boot", *self.words(step), *more], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    @property
    def taken(self) -> Taken:
        taken = read(self.places.taken, Taken)
        assert taken is not None
        return taken

    def of(self, place: Place) -> Outcome:
        return next(each for each in self.taken.outcomes if each.place is place)

    @property
    def result(self) -> str:
        return self.places.result.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")

    @property
    def generations(self) -> Generations:
        return Generations(self.places.box)

    def reads(self, path: str) -> str:
        """Give a file that is in force now."""
        return (self.places.box / "current" / path).read_text()

    def everything(self) -> dict[str, bytes | str]:
        """Give all that the box is made of, file by file."""
        current = self.places.box / "current"
        return {
            str(each.relative_to(current)): str(each.readlink()) if each.is_symlink() else each.read_bytes()
            for each in sorted(current.rglob("*"))
            if each.is_symlink() or each.is_file()
        }


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


@pytest.fixture
def refuse_to_write(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let the n-th flush to the disk from now on fail, and every later one, as on a card that is full or worn."""
    import errno
    import os

    real = os.fsync

    def after(count: int) -> None:
        left = [count]

        def fsync(descriptor: int) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            real(descriptor)

        monkeypatch.setattr(os, "fsync", fsync)

    return after
