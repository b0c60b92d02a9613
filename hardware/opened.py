"""After which press each contact was last seen open, and what else is remembered of wires: hints for the next start. Knows no wire.

One small file, written whole. Safe to lose: a contact that is closed then rings (`hardware/levels.py`). No proof of anything.
"""

import asyncio
import contextlib
import json
import logging
import threading
from functools import partial
from pathlib import Path

from hardware.levels import Spot

NAME = "wires.json"
WRITE_EACH_S = 0.25  # on average: a contact that chatters ten times a second must not wear out a flash card
WRITES_AT_ONCE = 200  # all pendants of a school let go of at once: who waits for each write must not fall behind
STALL_S = 0.25  # as for a press: a disk that stands still for longer holds up nobody
FLUSH_WITHIN_S = 1.0  # two syncs of a worn card; these are hints, and a box that is to restart does not wait for them
SPOTS_MAX = 5_000  # a thousand buttons of up to five contacts; the ones not told of for longest go
NOTES_MAX = 1_100  # a signal for each of a thousand buttons, and an answer for each line
NOTE_CHARS_MAX = 200  # a week of signals is 100
BYTES_MAX = 1_000_000  # the most of both is 500 KB; a larger file is not ours

log = logging.getLogger("handbell.wires")


class Opened:
    """`folder` None keeps nothing beyond this run. With a folder it is for the event loop alone, and writes in threads of its pool."""

    def __init__(self, folder: Path | None = None) -> None:
        path = folder / NAME if folder is not None else None
        self._file = _File(path) if path is not None else None
        self._counts, self._notes = _read(path)
        self._changed = False
        self._writing = False
        self._texts = 0
        self._text_of_note = self._text_on_disk = 0
        self._spent_until_s = 0.0  # each write spends so much time; what is spent ahead of now is bounded
        self._awaited: dict[asyncio.Future[None], int] = {}
        """Who waits, and for which text."""
        self._still = False

    def count(self, at: Spot) -> int | None:
        """After how many presses it was last seen open; None where nobody knows."""
        return self._counts.get(at)

    def note(self, at: Spot, count: int) -> None:
        """It was open after so many presses. Written at once; where that goes on, four times a second."""
        self._counts.pop(at, None)
        self._counts[at] = count
        if len(self._counts) > SPOTS_MAX:
            del self._counts[next(iter(self._counts))]
        self._text_of_note = self._texts + 1
        self._write_soon()

    def remembered(self, name: str) -> str:
        """What a family wrote down under this name; "" where it did not."""
        return self._notes.get(name, "")

    def remember(self, name: str, text: str) -> None:
        """Write this down. For what changes once an hour at most."""
        if self._notes.pop(name, None) == text:
            self._notes[name] = text
            return
        self._notes[name] = text[:NOTE_CHARS_MAX]
        if len(self._notes) > NOTES_MAX:
            del self._notes[next(iter(self._notes))]
        self._write_soon()

    def written(self) -> asyncio.Future[None] | None:
        """Done once all counts that were noted outlive this process, or the disk stands still. None: they do so now."""
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
        """Write what is not on disk yet. For the end, when nobody notes anything more."""
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
        """How long until the next write may begin."""
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
        done.result()  # last: what ends one write must not end all of them

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
    """The file, written in whichever thread comes. An older text never takes the place of a newer one."""

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
            except Exception:  # a fault of ours, or no memory: the next text may go well
                log.exception("what was last seen of wires was not written to %s", self._path)
                self._forget()

    def _forget(self) -> None:
        """An older text would pass a new press for an old one; with none it rings."""
        with contextlib.suppress(OSError):
            self._path.unlink()


def _settle(done: asyncio.Future[None]) -> None:
    if not done.done():
        done.set_result(None)


def _read(path: Path | None) -> tuple[dict[Spot, int], dict[str, str]]:
    """Nothing at all where there is no file, or one that is damaged."""
    if path is None:
        return {}, {}
    try:
        if path.stat().st_size > BYTES_MAX:
            raise ValueError("too large")
        kept = json.loads(path.read_text())
        counts = {
            Spot(button, contact): count
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
