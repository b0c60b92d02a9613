"""Finds the entries and wraps in a logbook that was set aside, and where they are, from its bytes alone. Opens nothing.

<logbook>/set-aside/<when>/logbook.db, logbook.db-wal     the files as they were
<logbook>/set-aside/<when>/turn                           the number of this folder among all that were set aside
<logbook>/set-aside/<when>/salvaged.0, salvaged.1         entries that only a side copy had, and up to where it told what is open
<logbook>/set-aside/<when>/brought-back                   nothing more can be brought back from here; what is missing, for people
"""

import asyncio
import os
from array import array
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Container, Sequence
from pathlib import Path

import msgspec

from appliance.envelope import format as layout
from appliance.logbook import carve
from appliance.logbook.gone import Key
from appliance.logbook.recovery import LOGBOOK_NAME
from appliance.logbook.side_copy import CopyFiles

SALVAGED = "salvaged"
BROUGHT_BACK = "brought-back"
# Bytes looked at between two pauses: under a millisecond of the one processor that calls need too.
PIECE_BYTES = 1 << 18
ZEROS = bytes(1 << 18)

type Breath = Callable[[], Awaitable[None]]


class Aside:
    """One folder of a logbook that was set aside; complete after `look_through`. Numbers take eight bytes each: a million entries 8 MB.

    It takes entries up to `newest` only: a number that damage made larger would take any amount of memory. Wraps of keys that are `gone`
    are overwritten as they are found.
    """

    def __init__(self, folder: Path, building: bytes, newest: int, gone: Container[Key]) -> None:
        self.folder = folder
        self._building = building
        self._newest = newest
        self._gone = gone
        self._pages = carve.Pages.of(folder / LOGBOOK_NAME)
        self._places = array("Q")  # for number 1, 2, …: where its entry begins, plus 1; 0 for none
        # further entries, from the log, the salvaged copy, or a second place in the file
        self._others: dict[int, list[bytes]] = {}
        self._wraps = array("Q")  # pairs of number and place; sorted by number once all are found
        self._other_wraps: dict[int, list[carve.WrapFound]] = {}
        self.open_up_to = 0
        """The entry up to which the start that set it aside knew what is open."""

    async def look_through(self, recipients: Sequence[bytes], breath: Breath) -> None:
        """Find every entry, and every wrap for one of these fingerprints."""
        self._take_others(recipients)
        pairs: list[tuple[int, int]] = []
        for begin, end in self._pages.pieces(PIECE_BYTES):
            for number, entry, place in self._pages.entries_in(begin, end, self._building):
                self._take(number, entry, place)
            for wrap, place in self._pages.wraps_in(begin, end, recipients):
                if (wrap[2], wrap[3]) in self._gone:
                    _write_over_wrap(self.folder / LOGBOOK_NAME, place)
                else:
                    pairs.append((wrap[0], place))
            await breath()
        pairs.sort()
        self._wraps = array("Q", (value for pair in pairs for value in pair))

    @property
    def oldest(self) -> int:
        """Give the lowest number of an entry that was found; a number above `newest` if there is none."""
        nothing = self._newest + 1
        in_main = next((number for number, place in enumerate(self._places, 1) if place), nothing)
        return min(in_main, *self._others, nothing)

    def candidates(self, number: int) -> list[bytes]:
        """Give all that may be the entry of this number."""
        found = list(self._others.get(number, ()))
        place = self._places[number - 1] if number <= len(self._places) else 0
        entry = self._pages.entry_at(place - 1) if place else None
        return found if entry is None or entry in found else [*found, entry]

    def wraps(self, number: int) -> list[carve.WrapFound]:
        """Give all that may be wraps which the entry of this number names."""
        found = list(self._other_wraps.get(number, ()))
        numbers = range(len(self._wraps) // 2)
        at = bisect_left(numbers, number, key=lambda index: self._wraps[2 * index])
        while at < len(numbers) and self._wraps[2 * at] == number:
            place = self._wraps[2 * at + 1]
            begin = place - place % self._pages.page_bytes
            page = self._pages.main.read(begin, self._pages.page_bytes)
            found += [
                wrap
                for wrap, _ in carve.wraps_in(page, [page[place - begin : place - begin + 32]])
                if wrap not in found
            ]
            at += 1
        return [wrap for wrap in found if wrap[0] == number]

    def close(self) -> None:
        """Close the files."""
        self._pages.close()

    async def destroy(self, breath: Breath) -> None:
        """Write zeros over the files, and remove them and the folder. Raises OSError."""
        self.close()
        for path in sorted(self.folder.iterdir()):
            with path.open("r+b", buffering=0) as file:
                for _ in range(0, os.fstat(file.fileno()).st_size, len(ZEROS)):
                    file.write(ZEROS)
                    await breath()
                await asyncio.to_thread(os.fsync, file.fileno())
            await asyncio.to_thread(path.unlink)
        self.folder.rmdir()

    def _take(self, number: int, entry: bytes, place: int) -> None:
        if not 0 < number <= self._newest:
            return
        if number > len(self._places):
            self._places.extend([0] * (number - len(self._places)))
        if self._places[number - 1]:
            self._add(number, entry)  # a copy that SQLite left behind when it split a page
        else:
            self._places[number - 1] = place + 1

    def _take_others(self, recipients: Sequence[bytes]) -> None:
        for number, entry in self._pages.entries_in_wal(self._building):
            self._add(number, entry)
        wraps: list[carve.WrapFound] = []
        for wrap, place in carve.wraps_in(self._pages.wal, recipients):
            if (wrap[2], wrap[3]) in self._gone:
                _write_over_wrap(carve.log_of(self.folder / LOGBOOK_NAME), place)
            else:
                wraps.append(wrap)
        salvaged = CopyFiles(self.folder, SALVAGED).read(self._building)
        if salvaged is not None:
            self.open_up_to = salvaged.number
            for number, entry in salvaged.entries.items():
                self._add(number, entry)
            wraps += [wrap for wrap in salvaged.wraps if (wrap[2], wrap[3]) not in self._gone]
        for wrap in wraps:
            known = self._other_wraps.setdefault(wrap[0], [])
            if wrap not in known:
                known.append(wrap)

    def _add(self, number: int, entry: bytes) -> None:
        if not 0 < number <= self._newest:
            return
        known = self._others.setdefault(number, [])
        if entry not in known:
            known.append(entry)


def _write_over_wrap(path: Path, recipient_at: int) -> None:
    """Overwrite the wrap of the row whose recipient begins at this byte: an older file still has wraps that were destroyed later. Raises
    OSError.
    """
    with path.open("r+b", buffering=0) as file:
        file.seek(recipient_at + carve.RECIPIENT_LEN + layout.ID_LEN)
        file.write(bytes(carve.WRAP_LEN))
        os.fsync(file.fileno())


class Gap(msgspec.Struct, frozen=True):
    """Entries `first` to `last`, inclusive, that nobody can read any more."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"entry {self.first}" if self.first == self.last else f"entries {self.first} to {self.last}"


def linked(candidates: Sequence[bytes], digest: bytes | None) -> bytes | None:
    """Give the candidate that has this digest. Without a digest, give the only candidate, if there is just one."""
    if digest is None:
        return candidates[0] if len(candidates) == 1 else None
    return next((each for each in candidates if layout.entry_digest(each) == digest), None)
