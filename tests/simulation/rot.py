"""Damages a data folder while the power is away: bits and pages rot, files go or are as they once were, and the clock is wrong.

Knows files, pages and frames, and nothing of what is in them. Its caller says when.
"""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from appliance.logbook.carve import FRAME_HEADER_BYTES, PAGE_BYTES_USUAL, WAL_HEADER_BYTES

DATABASE, LOG = Path("logbook/logbook.db"), Path("logbook/logbook.db-wal")
SIDE_COPIES = ("open", "standing")
YEARS_5_MS = 5 * 365 * 86_400_000
IN_1970_MS, IN_2038_MS = (
    60_000,
    2_147_483_648_000,
)  # what a clock without a battery says, and a clock of 32 bits at its end
CLOCK_JUMPS = 0.5  # the share of starts at which the clock jumps


class Rot:
    """The disk of one building. `rots` and `loses_a_side_file` say what the next power cut damages; `strike` does the damage."""

    def __init__(self, dice: random.Random, older: Path) -> None:
        """`older` is a folder of its own, with the data folder as it was at the power cut before."""
        self._dice = dice
        self._older = older
        self._due: list[Callable[[Path], str]] = []
        self._log_may_rot = True
        self._spared: set[Path] = set()
        """Key files of which this power cut has damaged one of the two copies."""

    def rots(self) -> None:
        """Damage some place in the record at the next power cut."""
        self._due.append(self._spoil_record)

    def loses_a_side_file(self) -> None:
        """Damage one of the files beside the record, or both of a pair, at the next power cut."""
        self._due.append(self._spoil_beside)

    def strike(self, home: Path, *, told: bool) -> list[str]:
        """Do the damage that is due; says what. `told` means that something beside the log tells how far the log goes. Where nothing does,
        as for the last 50 ms of a day, nobody can miss what the log loses: then the log is left alone.
        """
        due, self._due, self._spared = self._due, [], set[Path]()
        self._log_may_rot = told and len({each.__name__ for each in due}) == 1
        as_it_was = self._older.with_name("as-it-was")
        shutil.copytree(home, as_it_was, ignore=shutil.ignore_patterns("set-aside"))
        happened = [each(home) for each in due]
        shutil.rmtree(self._older, ignore_errors=True)
        as_it_was.rename(self._older)
        return happened

    def clock_at_start(self, wall_ms: int) -> int:
        """Give what the wall clock says once the power is back."""
        wrong = (IN_1970_MS, IN_2038_MS, wall_ms + YEARS_5_MS, max(IN_1970_MS, wall_ms - YEARS_5_MS))
        return self._dice.choice(wrong) if self._dice.random() < CLOCK_JUMPS else wall_ms

    # ---- the record

    def _spoil_record(self, home: Path) -> str:
        files = (DATABASE, DATABASE, LOG) if self._log_may_rot else (DATABASE,)
        if not (there := [each for each in files if (home / each).exists()]):
            return "nothing"
        name = self._dice.choice(there)
        if self._dice.random() < 0.15 or not (pieces := list(_pieces(home / name))):
            return self._spoil_file(home, name)
        begin, end = self._dice.choice(pieces)
        return self._spoil_piece(home, name, begin, end)

    # ---- beside the record

    def _spoil_beside(self, home: Path) -> str:
        if self._dice.random() < 0.5 and (keys := [pair for pair in _keys(home) if self._spared.isdisjoint(pair)]):
            pair = self._dice.choice(keys)
            self._spared |= set(pair)
            return self._spoil_side_file(home, self._dice.choice(pair))
        first, second = (Path(f"logbook/{self._dice.choice(SIDE_COPIES)}.{turn}") for turn in (0, 1))
        names = self._dice.choice(((first,), (second,), (first, second), (Path("logbook/head"),)))
        there = [name for name in names if (home / name).exists()]
        return ", ".join(self._spoil_side_file(home, name) for name in there) or "nothing"

    def _spoil_side_file(self, home: Path, name: Path) -> str:
        length = (home / name).stat().st_size
        return (
            self._spoil_piece(home, name, 0, length)
            if length and self._dice.random() < 0.5
            else self._spoil_file(home, name)
        )

    # ---- one file

    def _spoil_piece(self, home: Path, name: Path, begin: int, end: int) -> str:
        how = self._dice.choice(("a bit of", "zero"))
        with (home / name).open("r+b") as file:
            file.seek(begin)
            piece = bytearray(file.read(end - begin))
            if how == "zero":
                piece = bytearray(len(piece))
            else:
                piece[self._dice.randrange(len(piece))] ^= 1 << self._dice.randrange(8)
            file.seek(begin)
            file.write(piece)
        return f"{how} {name}, bytes {begin} to {end}"

    def _spoil_file(self, home: Path, name: Path) -> str:
        path, older = home / name, self._older / name
        how = self._dice.choice(("truncated", "removed", "older") if older.exists() else ("truncated", "removed"))
        match how:
            case "truncated":
                os.truncate(path, self._dice.randrange(path.stat().st_size + 1))
            case "removed":
                path.unlink()
            case _:
                shutil.copy2(older, path)
        return f"{name} {how}"


def _pieces(path: Path) -> Iterator[tuple[int, int]]:
    """Give where each page begins and ends; for a log, each frame that was written."""
    data = path.read_bytes()
    if path.suffix == ".db":
        yield from ((begin, begin + PAGE_BYTES_USUAL) for begin in range(0, len(data), PAGE_BYTES_USUAL))
        return
    frame_bytes = FRAME_HEADER_BYTES + PAGE_BYTES_USUAL
    for begin in range(WAL_HEADER_BYTES, len(data) - frame_bytes + 1, frame_bytes):
        if any(data[begin : begin + frame_bytes]):
            yield begin, begin + frame_bytes


def _keys(home: Path) -> list[tuple[Path, Path]]:
    """Give each key file and its second copy."""
    copies = home / "keys" / "copies"
    names = sorted(copy.relative_to(copies) for copy in copies.rglob("*") if copy.is_file())
    return [(Path("keys") / name, Path("keys/copies") / name) for name in names if (home / "keys" / name).exists()]
