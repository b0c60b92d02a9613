"""When the console rings: for calls that ring at this desk, and softly for somebody who asks for cover. Pure; time is an argument."""

from appliance.core.calls.tap_outs import SOFT_SOUND_MS
from tui.board.tap_outs import sounds_softly
from tui.model import ConsoleModel

BELL_EVERY_MS = 3000
"""Ours: well within UL 1069's ten seconds, and slow enough to speak between."""


class Ringer:
    """Remembers when it rang last."""

    def __init__(self) -> None:
        self._rang_ms: int | None = None

    def rings(self, model: ConsoleModel, now_ms: int) -> bool:
        """Whether the bell is to ring now for what is on the screen. Cover is asked for with one soft sound each time."""
        due = bool(model.ringing_here) and self._rested(BELL_EVERY_MS, now_ms)
        if not due and model.view and sounds_softly(model.view, now_ms - model.arrived_ms):
            due = self._rested(SOFT_SOUND_MS, now_ms)
        if due:
            self._rang_ms = now_ms
        return due

    def _rested(self, for_ms: int, now_ms: int) -> bool:
        return self._rang_ms is None or now_ms - self._rang_ms >= for_ms
