"""The lines that must be read before anything else. Paints what it is given, gravest first; takes no room when there is none."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from tui.board.faces import Banner, Level

BANNERS_MAX = 4
"""Four lines leave room for a call in big letters on 24 lines; there are no more than five kinds of banner."""


class Banners(Vertical):
    """One line each, marked and coloured by level. The lines exist from the start, so that showing one moves no widget."""

    def compose(self) -> ComposeResult:
        for _ in range(BANNERS_MAX):
            yield Static(markup=False)

    def show(self, banners: tuple[Banner, ...]) -> None:
        """Show these, the gravest four."""
        for place, line in enumerate(self.query(Static)):
            banner = banners[place] if place < len(banners) else None
            line.display = banner is not None
            if banner is None:
                continue
            text = f" {banner.level.mark} {banner.text}"
            if line.content != text:
                line.update(text)
            for level in Level:
                line.set_class(level is banner.level, str(level))
