"""The record on a stick at the plain console: hear which there are, write one, take one in. Pure."""

from appliance.api.sticks import Carried, Progress
from appliance.flows.box.sticks import LOOK, NONE, TAKE_IN, WRITE, carryings, progress_words
from tui.line.news import SticksArrived, StickTold
from tui.plain.asking.act import Act

EVERY_MORE = 10_000  # entries: a word every few seconds, not a stream of them


STICK_ACTS = (
    Act(
        "stick",
        "carry",
        LOOK,
        own_help="Hear which USB sticks are in the box. A record goes on one to the district, where there is no line, and its receipts "
        f"come back on it. To write one, type: {WRITE.name}. To take in what the district wrote, type: {TAKE_IN.name}",
    ),
    Act(
        "stick",
        f"{WRITE.name} usb",
        WRITE,
        own_help="Write what the district does not have yet onto a stick. What is on it opens for nobody on the way.",
    ),
    Act(
        "stick",
        f"{TAKE_IN.name} usb",
        TAKE_IN,
        own_help="Take in the receipts and notices the district wrote onto a stick. Only what its signatures prove counts.",
    ),
)


def found(arrived: SticksArrived) -> list[str]:
    """Which sticks there are and what can be done with each."""
    if arrived.known is None:
        return [arrived.refused]
    if not arrived.known.sticks:
        return [NONE]
    words = [f"{option.line}." for option in carryings(arrived.known.sticks)]
    return [*words, f"To write one, type: {WRITE.name}. To take one in, type: {TAKE_IN.name}"]


def told(arrived: StickTold, before: int) -> list[str]:
    """What came of it, and now and then how far it is; `before`: the entry that was last spoken of."""
    match arrived.told:
        case Carried():
            return list(arrived.told.says)
        case Progress():
            return [progress_words(arrived.told)] if arrived.told.done >= before + EVERY_MORE else []
