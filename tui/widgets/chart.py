"""A chart, drawn by plotext in characters that every screen has (CP437). Nothing is told by colour: each bar or line has its own sign."""

from collections.abc import Callable

from textual.app import RenderResult
from textual.geometry import Size
from textual_plotext import PlotextPlot

from appliance.exports.numbers.words import CAPTION
from tui.screens.building.charted import Bars, Charted, Past, scale
from tui.widgets.choices import lines_for

SIGNS = ("█", "▒", "░")
"""Of the bars of a row, from the first to the last."""
MARKS = ("1", "2", "3")
"""Of the lines, from the first step of help to the last."""
PLAIN = "default"
"""The colour of all other letters: the library's own colours cannot be read on every screen."""
NO_ROOM = "There is no room for a chart beside these calls. The words say the same."
_AROUND = 4
"""Lines that are no bar: the frame, the scale, and what the signs mean."""


class Chart(PlotextPlot, can_focus=True):
    """As high as a list in its place would be, and no higher than it needs. `beside` as in `Choices`."""

    DEFAULT_CSS = "Chart { height: auto; }"

    def __init__(self, charted: Charted, *, beside: Callable[[], int]) -> None:
        super().__init__(classes="chart")
        self._charted = charted
        self._beside = beside
        self.theme = "clear"

    def on_mount(self) -> None:
        """Keys go to it as soon as it stands, and from it to its panel. Textual itself calls what the library does here."""
        self.focus()

    def show(self, charted: Charted) -> None:
        """Draw another one in its place."""
        self._charted = charted
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as it needs, within what the screen has for it."""
        del container, width
        room = lines_for(viewport.height, self._beside())
        return min(room, _wanted(self._charted) + _AROUND) if isinstance(self._charted, Bars) else room

    def render(self) -> RenderResult:
        """Draw it for the size that it has: a bar is one line of the screen."""
        if self.size.height < _AROUND + len(MARKS):
            return NO_ROOM
        self.plt.clear_data()
        match self._charted:
            case Bars():
                self._draw_bars(self._charted, self.size.height - _AROUND)
            case Past():
                self._draw_past(self._charted)
        return super().render()

    def _draw_bars(self, bars: Bars, lines: int) -> None:
        """Draw each row as one line for each of its bars, and an empty line between rows where there is room. Where there is none for all
        bars, the last of each row are left out. The library counts lines from the bottom.
        """
        series = bars.series[: max(min(lines // len(bars.rows), len(bars.series)), 1)]
        gap = 1 if lines >= _wanted(bars) else 0
        top, ends = max(lines, 1) - 1, scale(max(max(values) for _, values in series))
        names: dict[int, str] = {}
        for row, name in enumerate(bars.rows):
            first = top - row * (len(series) + gap)
            names[first - (len(series) > 1)] = name
            for place, (sign, (_, values)) in enumerate(zip(SIGNS, series, strict=False)):
                self.plt.plot([0, values[row]], [first - place] * 2, marker=sign, color=PLAIN)
        self.plt.xlim(0, ends[-1])
        self.plt.xticks(list(ends))
        self.plt.ylim(0, top)
        self.plt.yticks(list(names), list(names.values()))
        self.plt.xlabel("   ".join(f"{sign} {name}" for sign, (name, _) in zip(SIGNS, series, strict=False)))

    def _draw_past(self, past: Past) -> None:
        ends = scale(max(max(known.values()) for _, known in past.lines))
        for mark, (_, known) in zip(MARKS, past.lines, strict=False):
            self.plt.plot(list(known), list(known.values()), marker=mark, color=PLAIN)
        self.plt.ylim(0, ends[-1])
        self.plt.yticks(list(ends))
        self.plt.xticks(list(range(len(past.halves))), list(past.halves))
        signs = "   ".join(f"{mark} {name}" for mark, (name, _) in zip(MARKS, past.lines, strict=False))
        self.plt.xlabel(f"{signs}   {CAPTION}")


def _wanted(bars: Bars) -> int:
    """Count the lines of all rows, with an empty one between them."""
    return len(bars.rows) * (len(bars.series) + 1) - 1
