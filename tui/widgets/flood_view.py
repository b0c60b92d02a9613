"""Many calls at once, a row each, in as many columns as it takes. Paints what it is given; what waits has a row before all else.

One widget for all of them: forty that count their seconds would each be laid out and painted anew.
"""

import itertools
import math

from textual.content import Content

from appliance.plan.ids import IncidentId
from appliance.words.times import count
from tui.board.faces import CardFace
from tui.widgets.call_row import BARE_WIDTH, FULL_WIDTH, HALF_WIDTH, row, sizes_of
from tui.widgets.lines import cells, spread
from tui.widgets.tells_painted import TellsPainted

HEADED_FROM_LINES = 4
"""On fewer lines every one is needed for calls, but where not all that wait have a row: then they are counted at least."""


class FloodView(TellsPainted):
    """Rows of faces, in the order given, down the first column and then the next."""

    def __init__(self) -> None:
        super().__init__()
        self._faces: tuple[CardFace, ...] = ()
        self._painted: tuple[CardFace, ...] = ()
        self._placed: tuple[CardFace, ...] = ()

    def show(self, faces: tuple[CardFace, ...]) -> None:
        """Paint these calls from now on."""
        if faces != self._faces:
            self._faces = faces
            self.refresh()

    def in_full_view(self) -> frozenset[IncidentId]:
        """Calls painted as last shown."""
        return frozenset(face.incident for face in self._placed) if self._painted == self._faces else frozenset()

    def in_sight(self) -> frozenset[IncidentId]:
        """Calls that stand there as those a key acts on, or as none of those, whatever else of them is out of date."""
        keys = {face.incident: face.under_keys for face in self._faces}
        return frozenset(face.incident for face in self._placed if face.under_keys == keys.get(face.incident))

    def render(self) -> Content:
        """A line that counts them, then the rows."""
        width, height = self.content_size.width, self.content_size.height
        headed = height >= HEADED_FROM_LINES or 1 < height < self._lines_wanted(width, height)
        rows = max(height - headed, 1)
        columns = columns_for(self._faces, rows, width)
        placed = placed_of(self._faces, rows * columns)
        self._placed = placed
        if self._painted != self._faces:
            self._painted = self._faces
            self.say_painted()
        lines = [_heading(self._faces, placed, width, marked=width // columns < HALF_WIDTH)] if headed else []
        cell = width // columns
        down, sizes = list(itertools.batched(placed, rows, strict=False)), sizes_of(self._faces)
        for high in range(min(rows, len(placed))):
            lines.append(Content.assemble(*(row(column[high], cell, sizes) for column in down if high < len(column))))
        return Content("\n").join(lines)

    def _lines_wanted(self, width: int, height: int) -> int:
        """By calls that must be seen, in as many columns as they have on so many lines."""
        waiting = sum(face.waits or face.selected for face in self._faces)
        return math.ceil(waiting / columns_for(self._faces, height, width))


def columns_for(faces: tuple[CardFace, ...], rows: int, width: int) -> int:
    """Two columns, or as many as can be read in full, if all calls fit there; else as few as hold those that must be seen.

    Where these do not fit with their numbers and times, they go without if all fit then; else the others are counted.
    """
    roomy = max(2, width // FULL_WIDTH)
    wanted = len(faces) if len(faces) <= roomy * rows else sum(face.waits or face.selected for face in faces)
    columns, whole = max(math.ceil(wanted / rows), 1), max(width // sizes_of(faces).narrowest, 1)
    return columns if columns <= whole or columns * BARE_WIDTH <= width else whole


def placed_of(faces: tuple[CardFace, ...], places: int) -> tuple[CardFace, ...]:
    """Those that get a place: the selected one, those that wait, then the others, all in their order."""
    by_need = sorted(faces, key=lambda face: (not face.selected, not face.waits))
    placed = {face.incident for face in by_need[:places]}
    return tuple(face for face in faces if face.incident in placed)


def _heading(faces: tuple[CardFace, ...], placed: tuple[CardFace, ...], width: int, *, marked: bool) -> Content:
    """How many there are, how many of them wait, and how many have no row. `marked` says what the mark of a narrow row means."""
    calls, waiting = count(len(faces), "CALL", "CALLS"), sum(face.waits for face in faces)
    hidden = len(faces) - len(placed)
    mark = " (!)" if marked else ""
    left, below = f" {calls}, {waiting} OF THEM WAIT{mark}", f"{hidden} more: ↓ goes to them " if hidden else ""
    if cells(left) + cells(below) >= width:
        left, below = f" {calls}, {waiting} WAIT{mark}", f"{hidden} more: ↓ " if hidden else ""
    return spread(left, below, width, "bold $call-text")
