"""Watches whether anybody serves the pages of the plan. A page says "use the phone" by itself as soon as it hears nothing; this tells who
can mend it, once for all pages. Knows no socket.
"""

from appliance.core.ground.words import Cause
from appliance.kept_running import Report
from appliance.words.troubles import PAGES_AWAY

AWAY_AFTER_S = 120.0
"""A process that died is back in some seconds. After a power cut it comes a minute after the daemon at most (handbell-first.target), and
its start takes some seconds more. What is missing longer is told within the 200 s of NFPA 72, as it is for the network.
"""

CAUSE = Cause(PAGES_AWAY.word, "pages")


class Away:
    """Tells when the pages were away for AWAY_AFTER_S, and when they are back."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._since_s: float | None = None
        self._told: bool | None = None  # None: a trouble of before this start may still stand

    def look(self, now_s: float, *, planned: bool, served: bool) -> None:
        """Look once. `planned`: the plan has something that is shown in browsers; `served`: somebody speaks for browsers."""
        if served or not planned:
            self._since_s = None
            self._tell(away=False)
            return
        if self._since_s is None:
            self._since_s = now_s
        if now_s - self._since_s >= AWAY_AFTER_S:
            self._tell(away=True)

    def _tell(self, *, away: bool) -> None:
        if self._told is not away:
            self._told = away
            self._report(CAUSE, PAGES_AWAY.do if away else None)
