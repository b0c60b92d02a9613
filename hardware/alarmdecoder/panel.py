"""One serial line with a panel at its end: whether it lives, and what is wrong with it. Knows no button. Time is an argument."""

import logging
from collections.abc import Callable
from typing import Final

from hardware.alarmdecoder.awaited import Heard, LineState, WireFault, WireMended
from hardware.alarmdecoder.codec import Bad, Keypad, Line, Reader
from hardware.serial.judging import Judge, Verdict

SILENT_AFTER_S: Final = 60.0
"""Ours: a panel says over and over what stands on its keypads. Well below the 200 s within which NFPA 72 wants a lost device told."""
OLD_S: Final = 1.0
"""What comes so soon after a line was opened may have waited in an adapter or a serial server: nobody knows when it was said."""

log = logging.getLogger("handbell.alarmdecoder")

type Said = Callable[[Line, float, bool], None]
"""Told each line, now (s), and whether it was said just now."""


class Panel:
    """`say` is told of the line and its panel, `said` each line the panel says."""

    def __init__(self, line: str, say: Callable[[Heard], None], said: Said) -> None:
        self.line = line
        self.opened_s: float | None = None
        self._say = say
        self._said = said
        self._reader = Reader()
        self._judge = Judge(SILENT_AFTER_S, 0.0)
        self._lives = False
        self._wrong: dict[tuple[str, str], bool] = {}
        """What was said of each fault; nothing at first, so that what an earlier run said is mended too."""

    def state(self, state: LineState, why: str, now_s: float) -> None:
        """The line is open, or not any more."""
        if state is LineState.OPEN:
            self.opened_s, self._reader, self._judge = now_s, Reader(), Judge(SILENT_AFTER_S, now_s)
            self._lives = False
        else:
            self.opened_s = None
        for each in (LineState.MISSING, LineState.REFUSED):
            self._is("line", each, why if state is each else None)

    def take(self, data: bytes, now_s: float) -> None:
        """These bytes came."""
        good = bad = 0
        for line in self._reader.feed(data):
            if isinstance(line, Bad):
                bad += 1
                log.debug("%s says %r, which is no line of an AlarmDecoder", self.line, line.said)
                continue
            good += 1
            self._heard(line, now_s)
        self._lives = self._lives or good > 0
        self._judge.heard(now_s, len(data), good, bad)
        self.look(now_s)

    def look(self, now_s: float) -> None:
        """Say what has changed by now: to be asked each second, and after whatever came."""
        if self.opened_s is None:
            return
        verdict = self._judge.verdict(now_s)
        if verdict is Verdict.WELL and not self._lives:
            return  # not yet heard since it was opened: nobody knows
        why = self._judge.why(now_s)
        self._is("line", "garbled", why if verdict is Verdict.GARBLED else None)
        self._is("panel", "silent", why if verdict is Verdict.SILENT else None)

    def _heard(self, line: Line, now_s: float) -> None:
        if isinstance(line, Keypad):
            self._is("panel", "on-battery", None if line.mains else "its keypads say so")
            self._is("panel", "low-battery", "its keypads say so" if line.low_battery else None)
        live = self.opened_s is not None and now_s - self.opened_s >= OLD_S
        self._said(line, now_s, live)

    def _is(self, kind: str, what: str, why: str | None) -> None:
        """`why` None: it is not so. Told when it changes."""
        wrong = why is not None
        if self._wrong.get((kind, what)) is wrong:
            return
        self._wrong[kind, what] = wrong
        self._say(WireMended(kind, self.line, what) if why is None else WireFault(kind, self.line, what, why))
