"""Watches a line for its family: keeps it open, judges it, and reports each trouble once when it begins and once when it is over. Knows
no frame.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from hardware.serial.end import LineState
from hardware.serial.faults import GARBLED, MISSING, REFUSED, SILENT
from hardware.serial.judging import Judge, Verdict
from hardware.serial.line import Line

LOOK_EACH_S: Final = 1.0  # Silence is counted in tens of seconds, and a garbled line is reported within 20 s.

type Read = Callable[[bytes], tuple[int, int]]
"""Reads what came, and returns how many good and how many bad frames it made."""

type Say = Callable[[str, str | None], None]
"""Is given the word for a trouble of the line, and its detail; None: that trouble is over."""

_OF_STATE: Final = {LineState.MISSING: MISSING, LineState.REFUSED: REFUSED}
_OF_VERDICT: Final = {Verdict.SILENT: SILENT, Verdict.GARBLED: GARBLED}


class SupervisedLine:
    """Watches one line. There is at most one trouble at a time: a missing line is neither silent nor garbled.

    When the line is open for the first time, and when it makes sense for the first time, troubles are reported as over, because an
    earlier process may have reported them.
    """

    def __init__(
        self, line: Line, silent_after_s: float | None, read: Read, say: Say, opened: Callable[[], None]
    ) -> None:
        self.line = line
        self._silent_after_s = silent_after_s
        self._read = read
        self._tell = say
        self._opened = opened
        self._judge: Judge | None = None  # set while the line is open
        self._said = ""
        self._unsure = {MISSING, REFUSED, SILENT, GARBLED}  # troubles that an earlier process may have reported

    @property
    def trouble(self) -> str:
        """The word for what is wrong now; empty if nothing is."""
        return self._said

    async def run(self) -> None:
        """Keep and judge the line until cancelled. `opened` is called each time the line opens. An error that one of the two tasks raises
        is raised unchanged.
        """
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._look())
                await self.line.run(self._came, self._stands)
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None

    def _stands(self, state: LineState, why: str) -> None:
        if state is LineState.OPEN:
            self._judge = Judge(self._silent_after_s, self._now_s())
            self._over(MISSING, REFUSED)
            self._opened()
        else:
            self._judge = None
            self._begin(_OF_STATE[state], why)

    def _came(self, data: bytes) -> None:
        good, bad = self._read(data)
        if self._judge is None:
            return
        self._judge.heard(self._now_s(), len(data), good, bad)
        if good and (self._said or self._unsure):
            self._judged(self._judge)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EACH_S)
            if self._judge is not None:
                self._judged(self._judge)

    def _judged(self, judge: Judge) -> None:
        now_s = self._now_s()
        verdict = judge.verdict(now_s)
        if verdict is not Verdict.WELL:
            self._begin(_OF_VERDICT[verdict], judge.why(now_s))
        elif judge.made_sense:
            self._over(SILENT, GARBLED)

    def _begin(self, what: str, why: str) -> None:
        """Report a trouble if it is not the one already reported: how long a trouble lasts is no news."""
        if what == self._said:
            return
        if self._said:
            self._tell(self._said, None)
        self._said = what
        self._unsure.discard(what)
        self._tell(what, why)

    def _over(self, *whats: str) -> None:
        for what in whats:
            if what == self._said or what in self._unsure:
                self._tell(what, None)
            if what == self._said:
                self._said = ""
            self._unsure.discard(what)

    @staticmethod
    def _now_s() -> float:
        return asyncio.get_running_loop().time()
