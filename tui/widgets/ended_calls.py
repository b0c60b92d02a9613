"""Calls stood down a moment ago, a dim line each below the open ones, while that can be undone. Paints only."""

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tui.board.slips import EndedFace
from tui.widgets.lines import spread

LINES_MAX = 3
"""Nobody stands down four calls in ten seconds by slip; what is more leaves no room for those that are open."""


class EndedCalls(Widget):
    """Takes no room when there are none."""

    faces: tuple[EndedFace, ...] = ()

    def show(self, faces: tuple[EndedFace, ...]) -> None:
        """Show these, the newest first."""
        self.display = bool(faces)
        if faces != self.faces:
            self.faces = faces
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line each."""
        del container, viewport, width
        return min(len(self.faces), LINES_MAX)

    def render(self) -> Content:
        """Which call it was, and how to have it back."""
        width = self.size.width
        return Content("\n").join(
            spread(f"  {face.words}", f"{face.undo} ", width, "bold" if face.undo else "", name=face.room)
            for face in self.faces[:LINES_MAX]
        )
