"""One serial line with a panel at its end: whether it lives, what it says, and what is wrong with it. Knows no button."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from hardware.alarmdecoder.codec import Bad, Keypad, Line, Reader
from hardware.serial.end import LineState
from hardware.serial.faults import SILENT
from hardware.serial.line import Line as SerialLine
from hardware.serial.watched import Watched
from hardware.signals import Signal, WireFault, WireKind, WireMended

SILENT_AFTER_S: Final = 60.0
"""Ours: a panel says over and over what stands on its keypads. Well below the 200 s within which NFPA 72 wants a lost device told."""
OLD_S: Final = 1.0
"""What comes so soon after a line was opened may have waited in an adapter or a serial server: nobody knows when it was said."""
ON_BATTERY: Final = "on-battery"
LOW_BATTERY: Final = "low-battery"

log = logging.getLogger("handbell.alarmdecoder")

type Said = Callable[[str, Line, float, bool], None]
"""Told of a line's id what its panel says, now (s), and whether it was said just now."""


class Panel:
    """`say` is told of the line and its panel, `said` each line the panel says."""

    def __init__(self, line: SerialLine, say: Callable[[Signal], None], said: Said) -> None:
        self.line = line
        self._say = say
        self._said = said
        self._reader = Reader()
        self._opened_s = 0.0
        self._power: dict[str, bool] = {}
        """What was said of it; nothing at first, so that what an earlier run said is mended too."""

    @property
    def is_open(self) -> bool:
        """Whether the line is; what is at its end may be silent all the same."""
        return self.line.state[0] is LineState.OPEN

    async def run(self) -> None:
        """Listen until cancelled."""
        await Watched(self.line, SILENT_AFTER_S, self.take, self.trouble, self.opened).run()

    def opened(self) -> None:
        """The line is open anew: half a line of before has no other half."""
        self._reader = Reader()
        self._opened_s = _now_s()

    def take(self, data: bytes) -> tuple[int, int]:
        """These bytes came; how many good lines they made, and how many bad ones."""
        good = bad = 0
        now_s = _now_s()
        for line in self._reader.feed(data):
            if isinstance(line, Bad):
                bad += 1
                log.debug("%s says %r, which is no line of an AlarmDecoder", self.line.wire.line, line.said)
                continue
            good += 1
            if isinstance(line, Keypad):
                self._powered(ON_BATTERY, not line.mains)
                self._powered(LOW_BATTERY, line.low_battery)
            self._said(self.line.wire.line, line, now_s, now_s - self._opened_s >= OLD_S)
        return good, bad

    def trouble(self, what: str, why: str | None) -> None:
        """Of the line; `why` None: it is over. A line that is open and says nothing sensible is a panel that is silent."""
        self._tell("panel" if what == SILENT else "line", what, why)

    def _powered(self, what: str, wrong: bool) -> None:
        if self._power.get(what) is not wrong:
            self._power[what] = wrong
            self._tell("panel", what, "its keypads say so" if wrong else None)

    def _tell(self, kind: WireKind, what: str, why: str | None) -> None:
        subject = self.line.wire.line
        self._say(WireMended(kind, subject, what) if why is None else WireFault(kind, subject, what, why))


def _now_s() -> float:
    return asyncio.get_running_loop().time()
