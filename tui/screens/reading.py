"""The foot of the board while something is read: a list of lines, longer than other panels. Knows no command."""

from textual import events
from textual.app import ComposeResult
from textual.widgets import OptionList, Static

from tui.keys.table import BY_ACTION
from tui.screens.panel import Panel
from tui.widgets.choices import Choices


class ReadingPanel(Panel[None]):
    """Lines to move through with the arrow keys. Choosing one does nothing. The key that opened it, if `opened_by` says it, closes it."""

    beside = 12
    opened_by = ""
    """An action of the key table."""

    def __init__(self, title: str, lines: tuple[str, ...]) -> None:
        super().__init__(title)
        self.add_class("reading")
        self._lines = lines

    def compose(self) -> ComposeResult:
        yield Static(self._title, classes="title", markup=False)
        yield Choices(*self._lines, beside=lambda: self.beside)
        yield Static(self._hint(), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Arrows work at once."""
        self.query_one(OptionList).focus()

    @property
    def place(self) -> int:
        """The line the reader is on."""
        return (self.query_one(OptionList).highlighted or 0) if self.children else 0

    def on_key(self, event: events.Key) -> None:
        """Whoever pressed the key to read presses it again when they have read."""
        if self.opened_by and event.key in BY_ACTION[self.opened_by].every:
            event.stop()
            self.post_message(self.Closed())

    def picked(self, place: int) -> None:
        """Lines that are only read stand for nothing."""

    def _hint(self) -> str:
        return f"↑↓ move   {self._closes}   F2 I have it"

    @property
    def _closes(self) -> str:
        also = f" or {BY_ACTION[self.opened_by].shown}" if self.opened_by else ""
        return f"{BY_ACTION['close'].shown}{also} closes"

    def show(self, lines: tuple[str, ...], *, above: int = 0, on_top: bool = True) -> None:
        """Replace the lines, of which so many are new and stand above the reader's.

        The reader stays on their line; on the top one, where new lines are to be seen as they come, `on_top`.
        """
        if lines == self._lines:
            return
        self._lines = lines
        if not self.children:
            return  # it will be made of these
        reader = self.query_one(OptionList)
        place, seen_from = reader.highlighted or 0, reader.scroll_offset.y
        moved = above if place or seen_from or not on_top else 0
        reader.set_options(lines)
        reader.highlighted = max(0, min(place + moved, len(lines) - 1)) if lines else None
        if moved:
            reader.call_after_refresh(reader.scroll_to, y=seen_from + moved, animate=False, force=True)
