"""Whoever is refused for bringing too much, named in the log: once in a while, however often it asks. Knows no request and no store."""

import logging
import time
from collections.abc import Callable

AGAIN_S = 60.0  # a box that asks a thousand times a second writes one line a minute

log = logging.getLogger("handbell.district")


class Causes:
    """One for a server. Only who has a certificate is named here, so that there are no more names than boxes and people."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said_s: dict[str, float] = {}
        self._since: dict[str, int] = {}

    def name(self, who: str, why: str) -> None:
        """A line that says who, why, and how often since the last one."""
        now_s = self._clock()
        self._since[who] = self._since.get(who, 0) + 1
        if now_s - self._said_s.get(who, -AGAIN_S) < AGAIN_S:
            return
        log.warning("%s is refused, %d times since it was named last: %s", who, self._since.pop(who), why)
        self._said_s[who] = now_s
