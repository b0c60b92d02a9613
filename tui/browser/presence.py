"""Whether somebody is at a desk in a browser: its page is seen and was touched. And whether it is locked. Pure; time is an argument."""

from appliance.flows.records.sitting import UNATTENDED_MS

LOCKED_AFTER_MS = UNATTENDED_MS
"""As long as a record stays open at which nobody touches a key. A call that comes meanwhile is shown and rings; the first touch after it
only opens the desk, so that a hand in passing does nothing.
"""
HEARD_MS = 12_000
"""The page says every 5 s that it is there. Two that are lost are no alarm. By the third, its computer sleeps or its line is gone."""
ONE_TOUCH_MS = 400
"""A touch is told before the stroke that it made: what comes so soon after the touch that opened the desk is still that touch. A second
touch takes a hand longer than this.
"""


class Presence:
    """What a page told of itself. Its desk is attended only while the page is seen. The box counts how long ago it was touched."""

    def __init__(self, now_ms: int) -> None:
        self._seen = False
        self._heard_ms = now_ms
        self._touched_ms: int | None = None
        self._opened_ms: int | None = None

    def told(self, now_ms: int, *, seen: bool, touched: bool) -> None:
        """The page says whether it is seen, and whether somebody touched it since it last said so."""
        self._heard_ms, self._seen = now_ms, seen
        if not seen:
            self._touched_ms = None  # whoever left it for another page is not at this desk
        elif touched:
            self._opened_ms = now_ms if self.locked(now_ms) else self._opened_ms
            self._touched_ms = now_ms

    def seen(self, now_ms: int) -> bool:
        """Whether the page stands on a screen now, as far as anybody can know."""
        return self._seen and now_ms - self._heard_ms < HEARD_MS

    def touched_since(self, since_ms: int) -> bool:
        """Whether somebody touched it since then."""
        return self._touched_ms is not None and self._touched_ms >= since_ms

    def locked(self, now_ms: int) -> bool:
        """Whether the desk takes no act, because nobody touched it for a while or its page is not seen."""
        return not self.seen(now_ms) or self._touched_ms is None or now_ms - self._touched_ms >= LOCKED_AFTER_MS

    def acts(self, now_ms: int) -> bool:
        """Whether a stroke is an act: not one that only opens the desk."""
        just_opened = self._opened_ms is not None and now_ms - self._opened_ms < ONE_TOUCH_MS
        return not self.locked(now_ms) and not just_opened
