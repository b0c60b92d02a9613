"""When the plain console speaks: at once, or when a typist pauses; again while a call rings; never twice the same. Knows no wire.

It holds two models, the newest and the one last spoken of. News waiting to be said is nothing but the difference between them,
so there is no queue that could grow, and nothing is said that is over already.
"""

from collections.abc import Callable

from appliance.api.board.board import BoardView
from appliance.flows.devices.troubles import rooms_to_ask
from appliance.words.times import count, in_words
from appliance.words.unsure import MAY_BE_OPEN
from tui.model import ConsoleModel
from tui.plain.changes import changes, owed_anew, still_ringing, told_at_once
from tui.plain.terminal import Terminal
from tui.plain.told import Open

PAUSE_MS = 1000
"""News waits this long after the last key of a half-typed line: whoever types hears their own keys meanwhile."""
HELD_MS_MAX = 2000
"""But never longer than this, however fast somebody types. The bell waits only for the last one to be FLOOD_MS ago."""
FLOOD_MS = 1000
"""In a flood of calls what came within a second is one sentence; a press has five until somebody must have been told."""
RING_EVERY_MS = 8000
"""UL 1069 wants a call repeated at least every ten seconds."""
QUESTION_AFTER_MS = 500
"""What an act changes is told within a tenth of a second, the question with it; where that is nothing, the question comes alone."""
BLIND_EVERY_MS = 30_000
"""Without a line nothing can be done here but to use the phone: twice a minute is enough to say so."""


class Speaker:
    """`asked` gives the question that is open, if any. Every method may raise TerminalGone."""

    def __init__(self, terminal: Terminal, told: Open, model: ConsoleModel, asked: Callable[[], str]) -> None:
        self.spoken = model
        """What has been said."""
        self._model = self._rung_for = model
        self._terminal = terminal
        self._told = told
        self._asked = asked
        self._held_ms: int | None = None
        self._question_due_ms: int | None = None
        self._question_said_ms = 0
        self._spoken_ms = self._rung_ms = self._blind_ms = 0

    def news(self, model: ConsoleModel, now_ms: int) -> None:
        """The board changed."""
        self._model = model
        if self._held_ms is None:
            self._held_ms = now_ms
        self._ring_meanwhile(now_ms)
        self._speak_when_quiet(now_ms)

    def lost(self, model: ConsoleModel, why: str, now_ms: int) -> None:
        """Say that the line is down: once at once, then at long intervals."""
        first, self._model, self._held_ms = not self._model.blind, model, None
        if first:
            self._blind_ms = now_ms
            self.spoken = self._rung_for = self.spoken.without_line(why, now_ms)
            blind = "There is no line to the box. Calls that come in now are not told here."
            self._terminal.say([blind, why, "Use the phone or the radio. I try again every second."], ring=True)

    def catch_up(self, now_ms: int) -> None:
        """Somebody ended a line: what was held up meanwhile is said now."""
        self._question_due_ms = None
        if self._held_ms is not None:
            self._speak(now_ms)

    def question_again(self, since_ms: int, now_ms: int) -> None:
        """Something was done in the middle of a question, which is said again unless it was since then."""
        if self._question_said_ms < since_ms:
            self._question_due_ms = now_ms + QUESTION_AFTER_MS

    def look(self, now_ms: int) -> None:
        """Time has passed: say what was held up, and again what still rings."""
        if self._model.blind:
            self._look_blind(now_ms)
            return
        if self._held_ms is None and owed_anew(self.spoken, self._model, self._spoken_ms, now_ms):
            self._held_ms = now_ms
        if self._held_ms is not None:
            self._ring_meanwhile(now_ms)
            self._speak_when_quiet(now_ms)
        if self._question_due_ms is not None and now_ms >= self._question_due_ms and not self._terminal.half_typed:
            self._say(self._question(now_ms), now_ms, ring=False)
        ringing = self._model.ringing_here
        if ringing and now_ms - self._rung_ms >= RING_EVERY_MS:
            self._say(still_ringing(ringing), now_ms, ring=True)

    def _look_blind(self, now_ms: int) -> None:
        if now_ms - self._blind_ms >= BLIND_EVERY_MS:
            self._blind_ms = now_ms
            lost_for = in_words(now_ms - self._model.lost_ms)
            self._terminal.say([f"Still no line to the box, for {lost_for}. Use the phone or the radio."], ring=True)

    def _ring_meanwhile(self, now_ms: int) -> None:
        """Somebody types: what rings anew since the last bell rings at once, in a flood once a second."""
        if not self._terminal.half_typed or now_ms - self._rung_ms < FLOOD_MS:
            return
        if any(change.rings for change in changes(self._rung_for, self._model, self._spoken_ms, now_ms)):
            self._rung_for = self._model
            self._say([], now_ms, ring=True)

    def _speak_when_quiet(self, now_ms: int) -> None:
        assert self._held_ms is not None
        quiet = not self._terminal.half_typed or now_ms - self._terminal.key_ms >= PAUSE_MS
        quiet = quiet and (not self._model.flooded(now_ms) or now_ms - self._held_ms >= FLOOD_MS)
        if quiet or now_ms - self._held_ms >= HELD_MS_MAX:
            self._speak(now_ms)

    def _speak(self, now_ms: int) -> None:
        """Say everything that changed since the last time, and count it as told."""
        self._held_ms = None
        found = told_at_once(self.spoken, self._model, self._spoken_ms, now_ms)
        sentences = [*self._greeting(), *(change.words for change in found)]
        if sentences:
            sentences += self._question(now_ms)
            self._say(sentences, now_ms, ring=any(change.rings for change in found))
        self.spoken = self._rung_for = self._model
        self._spoken_ms = now_ms
        self._told.spoke_of(self._model, now_ms)

    def _question(self, now_ms: int) -> list[str]:
        """The question that is open, if one is."""
        self._question_due_ms, self._question_said_ms = None, now_ms
        kept = " What you typed of it is kept." if self._terminal.hides() and self._terminal.half_typed else ""
        return [f"You were asked: {self._asked()}{kept}"] if self._asked() else []

    def _greeting(self) -> list[str]:
        view = self._model.view
        assert view is not None
        calls = len(self._model.calls)
        none = f"{MAY_BE_OPEN}." if rooms_to_ask(view) else "No call is open."
        open_now = f"{count(calls, 'call is', 'calls are')} open." if calls else none
        back = ["The line to the box is back."] if self.spoken.blind else []
        if self.spoken.view is not None and _place(self.spoken.view) == _place(view):
            return [f"{each} {open_now}" for each in back]
        desk = f"{view.here.name}. Signed in: {view.here.operator or 'nobody'}." if view.here else "Watching only."
        away = view.here is not None and not view.here.attended
        return [
            *back,
            f"Handbell at {view.building}. {desk}",
            *(["Press Enter, so that this desk counts as attended."] if away else []),
            f"{open_now} Type help to hear the commands.",
        ]

    def _say(self, sentences: list[str], now_ms: int, *, ring: bool) -> None:
        if ring:
            self._rung_ms = now_ms
        self._terminal.say(sentences, ring=ring)


def _place(view: BoardView) -> tuple[str, str]:
    """Where a console is: building and desk. Both can come later than the console, with the first plan."""
    return view.building, view.here.name if view.here else ""
