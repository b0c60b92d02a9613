"""One call on the board. Paints the face it is given; knows neither the time nor what keys do."""

import enum
from dataclasses import replace

from textual.content import Content
from textual.widget import Widget

from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind
from tui.big import big
from tui.faces import CardFace


class Shape(enum.Enum):
    """How many lines a card takes: the first call in big letters where there is room, the last ones squeezed."""

    BIG = 7
    PLAIN = 3
    SMALL = 2


class CallCard(Widget):
    """Repaints only when its face or shape changed, so that the tick of a second does not flicker."""

    def __init__(self, face: CardFace, shape: Shape) -> None:
        super().__init__()
        self.face = face
        self.shape = shape
        self.painted_face: CardFace | None = None
        self._dress()

    @property
    def incident(self) -> IncidentId:
        """Whose card this is."""
        return self.face.incident

    def show(self, face: CardFace, shape: Shape) -> None:
        """Paint this face from now on."""
        if face != self.face or shape is not self.shape:
            self.face, self.shape = face, shape
            self._dress()
            self.refresh()

    def render(self) -> Content:
        """As many lines as the shape has, each exactly as wide as the card."""
        width = self.content_size.width
        self.painted_face = self.face
        match self.shape:
            case Shape.BIG:
                lines = _big_lines(self.face, width)
            case Shape.PLAIN:
                lines = [_headline(self.face, width), _room_line(self.face, width), _state_line(self.face, width)]
            case Shape.SMALL:
                lines = [_headline(self.face, width, self.face.room), _state_line(self.face, width)]
        return Content("\n").join(lines)

    def _dress(self) -> None:
        self.styles.height = self.shape.value
        face = self.face
        self.set_class(face.ringing, "ringing")
        self.set_class(face.selected, "selected")
        self.set_class(face.drill, "drill")
        self.set_class(face.overdue, "overdue")
        for kind in Kind:
            self.set_class(face.kind is kind, str(kind))


def spread(left: str, right: str, width: int, style: str = "") -> Content:
    """`left` and `right` at the two ends of a line; `left` is cut with an ellipsis where they would meet."""
    room = max(width - len(right) - (1 if right else 0), 0)
    cut = left if len(left) <= room else left[: max(room - 1, 0)] + "…"
    return Content.styled(f"{cut}{' ' * (width - len(cut) - len(right))}{right}", style)


def _headline(face: CardFace, width: int, room: str = "") -> Content:
    pointer = "►" if face.selected else " "
    ringing = ["RINGING, SPACE: I have it" if face.aimed else "RINGING"] if face.ringing else []
    words = [face.headline, room, *face.marks, *ringing]
    return spread(
        f"{pointer}{'  '.join(word for word in words if word)}", f"call {face.number}  {face.age} ", width, "bold"
    )


def _room_line(face: CardFace, width: int) -> Content:
    where = spread(face.where, "", max(min(len(face.where), width - len(face.room) - 5), 0)).plain
    return spread(f"  {face.room}", f"{where} ", width, "bold")


def _state_line(face: CardFace, width: int) -> Content:
    words = f"{face.stage}: {face.who}" if face.who else face.stage
    return spread(f"  {words}", f"{face.due} ", width, "bold" if face.overdue else "")


def _big_lines(face: CardFace, width: int) -> list[Content]:
    letters = big(face.room, width - 4)
    middle = (
        [spread(f"  {line}", "", width) for line in letters]
        if letters
        else [spread("", "", width), spread(f"  {face.room.upper()}", "", width, "bold"), spread("", "", width)]
    )
    return [
        _headline(replace(face, aimed=False), width),
        *middle,
        spread(f"  {face.where}", f"{face.caller} ", width),
        _state_line(face, width),
        spread(" SPACE: I have it" if face.aimed else "", "", width, "bold reverse" if face.aimed else ""),
    ]
