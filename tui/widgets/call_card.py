"""One call on the board. Paints the face it is given; knows neither the time nor what keys do."""

import enum
from copy import replace

from textual.content import Content

from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind
from appliance.words.kinds import KINDS
from tui.board.big import big, largest
from tui.board.faces import CardFace
from tui.widgets.lines import both_ends, cells, clipped, padded, spread
from tui.widgets.tells_painted import TellsPainted

AROUND_LETTERS = 5
"""Lines of a card besides its letters: what and how long above them; the key, where, who does what and what is next below."""
GAP = 2
"""Columns before each step."""
TEXT_WIDTH_MAX = 119
"""All of a screen of 120 columns, less the card's edge. On wider ones the two ends of a line are kept this close together, so that
an eye finds the one from the other."""


class Shape(enum.Enum):
    """How many lines a card takes: letters of 39, 21, 12, 9, 6 or 3 lines, or none."""

    TITANIC = 39 + AROUND_LETTERS
    COLOSSAL = 21 + AROUND_LETTERS
    GIANT = 12 + AROUND_LETTERS
    HUGE = 9 + AROUND_LETTERS
    LARGE = 6 + AROUND_LETTERS
    BIG = 3 + AROUND_LETTERS
    PLAIN = 3
    SMALL = 2

    @property
    def letters(self) -> int:
        """Lines of its big letters."""
        return max(self.value - AROUND_LETTERS, 0)

    @property
    def standing(self) -> int:
        """Those of them that say how the call stands and for how long; there is a gap of one above them."""
        return {Shape.TITANIC: 8, Shape.COLOSSAL: 5, Shape.GIANT: 3, Shape.HUGE: 3}.get(self, 0)


class CallCard(TellsPainted):
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
        """What is painted is remembered: only that may be acted on."""
        if self.face != self.painted_face:
            self.painted_face = self.face
            self.say_painted()
        return Content("\n").join(self.lines(self.content_size.width))

    def lines(self, width: int) -> list[Content]:
        """As many lines as the shape has, none of them longer than `width` columns."""
        text_width = min(width, TEXT_WIDTH_MAX)
        if self.shape.letters:
            return _in_letters(self.face, width, text_width, self.shape)
        return _in_words(self.face, text_width, self.shape)

    def _dress(self) -> None:
        self.styles.height = self.shape.value
        face = self.face
        self.set_class(face.ringing, "ringing")
        self.set_class(face.selected, "selected")
        self.set_class(face.drill, "drill")
        self.set_class(face.overdue, "overdue")
        for kind in Kind:
            self.set_class(face.kind is kind, str(kind))


def in_letters(room: str) -> str:
    """What of a room's name is drawn large: everybody knows that B204 is a room."""
    return room.removeprefix("Room ") or room


def _headline(face: CardFace, width: int, room: str = "") -> Content:
    """The gravest first: what has no room at the end is cut. A room's name makes way for all the rest, but not for all of itself."""
    pointer = "►" if face.selected else " "
    right = f" call {face.number}  {face.age} "
    before, after = [f"{pointer}{face.headline}"], ["RINGING"] * face.ringing + [*face.marks]
    line = spread("  ".join(before + [room] * bool(room) + after), right, width, "bold", name=room)
    start = line.plain.find(face.marks[-1]) if face.name_late else -1
    return line if start < 0 else line.stylize("reverse", start, start + len(face.marks[-1]))


def _steps(face: CardFace, width: int) -> Content:
    """What is done is bold and ticked, what is not has a dot. Names are cut before a step is left out."""
    for longest in range(width, 0, -1):
        words = [f"{'√' if step.done else '·'} {clipped(step.words, longest)}" for step in face.steps]
        if sum(map(cells, words)) + GAP * len(words) <= width:
            break
    parts = ((f"{' ' * GAP}{word}", "bold" if step.done else "") for word, step in zip(words, face.steps, strict=True))
    return Content.assemble(*parts)


def _next(face: CardFace, width: int, who: str = "") -> Content:
    """How it stands comes before what is awaited: in few words where there is no room for all, and alone where there is for neither."""
    due = f"{face.due} " if cells(f"  {face.standing} {face.due} ") <= width else ""
    short = cells(f"  {face.stage} {due}") > width
    words = f"  {face.standing if short else face.stage}{who and f': {who}'}"
    return spread(words, due, width, "bold" if face.overdue else "")


def _keyed(face: CardFace, width: int, who: str = "") -> Content:
    """The same for a card without a line for its key, which stands before the words."""
    if not face.aimed:
        return _next(face, width, who)
    key = f" {face.next_key} "
    return Content.assemble(" ", (key, "bold reverse"), _next(face, width - len(key) - 1, who))


def _in_words(face: CardFace, width: int, shape: Shape) -> list[Content]:
    short = (face.beside_in_short,) if face.beside_in_short else ()
    headline = _headline(replace(face, marks=(*short, *face.marks)), width, face.room_in_short)
    if shape is Shape.SMALL:
        return [headline, _keyed(face, width, face.who)]
    caller = spread("", f"{face.caller} ", max(width - cells((steps := _steps(face, width)).plain), 0))
    fits = cells(steps.plain) + len(face.caller) + GAP < width
    return [headline, steps.append(caller) if fits else steps, _keyed(face, width)]


def _in_letters(face: CardFace, width: int, text_width: int, shape: Shape) -> list[Content]:
    return [
        _headline(face, text_width),
        *(Content.styled(f"  {line}", "bold") for line in _letters(face, width - 4, shape)),
        _key(face, width, text_width),
        _where(face, text_width),
        _steps(face, text_width),
        _next(face, text_width),
    ]


def _key(face: CardFace, width: int, text_width: int) -> Content:
    """The key has its line to itself, but for what is said beside it."""
    key = f"  {face.next_key}"
    beside = clipped(face.beside, max(text_width - cells(key) - GAP - 1, 0))
    line = spread(key, f"{beside} ", text_width).plain if beside else key
    return Content.styled(padded(line, width), "bold reverse" if face.aimed else "bold")


def _where(face: CardFace, width: int) -> Content:
    """The room again in small letters, as it is spelt; left out where the line would be cut for it."""
    caller = f"{face.caller} "
    both = ", ".join(part for part in (face.room, face.where) if part)
    fits = cells(both) + len(caller) + GAP < width
    place = both if fits else face.where[:1].upper() + face.where[1:] or face.room
    return spread(f"  {place}", caller, width)


def _letters(face: CardFace, width: int, shape: Shape) -> tuple[str, ...]:
    """The room with the shape of its kind, and below it how it stands; a name too long for that has all the lines to itself."""
    room, marked = in_letters(face.room), KINDS[face.kind].shape + in_letters(face.room)
    if shape.standing:
        above = largest((marked, room), width, shape.letters - shape.standing - 1)
        below = big(f"{face.standing}   {face.age}", width, shape.standing) or big(face.standing, width, shape.standing)
        if above and below:
            return (*above, "", *below)
    drawn = largest((f"{marked}   {face.age}", marked, room), width, shape.letters)
    if drawn:
        return drawn
    above_name = (shape.letters - 1) // 2
    return (*[""] * above_name, both_ends(face.room.upper(), width), *[""] * (shape.letters - 1 - above_name))
