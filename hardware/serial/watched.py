"""A line as its family sees it: kept, judged, and each trouble said once when it begins and once when it is over. Knows no frame."""

import asyncio
from collections.abc import Callable
from typing import Final

from hardware.serial.end import LineState
from hardware.serial.faults import GARBLED, MISSING, REFUSED, SILENT
from hardware.serial.judging import Judge, Verdict
from hardware.serial.line import Line

LOOK_EACH_S: Final = 1.0  # silence is counted in tens of seconds, and a garbled line is told within 20 s

type Read = Callable[[bytes], tuple[int, int]]
"""Reads what came; how many good frames and how many bad ones it made."""

type Say = Callable[[str, str | None], None]
"""A word for a trouble of the line, and its detail; None: that trouble is over."""

_OF_STATE: Final = {LineState.MISSING: MISSING, LineState.REFUSED: REFUSED}
_OF_VERDICT: Final = {Verdict.SILENT: SILENT, Verdict.GARBLED: GARBLED}


class Watched:
    """At most one trouble at a time: a line that is missing is neither silent nor garbled.

    The first time that the line is open, and the first time that it makes sense, troubles that an earlier process may have said are over.
    """

    def __init__(
        self, line: Line, silent_after_s: float | None, read: Read, say: Say, opened: Callable[[], None]
    ) -> None:
        self.line = line
        self._silent_after_s = silent_after_s
        self._read = read
        self._tell = say
        self._opened = opened
        self._judge: Judge | None = None  # while it is open
        self._said = ""
        self._unsure = {MISSING, REFUSED, SILENT, GARBLED}  # what an earlier process may have said

    @property
    def trouble(self) -> str:
        """The word for what is wrong now; empty where nothing is."""
        return self._said

    async def run(self) -> None:
        """Keep and judge it until cancelled. `opened` is called each time that it is open anew. What either raises is raised as it is."""
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
        """Said again only where it is another trouble: how long it lasts is no news."""
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
