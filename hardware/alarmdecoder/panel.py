"""Watches one serial line with a panel at its end: whether the panel is alive, what it says, and what is wrong with it. Knows no button."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from hardware.alarmdecoder.codec import Bad, Keypad, Line, Reader
from hardware.serial.end import LineState
from hardware.serial.faults import SILENT
from hardware.serial.line import Line as SerialLine
from hardware.serial.supervised_line import SupervisedLine
from hardware.signals import Signal, WireFault, WireKind, WireMended

SILENT_AFTER_S: Final = 60.0
"""Our choice: a panel repeats what its keypads show all the time. This is well below the 200 s within which NFPA 72 wants a lost device
reported.
"""
OLD_S: Final = 1.0
"""What comes this soon after a line was opened may have waited in an adapter or a serial server. Nobody knows when it was said."""
ON_BATTERY: Final = "on-battery"
LOW_BATTERY: Final = "low-battery"

log = logging.getLogger("handbell.alarmdecoder")

type Said = Callable[[str, Line, float, bool], None]
"""Is told a line's id, what its panel says, the time now (s), and whether it was said just now."""


class Panel:
    """One panel. `say` is told how the line and its panel are; `said` is told each line that the panel says."""

    def __init__(self, line: SerialLine, say: Callable[[Signal], None], said: Said) -> None:
        self.line = line
        self._say = say
        self._said = said
        self._reader = Reader()
        self._opened_s = 0.0
        self._power: dict[str, bool] = {}
        """What was said about the panel's power. It is empty at first, so that a fault which an earlier run reported is mended, too."""

    @property
    def is_open(self) -> bool:
        """Return whether the line is open. The panel at its end may still be silent."""
        return self.line.state[0] is LineState.OPEN

    async def run(self) -> None:
        """Listen until cancelled."""
        await SupervisedLine(self.line, SILENT_AFTER_S, self.take, self.trouble, self.opened).run()

    def opened(self) -> None:
        """Begin anew, since the line was opened anew: half a line that came before will never be completed."""
        self._reader = Reader()
        self._opened_s = _now_s()

    def take(self, data: bytes) -> tuple[int, int]:
        """Take in these bytes, and return how many good and how many bad lines they made."""
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
        """Report a trouble of the line; `why` None: it is over. If a line is open and says nothing sensible, its panel is silent."""
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
