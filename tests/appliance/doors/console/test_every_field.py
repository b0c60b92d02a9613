"""Tests all messages, all fields and all readers on the desk line itself: a console never gets what it may not read, and gets all that it
may.

Every reader asks every message that a desk may send, and the test sees every message, and part of one, that a desk may be sent. A message
that is added to `appliance/api/` fails here until it is asked and seen.
"""

import typing
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from appliance.api.access import Reads, administering, proven, unproven
from appliance.api.ask import Refusal, Reply, answers_of, kinds_of
from appliance.api.board.many_rooms_view import ROOMS_MIN
from appliance.api.board.supervised import DeskLine
from appliance.api.contents import TABLE, Content
from appliance.api.desk.buttons import AdoptButton, AskButtons, StrangerLine, TakeOver, TellCarried
from appliance.api.desk.entries import FeedItem, Follow
from appliance.api.desk.exercises import AdoptScenarioFile, AskExercised, AssignSet, DropOwnScenario, WithdrawSet
from appliance.api.desk.health import AskHealth, OutageLine
from appliance.api.desk.line import Act, Attach, CallsMoved, Present, State
from appliance.api.desk.messages import FromDesk, Unasked
from appliance.api.desk.morning import AskMorning
from appliance.api.desk.people import AskPeople, PinLine, ProveSelf, SetPin, TakePin, TellCanGo
from appliance.api.desk.plan import AdoptPlanFile, AskPlan, PersonLine
from appliance.api.desk.provisioning import FromDeskOfProvisioning
from appliance.api.desk.reach import AskReach, ReachStep
from appliance.api.desk.supports import AskSupports, SupportsKnown
from appliance.api.desk.wires import AskWires
from appliance.api.duties.messages import FromDeskOfDuties
from appliance.api.listed.communications import AdoptCommunicationsFile, AskCommunications
from appliance.api.listed.figures import AskFigures
from appliance.api.listed.messages import (
    AdoptCalendarFile,
    AdoptRulesFile,
    AskListed,
    DeclareSchoolClosing,
    WithdrawSchoolClosing,
)
from appliance.api.listed.readiness import (
    AdoptReadinessFiles,
    AdultLine,
    AskReadiness,
    FillGap,
    GiveHourBack,
    HourLine,
    NotedLine,
    NoteTrained,
    ReadinessKnown,
    TakeTrainedBack,
)
from appliance.api.page.desk import OpenPrivate, PrivateKeys, PrivateOver
from appliance.api.records.messages import FromDeskOfRecords
from appliance.api.records.recovery import (
    AskOfReplica,
    AskRecovery,
    CheckRecoveryKey,
    UseRecoveryKey,
    WantOfCopy,
)
from appliance.api.records.retention import FromDeskOfRetention
from appliance.api.records.trust import AskVerify, BelieveOffice
from appliance.api.ways.door_cards import AskDoorCards
from appliance.api.ways.messages import AskWays
from appliance.api.ways.pages import OpenPairing
from appliance.api.ways.phrases import AskPhrases
from appliance.communications.document import to_document as drafts_document
from appliance.communications_file import shipped_text
from appliance.core.building.commands import MarkRoom, StartCheckIn, StartResponse
from appliance.core.calls.by_voice.calling import by_phone
from appliance.core.calls.commands import (
    Acknowledge,
    AddNote,
    Arrive,
    AssignCover,
    Confirm,
    Dispatch,
    HandOver,
    NameWhoActed,
    NoteOtherHelp,
    NoteSeclusion,
    RaiseCall,
    RaiseCallFromDesk,
    StandDown,
)
from appliance.core.calls.hand_over import TYPED
from appliance.core.devices.commands import ReportTrouble, ShelveTrouble, TakeOutOfService
from appliance.core.devices.supervision import AskingOffice
from appliance.core.exercise_sets.commands import AdoptScenario, AssignExerciseSet, ScheduleExercise
from appliance.core.exercise_sets.events import AskedFor
from appliance.core.exercises.commands import AgreeOnAction, AnnounceExercise, EndExercise, NoteExercise, StepExercise
from appliance.core.ground.callers import Caller
from appliance.core.ground.place import Place
from appliance.core.ground.words import (
    Answer,
    BuildingResponse,
    Cause,
    Door,
    ExerciseNoteKind,
    KnownBy,
    NoBreak,
    Outcome,
    RoomAnswer,
    Source,
)
from appliance.core.listed.commands import (
    AdoptCommunications,
    AdoptDuties,
    AdoptSchoolCalendar,
    DeclareClosing,
    WithdrawClosing,
)
from appliance.core.people.commands import SignDay, SignOut
from appliance.core.practice.commands import ArmWalkTest, EndDrill, PlanDrill, StartDrill
from appliance.core.readiness.commands import AdoptReadiness, NoteTraining, TakeHour
from appliance.core.readiness.words import AdultId, ReadinessKind, TrainingId
from appliance.core.room_clear.commands import BeginClear
from appliance.core.texts.commands import TakeText
from appliance.doors.peer import Rights
from appliance.duties.adopted.calendar_document import SchoolCalendar
from appliance.duties.adopted.calendar_document import to_document as calendar_document
from appliance.duties.calendar import SchoolYear
from appliance.engine.outcome import Done
from appliance.listed.shipped import neutral
from appliance.plan.document import digest, to_document
from appliance.plan.hanging import HangKind, HangsOn
from appliance.plan.ids import (
    BoardId,
    ButtonId,
    DeskId,
    HangId,
    IncidentId,
    KeyId,
    LineId,
    PersonId,
    RoomId,
    SounderId,
    ZoneId,
)
from appliance.plan.messages import MessageWay
from appliance.plan.model import (
    Button,
    CircuitBoard,
    Contact,
    Kind,
    Page,
    Person,
    Role,
    SerialLine,
    Sounder,
    Space,
    Speaks,
    Step,
    Supply,
    TapOuts,
    Wire,
)
from appliance.plan.model import HandOver as HandOverWay
from appliance.plan.other_help import Families, ToldTo
from appliance.plan.telephones import Telephone, Texts
from appliance.words.other_help import HelpOutcome
from hardware.esphome.lan import Lan
from hardware.esphome.source import EsphomeSource
from tests.appliance.api.test_access import structs
from tests.appliance.doors.harness import ALL_WEEK, FRONT, NURSE, PIN, Console, Harness, school
from tests.appliance.readiness.papers import adults, text_file
from tests.appliance.supports.filled_in import FILLED_IN
from tests.appliance.test_adoption import CONTACTS, sound_school

pytestmark = pytest.mark.slow  # the test makes a whole school for every reader

BELL = Sounder(SounderId("bell"), "Bell", "simulated", "bell", ZoneId("upstairs"))
PEOPLE = tuple(
    Person(PersonId(f"p-{role}"), f"Zoe {role.name} Zed", (role,), ALL_WEEK, told_by=(BELL.sounder,)) for role in Role
)
WIRES: dict[str, tuple[msgspec.Struct, ...]] = {
    "hangs_on": (HangsOn(HangId("ups"), "UPS", HangKind.SUPPLY),),
    "lines": (
        SerialLine(LineId("bus"), "West wing", Speaks.MODBUS, "/dev/ttyAMA9"),
        SerialLine(LineId("radio"), "Receiver", Speaks.INOVONICS, "/dev/ttyAMA8"),
    ),
    "boards": (CircuitBoard(BoardId("west-io"), "Closet W", LineId("bus"), 3, inputs=8, relays=8),),
    "power": (Supply(HangId("ups"), "UPS", "usb"),),
}
HANDS_OVER = HandOverWay((NURSE,), ("west-io/7", "GPIO25"), "Panel in the office", "40")
PENDANT = Button(
    ButtonId("play-2"),
    RoomId(""),
    "inovonics",
    KeyId(""),
    (Contact("help", Kind.EMERGENCY),),
    duty="Playground 2",
    part="EN1223S",
    wires=(Wire("help", "178-1234567/1"),),
)
ON_A_PIN = Button(
    *(ButtonId("knee"), RoomId("201"), "gpio", KeyId(""), (Contact("help", Kind.EMERGENCY),)),
    wires=(Wire("help", "GPIO17"),),
)
PARTNER = """
[[partner]]
id = "county"
name = "Clinic of the county"
gives = ["nurse"]
hours = ["mon-sun 20:00-21:00"]
called = "telephone 555-0142"
"""
EVERY_DAY_AWAY = """
[[away]]
who = "p-nurse"
first = 2026-01-01
last = 2026-12-31
from = "12:00"
to = "24:00"
""".replace("2026", f"{datetime.now(UTC).year}")
RESPONDER, WITNESS, COVER, UNLISTED = "Zeno Zed", "Zita Zed", "Zola Zed", "Zack Zed"
CARRIER = "Zuri Zed"
NUMBER = "24170"
TEXTED = "+17205550111"
SIGNER = "Zelda Zed"
NOTE, REASON = "Leon threw a chair", "kicked in by Noor"
WORDS = {
    Content.NAMES: (WITNESS, UNLISTED, NUMBER, f"at Nurse by {PEOPLE[0].name}", "(988 Suicide & Crisis Lifeline)"),
    Content.NOTES: (NOTE,),
    Content.REASONS: (REASON,),
}
"""Words in the record's lines, and what kind each is."""
ANY_SECRET = ("Zed", NOTE, REASON, NUMBER)


def ways_of(person: Person) -> tuple[MessageWay, ...]:
    """Give a person two ways; the first has a telephone on their desk besides, and texts."""
    desk = (
        (MessageWay("phone", NUMBER), MessageWay("text", TEXTED, school=True))
        if person.person == PEOPLE[0].person
        else ()
    )
    return (*(MessageWay(way, person.person, school=True) for way in ("simulated", "page")), *desk)


def within(*sent: type[msgspec.Struct]) -> set[type[msgspec.Struct]]:
    """Give these messages, and everything that travels inside them."""
    return {each for kind in sent for each in structs(kind)}


ROOMS = tuple(room.room for room in school().rooms)
NOBODY = PersonId("nobody")
ASKS: dict[type[msgspec.Struct], tuple[msgspec.Struct, ...]] = {
    Act: (Act(request=0, command=Acknowledge(incident=IncidentId("none"))),),
    Follow: (
        Follow(request=0, after=0),
        Follow(request=0, after=0, newest_first=True),
        *(Follow(request=0, after=0, room=room) for room in ROOMS),
    ),
    AskPlan: (AskPlan(request=0),),
    AskButtons: (AskButtons(request=0),),
    AskMorning: (AskMorning(request=0),),
    AskReach: tuple(AskReach(request=0, room=room) for room in ROOMS),
    AskVerify: (AskVerify(request=0),),
    AskHealth: (AskHealth(request=0),),
    AskWires: (AskWires(request=0),),
    AskWays: (AskWays(request=0),),
    AskExercised: (AskExercised(request=0),),
    AssignSet: (AssignSet(request=0, name="", title="", first="", last="", asked=(), by="nobody"),),
    WithdrawSet: (WithdrawSet(request=0, name="none", by="nobody"),),
    AdoptScenarioFile: (AdoptScenarioFile(request=0, document=b"no scenario", by="nobody"),),
    DropOwnScenario: (DropOwnScenario(request=0, scenario="none", by="nobody"),),
    AskFigures: (AskFigures(request=0),),
    AskDoorCards: (AskDoorCards(request=0), AskDoorCards(request=0, rooms=(RoomId("B204"),))),
    OpenPairing: (OpenPairing(request=0, page=ButtonId("b201-page")),),
    AskListed: (AskListed(request=0),),
    AskCommunications: (AskCommunications(request=0),),
    AskSupports: (AskSupports(request=0),),
    AskReadiness: (AskReadiness(request=0),),
    FillGap: (FillGap(request=0, person=NOBODY, role=Role.NURSE, day="", start_min=0, end_min=60),),
    GiveHourBack: (GiveHourBack(request=0, taken=0),),
    NoteTrained: (NoteTrained(request=0, adult=AdultId("none"), training=TrainingId("none"), on=""),),
    TakeTrainedBack: (TakeTrainedBack(request=0, noted=0),),
    AdoptReadinessFiles: (AdoptReadinessFiles(request=0, by="nobody", files=()),),
    ProveSelf: (ProveSelf(request=0, person=NOBODY, secret=PIN),),
    SetPin: (SetPin(request=0, person=NOBODY, secret=PIN),),
    TakePin: (TakePin(request=0, person=NOBODY),),
    TellCarried: (TellCarried(request=0, button=ButtonId("none"), name="nobody"),),
    TellCanGo: (TellCanGo(request=0, person=NOBODY, can_go=False),),
    AskPeople: (AskPeople(request=0),),
    AskPhrases: (AskPhrases(request=0),),
    BelieveOffice: (BelieveOffice(request=0, fingerprint="no fingerprint"),),
    AskRecovery: (AskRecovery(request=0),),
    UseRecoveryKey: (UseRecoveryKey(request=0, public=b"no key"),),
    CheckRecoveryKey: (CheckRecoveryKey(request=0, public=b"no key"),),
    AskOfReplica: tuple(AskOfReplica(request=0, what=each) for each in WantOfCopy),
    TakeOver: (TakeOver(request=0),),
    AdoptPlanFile: (AdoptPlanFile(request=0, document=b"no plan"),),
    AdoptRulesFile: (AdoptRulesFile(request=0, by="nobody", document=b"no rules"),),
    AdoptCommunicationsFile: (AdoptCommunicationsFile(request=0, by="nobody", document=b"no file"),),
    AdoptCalendarFile: (AdoptCalendarFile(request=0, by="nobody", document=b"no calendar"),),
    DeclareSchoolClosing: (DeclareSchoolClosing(request=0, by="nobody", first="", last="", why="snow"),),
    WithdrawSchoolClosing: (WithdrawSchoolClosing(request=0, by="nobody", day="", why="snow"),),
    AdoptButton: (
        AdoptButton(
            request=0,
            device="handbell-b299",
            room=RoomId("201"),
            button=ButtonId("b299"),
            contacts=CONTACTS,
            key=bytes(32),
            address="127.0.0.1:9",
        ),
    ),
}
"""What every reader asks, by message. None of these changes what anybody reads."""
OF_RECORDS = {
    *kinds_of(FromDeskOfRecords),
    *kinds_of(FromDeskOfDuties),
    *kinds_of(FromDeskOfRetention),
    *kinds_of(FromDeskOfProvisioning),
    OpenPrivate,  # the line of a desk in a browser: tests/appliance/test_private_lines.py
}  # these messages are asked in tests of their own, as below
SAYS_NOTHING = {Attach, Present}  # answered by Welcome and State
ENDS_THE_LINE = {Refusal}  # a refusal comes instead of everything else
ELSEWHERE = {
    OutageLine,  # minutes on a battery, with nobody's words: tests/appliance/test_power_fails.py
    *(PrivateKeys, PrivateOver),  # keys for one line, with nobody's words: tests/appliance/test_private_lines.py
    StrangerLine,  # claims of a device on a network, with nobody's words: tests/appliance/test_adoption.py
    # read by field, not by message: test_every_fact.py; but what a district offers is told to every console as well
    *(within(*answers_of(FromDeskOfRecords)) - within(SupportsKnown)),
    *within(*answers_of(FromDeskOfDuties)),  # read by the facts behind a duty: doors/duties/test_every_duty.py
    *within(*answers_of(FromDeskOfRetention)),  # for whoever keeps the box, and nobody's words: test_retention_line.py
}
NO_NAMES = {
    "person",
    "roles",
    "on_duty",
    "since_wall_ms",
}  # fields of structs with names that show the same people without a name


SCHEDULED = {(ReadinessKnown, "named"), (HourLine, "says"), (AdultLine, "name"), (NotedLine, "says")}
"""Who covers an hour and who is trained."""


@dataclass(frozen=True)
class Reader:
    """Somebody at the desk line, and what they may read there."""

    name: str
    desk: DeskId | None
    reads: Reads
    person: Person | None = None
    keeps_the_box: bool = False


READERS = (
    Reader("watching", None, unproven(None)),
    Reader("who keeps the box", None, administering(), keeps_the_box=True),
    Reader("a desk", FRONT, unproven(FRONT)),
    *(Reader(str(person.roles[0]), FRONT, proven(person.roles), person) for person in PEOPLE),
)

type Seen = dict[tuple[type, str], set[str]]


class Choosing(Rights):
    """Rights that say whether the next caller keeps the box."""

    allows = True

    def may_adopt(self, peer: object) -> bool:
        return self.allows


@pytest.fixture
def rights() -> Choosing:
    return Choosing(0, None)


@pytest.fixture
async def busy(harness: Harness, rights: Choosing) -> Harness:
    """Make a school in which everything that has a name or words in it has happened, all at the nurse's desk."""
    ladder = (Step(0, (FRONT, NURSE), (BELL.sounder,), (Role.LEAD,)),)
    sound = sound_school()
    buttons = (*sound.buttons, PENDANT, ON_A_PIN)
    plan = msgspec.structs.replace(
        sound,
        supports=FILLED_IN,
        families=Families("Gym", "Counselor", told=(ToldTo("Neighbors", "Lessons go on."),)),
        people=tuple(msgspec.structs.replace(each, ways=ways_of(each)) for each in PEOPLE),
        buttons=buttons,
        sounders=(BELL,),
        ladder=ladder,
        hand_over=HANDS_OVER,
        telephone=Telephone("10.20.0.5", "4357"),
        texts=Texts("/dev/serial/by-id/usb-SimTech_SIM7600", "+17205550199"),
        tap_outs=TapOuts(cover_within_min=5, spaces=(Space("the coach", room=RoomId("203")),)),
        pages=(Page(ButtonId("b201-page"), RoomId("201"), (Kind.ASSIST,)),),
        **WIRES,
    )
    await harness.adopt(to_document(plan)).kept
    harness.engine.heard.sounder_reports(BELL.sounder, True)
    harness.engine.heard.asking = AskingOffice("7K3M-0QXZ-41TB-9HNE", since_ms=1, refused="not signed")
    harness.sources["esphome"] = EsphomeSource("127.0.0.1", 0, lambda _: None, Lan(harness.folder))
    harness.give_pins(*(person.person for person in PEOPLE))
    async with harness.console(NURSE) as nurse, harness.console(None) as admin:
        await talks_at_a_table(nurse)
        await does(nurse, BeginClear(room=RoomId("202"), to=RoomId("206"), walks=RESPONDER, expected=24))
        harness.press("204")
        ended = (await nurse.sees("204")).incident
        await does(nurse, Acknowledge(incident=ended), NameWhoActed(incident=ended, name=UNLISTED))
        await does(nurse, StandDown(incident=ended, outcome=Outcome.ATTENDED, saw_room=WITNESS))
        assert (await nurse.proves(PEOPLE[0].person)).ok
        harness.press("201")
        incident = (await nurse.sees("201")).incident
        await practises(harness, nurse)
        await does(
            nurse,
            Acknowledge(incident=incident),
            Dispatch(incident=incident, role=Role.NURSE, person=PersonId("p-nurse")),
            Confirm(incident=incident, responder=RESPONDER, answer=Answer.BY_RADIO),
            Arrive(incident=incident, responder=RESPONDER),
            AddNote(incident=incident, text=NOTE),
            NoteOtherHelp(incident=incident, helper="988", outcome=HelpOutcome.BY_PHONE),
            RaiseCallFromDesk(room=RoomId("203"), kind=Kind.ASSIST),
            StartDrill(name="Autumn", rooms=(RoomId("205"),)),
            StartResponse(response=BuildingResponse.HOLD, practice=True),
            StartCheckIn(practice=True),
            SignDay(),
        )
        pendant = Source(Door.RECEIVER, PENDANT.button, "help", 1, hop="020004d2")
        harness.engine.submit(RaiseCall(place=Place(), kind=Kind.EMERGENCY, source=pendant))
        harness.engine.submit(by_phone(Caller(NUMBER), harness.engine.board.index))
        assert (await nurse.line.ask(TellCarried(request=0, button=PENDANT.button, name=CARRIER))).ok
        assert (await nurse.line.ask(TellCanGo(request=0, person=PEOPLE[1].person, can_go=False))).ok
        board = await nurse.board(lambda board: any(call.duty for call in board.calls))
        await does(nurse, *(HandOver(incident=call.incident, typed=TYPED) for call in board.calls if call.duty))
        harness.engine.submit(TakeText(text="text-1", sender="Bank of Zed", words=NOTE))
        harness.engine.submit(TakeText(text="text-2", sender=TEXTED, words=NOTE))
        source = Source(Door.BUTTON, ButtonId("B202"), "tap-out", 1)
        harness.engine.submit(RaiseCall(place=Place(room=RoomId("202")), kind=Kind.TAP_OUT, source=source))
        board = await nurse.board(lambda board: bool(board.tap_outs and board.check_in))
        assert board.check_in is not None
        await does(
            nurse,
            AssignCover(incident=board.tap_outs[0].incident, cover=COVER),
            NoteSeclusion(room=RoomId("204"), why=NoBreak.DOOR_HELD, known_by=KnownBy.RADIO, ago_s=60),
            MarkRoom(check_in=board.check_in.check_in, room=RoomId("205"), answer=RoomAnswer.SAFE),
        )
        people = (PEOPLE[0].person, PEOPLE[1].person)
        await does(admin, TakeOutOfService(button=ButtonId("B205"), people=people, ends_after_s=3600, reason=REASON))
        await walks_a_test(harness, admin)
        await owes_a_name(harness)
        many_rooms_call(harness)
    await lists_what_is_owed(harness)
    await plans_the_team(harness)
    stuck = Cause("button-stuck", "B203")
    await harness.engine.submit(ReportTrouble(cause=stuck, detail="look at it")).kept
    await harness.engine.submit(ReportTrouble(cause=Cause("line-missing", "bus"), detail="see to its plug")).kept
    async with harness.console(NURSE) as nurse:
        await does(nurse, ShelveTrouble(cause=stuck, ends_after_s=3600, reason=REASON))
        await is_asked_for_exercises(harness, nurse)
    rights.allows = False
    return harness


async def lists_what_is_owed(harness: Harness) -> None:
    """Adopt rules and a calendar, declare a closing and withdraw it, each signed by somebody with a name."""
    rules, today = neutral(), datetime.fromtimestamp(harness.engine.clock.now().wall_ms / 1000, UTC).date()
    year = SchoolYear(name="one", first=today, last=today, ends_min=900)
    calendar = calendar_document(SchoolCalendar(name="Mesa", years=(year,)))
    drafts = drafts_document(shipped_text())
    for command in (
        AdoptCommunications(by=SIGNER, digest=digest(drafts), document=drafts),
        AdoptDuties(by=SIGNER, digest=digest(rules), document=rules),
        AdoptSchoolCalendar(by=SIGNER, digest=digest(calendar), document=calendar),
        DeclareClosing(by=SIGNER, first=f"{today}", last=f"{today}", why="a snow day"),
        WithdrawClosing(by=SIGNER, day=f"{today}", why="the storm passed"),
    ):
        assert isinstance(await harness.engine.submit(command).kept, Done)


async def is_asked_for_exercises(harness: Harness, nurse: Console) -> None:
    """Assign a set, of which one exercise is done and another one scheduled, and adopt a scenario; each signed by somebody with a name."""
    today = datetime.fromtimestamp(harness.engine.clock.now().wall_ms / 1000, UTC).date()
    first, last = today - timedelta(days=2), today + timedelta(days=30)
    asked = tuple(
        AskedFor(f"{last}", scenario, drill, "Help")
        for scenario, drill in (("medical-help", ""), ("two-at-once", ""), ("", "Spring"))
    )
    its = AssignExerciseSet(
        name="this-year", title="This year", first=f"{first}", last=f"{last}", asked=asked, by=SIGNER
    )
    for command in (its, AdoptScenario(scenario="own", by=SIGNER, digest=digest(b"own"), document=b"own")):
        assert isinstance(await harness.engine.submit(command).kept, Done)
    await does(nurse, ScheduleExercise(name="this-year", asked=asked[1], on=f"{last}"))


async def plans_the_team(harness: Harness) -> None:
    """Adopt arrangements with nobody on Monday to Friday, and a table of adults who all have names; take an hour, and note a training."""
    arrangements = text_file(ReadinessKind.ARRANGEMENTS, '[coverage]\nneeds = ["nurse"]\n' + PARTNER + EVERY_DAY_AWAY)
    table = adults(*((person.person, person.name, "2024-08-01") for person in PEOPLE))
    lead, nurse = PersonId("p-lead"), PersonId("p-nurse")
    day = datetime.fromtimestamp(harness.engine.clock.now().wall_ms / 1000, UTC).date()
    days = [f"{day + timedelta(days=number)}" for number in range(7)]
    for command in (
        *(
            AdoptReadiness(kind=each.kind, by=SIGNER, digest=digest(each.document), document=each.document)
            for each in (arrangements, table)
        ),
        *(TakeHour(by=lead, person=nurse, role=Role.SECURITY, day=each, start_min=480, end_min=540) for each in days),
        NoteTraining(by=lead, adult=AdultId(nurse), training=TrainingId("box"), on=days[0]),
    ):
        assert isinstance(await harness.engine.submit(command).kept, Done)


async def practises(harness: Harness, nurse: Console) -> None:
    """End one drill, and plan another."""
    await does(nurse, StartDrill(name="Spring", rooms=(RoomId("205"),)))
    await does(nurse, RaiseCallFromDesk(room=RoomId("205"), kind=Kind.ASSIST))
    running = harness.engine.board.drill
    assert running is not None
    await does(nurse, EndDrill(drill=running.drill))
    at_ms = harness.engine.clock.now().wall_ms + 3_600_000
    await does(nurse, PlanDrill(name="Winter", rooms=(RoomId("205"),), at_ms=at_ms))


async def talks_at_a_table(console: Console) -> None:
    """Do one exercise to its end. Then announce another one and begin it, with something said and something agreed. The first real call
    breaks it.
    """
    await does(console, AnnounceExercise(scenario="medical-help", title="Help", steps=1, minutes=5, asked_alone=True))
    done = (await console.board(lambda board: board.exercise is not None)).exercise
    assert done is not None
    await does(console, StepExercise(exercise=done.exercise, step=1), EndExercise(exercise=done.exercise))
    await does(
        console, AnnounceExercise(scenario="two-at-once", title="Two rooms", steps=3, minutes=17, asked_alone=True)
    )
    on = (await console.board(lambda board: board.exercise is not None and board.exercise.steps == 3)).exercise
    assert on is not None
    await does(
        console,
        StepExercise(exercise=on.exercise, step=1),
        NoteExercise(exercise=on.exercise, kind=ExerciseNoteKind.HELPED, says=NOTE),
        AgreeOnAction(exercise=on.exercise, says=NOTE, owner=WITNESS, due_on=f"{datetime.now(UTC).date()}"),
    )


async def walks_a_test(harness: Harness, admin: Console) -> None:
    """End one walk test, and let another wait for its press."""
    await does(admin, ArmWalkTest(button=ButtonId("B204")))
    harness.press("204")
    await admin.board(lambda board: board.test_over is not None)
    await does(admin, ArmWalkTest(button=ButtonId("B204")))


def many_rooms_call(harness: Harness) -> None:
    """Let so many rooms call within a minute that the desks are asked about the whole building."""
    for number in range(ROOMS_MIN):
        source = Source(Door.BUTTON, ButtonId(f"stranger-{number}"), "help", 1)
        harness.engine.submit(
            RaiseCall(place=Place(room=RoomId(f"unplaced:{number}")), kind=Kind.ASSIST, source=source)
        )


async def owes_a_name(harness: Harness) -> None:
    """Let somebody who is in no list answer a call at the front desk."""
    async with harness.console(FRONT) as front:
        await does(front, Acknowledge(incident=(await front.sees("203")).incident))
        await front.board(lambda board: any(call.names_owed for call in board.calls))


async def does(console: Console, *commands: object) -> None:
    for command in commands:
        reply = await console.line.act(command)  # type: ignore[arg-type]
        assert reply.ok, f"{command}: {reply.says}"


async def everything(console: Console) -> Seen:
    """Give every text that reaches this console, by the field that holds it. A field without a text is there, and empty."""
    line, board = console.line, await console.board()
    asks = [ask for each in ASKS.values() for ask in each]
    asks += [Follow(request=0, after=0, incident=call.incident) for call in board.calls]
    seen: Seen = {}
    board = await console.board()
    for message in (
        line.welcome,
        *[await line.ask(ask) for ask in asks],
        State(board=board),
        CallsMoved(cards=board.calls),
    ):
        for part in parts(message):
            for field in part.__struct_fields__:
                seen.setdefault((type(part), field), set()).update(texts(getattr(part, field)))
    return seen


def parts(message: object) -> Iterator[msgspec.Struct]:
    """Give a message and every struct in it."""
    if isinstance(message, tuple):
        for each in message:
            yield from parts(each)
    elif isinstance(message, msgspec.Struct):
        yield message
        for field in message.__struct_fields__:
            yield from parts(getattr(message, field))


def texts(value: object) -> list[str]:
    return [each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, str)]


def secret(values: set[str]) -> list[str]:
    return [value for value in values if any(word in value for word in ANY_SECRET)]


def is_a_name(kind: type, field: str) -> bool:
    """Whether the field holds names, and not ids, or parts that hold names themselves."""
    return field not in NO_NAMES and not list(structs(typing.get_type_hints(kind)[field]))


def kinds(seen: Seen) -> set[type]:
    return {kind for kind, _ in seen}


@asynccontextmanager
async def reading(harness: Harness, rights: Choosing, reader: Reader) -> AsyncIterator[Console]:
    """Open the console of this reader, who has proved who they are; somebody sits at the nurse's desk too."""
    rights.allows = reader.keeps_the_box
    async with harness.console(NURSE), harness.console(reader.desk) as console:
        if reader.person is not None:
            assert (await console.proves(reader.person.person)).ok
            await console.board(lambda board: board.proven)
        yield console


def test_every_message_a_desk_may_send_is_asked_here() -> None:
    asked = set(ASKS) | SAYS_NOTHING | OF_RECORDS
    assert set(kinds_of(FromDesk)) == asked
    assert all(isinstance(ask, kind) for kind, asks in ASKS.items() for ask in asks)


@pytest.mark.parametrize("reader", READERS, ids=[reader.name for reader in READERS])
async def test_no_reader_is_sent_a_field_they_may_not_read(busy: Harness, rights: Choosing, reader: Reader) -> None:
    async with reading(busy, rights, reader) as console:
        seen = await everything(console)
    contents = reader.reads.contents
    own = (
        {reader.person.name} if reader.person is not None else set()
    )  # the name under which they act at their own desk
    for kind in kinds(seen):
        assert contents & set(TABLE[kind].values()), (
            f"{reader.name} was sent a {kind.__name__}, and may read nothing of it"
        )
    for (kind, field), values in seen.items():
        content = TABLE[kind][field]
        if (kind, field) != (FeedItem, "line") and (content is Content.OPEN or content not in contents):
            assert not secret(values - own), f"{reader.name} was sent {kind.__name__}.{field}"
    lines = " ".join(seen[FeedItem, "line"])
    for content, words in WORDS.items():
        for word in words:
            assert (word in lines) == (content in contents), f"{reader.name}: {word!r} in the record"


async def test_whoever_may_read_everything_is_sent_everything(busy: Harness, rights: Choosing) -> None:
    """Otherwise the test above would also hold for a line that sends nothing at all."""
    lead, administrator = (
        next(each for each in READERS if each.name == name) for name in (Role.LEAD, "who keeps the box")
    )
    for reader, contents in ((lead, {Content.DESK, Content.NAMES}), (administrator, {Content.ADMINISTERING})):
        async with reading(busy, rights, reader) as console:
            seen = await everything(console)
        named = {each for each in seen if TABLE[each[0]][each[1]] in contents and is_a_name(*each)}
        assert {(DeskLine, "operator"), (ReachStep, "people"), (PersonLine, "name")} <= named or reader is administrator
        assert (PinLine, "name") in named or reader is lead
        for kind, field in named:
            assert secret(seen[kind, field]), f"{reader.name}: {kind.__name__}.{field}"


async def test_only_whoever_schedules_is_sent_who_covers_an_hour_and_who_is_trained(
    busy: Harness, rights: Choosing
) -> None:
    for reader in READERS:
        async with reading(busy, rights, reader) as console:
            seen = await everything(console)
        named = {each for each in SCHEDULED if secret(seen.get(each, set()))}
        schedules = reader.person is not None and not {Role.LEAD, Role.ADMINISTRATOR}.isdisjoint(reader.person.roles)
        assert named == (SCHEDULED if schedules else set()), reader.name
        assert bool(seen[ReadinessKnown, "own"]) == (reader.person is not None), reader.name
        assert not secret(seen[ReadinessKnown, "own"]), f"{reader.name} reads about themselves, and of nobody else"


async def test_every_message_a_desk_may_be_sent_was_seen_with_all_its_parts(busy: Harness, rights: Choosing) -> None:
    """A part that nobody sees would pass every test above."""
    seen: set[type] = set()
    for reader in READERS:
        if reader.person is None or reader.name == Role.LEAD:
            async with reading(busy, rights, reader) as console:
                seen |= kinds(await everything(console))
    assert within(*kinds_of(Unasked), Reply, *answers_of(FromDesk)) - seen == ENDS_THE_LINE | ELSEWHERE


async def test_what_was_read_is_gone_from_the_board_after_signing_out(busy: Harness) -> None:
    async with busy.console(NURSE), busy.console(FRONT) as console:
        assert (await console.proves("p-lead")).ok
        named = await console.board(lambda board: board.proven)
        assert "Zed" in named.calls[0].acknowledged_by
        await does(console, SignOut())
        nameless = await console.board(lambda board: not board.proven)
        assert nameless.calls[0].acknowledged_by == "Nurse"
