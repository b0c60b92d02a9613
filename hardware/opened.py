"""After which count each contact was last seen open, over a restart: a hint, never proof of anything, and safe to lose.

What it does not know rings. One small file, written whole; at a school's pace a few times an hour, for only a contact that was closed
opens.
"""

import asyncio
import json
import logging
from pathlib import Path

from hardware.levels import Spot

NAME = "wires.json"
WRITE_EACH_S = 0.25  # a card takes four small writes a second; so long, at most, an opening is unknown to whoever starts after a kill
BYTES_MAX = 1_000_000  # two thousand contacts are 80 KB; a larger file is not ours
ENTRIES_MAX = 10_000  # 200 transmitters with four alarms are 800: what a mad wire invents must not fill the card

log = logging.getLogger("handbell.wires")


class Opened:
    """`folder` None keeps nothing beyond this run."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / NAME if folder is not None else None
        self._counts = _read(self._path)
        self._changed = asyncio.Event()
        self._written = ""

    def count(self, at: Spot) -> int | None:
        """After how many presses it was last seen open; None where nobody remembers."""
        return self._counts.get(_name(at))

    def note(self, at: Spot, count: int) -> None:
        """It is open, after this many presses."""
        if self._counts.get(_name(at)) == count or (_name(at) not in self._counts and len(self._counts) >= ENTRIES_MAX):
            return
        self._counts[_name(at)] = count
        self._changed.set()

    async def keep_written(self) -> None:
        """Write what has changed, beside what rings, until cancelled, and once more then."""
        try:
            while True:
                await self._changed.wait()
                self._changed.clear()
                await asyncio.to_thread(self._write, self._text())
                await asyncio.sleep(WRITE_EACH_S)
        finally:
            self._write(self._text())

    def _text(self) -> str:
        return json.dumps({"opened": self._counts}, indent=1, sort_keys=True)

    def _write(self, text: str) -> None:
        if self._path is None or text == self._written:
            return
        new = self._path.with_suffix(".new")
        try:
            new.touch(0o600)
            new.write_text(text)
            new.replace(self._path)
        except OSError as error:
            log.warning(
                "%s was not written: %s. A contact that is closed at the next start may ring.",
                self._path,
                error.strerror,
            )
            return
        self._written = text


def _name(at: Spot) -> str:
    return f"{at.button}/{at.contact}"


def _read(path: Path | None) -> dict[str, int]:
    """Nothing at all where there is no file, or one that is damaged."""
    if path is None:
        return {}
    try:
        if path.stat().st_size > BYTES_MAX:
            raise ValueError("too large")
        return {str(name): int(count) for name, count in json.loads(path.read_text())["opened"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        log.warning("%s was put aside: %s", path, error)
        return {}
