"""Checks the box itself; each check is a small pure judgement over a reading. A new check is one function and one line in `look`."""

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from appliance.core.ground.words import Cause
from appliance.health import network
from appliance.page_authority.expiry import Standing, ends_in_words, standing
from appliance.words.troubles import CLOCK_MOVED, CLOCK_UNTRUSTED, DISK_NEARLY_FULL, NETWORK_AWAY, PAGE_CERTIFICATE_ENDS

EVERY_S = 30  # six looks within the 200 s a fault may stay unseen (NFPA 72 / UL)
DISK_FREE_MIN = 256 << 20
"""256 MiB. A call of seven entries takes 4.9 KB (measured over a thousand), so this is a hundred days with 500 calls a day, more than any
school has, and seven years with twenty.
"""
# handbell-grow.service is given 15 min, and starts at most a minute after us; a file that is still there later is a leftover
GROWING_S_MAX = 960.0
AWAY_LOOKS = 4  # after a power cut a switch and its spanning tree take a minute and more; told after 120 of the 200 s
CLOCK_JUMP_MAX_S = 2.0  # EN 50131 asks for far less; a step of more than two seconds means that somebody set the clock

log = logging.getLogger("handbell.health")


class Finding(msgspec.Struct, frozen=True):
    """The result of one check. `says` is None if this is in order now."""

    cause: Cause
    says: str | None


class Checks:
    """Looks at disk, clock and network. Keeps only what a check compares with: the last pair of clock readings, since when it looks, and
    how often in a row there was no network.

    `growing` is a file that exists while the data partition is being given the rest of its card. `pages` is the folder of whoever serves
    pages; None where there can be none.
    """

    def __init__(self, data: Path, growing: Path, pages: Path | None = None) -> None:
        self._data = data
        self._pages = pages
        self._growing = growing
        self._since_s = time.monotonic()
        self._offset_s = time.time() - time.monotonic()
        self._away_looks = 0

    def look(self, *, clock_trusted: bool) -> list[Finding]:
        """Do every check once."""
        looks: tuple[Callable[[], Finding | None], ...] = (self._disk, self._clock_jump)
        found = [finding for look in looks if (finding := look()) is not None]
        found += self._page_certificate(clock_trusted=clock_trusted)
        return [*found, *self._network(), _clock_trust(trusted=clock_trusted)]

    def _disk(self) -> Finding | None:
        cause = Cause(DISK_NEARLY_FULL.word, "disk")
        try:
            stats = os.statvfs(self._data)
        except OSError as error:
            return Finding(cause, f"the data folder cannot be read: {error.strerror}")
        free = stats.f_bavail * stats.f_frsize
        if free < DISK_FREE_MIN and self._grows():
            return None  # a new card has most of its space still to come: nobody is sent for another one
        says = f"{free >> 20} MiB free: {DISK_NEARLY_FULL.do}"
        return Finding(cause, says if free < DISK_FREE_MIN else None)

    def _grows(self) -> bool:
        return time.monotonic() - self._since_s < GROWING_S_MAX and self._growing.exists()

    def _clock_jump(self) -> Finding:
        offset_s = time.time() - time.monotonic()
        moved_s = offset_s - self._offset_s
        self._offset_s = offset_s
        says = f"the clock was moved by {moved_s:+.0f} s: {CLOCK_MOVED.do}"
        return Finding(Cause(CLOCK_MOVED.word, "clock"), says if abs(moved_s) > CLOCK_JUMP_MAX_S else None)

    def _page_certificate(self, *, clock_trusted: bool) -> list[Finding]:
        """Judge the one certificate of all pages. A clock that nobody set cannot say how long it lasts."""
        if self._pages is None:
            return []
        cause = Cause(PAGE_CERTIFICATE_ENDS.word, "pages")
        if not self._pages.is_dir():
            return [Finding(cause, None)]
        from appliance.page_authority.page_folder import shown  # noqa: PLC0415 (most boxes have no pages, and need none of it in memory)

        found = shown(self._pages)
        if found is None:
            return [Finding(cause, None)]
        if found.wrong:
            return [Finding(cause, f"it cannot be read ({found.wrong}). {PAGE_CERTIFICATE_ENDS.do}")]
        if not clock_trusted:
            return []
        now_ms = int(time.time() * 1000)
        if standing(found.until_ms, now_ms) is Standing.GOOD:
            return [Finding(cause, None)]
        return [Finding(cause, f"it {ends_in_words(found.until_ms, now_ms)}. {PAGE_CERTIFICATE_ENDS.do}")]

    def _network(self) -> list[Finding]:
        try:
            missing = network.away(network.ports(), network.addresses())
        # for example when memory runs out: then nothing is known, and the next look asks again
        except OSError as error:
            log.warning("the network cannot be looked at: %s", error)
            return []
        self._away_looks = 0 if missing is None else self._away_looks + 1
        if 0 < self._away_looks < AWAY_LOOKS:
            return []
        what, says = missing or ("", "")
        return [
            Finding(Cause(NETWORK_AWAY.word, each), says if each == what else None)
            for each in (network.CABLE, network.ADDRESS)
        ]


def _clock_trust(*, trusted: bool) -> Finding:
    return Finding(Cause(CLOCK_UNTRUSTED.word, "clock"), None if trusted else CLOCK_UNTRUSTED.do)
