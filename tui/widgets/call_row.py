"""A call as one row, and what of it gives way where rows are narrow. Knows one face, and no place on the screen.

What gives way, in this order:

1. The word of the kind: its shape stands before the room anyway.
2. The word "call": a number beside a time can be nothing else.
3. How it stands, in words: the mark says who waits, and the colour that it rings.
4. The middle of the room's name, at every width: its end is what tells it from the next.
5. The time, then the number: only where a call that waits would have no row otherwise, and all of them have one then.
   A room that nobody can see is worse than one without its clock.

The shape, both ends of the room (its end alone where there is least), the mark of what waits and the mark of practice never go.
"""

from dataclasses import dataclass

from textual.content import Content

from appliance.words.kinds import KINDS
from tui.board.faces import CardFace, Level
from tui.widgets.lines import both_ends, cells, clipped, padded

FULL_WIDTH, CALL_WIDTH, SHARED_WIDTH, HALF_WIDTH = 76, 56, 44, 38
"""Columns a row needs to say all in words, to say what its number is, to say how it stands and have some to spare for the room's
name, and to say that it rings."""
BARE_WIDTH = 10
"""Its shape, five letters of its room, and that nobody has it."""
ROOM_WIDTH_MIN = 4
"""Beside its number: a room of three digits, or one of two behind its wing."""
KIND_WIDTH, ROOM_WIDTH_FULL, ROOM_WIDTH_HALF = 15, 22, 14
"""On the narrowest row that has them; a wider one gives the room's name half of what it has to spare."""
DRILL = "DRILL "


@dataclass(frozen=True, slots=True)
class Sizes:
    """How wide the longest number and the longest time of all rows are, so that they stand below each other."""

    number: int
    age: int

    @property
    def narrowest(self) -> int:
        """Columns of a row from which nothing is gone but words."""
        return len("►▲") + ROOM_WIDTH_MIN + len(" ! ") + self.number + len(" ") + self.age + len(" ")


def sizes_of(faces: tuple[CardFace, ...]) -> Sizes:
    """Of these calls."""
    return Sizes(
        max((len(str(face.number)) for face in faces), default=1), max((len(_age(face)) for face in faces), default=1)
    )


def row(face: CardFace, width: int, sizes: Sizes) -> Content:
    """As wide as `width` with the gap to the next column."""
    if width >= FULL_WIDTH:
        line = _in_full(face, width - 1, sizes)
    elif width >= HALF_WIDTH:
        line = _in_half(face, width - 1, sizes)
    else:
        line = _marked(face, width - 1, sizes)
    return Content.styled(f"{line}{' ' * (width - 1 - cells(line))}", _colours(face)).append(Content(" "))


def _in_full(face: CardFace, width: int, sizes: Sizes) -> str:
    kind = padded(clipped(face.headline.partition(" ")[2], KIND_WIDTH), KIND_WIDTH)
    room = _room(face.room, ROOM_WIDTH_FULL + (width + 1 - FULL_WIDTH) // 2)
    right = f"call {face.number:>{sizes.number}}  {_age(face):>{sizes.age}} "
    left = f"{_shape(face)} {kind} {room} "
    state = face.next_key if face.aimed and face.next_key else face.stage
    return f"{left}{_state(face, state, width - cells(left) - cells(right) - 1)} {right}"


def _in_half(face: CardFace, width: int, sizes: Sizes) -> str:
    call = "call " if width >= CALL_WIDTH else ""
    right = f"{call}{face.number:>{sizes.number}}  {_age(face):>{sizes.age}}"
    drill = DRILL if face.drill else ""
    room = _room(face.room, ROOM_WIDTH_HALF + max(width + 1 - SHARED_WIDTH, 0) // 2 - len(drill))
    left = f"{_shape(face)} {drill}{room} "
    state = "RINGING" if face.ringing else face.stage
    return f"{left}{_state(face, state, width - cells(left) - cells(right) - 1)} {right}"


def _marked(face: CardFace, width: int, sizes: Sizes) -> str:
    """`width` is without the gap to the next column."""
    right = f" {'!' if face.waits else ' '}"
    if width + 1 >= sizes.narrowest - len(" ") - sizes.age:
        right += f" {face.number:>{sizes.number}}"
    if width + 1 >= sizes.narrowest:
        right += f" {_age(face):>{sizes.age}}"
    room_width = width - len("►▲") - len(right)
    drill = Level.PRACTICE.mark if face.drill else ""
    if face.drill and room_width >= len(DRILL) + ROOM_WIDTH_MIN:
        drill = DRILL
    blank = " " if room_width > ROOM_WIDTH_MIN + 1 + len(drill) else ""
    room = _room(face.room.removeprefix("Room "), room_width - len(blank) - len(drill))
    return f"{_shape(face)}{blank}{drill}{room}{right}"


def _shape(face: CardFace) -> str:
    return f"{'►' if face.selected else ' '}{KINDS[face.kind].shape}"


def _room(name: str, width: int) -> str:
    return padded(both_ends(name, width), width)


def _state(face: CardFace, words: str, width: int) -> str:
    """In full where there is room for that, else in few words."""
    return padded(clipped(words if cells(words) <= width else face.standing, width), width)


def _age(face: CardFace) -> str:
    """Of more than an hour no seconds: one old call would make all rows wider."""
    hours, minutes, seconds = ("", *face.age.split(":"))[-3:]
    return f"{hours}:{minutes}h" if hours else f"{minutes}:{seconds}"


def _colours(face: CardFace) -> str:
    if face.ringing:
        kind = "drill" if face.drill else face.kind.value
        return f"bold ${kind}-text on ${kind}-ground"
    return "$call-text" if face.overdue else "$quiet-text"
