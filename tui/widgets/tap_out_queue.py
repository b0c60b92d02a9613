"""The quiet queue of tap-outs under the calls, a line each. Knows which of them stand on the screen. Paints only."""

from textual.content import Content
from textual.geometry import Size

from appliance.plan.ids import IncidentId
from tui.board.tap_outs import TapOutFace
from tui.keys.table import BY_ACTION
from tui.widgets.lines import spread
from tui.widgets.tells_painted import TellsPainted

LINES_MAX = 5
"""More rooms at once without their teacher are no quiet queue: the others are counted, and its key shows them all."""
LINES_BESIDE_CALLS_MAX = 1
"""Calls are what a desk looks at; a tap-out must not push one out of sight."""


class TapOutQueue(TellsPainted):
    """Takes no room when nobody has tapped out, and one line while a call is open."""

    faces: tuple[TapOutFace, ...] = ()
    lines_max = LINES_MAX
    has_key = True
    _painted: tuple[TapOutFace, ...] = ()

    def show(self, faces: tuple[TapOutFace, ...], *, beside_calls: bool, has_key: bool = True) -> None:
        """Show these, in this order; those that wait for somebody first where there is no room for all.

        `has_key`: their key is theirs now, and answers no question.
        """
        lines_max = LINES_BESIDE_CALLS_MAX if beside_calls else LINES_MAX
        self.display = bool(faces)
        if (faces, lines_max, has_key) != (self.faces, self.lines_max, self.has_key):
            self.faces, self.lines_max, self.has_key = faces, lines_max, has_key
            self.refresh(layout=True)

    @property
    def shown(self) -> tuple[TapOutFace, ...]:
        """Those there is a line for."""
        if len(self.faces) <= self.lines_max:
            return self.faces
        waiting_first = sorted(self.faces, key=lambda face: not face.waits)[: self.lines_max]
        return tuple(face for face in self.faces if face in waiting_first)

    def in_full_view(self) -> frozenset[IncidentId]:
        """Those painted as last shown."""
        shows = self.display and self.region.height >= len(self.shown)
        return frozenset(face.incident for face in self.shown if face in self._painted) if shows else frozenset()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line each."""
        del container, viewport, width
        return len(self.shown)

    def render(self) -> Content:
        """Each in a sentence and what this desk can still do about its own act; the last line says how many more there are."""
        shown, width = self.shown, self.size.width
        if self._painted != shown:
            self._painted = shown
            self.say_painted()
        more = f"and {len(self.faces) - len(shown)} more, " if len(self.faces) > len(shown) else ""
        last = f"{BY_ACTION['tap_outs'].shown}: cover" if self.has_key else f"{BY_ACTION['palette'].shown}: commands"
        ends = [*(face.number for face in shown[:-1]), f"{more}{last}"]
        return Content("\n").join(
            spread(f"  {face.words}", f"{face.slip}  {end} ", width, "bold" if face.waits else "", name=face.room)
            for face, end in zip(shown, ends, strict=False)
        )
