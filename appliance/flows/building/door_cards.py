"""The cards at doors at a console: of which rooms, what becomes of them, and which that hang are out of date by a list of codes. Pure."""

import enum
from dataclasses import dataclass

from appliance.flows.flow import Flow
from appliance.flows.parts import Given, Option, Part
from appliance.flows.rooms import BEFORE_A_PLACE, rooms
from appliance.plan.ids import RoomId


class Which(enum.Enum):
    """Cards of more than one room."""

    EVERY = "every room"
    TO_HANG = "rooms whose card is missing or out of date, by your list of codes"


class Becomes(enum.Enum):
    """What becomes of the cards."""

    READ = "Read it here: the codes, or what one card says"
    PRINTED = "Print it"
    FILED = "Write it to a file, as PDF"


@dataclass(frozen=True, slots=True)
class AsksDoorCards:
    """The cards of these rooms are to be made. `hung` names the file with the codes at the doors, `to` the file that is written."""

    which: Which | RoomId
    becomes: Becomes
    hung: str = ""
    to: str = ""


FILE = "~/door-cards.pdf"
"""Offered for the file; `~` is the home of whoever sits there."""
_TYPED = {
    Becomes.READ: ("read", "here", "read it here"),
    Becomes.PRINTED: ("print", "print it", "printer"),
    Becomes.FILED: ("file", "pdf", "write"),
}


def _which(given: Given) -> tuple[Option, ...]:
    """At the screen of the box nobody has files: there is no list to read."""
    every = Option(Which.EVERY, Which.EVERY.value, ("all", "every", "every room"), first=True, line="Every room")
    listed = Option(
        Which.TO_HANG,
        Which.TO_HANG.value,
        ("list", "by list", "out of date"),
        first=True,
        line="Rooms whose card is missing or out of date, by your list of codes",
    )
    return (every, *(() if given.known.kiosk else (listed,)), *rooms(given))


def _becomes(given: Given) -> tuple[Option, ...]:
    """On low battery nothing is made for paper, and at the screen of the box nothing is written to a file."""
    spares = _spares(given)
    offered = [Becomes.READ, *([] if spares else [Becomes.PRINTED])]
    offered += [] if spares or given.known.kiosk else [Becomes.FILED]
    return tuple(Option(each, each.value, _TYPED[each]) for each in offered)


def _makes(given: Given) -> AsksDoorCards:
    parts = given.parts
    return AsksDoorCards(parts["which"], parts["becomes"], parts["hung"], parts["to"])


def _no_file(given: Given, text: str) -> str:
    del given
    return "" if text.strip() else "Type the name of a file."


DOOR_CARDS = Flow(
    "doors",
    _makes,
    (
        Part(
            "which",
            "The door cards of which rooms?",
            _which,
            lead=BEFORE_A_PLACE,
            narrows=True,
            title=lambda _: "DOOR CARDS of which rooms?",
        ),
        Part(
            "hung",
            "Which file has the codes at the doors? It begins with the line room,code.",
            skipped=lambda given: given.parts["which"] is not Which.TO_HANG,
            refuses=_no_file,
            alone=True,
            title=lambda _: "DOOR CARDS: the file with the codes at the doors. First line: room,code",
            label=lambda _: "File:",
            enter="goes on",
        ),
        Part(
            "becomes",
            "What shall become of the cards?",
            _becomes,
            title=lambda given: (
                "DOOR CARDS: on low battery they are only read"
                if _spares(given)
                else "DOOR CARDS: what shall become of them?"
            ),
        ),
        Part(
            "to",
            "Into which new file? Its name ends in .pdf.",
            skipped=lambda given: given.parts["becomes"] is not Becomes.FILED,
            offer=lambda _: FILE,
            alone=True,
            title=lambda _: "DOOR CARDS: into which new file? Its name ends in .pdf",
            label=lambda _: "File:",
            enter="writes it",
        ),
    ),
    of_plan=True,
)


def _spares(given: Given) -> bool:
    view = given.known.view
    return view is not None and view.spares_power
