"""An emergency is handed over to the district's alarm panel: the word is typed, then what will happen is confirmed. Asks for one command.

A hand that slips on the keyboard hands nothing over: there is no key and no digit that does without the word, and a key that comes too
soon after it is not taken.
"""

from appliance.api.board.calls import CallCard
from appliance.core.calls.commands import HandOver
from appliance.core.calls.hand_over import TYPED
from tui.aim import LOOKED_AT_MS
from tui.clock import monotonic_ms
from tui.hand_over import NOT_NOW, NOT_TYPED, NOW, is_typed, title
from tui.screens.panel import Choice, Field, Panel

READ_FIRST = "Read this first, then press again."


class HandOverPanel(Panel[None]):
    """The word. Nothing goes out with it."""

    def __init__(self, call: CallCard, panel: str) -> None:
        super().__init__(
            title(call, panel),
            field=Field(f"Type {TYPED} and press ENTER. You are asked once more.", enter="goes on"),
        )
        self._call = call
        self._panel = panel

    def entered(self, text: str) -> None:
        """Go on, if the word is there."""
        if is_typed(text):
            self.open(HandOverSurePanel(self._call, self._panel))
        else:
            self.refused(f"{NOT_TYPED} Type it first.")


class HandOverSurePanel(Panel[bool]):
    """What will happen. ENTER has it done, once a person can have read it."""

    def __init__(self, call: CallCard, panel: str) -> None:
        super().__init__(title(call, panel), choices=(Choice(NOW, True), Choice(NOT_NOW, False)))
        self._incident = call.incident
        self._shown_ms: int | None = None

    def on_mount(self) -> None:
        """From now on it can be read."""
        super().on_mount()
        self._shown_ms = monotonic_ms()

    def chosen(self, value: bool) -> None:
        """Hand it over, or not."""
        if not value:
            self.post_message(self.Closed())
        elif self._shown_ms is None or monotonic_ms() - self._shown_ms < LOOKED_AT_MS:
            self.refused(READ_FIRST)
        else:
            self.ask(HandOver(incident=self._incident, typed=TYPED))
