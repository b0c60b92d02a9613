"""Many calls at once, a line each, in as many columns as it takes. Paints what it is given; never leaves out one that waits.

One widget for all of them: forty that count their seconds would each be laid out and painted anew.
"""

import itertools
import math

from rich.cells import cell_len
from textual.content import Content

from appliance.plan.ids import IncidentId
from tui.faces import CardFace
from tui.widgets.lines import clipped, spread
from tui.widgets.watched import Watched
from tui.wording import SHAPES, count

COLUMNS_MAX = 8
"""Ten characters a call at 80 columns: its shape, its room's number, and that nobody has it."""
FULL_WIDTH, CALL_WIDTH, HALF_WIDTH = 76, 56, 36
"""Columns a row needs to say all in words, to say what its number is, and to say when it was called."""
HEADED_FROM_LINES = 4
"""On fewer lines every one is needed for calls."""


class FloodView(Watched):
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
        headed = height >= HEADED_FROM_LINES
        rows = max(height - headed, 1)
        columns = columns_for(self._faces, rows, width)
        placed = placed_of(self._faces, rows * columns)
        self._placed = placed
        if self._painted != self._faces:
            self._painted = self._faces
            self.say_painted()
        lines = [_heading(self._faces, placed, width, marked=width // columns < HALF_WIDTH)] if headed else []
        cell = width // columns
        down = list(itertools.batched(placed, rows, strict=False))
        for row in range(min(rows, len(placed))):
            cells = [_row(column[row], cell) for column in down if row < len(column)]
            lines.append(Content.assemble(*cells))
        return Content("\n").join(lines)


def columns_for(faces: tuple[CardFace, ...], rows: int, width: int) -> int:
    """Two columns, or as many as can be read in full, if all calls fit there; else as few as hold those that must be seen."""
    roomy = max(2, width // FULL_WIDTH)
    wanted = len(faces) if len(faces) <= roomy * rows else sum(face.waits or face.selected for face in faces)
    return min(max(math.ceil(wanted / rows), 1), COLUMNS_MAX)


def placed_of(faces: tuple[CardFace, ...], places: int) -> tuple[CardFace, ...]:
    """Those that get a place: the selected one, those that wait, then the others, all in their order."""
    by_need = sorted(faces, key=lambda face: (not face.selected, not face.waits))
    placed = {face.incident for face in by_need[:places]}
    return tuple(face for face in faces if face.incident in placed)


def _heading(faces: tuple[CardFace, ...], placed: tuple[CardFace, ...], width: int, *, marked: bool) -> Content:
    """`marked` says what the mark behind a narrow row means."""
    waiting = sum(face.waits for face in faces)
    hidden = len(faces) - len(placed)
    below = f"{hidden} more: ↓ goes to them " if hidden else ""
    mark = " (!)" if marked else ""
    return spread(
        f" {count(len(faces), 'CALL', 'CALLS')}, {waiting} OF THEM WAIT{mark}", below, width, "bold $call-text"
    )


def _row(face: CardFace, width: int) -> Content:
    """One call, as wide as `width` with the gap to the next column."""
    shape = f"{'►' if face.selected else ' '}{SHAPES[face.kind]}"
    state = "RINGING" if face.ringing else face.stage
    if width >= FULL_WIDTH:
        kind = face.headline.partition(" ")[2]
        key = face.next_key if face.aimed else ""
        left = f"{shape} {clipped(kind, 15):<15} {clipped(face.room, 22):<22} {key or face.stage}"
        right = f"call {face.number}  {face.age} "
    elif width >= HALF_WIDTH:
        left = f"{shape} {'DRILL ' if face.drill else ''}{clipped(face.room, 14):<14} {state}"
        right = f"{'call ' if width >= CALL_WIDTH else ''}{face.number}  {face.age} "
    else:
        left = f"{shape} {'DRILL ' if face.drill else ''}{face.room.removeprefix('Room ')}"
        mark = "! " if face.waits else " "
        right = f"{mark}{face.number:>4} {face.age:>5} "
        if cell_len(left) + len(right) + 1 >= width:  # the room before everything else
            right = mark
    line = spread(left, right, width - 1, _colours(face))
    return line.append(Content(" "))


def _colours(face: CardFace) -> str:
    if face.ringing:
        kind = "drill" if face.drill else face.kind.value
        return f"bold ${kind}-text on ${kind}-ground"
    return "$call-text" if face.overdue else "$quiet-text"
