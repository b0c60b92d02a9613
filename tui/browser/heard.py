"""What a desk's page says to its console: pure values, read from JSON. Whatever else comes is a mistake of the page."""

from typing import Annotated

import msgspec

SEEN_MAX = 256  # more calls than are ever open at once
TEXT_CHARACTERS_MAX = 1000  # what the box takes of a text
STROKE_CHARACTERS_MAX = 24  # the longest name of a key in the key table has 13

type Ref = Annotated[str, msgspec.Meta(max_length=80)]
type Text = Annotated[str, msgspec.Meta(max_length=TEXT_CHARACTERS_MAX)]


class Here(msgspec.Struct, frozen=True, tag_field="say", tag="here"):
    """Every 5 s, and at once when it changes: whether the page is seen, and was touched since it said so last."""

    seen: bool
    touched: bool


class Painted(msgspec.Struct, frozen=True, tag_field="say", tag="painted"):
    """The scene of this number stands on the screen. `seen`: calls and tap-outs that stand there in full. `sounds`: it can be heard."""

    scene: int
    seen: Annotated[tuple[Ref, ...], msgspec.Meta(max_length=SEEN_MAX)] = ()
    sounds: bool = False


class Stroke(msgspec.Struct, frozen=True, tag_field="say", tag="stroke"):
    """A key, by the name that the key table has for it; a button on the screen says the same. `asked` and `list` number the question and
    the list that stood there; 0 where none did.
    """

    key: Annotated[str, msgspec.Meta(max_length=STROKE_CHARACTERS_MAX)]
    asked: int = 0
    list: int = 0


class Select(msgspec.Struct, frozen=True, tag_field="say", tag="select"):
    """A call was touched: keys are about it from now on."""

    call: Ref


class Choose(msgspec.Struct, frozen=True, tag_field="say", tag="choose"):
    """A line of the list `list` was touched. `text` is what stands in the line to type in."""

    list: int
    at: Annotated[int, msgspec.Meta(ge=0, le=10_000)]
    text: Text = ""


class Typed(msgspec.Struct, frozen=True, tag_field="say", tag="typed"):
    """What stands in the line to type in of question `asked`."""

    asked: int
    text: Text


class Enter(msgspec.Struct, frozen=True, tag_field="say", tag="enter"):
    """ENTER in that line."""

    asked: int
    text: Text


type Heard = Here | Painted | Stroke | Select | Choose | Typed | Enter

_DECODER = msgspec.json.Decoder(Heard)


def heard(said: bytes) -> Heard:
    """Read one message. Raises msgspec.DecodeError for what is none."""
    message: Heard = _DECODER.decode(said)
    return message
