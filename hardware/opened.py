"""Remembers on disk after which press each contact was last seen open, and other notes about wires: hints for the next start. Knows
nothing about wires.

It is one small file, always written as a whole. The file may be lost: then a closed contact rings (`hardware/levels.py`). It proves
nothing.
"""

import asyncio
import contextlib
import json
import logging
import threading
from functools import partial
from pathlib import Path

from hardware.levels import ButtonContact

NAME = "wires.json"
WRITE_EACH_S = 0.25  # On average. A contact that chatters ten times a second must not wear out a flash card.
# All pendants of a school may be let go at once. Whoever waits for each write must not fall behind.
WRITES_AT_ONCE = 200
STALL_S = 0.25  # As for a press: a disk that does not answer for longer than this holds nobody up.
# Two syncs of a worn card. These are only hints, and a box that is about to restart does not wait longer for them.
FLUSH_WITHIN_S = 1.0
# A thousand buttons with up to five contacts each. Contacts that were not reported for the longest time are dropped.
SPOTS_MAX = 5_000
NOTES_MAX = 1_100  # a signal for each of a thousand buttons, and an answer for each line
NOTE_CHARS_MAX = 200  # a week of signals needs 100
BYTES_MAX = 1_000_000  # Counts and notes need 500 KB at most. A larger file is not ours.

log = logging.getLogger("handbell.wires")


class Opened:
    """The hints, in memory and on disk. With `folder` None nothing is kept beyond this run. With a folder it is used from the event loop
    alone, and writes in threads of the loop's pool.
    """

    def __init__(self, folder: Path | None = None) -> None:
        path = folder / NAME if folder is not None else None
        self._file = _File(path) if path is not None else None
        self._counts, self._notes = _read(path)
        self._changed = False
        self._writing = False
        self._texts = 0
        self._text_of_note = self._text_on_disk = 0
        # Each write uses up some time, and this is how far all of it reaches. It may be ahead of now, but only so far.
        self._spent_until_s = 0.0
        self._awaited: dict[asyncio.Future[None], int] = {}
        """Who waits, and for the number of which text."""
        self._still = False

    def count(self, at: ButtonContact) -> int | None:
        """Return after how many presses a contact was last seen open; None if nobody knows."""
        return self._counts.get(at)

    def note(self, at: ButtonContact, count: int) -> None:
        """Note that a contact was open after so many presses. It is written at once, but at most four times a second if it goes on."""
        self._counts.pop(at, None)
        self._counts[at] = count
        if len(self._counts) > SPOTS_MAX:
            del self._counts[next(iter(self._counts))]
        self._text_of_note = self._texts + 1
        self._write_soon()

    def remembered(self, name: str) -> str:
        """Return what a family noted under this name, or ""."""
        return self._notes.get(name, "")

    def remember(self, name: str, text: str) -> None:
        """Write this note down. Meant for notes that change once an hour at most."""
        if self._notes.pop(name, None) == text:
            self._notes[name] = text
            return
        self._notes[name] = text[:NOTE_CHARS_MAX]
        if len(self._notes) > NOTES_MAX:
            del self._notes[next(iter(self._notes))]
        self._write_soon()

    def written(self) -> asyncio.Future[None] | None:
        """Return a future which is done once all noted counts are on disk, or the disk does not answer. None: they are on disk now."""
        if self._file is None or self._text_of_note <= self._text_on_disk:
            return None
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        stall = loop.call_later(self._rest_s(loop.time()) + STALL_S, self._stands_still, done)
        self._awaited[done] = self._text_of_note
        done.add_done_callback(self._awaited.pop)
        done.add_done_callback(lambda _done: stall.cancel())
        return done

    async def flush(self) -> None:
        """Write what is not on disk yet. Called at the end, when nobody notes anything more."""
        if self._file is None or not (self._changed or self._writing):
            return
        self._changed = False
        try:
            await asyncio.wait_for(asyncio.to_thread(self._file.write, *self._next()), FLUSH_WITHIN_S)
        except TimeoutError:
            log.warning("what was last seen of wires is not on disk: it does not answer")

    def _write_soon(self) -> None:
        self._changed = True
        if self._file is None or self._writing:
            return
        self._writing = True
        loop = asyncio.get_running_loop()
        if rest_s := self._rest_s(loop.time()):
            loop.call_later(rest_s, self._write, self._file)
        else:
            self._write(self._file)

    def _rest_s(self, now_s: float) -> float:
        """Return how long to wait before the next write may begin."""
        return max(0.0, self._spent_until_s - now_s - (WRITES_AT_ONCE - 1) * WRITE_EACH_S)

    def _write(self, file: "_File") -> None:
        loop = asyncio.get_running_loop()
        self._spent_until_s = max(self._spent_until_s, loop.time()) + WRITE_EACH_S
        self._changed = False
        number, text = self._next()
        loop.run_in_executor(None, file.write, number, text).add_done_callback(partial(self._written, number))

    def _written(self, number: int, done: asyncio.Future[None]) -> None:
        self._writing, self._text_on_disk, self._still = False, number, False
        for each in [each for each, needs in self._awaited.items() if needs <= number]:
            _settle(each)
        if self._changed:
            self._write_soon()
        done.result()  # Raises a write's error last: one failed write must not stop all later writes.

    def _stands_still(self, done: asyncio.Future[None]) -> None:
        if not self._still:
            log.warning("the disk has not taken what was seen of wires for %s s; nobody waits for it", STALL_S)
        self._still = True
        _settle(done)

    def _next(self) -> tuple[int, str]:
        self._texts += 1
        counts: dict[str, dict[str, int]] = {}
        for (button, contact), count in self._counts.items():
            counts.setdefault(button, {})[contact] = count
        return self._texts, json.dumps({"opened": counts, "notes": self._notes})


class _File:
    """The file, written in any thread of the pool. An older text never replaces a newer one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._turn = threading.Lock()
        self._newest = 0

    def write(self, number: int, text: str) -> None:
        new = self._path.with_suffix(".new")
        with self._turn:
            if number < self._newest:
                return
            self._newest = number
            try:
                new.touch(mode=0o600)
                new.write_text(text)
                new.replace(self._path)
            except OSError as error:
                log.warning("what was last seen of wires was not written to %s: %s", self._path, error.strerror)
                self._forget()
            except Exception:  # a fault of ours, or no memory left; the next text may be written well
                log.exception("what was last seen of wires was not written to %s", self._path)
                self._forget()

    def _forget(self) -> None:
        """Delete the file. An older text would make a new press look like an old one; without the file the press rings."""
        with contextlib.suppress(OSError):
            self._path.unlink()


def _settle(done: asyncio.Future[None]) -> None:
    if not done.done():
        done.set_result(None)


def _read(path: Path | None) -> tuple[dict[ButtonContact, int], dict[str, str]]:
    """Read the file. It gives nothing at all if there is no file or the file is damaged."""
    if path is None:
        return {}, {}
    try:
        if path.stat().st_size > BYTES_MAX:
            raise ValueError("too large")
        kept = json.loads(path.read_text())
        counts = {
            ButtonContact(button, contact): count
            for button, contacts in kept["opened"].items()
            for contact, count in contacts.items()
            if isinstance(count, int) and count >= 0
        }
        return counts, {name: str(text)[:NOTE_CHARS_MAX] for name, text in kept["notes"].items()}
    except FileNotFoundError:
        return {}, {}
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        log.warning("what was last seen of wires could not be read from %s and is forgotten: %s", path, error)
        return {}, {}
