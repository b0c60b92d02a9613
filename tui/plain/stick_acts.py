"""The record on a stick at the plain console: hear which there are, write one, take one in. Pure."""

from appliance.api.sticks import Carried, Carry, Progress
from appliance.flows.parts import Given, Option, Part
from tui.news import SticksArrived, StickTold
from tui.plain.asking.act import act
from tui.plain.asking.answers import AsksSticks, Carries
from tui.sticks import NONE, carryings, progress_words

WRITE, TAKE_IN = "write stick", "take stick"
NONE_HEARD = "No such stick is known yet. To hear which there are, type: carry"
EVERY_MORE = 10_000  # entries: a word every few seconds, not a stream of them


def _to_choose(what: str) -> Part:
    return Part("stick", "Which stick?", lambda given: _options(given, what), assumed=True, none=NONE_HEARD)


def _options(given: Given, what: str) -> tuple[Option, ...]:
    sticks = given.known.sticks
    return tuple(
        Option(asked, asked.stick, (asked.stick, asked.stick.rpartition("/")[2]))
        for _, asked in carryings(sticks)
        if asked.what == what
    )


def _carries(given: Given) -> Carries:
    asked = given.parts["stick"]
    assert isinstance(asked, Carry)
    return Carries(asked)


STICK_ACTS = (
    act(
        "stick",
        "carry",
        lambda _: AsksSticks(),
        own_help="Hear which USB sticks are in the box. A record goes on one to the district, where there is no line, and its receipts "
        f"come back on it. To write one, type: {WRITE}. To take in what the district wrote, type: {TAKE_IN}",
    ),
    act(
        "stick",
        f"{WRITE} usb",
        _carries,
        (_to_choose("export"),),
        own_word=WRITE,
        own_help="Write what the district does not have yet onto a stick. What is on it opens for nobody on the way.",
    ),
    act(
        "stick",
        f"{TAKE_IN} usb",
        _carries,
        (_to_choose("import"),),
        own_word=TAKE_IN,
        own_help="Take in the receipts and notices the district wrote onto a stick. Only what its signatures prove counts.",
    ),
)


def found(arrived: SticksArrived) -> list[str]:
    """Which sticks there are and what can be done with each."""
    if arrived.known is None:
        return [arrived.refused]
    if not arrived.known.sticks:
        return [NONE]
    words = [f"{words}." for words, _ in carryings(arrived.known.sticks)]
    return [*words, f"To write one, type: {WRITE}. To take one in, type: {TAKE_IN}"]


def told(arrived: StickTold, before: int) -> list[str]:
    """What came of it, and now and then how far it is; `before`: the entry that was last spoken of."""
    match arrived.told:
        case Carried():
            return list(arrived.told.says)
        case Progress():
            return [progress_words(arrived.told)] if arrived.told.done >= before + EVERY_MORE else []
