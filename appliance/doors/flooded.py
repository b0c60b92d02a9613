"""Watches whether more comes through a door than people make. Those that are too many are refused or folded, also an honest one among them,
so somebody must be told. Knows no socket.
"""

from appliance.core.ground.words import Cause
from appliance.doors.callers import FLOOD_OVER_S, FLOODED_AFTER_S
from appliance.kept_running import Report
from appliance.words.troubles.row import TroubleWords


class Flooded:
    """Tells of a flood as the door of fixed addresses does: after FLOODED_AFTER_S, and until it rested for FLOOD_OVER_S. `words` is the
    trouble, and `subject` what it is about.
    """

    def __init__(self, report: Report, words: TroubleWords, subject: str) -> None:
        self.cause = Cause(words.word, subject)
        self._do = words.do
        self._report = report
        self._first_s = self._last_s = 0.0
        self._flows = False
        self._told: bool | None = None  # None: a trouble of before this start may still stand

    def held_back(self, now_s: float) -> None:
        """Note that one was held back because there were too many."""
        if not self._flows:
            self._flows, self._first_s = True, now_s
        self._last_s = now_s

    def look(self, now_s: float) -> None:
        """Look once, each second."""
        if self._flows and now_s - self._last_s >= FLOOD_OVER_S:
            self._flows = False
        self._tell(flooded=self._flows and self._last_s - self._first_s >= FLOODED_AFTER_S)

    def _tell(self, *, flooded: bool) -> None:
        if self._told is not flooded:
            self._told = flooded
            self._report(self.cause, self._do if flooded else None)
