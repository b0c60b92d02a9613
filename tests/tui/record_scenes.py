"""Makes records as a box would show them, and what a person does at each scene. Pure values, and a box that takes everything."""

from dataclasses import dataclass

import msgspec

from appliance.api.ask import Answer
from appliance.api.board.board import BoardView
from appliance.api.records.messages import (
    AccountTaken,
    AskRecord,
    AskRecords,
    FromDeskOfRecords,
    MissingView,
    RecordLine,
    RecordShown,
    RecordsKnown,
    TellAccount,
    WriteFact,
    Written,
)
from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind
from appliance.record.fields import of_part
from appliance.record.words import FieldId, ItemId, Klass, Part, Status
from tests.appliance.exports.bite import CALLED_MS, bite
from tests.appliance.receipt.taken import taken
from tests.tui.boards import board, call
from tests.tui.scenes import CONTRAST, DARK, LIGHT, E
from tui.looks import Looks

PAPER = taken().paper
_TEACHERS = tuple(field.field for part in (Part.TEACHER, Part.OFFICE) for field in of_part(part))
_ASKED = tuple(each for each in _TEACHERS if not each.startswith(("account", "reporter")))
_WANTED = ("occurred_at", "time_context", "location_type", "behavior", "contact_form", "directed_at", "weapon")
_WORDS = "I walked the line to lunch. At the north stairs a student pulled away and hit the wall. I said: let us sit."


def missing(field: str, says: str, item: str = "") -> MissingView:
    return MissingView(field=FieldId(field), item=ItemId(item), says=says, minimal=True)


FRESH = bite(
    withheld=tuple(Klass),
    record=msgspec.structs.replace(bite().record, status=Status.DRAFT, missing=1),
    facts=tuple(fact for fact in bite().facts if fact.system),
    missing=(missing("event_kind", "Say what kind of event it was: what else is asked depends on it."),),
    writes=_ASKED,
)
BEGUN = msgspec.structs.replace(
    FRESH,
    facts=(*FRESH.facts, *(fact for fact in bite().facts if fact.field == "event_kind")),
    withheld=(Klass.STUDENT,),
    missing=tuple(missing(field, f"Say {field}.") for field in _WANTED),
    writes=_ASKED,
)
OFFICE = bite(
    record=msgspec.structs.replace(bite().record, status=Status.DRAFT, missing=4),
    writes=_TEACHERS,
    acts=("hold", "submit", "views"),
    missing=(
        missing("time_context", "Say what part of the school day it was."),
        missing("weapon", "Something was thrown or used as a weapon, so say what it was."),
        missing("law_enforcement", "Say whether law enforcement was told, also if it was not."),
        missing("person.type", "Say what they are at the school.", "p1"),
        msgspec.structs.replace(
            missing("injury.body_part", "Somebody was hurt, so say where on the body.", "i1"), minimal=False
        ),
    ),
)
PLACE = msgspec.structs.replace(
    OFFICE,
    record=msgspec.structs.replace(OFFICE.record, missing=1),
    missing=(missing("location_type", "Say what kind of place it was."),),
)
LINES = tuple(
    RecordLine(
        incident=IncidentId(f"i-{number}"),
        number=number,
        room_name=room,
        kind=kind,
        wall_ms=CALLED_MS - (20 - number) * 3_000_000,
        status=status,
        missing=wanted,
        held=held,
    )
    for number, room, kind, status, wanted, held in (
        (14, "Hallway north", Kind.EMERGENCY, Status.DRAFT, 11, False),
        (13, "Room 117", Kind.ASSIST, Status.DRAFT, 1, False),
        (12, "Library and media centre, west wing", Kind.MEDICAL, Status.DRAFT, 0, False),
        (9, "Room B204", Kind.EMERGENCY, Status.SUBMITTED, 0, True),
        (7, "Gymnasium", Kind.ASSIST, Status.SUBMITTED, 2, False),
    )
)


IDLE = board()


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene. `steps` say what must be on the screen, and the keys that are pressed then. `record` is what the box shows."""

    name: str
    record: RecordShown
    steps: tuple[tuple[str, tuple[str, ...]], ...]
    ends_with: str
    view: BoardView = IDLE
    looks: Looks = DARK


LIST = ("Lincoln Middle School", ("e",))
PAGE = (LIST, ("not finished", ("1",)))
QUESTION = (*PAGE, ("What happened, from", ("1",)))
MISSING = (*PAGE, ("What is still", ("5",)))
TO_TELL = (
    *QUESTION,
    ("What is your name?", (*"M. Okafor", "enter")),
    ("What are you at", ("3",)),
    ("For whom", ("enter",)),
    ("representative", ("enter",)),
    ("In your own words", tuple("space" if letter == " " else letter for letter in _WORDS)),
)
SCENES = (
    Scene("records-list", FRESH, (LIST,), "Hallway"),
    Scene("record-page", OFFICE, PAGE, "ESC closes"),
    Scene("record-question", FRESH, QUESTION, "ESC leaves"),
    Scene(
        "record-choices",
        OFFICE,
        (*MISSING, ("Something was thrown", ("2",)), ("[x] 1 none", ("1", "2", "4"))),
        "[x] 4 a knife",
    ),
    Scene("record-many-choices", PLACE, (*MISSING, ("WHAT IS STILL WANTED", ("1",))), "more: ↓"),
    Scene("record-account", BEGUN, TO_TELL, "let us sit."),
    Scene("record-account-in-a-call", BEGUN, TO_TELL, "let us sit.", board(call(12, "B204", E, age_ms=7_000))),
    Scene("record-code", BEGUN, (*TO_TELL, ("let us sit.", ("tab",)), ("Keep it word", ("1",))), "WRITE THIS DOWN"),
    Scene("record-missing", OFFICE, MISSING, "WHAT IS STILL WANTED"),
    Scene("record-part", OFFICE, (*PAGE, ("The office's part", ("2",))), "OFFICE'S PART"),
    Scene("record-question-light", FRESH, QUESTION, "ESC leaves", looks=LIGHT),
    Scene("record-missing-contrast", OFFICE, MISSING, "WHAT IS STILL WANTED", looks=CONTRAST),
)


def told(asked: FromDeskOfRecords, record: RecordShown) -> Answer:
    """Answer as a box that has this record and takes everything."""
    match asked:
        case AskRecords():
            return RecordsKnown(request=asked.request, records=LINES, before=None)
        case AskRecord():
            return msgspec.structs.replace(record, request=asked.request)
        case TellAccount():
            return AccountTaken(request=asked.request, reporter=ItemId("reporter-1"), code="K7QM-3XWP", receipt=PAPER)
        case WriteFact():
            return Written(request=asked.request, ok=True, entry=99, item=asked.item)
        case _:
            return Written(request=asked.request, ok=True)
