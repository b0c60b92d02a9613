"""What fills the screen while there is no line to the alert daemon. Shows the last calls known, and that they are old."""

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from tui.big import big
from tui.model import ConsoleModel
from tui.wording import SHAPES, span

WORDS_LINES = 13
"""What stands below the letters, and the gaps: the calls come on top of it."""
SIDES = 6
"""Columns of margin on both sides (console.tcss)."""


class BlindScreen(Screen[None]):
    """Nothing can be done here; the keys of the board do not reach through it."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[ConsoleModel, int] | None = None

    def compose(self) -> ComposeResult:
        yield Static(markup=False)

    def show(self, model: ConsoleModel, now_ms: int) -> None:
        """Say since when, why, and what was known last."""
        self._shown = (model, now_ms)
        self._paint(model, now_ms)

    def on_resize(self) -> None:
        """The letters are as large as the screen is now."""
        if self._shown:
            self._paint(*self._shown)

    def _paint(self, model: ConsoleModel, now_ms: int) -> None:
        high = max(3, (self.size.height - WORDS_LINES - len(model.calls)) // 2)
        lines = [Content("")]
        for words in ("Screen is blind", "Use the phone"):
            lines += [*_headline(words, self.size.width - SIDES, high), Content("")]
        since = f"Nothing heard for {span(now_ms - model.lost_ms)}. Calls that come in now do not show here."
        lines += [Content(since), Content(model.lost_why or ""), Content("")]
        if model.calls:
            lines.append(Content.styled("Open when the line was lost: call or go there, do not wait.", "bold"))
        lines += [Content(f"{SHAPES[call.kind]} {call.room_name} (call {call.number})") for call in model.calls]
        lines += [
            Content(""),
            Content("Trying again every second. Until then use the phone or the radio."),
        ]
        # There is none yet where the line was lost just now, and none any more where the console ends.
        for text in self.query(Static):
            text.update(Content("\n").join(lines))


def _headline(words: str, width: int, lines: int) -> list[Content]:
    letters = big(words, width, lines, broken=False) or (words.upper(),)
    return [Content(line) for line in letters]
