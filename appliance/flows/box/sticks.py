"""The record on a USB stick: which sticks there are, what can be done with each, how far it is. Pure; touches no stick."""

from appliance.api.sticks import AskSticks, Carry, Progress, Stick
from appliance.flows.flow import Flow
from appliance.flows.parts import Given, Option, Part

NONE = "No stick is in this box. Put one in, wait a moment, and look again."
LOOKING = "Looking for sticks ..."
BEGUN = "It has begun. Leave the stick in."
AGAIN = Option(AskSticks(), "Look again")
MIB_A_GIB = 1024


def carryings(sticks: tuple[Stick, ...]) -> tuple[Option, ...]:
    """Everything that can be done, a line each. Of one stick, what came back from the district stands first."""
    found: list[Option] = []
    for stick in sticks:
        if stick.carries:
            found.append(_carrying(Carry("import", stick.path), f"Take in what the district wrote on {stick.path}"))
        found.append(
            _carrying(Carry("export", stick.path), f"Write the record onto {stick.path} ({_free(stick)})"),
        )
    return tuple(found)


def progress_words(told: Progress) -> str:
    """How far the writing is. It does not say how long it still takes, because sticks differ a hundredfold."""
    return f"Writing: up to entry {told.done} of {told.all}. Leave the stick in."


def _carrying(asked: Carry, line: str) -> Option:
    return Option(asked, asked.stick, (asked.stick, asked.stick.rpartition("/")[2]), line=line)


def _free(stick: Stick) -> str:
    if stick.free_mib >= MIB_A_GIB:
        return f"{stick.free_mib // MIB_A_GIB} GB free"
    return f"{stick.free_mib} MB free"


def _writings(given: Given) -> tuple[Option, ...]:
    return tuple(option for option in carryings(given.known.sticks) if option.value.what == "export")


def _takings(given: Given) -> tuple[Option, ...]:
    return tuple(option for option in carryings(given.known.sticks) if option.value.what == "import")


def _carries(given: Given) -> Carry:
    asked = given.parts["stick"]
    assert isinstance(asked, Carry)
    return asked


def _carries_or_looks(given: Given) -> Carry | AskSticks:
    return AskSticks() if isinstance(given.parts["stick"], AskSticks) else _carries(given)


LOOK = Flow("carry", lambda _: AskSticks())
_NONE_KNOWN = f"No such stick is known yet. To hear which there are, type: {LOOK.name}"
WRITE = Flow("write stick", _carries, (Part("stick", "Which stick?", _writings, assumed=True, none=_NONE_KNOWN),))
TAKE_IN = Flow("take stick", _carries, (Part("stick", "Which stick?", _takings, assumed=True, none=_NONE_KNOWN),))
STICK = Flow(
    "stick",
    _carries_or_looks,
    (Part("stick", "Which stick?", lambda given: (*carryings(given.known.sticks), AGAIN)),),
    title=lambda _: "USB STICK: the sealed record to the district, and its receipts back",
)
"""All in one list, for a console that has room for it."""
