"""Reads the seeds for cards from one file, a folder of them, or a list. All are checked before any is used."""

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from appliance.plan.mistakes import Mistake
from image_build.seed.copy import SECRET_FIELDS
from image_build.seed.file import raw_of
from image_build.seed.model import Seed
from image_build.seed.read import examine_seed
from image_build.seed.text import decoded

BUILDINGS_MAX = 500  # Twice as many as the largest districts have. Comparing them all takes a second.
SEED_FILES = ("*.yaml", "*.yml")


@dataclass(frozen=True, slots=True)
class Told:
    """A mistake or a warning, with its file."""

    source: Path
    mistake: Mistake

    def line(self) -> str:
        """Write the line that is printed for it."""
        return self.mistake.told(str(self.source))


@dataclass(frozen=True, slots=True)
class Building:
    """One sound seed: its bytes as they go onto the card, and where each of its values was written, for sentences.

    `keep`: the file that has, or will have, the public half of its recovery phrase. `made`: the folder in which its buttons were
    made, if a list names it.
    """

    source: Path
    raw: bytes = field(repr=False)
    seed: Seed
    lines: Mapping[str, int]
    columns: Mapping[str, str] = field(default_factory=dict)
    keep: Path = Path()
    made: Path | None = None

    def told(self, path: str, says: str, do: str) -> Told:
        """Tell that something is wrong with one of its values."""
        return Told(self.source, Mistake(self.columns.get(path, path), self.line_of(path), says, do))

    def line_of(self, path: str) -> int:
        """Return the line on which a value stands."""
        return self.lines.get(path) or self.lines.get(path.partition(".")[0]) or self.lines.get("", 1)


@dataclass(slots=True)
class Gathered:
    """What came of reading all of them. It may only be used if there are no mistakes."""

    buildings: list[Building] = field(default_factory=list)
    mistakes: list[Told] = field(default_factory=list)
    warnings: list[Told] = field(default_factory=list)

    def note(self, source: Path, mistake: Mistake) -> None:
        """Note that something is wrong."""
        self.mistakes.append(Told(source, mistake))


def from_file(file: Path, into: Gathered) -> None:
    """Read one seed file."""
    raw = raw_of(file)
    if isinstance(raw, Mistake):
        into.note(file, raw)
        return
    text = decoded(raw)
    if isinstance(text, Mistake):
        into.note(file, text)
        return
    reading = examine_seed(text)
    into.mistakes += [Told(file, each) for each in reading.mistakes]
    into.warnings += [Told(file, each) for each in reading.warnings]
    if reading.seed is None:
        return
    if has_secrets(reading.seed) and (open_to_others := readable_by_others(file)):
        into.note(file, open_to_others)
    into.buildings.append(Building(file, raw, reading.seed, reading.lines, keep=file))


def from_folder(folder: Path, into: Gathered) -> None:
    """Read every seed file of a folder."""
    found = sorted({file for pattern in SEED_FILES for file in folder.glob(pattern) if not file.name.startswith(".")})
    if not found:
        into.note(
            folder, Mistake("", 1, "There is no seed in this folder.", "Give each its own file, ending in .yaml.")
        )
    if len(found) > BUILDINGS_MAX:
        says = f"There are {len(found):,} seeds in this folder."
        into.note(folder, Mistake("", 1, says, f"At most {BUILDINGS_MAX} are taken at once."))
        return
    for file in found:
        from_file(file, into)


def has_secrets(seed: Seed) -> bool:
    """Return whether somebody who reads this seed could misuse it."""
    if any(each.secret for each in seed.buttons):
        return True
    if seed.copy is not None and SECRET_FIELDS.get(seed.copy.to) in seed.copy.told:
        return True
    return seed.district is not None and bool(seed.district.token or "@" in seed.district.proxy)


def readable_by_others(file: Path) -> Mistake | None:
    """Say why a file with secrets is refused; None if only its owner may read it."""
    try:
        mode = file.stat().st_mode
    except OSError as error:
        return Mistake("", 1, f"The file cannot be read ({error.strerror}).", "Check that you may read it.")
    if stat.S_ISREG(mode) and not mode & 0o077:
        return None
    says = "There are secrets in this file, and others can read it."
    return Mistake("", 1, says, f"Make it yours alone: chmod 600 {file}")
