"""Makes records with statements, a first reader and an own page as a box would show them, and what a person does at each scene."""

from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from appliance.api.ask import Answer
from appliance.api.records.first_reading import FirstReaderOffered, FirstReading
from appliance.api.records.forgetting import ForgettingKnown, GoingLine
from appliance.api.records.messages import AskForgetting, AskOwnPage, FromDeskOfRecords, RecordShown
from appliance.api.records.own_duty import OwnDuty
from appliance.duties.parties import Party
from appliance.record.words import ItemId, Status, Value
from tests.appliance.exports.bite import CALLED_MS
from tests.appliance.exports.test_own_page import PAGE as OWN
from tests.appliance.flows.communications.records import APPROVED, SEEN, record
from tests.tui import record_scenes
from tests.tui.duty_scenes import one
from tests.tui.scenes import CONTRAST, DARK, LIGHT, MIDDLE, SMALL
from tui.looks import Looks

WORDS: dict[str, Value] = {
    "audience": "families",
    "stage": "same-day",
    "english": "Today our school asked for help in a classroom. Help came within minutes, and everybody is safe.\n"
    "We do not speak about students or staff by name. If your child wants to talk, call the office.\n{speaker}",
    "spanish": "Hoy nuestra escuela pidió ayuda en un salón. La ayuda llegó en minutos, y todas las personas están bien.",
}


def with_statement(*steps: dict[str, Value]) -> RecordShown:
    """Give the record of a bite with one statement, at the desk of an administrator who writes it."""
    shown = record(*steps)
    return replace(shown, record=replace(shown.record, status=Status.DRAFT))


DRAFT = with_statement(WORDS)
FINAL = with_statement(WORDS, SEEN, APPROVED)
OFFERED = replace(
    record_scenes.BEGUN,
    first_readers=(
        FirstReaderOffered(first_reader="point-of-contact", says="your point of contact"),
        FirstReaderOffered(first_reader="human-resources", says="human resources"),
        FirstReaderOffered(first_reader="p-tran", says="Kim Tran, an administrator"),
        FirstReaderOffered(first_reader="p-long", says="Wilhelmina Featherstonehaugh-Castellanos, an administrator"),
    ),
)
READ_FIRST = replace(
    record_scenes.OFFICE,
    first_readings=(
        FirstReading(
            account=ItemId("account-1"), reader="human resources", until_ms=CALLED_MS + 30 * 3_600_000, may_end=True
        ),
    ),
)
MINE = replace(record_scenes.OFFICE, acts=("own-page",))
_RULES = (
    ("medical-offered", Party.POINT_OF_CONTACT, None),
    ("debriefing", Party.ADMINISTRATOR, None),
    ("hurt-looked-at", Party.NURSE, CALLED_MS + 600_000),
)
OWED = tuple(
    OwnDuty(
        says=duty.says,
        says_es=duty.says_es,
        owed_by=by,
        owe=False,
        due=duty.due,
        overdue=False,
        source=duty.source,
        source_on=duty.source_on,
        verified=bool(duty.verified_by),
        done_ms=done_ms,
    )
    for rule, by, done_ms in _RULES
    for duty in (one(rule),)
)
GOING = ForgettingKnown(
    request=0,
    going=tuple(GoingLine(number=number, on=date(2026, 9, 14)) for number in (3, 4, 7, 9, 12, 15)),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene. `steps` say what must be on the screen, and the keys that are pressed then. `record` is what the box shows."""

    name: str
    record: RecordShown
    steps: tuple[tuple[str, tuple[str, ...]], ...]
    ends_with: str
    looks: Looks = DARK
    size: tuple[int, int] = SMALL


LIST = ("Lincoln Middle School", ("e",))
PAGE = (LIST, ("not finished", ("1",)))


def down_to(line: str, times: int) -> tuple[str, tuple[str, ...]]:
    """Choose this line of the page of a record, so many lines below the first."""
    return line, (*["down"] * times, "enter")


STATEMENTS = (*PAGE, down_to("What the school says", 8))
ONE = (*STATEMENTS, ("The statement to", ("2",)))
OWN_PAGE = (*PAGE, down_to("Your own page", 6))
TO_FIRST_READER = (
    *PAGE,
    ("What happened, from", ("1",)),
    ("For whom", ("enter",)),
    ("representative", ("enter",)),
)
SCENES = (
    Scene("statements", DRAFT, STATEMENTS, "the checklist"),
    Scene("statements-light", FINAL, STATEMENTS, "final", looks=LIGHT),
    Scene("statement-draft", DRAFT, ONE, "Approved on"),
    Scene("statement-draft-middle", DRAFT, ONE, "Approved on", size=MIDDLE),
    Scene("statement-final", FINAL, ONE, "Final: approved by Sam Rivera"),
    Scene("statement-final-contrast", FINAL, ONE, "Final: approved by Sam Rivera", looks=CONTRAST),
    Scene("statement-checklist", DRAFT, (*STATEMENTS, ("the checklist", ("4",))), "WHAT TO DO"),
    Scene("statement-to-whom", DRAFT, (*STATEMENTS, ("Begin a statement", ("1",))), "TO WHOM IS THE STATEMENT MADE?"),
    Scene("first-reader", OFFERED, TO_FIRST_READER, "Who reads your account first?"),
    Scene("first-reader-reads", READ_FIRST, PAGE, "End the first reading"),
    Scene("own-page", MINE, OWN_PAGE, "YOUR OWN PAGE"),
    Scene("own-page-owed", MINE, (*OWN_PAGE, ("YOUR OWN PAGE", ("pagedown", "pagedown"))), "What is owed", size=MIDDLE),
    Scene("own-page-spanish", MINE, (*OWN_PAGE, ("S en español", ("s",))), "E in English", size=MIDDLE),
    Scene("forgetting", MINE, (LIST, down_to("What will be forgotten here", 5)), "To keep one here"),
)


def told(asked: FromDeskOfRecords, shown: RecordShown) -> Answer:
    """Answer as a box that has this record, an own page, and records that it will forget."""
    match asked:
        case AskOwnPage():
            return replace(OWN, request=asked.request, owed=OWED)
        case AskForgetting():
            return replace(GOING, request=asked.request)
        case _:
            return record_scenes.told(asked, shown)
