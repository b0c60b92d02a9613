"""What fills the screen while there is no line to the alert daemon. Shows the last calls known, and that they are old."""

import math

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from appliance.api.board.calls import CallCard
from appliance.words.kinds import KINDS
from appliance.words.times import span
from tui.board.big import big
from tui.board.faces import waits
from tui.model import ConsoleModel
from tui.widgets.lines import both_ends, padded

WORDS_LINES = 13
"""What stands below the letters, and the gaps: the calls come on top of it."""
CALLS_LINES_MIN = 6
"""For calls that do not all fit one below the other: they stand in columns then."""
WHY_LINES = 5
"""A gap, for those who can do something about it a line and its two lines of reason, and the margin below."""
OPEN = "Open when the line was lost (! nobody had it): call or go there now."
ROOM_WIDTH_MIN = 4
CELL_WIDTH_MIN = len("▲  ! ") + ROOM_WIDTH_MIN
"""Of a column: the shape, so much of the room that it can be found, that nobody had it, and a gap."""
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
        """Say since when, why, and what was known last: at once, or as soon as this screen stands."""
        self._shown = (model, now_ms)
        if self.is_mounted:
            self._paint(model, now_ms)

    def on_mount(self) -> None:
        """The clock may have asked for it before."""
        self._again()

    def on_resize(self) -> None:
        """Choose the letters' size from the screen's size now."""
        if self.is_mounted:
            self._again()

    def _again(self) -> None:
        if self._shown:
            self._paint(*self._shown)

    def _paint(self, model: ConsoleModel, now_ms: int) -> None:
        width, calls = self.size.width - SIDES, model.calls
        high = max(3, (self.size.height - WORDS_LINES - len(calls)) // 2)
        lines = [Content("")]
        for words in ("Screen is blind", "Use the phone"):
            lines += [*_headline(words, width, high), Content("")]
        lines += [
            Content(f"Nothing heard for {span(now_ms - model.lost_ms)}. Calls that come in now do not show here."),
            Content("Use the phone or the radio. This screen tries again every second."),
            Content(""),
        ]
        if calls:
            lines.append(Content.styled(OPEN, "bold"))
            room = self.size.height - len(lines) - WHY_LINES
            lines += [*map(Content, listed(calls, width, max(room, CALLS_LINES_MIN))), Content("")]
        lines += [Content("For whoever looks after the box:"), Content(model.lost_why or "")]
        # There is none yet where the line was lost just now, and none any more where the console ends.
        for text in self.query(Static):
            text.update(Content("\n").join(lines))


def listed(calls: tuple[CallCard, ...], width: int, rows: int) -> list[str]:
    """Every call, those nobody had first; in as few columns as hold them all. Those no column has room for are counted."""
    columns = math.ceil(len(calls) / rows)
    if columns * CELL_WIDTH_MIN > width:
        places = max(width // CELL_WIDTH_MIN, 1) * (rows - 1)
        return [*listed(calls[:places], width, rows - 1), f"and {len(calls) - places} more"]
    if columns == 1:
        return [
            f"{KINDS[call.kind].shape} {call.room_name} (call {call.number}){', nobody has it' * waits(call)}"
            for call in calls
        ]
    cell = width // columns
    room_width = cell - CELL_WIDTH_MIN + ROOM_WIDTH_MIN
    rooms = [both_ends(call.room_name.removeprefix("Room "), room_width) for call in calls]
    words = [
        padded(f"{KINDS[call.kind].shape} {room}{' !' * waits(call)}", cell)
        for call, room in zip(calls, rooms, strict=True)
    ]
    return ["".join(words[row::rows]) for row in range(rows)]


def _headline(words: str, width: int, lines: int) -> list[Content]:
    letters = big(words, width, lines, broken=False) or (words.upper(),)
    return [Content(line) for line in letters]
