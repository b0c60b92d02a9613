"""Tests any order of presses, keys, losses, restarts and time: nothing is forgotten, lowered, ended by a press, or irreproducible."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from msgspec.structs import replace

from appliance.core.board import Board, DayCheck
from appliance.core.calls import timing
from appliance.core.calls.commands import (
    Acknowledge,
    AddNote,
    Arrive,
    AssignCover,
    Confirm,
    ConfirmAllRight,
    Dispatch,
    Downgrade,
    HandOff,
    HandOver,
    LocateCall,
    NameWhoActed,
    NoteOtherHelp,
    NoteSeclusion,
    RaiseCallFromDesk,
    ReportPulse,
    ReportShown,
    StandDown,
    Undo,
    Upgrade,
)
from appliance.core.calls.events import (
    ActUndone,
    FirstCall,
    PressedAgain,
    RecordOpened,
    SeclusionNoted,
    StepTaken,
    StoodDown,
)
from appliance.core.calls.sounding import sounding
from appliance.core.calls.stages import FOLLOWS
from appliance.core.calls.tap_outs import SOFT_SOUND_MS
from appliance.core.commands import AnyCommand
from appliance.core.deadlines import next_deadline
from appliance.core.decide import decide
from appliance.core.devices.commands import (
    PutBackInService,
    ReportRestored,
    ReportTrouble,
    ShelveTrouble,
    TakeOutOfService,
    UnshelveTrouble,
)
from appliance.core.devices.service import OUT_OF_SERVICE_S_MAX, why_not_working
from appliance.core.devices.shelf import SHELVED_S_MAX
from appliance.core.events import Event
from appliance.core.exercise_sets.commands import (
    AssignExerciseSet,
    ScheduleExercise,
    TakeBackExerciseDay,
    WithdrawExerciseSet,
)
from appliance.core.exercise_sets.events import AskedFor
from appliance.core.exercises.commands import (
    AgreeOnAction,
    AnnounceExercise,
    AnnounceInRooms,
    BeginInRooms,
    EndExercise,
    LeaveExercise,
    MoveAction,
    NoteAction,
    NoteExercise,
    PauseExercise,
    ResumeExercise,
    StepExercise,
)
from appliance.core.exercises.running import real_is_on
from appliance.core.ground.events import IncidentEvent
from appliance.core.ground.place import Place
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.responders import RESPONDERS_MAX
from appliance.core.ground.words import (
    Actor,
    Answer,
    Awaited,
    Cause,
    ExerciseNoteKind,
    KnownBy,
    NoBreak,
    Outcome,
    Stage,
)
from appliance.core.listed.commands import (
    AdoptCommunications,
    AdoptDuties,
    AdoptSchoolCalendar,
    DeclareClosing,
    WithdrawClosing,
)
from appliance.core.people.commands import SignDay, SignIn, SignOut
from appliance.core.people.morning import same_day
from appliance.core.practice.commands import (
    ArmWalkTest,
    AttestTestPress,
    DropDrillPlan,
    EndDrill,
    EndWalkTest,
    MakeDrillReal,
    MakeReal,
    PlanDrill,
    StartDrill,
    StartPlannedDrill,
)
from appliance.core.readiness.commands import (
    AdoptReadiness,
    GiveBackHour,
    NoteTraining,
    TakeBackTraining,
    TakeHour,
)
from appliance.core.readiness.words import AdultId, ReadinessKind, TrainingId
from appliance.plan.ids import AreaName, ButtonId, DeskId, DrillId, ExerciseId, IncidentId, PersonId, RoomId
from appliance.plan.model import Kind, Limits, Role
from appliance.record import codec
from appliance.words.other_help import HelpOutcome
from tests.appliance.core.calls.handing import wired_school
from tests.appliance.core.calls.telephones import STRANGER, phones, texts, with_telephones
from tests.appliance.core.messages.any_order import Messages
from tests.appliance.core.messages.telling import person, with_ways
from tests.appliance.core.pages.any_order import Pages
from tests.appliance.core.room_clear.any_order import RoomClears
from tests.appliance.core.story import Story, as_found, replayed, school, with_duties, with_pages, with_pendant
from tests.appliance.core.texts.any_order import TextsComeIn
from tests.appliance.core.texts.texting import with_shared_phone
from tests.appliance.core.whole_building import WholeBuilding

BUTTONS = st.sampled_from(["B201", "B202", "Boffice", "B999", "Pbus", "Pplay"])
CONTACTS = st.sampled_from(["help", "hold", "medical", "tap-out"])
DESKS = st.sampled_from(["front", "library"])
ROOMS = st.sampled_from([RoomId("201"), RoomId("202"), RoomId("office")])
PLACES = st.sampled_from(
    [
        Place(area=AreaName("Playground")),
        Place(words="Behind the gym", near=RoomId("201")),
        Place(words=" behind  THE gym "),
        Place(near=RoomId("201")),
        Place(),
    ]
)
PLANS = [
    school(),
    replace(school(), ladder=school().ladder[:2], limits=Limits(dispatch_s=20, exhausted_s=30)),
    replace(school(), rooms=school().rooms[:1], areas=(), buttons=school().buttons[:1], ladder=()),
    with_pendant(),
    with_duties(),
    with_pages(),
    wired_school(),
    with_telephones(),
    with_ways(person("ana", "page", "text"), person("ben", "text"), person("cem", "page")),
    with_shared_phone(with_ways(person("ana", "text"), person("ben", "text"), person("cem", "text", "page"))),
]


def replace_check(board: Board, check: DayCheck | None) -> Board:
    other = board.copy()
    other.day_check = check
    return other


class Watched(Story):
    """A story in which every decision is checked as it is made."""

    looks_at_ms = (0, 0)

    def tell(self, command: AnyCommand, by: Actor | None = None) -> Rejection | None:
        before, index = self.board.copy(), self.board.index
        decided = decide(self.board, self.heard, command, by, self.now)
        assert self.board == before
        assert self.board.index is index
        if isinstance(decided, Rejection):
            return decided
        for event in decided:
            self.fold(event)
        return None

    def look(self) -> None:
        """Look at what is due. However much is due at one moment, a few looks are enough."""
        at_ms, looks = self.looks_at_ms
        self.looks_at_ms = (self.now_ms, looks + 1 if at_ms == self.now_ms else 1)
        assert self.looks_at_ms[1] <= 12
        super().look()

    def fold(self, event: Event) -> None:
        if isinstance(event, IncidentEvent) and not isinstance(
            event, FirstCall | ActUndone | RecordOpened | SeclusionNoted
        ):
            stage = self.board.incidents[event.incident].stage
            assert stage in FOLLOWS.get(type(event), {stage: stage}), (event, stage)
        super().fold(event)


class Building(WholeBuilding, RoomClears, Pages, Messages, TextsComeIn):
    def __init__(self) -> None:
        super().__init__()
        self.story = Watched()

    def any_call(self, pick: int) -> IncidentId:
        calls = list(self.story.board.incidents)
        return calls[pick % len(calls)] if calls else IncidentId("aaaaaaaa-1")

    def some_trouble(self, place: int) -> Cause:
        causes = [trouble.cause for trouble in self.story.board.troubles.values()]
        return causes[place % len(causes)] if causes else Cause("disk", "main")

    def desk(self, desk: str, command) -> None:
        self.story.tell(command, Actor(DeskId(desk), None))

    @rule(button=BUTTONS, contact=CONTACTS, ago_ms=st.sampled_from([0, 0, None, 90_000]), repeat=st.booleans())
    def press(self, button, contact, ago_ms, repeat) -> None:
        before, response = dict(self.story.board.incidents), self.story.board.response
        self.story.press(button, contact, ago_ms, counter=1 if repeat else None)
        after = self.story.board.incidents
        assert self.story.board.response == response, "no press starts or ends a response"
        for incident, call in before.items():
            assert incident in after
            assert after[incident].kind.urgency >= call.kind.urgency
            assert after[incident].stage is call.stage
            assert after[incident].drill == call.drill

    @rule(seconds=st.sampled_from([0.001, 1, 5, 16, 31, 61, 200, 700, 2000]))
    def time_passes(self, seconds) -> None:
        self.story.at(self.story.now_ms / 1000 + seconds)

    @rule(desk=DESKS, pick=st.integers(0, 5), make=st.sampled_from([ReportShown, Acknowledge]))
    def take_notice(self, desk, pick, make) -> None:
        self.desk(desk, make(incident=self.any_call(pick)))

    @rule(
        desk=DESKS,
        pick=st.integers(0, 5),
        person=st.sampled_from([None, PersonId("ana")]),
        beside=st.sampled_from([None, Role.LEAD, Role.NURSE]),
    )
    def send_help(self, desk, pick, person, beside) -> None:
        self.desk(desk, Dispatch(incident=self.any_call(pick), role=Role.LEAD, person=person, beside=beside))

    @rule(
        desk=DESKS,
        pick=st.integers(0, 5),
        how=st.sampled_from(["going", "there", "all right"]),
        who=st.sampled_from(["Ana", "ben", "nurse", "Zoe"]),
    )
    def help_comes(self, desk, pick, how, who) -> None:
        incident = self.any_call(pick)
        commands = {
            "going": Confirm(incident=incident, responder=who, answer=Answer.BY_RADIO),
            "there": Arrive(incident=incident, responder=who),
            "all right": ConfirmAllRight(incident=incident),
        }
        self.desk(desk, commands[how])

    @rule(desk=DESKS, pick=st.integers(0, 5), cover=st.sampled_from(["answered by radio", " "]))
    def assign_cover(self, desk, pick, cover) -> None:
        incident = self.any_call(pick)
        before = self.story.board.incidents.get(incident)
        self.desk(desk, AssignCover(incident=incident, cover=cover))
        if before is not None and before.kind is not Kind.TAP_OUT:
            assert self.story.board.incidents[incident] == before, "cover is no help for a call"

    @rule(
        desk=DESKS,
        room=st.sampled_from(["201", "999"]),
        why=st.sampled_from(NoBreak),
        ago_s=st.sampled_from([None, 0, 600]),
    )
    def note_seclusion(self, desk, room, why, ago_s) -> None:
        before, number = dict(self.story.board.incidents), self.story.board.calls
        self.desk(desk, NoteSeclusion(room=RoomId(room), why=why, known_by=KnownBy.RADIO, ago_s=ago_s))
        assert self.story.board.incidents == before, "it is a record, and changes no call and no tap-out"
        assert self.story.board.calls == number + (room == "201")

    @rule(
        number=st.sampled_from(["2204", "2210", "2417", STRANGER, ""]),
        outside=st.booleans(),
        text=st.sampled_from(["", "help", "help 201", "ayuda 999"]),
    )
    def call_by_voice(self, number, outside, text) -> None:
        before = dict(self.story.board.incidents)
        if text:
            texts(self.story, number, text)
        else:
            phones(self.story, number, outside=outside)
        after = self.story.board.incidents
        assert before.keys() <= after.keys() and len(after) <= len(before) + 1, "a caller has one call"
        rings = [call for call in after.values() if call not in before.values()]
        assert len(rings) == 1 and rings[0].ringing, "every call by telephone or text rings"
        assert rings[0].kind is not Kind.TAP_OUT

    @rule(desk=DESKS, pick=st.integers(0, 5), place=PLACES, room=st.sampled_from([None, RoomId("202")]))
    def locate(self, desk, pick, place, room) -> None:
        incident = self.any_call(pick)
        before = self.story.board.incidents.get(incident)
        self.desk(desk, LocateCall(incident=incident, place=place if room is None else Place(room=room)))
        after = self.story.board.incidents.get(incident)
        if before is not None and after is not None and after != before:
            said = {each: getattr(after, each) for each in ("place", "came_as", "located_ms", "names_owed")}
            moved = replace(before, **said)
            assert replace(after, due_ms=before.due_ms) == replace(moved, due_ms=before.due_ms), "a place and no more"
            assert after.spot == before.spot, "the call stays its caller's"

    @rule(desk=DESKS, pick=st.integers(0, 5), kind=st.sampled_from([Kind.MEDICAL, Kind.EMERGENCY]))
    def upgrade(self, desk, pick, kind) -> None:
        self.desk(desk, Upgrade(incident=self.any_call(pick), kind=kind))

    @rule(desk=DESKS, pick=st.integers(0, 5), kind=st.sampled_from(Kind))
    def downgrade(self, desk, pick, kind) -> None:
        incident = self.any_call(pick)
        before = self.story.board.incidents.get(incident)
        self.desk(desk, Downgrade(incident=incident, kind=kind))
        after = self.story.board.incidents.get(incident)
        if before is not None and after is not None and after.kind is not before.kind:
            assert before.stage is Stage.ON_SCENE and not before.unanswered
            assert (after.due_what, after.ringing) == (before.due_what, before.ringing)
            assert after.due_ms >= self.story.now_ms

    @rule(desk=DESKS, pick=st.integers(0, 5))
    def undo(self, desk, pick) -> None:
        """Undo what a desk did lately, in calls open and stood down; a press made since is never undone with it."""
        board = self.story.board
        known = [*board.last_acts, *board.incidents]
        incident = known[pick % len(known)] if known else IncidentId("aaaaaaaa-1")
        before = dict(board.incidents)
        self.desk(desk, Undo(incident=incident))
        after = self.story.board.incidents
        assert before.keys() <= after.keys() <= before.keys() | {incident}
        assert all(after[each] == call for each, call in before.items() if each != incident)
        if incident in after:
            presses = [e for _, e in self.story.recorded if isinstance(e, PressedAgain) and e.incident == incident]
            assert after[incident].presses == 1 + len(presses)

    @rule(desk=DESKS, pick=st.integers(0, 5), name=st.sampled_from(["Pat Lee", " "]))
    def name_who_acted(self, desk, pick, name) -> None:
        self.desk(desk, NameWhoActed(incident=self.any_call(pick), name=name))

    @rule(desk=DESKS, pick=st.integers(0, 5))
    def hand_off(self, desk, pick) -> None:
        self.desk(desk, HandOff(incident=self.any_call(pick), to=DeskId("library")))

    @rule(desk=DESKS, pick=st.integers(0, 5), outcome=st.sampled_from(Outcome))
    def stand_down(self, desk, pick, outcome) -> None:
        self.desk(desk, StandDown(incident=self.any_call(pick), outcome=outcome, saw_room="Ana"))

    @rule(desk=DESKS, pick=st.integers(0, 5), note=st.booleans())
    def write_down(self, desk, pick, note) -> None:
        incident = self.any_call(pick)
        self.desk(desk, AddNote(incident=incident, text="x") if note else SignIn(person=PersonId("ana")))

    @rule(
        desk=DESKS,
        pick=st.integers(0, 5),
        helper=st.sampled_from(["988", "family", "nobody"]),
        came=st.sampled_from(HelpOutcome),
    )
    def note_other_help(self, desk, pick, helper, came) -> None:
        """Note help from outside. It is written down, and nothing of any call changes but who owes a name."""
        before = dict(self.story.board.incidents)
        self.desk(desk, NoteOtherHelp(incident=self.any_call(pick), helper=helper, outcome=came))
        for incident, after in self.story.board.incidents.items():
            owed = {"names_owed": after.names_owed}
            assert replace(before[incident], **owed) == after

    @rule(desk=DESKS)
    def sign_out(self, desk) -> None:
        self.desk(desk, SignOut())

    @rule(desk=DESKS, room=ROOMS, kind=st.sampled_from(Kind))
    def somebody_phones(self, desk, room, kind) -> None:
        self.desk(desk, RaiseCallFromDesk(room=room, kind=kind))

    @rule(desk=DESKS, place=PLACES, kind=st.sampled_from(Kind))
    def somebody_calls_from_elsewhere(self, desk, place, kind) -> None:
        """Call from elsewhere. This makes a new call that rings, or rings the open call of exactly that place; never a call of a room, and
        never practice.
        """
        before = dict(self.story.board.incidents)
        refused = self.story.tell(RaiseCallFromDesk(place=place, kind=kind), Actor(DeskId(desk), None))
        after = self.story.board.incidents
        changed = [call for name, call in after.items() if call != before.get(name)]
        assert refused in {None, Rejection.NO_SUCH_ROOM, Rejection.NO_SUCH_AREA} and len(changed) == (not refused)
        assert all(call.room is None and call.drill is None and call.ringing for call in changed)
        assert refused or place not in (Place(), Place(near=RoomId("201"))) or len(after) == len(before) + 1

    @rule(desk=DESKS, room=ROOMS, start=st.booleans())
    def drill(self, desk, room, start) -> None:
        running = self.story.board.drill
        end = EndDrill(drill=running.drill if running else DrillId("none"))
        self.desk(desk, StartDrill(name="practice", rooms=(room,), ends_after_s=300) if start else end)

    @rule(desk=DESKS, pick=st.integers(0, 5), whole=st.booleans())
    def made_real(self, desk, pick, whole) -> None:
        """Make practice real. What becomes real rings, and nothing else changes; but a whole drill ends, with all that is left of it."""
        board, incident = self.story.board, self.any_call(pick)
        before, running, response = dict(board.incidents), board.drill, board.response
        name = running.drill if running else DrillId("none")
        self.desk(desk, MakeDrillReal(drill=name) if whole else MakeReal(incident=incident))
        after = self.story.board
        real = {each for each, call in after.incidents.items() if before[each].drill and not call.drill}
        assert real <= (before.keys() if whole else {incident})
        assert all(after.incidents[each].ringing and after.incidents[each].unanswered for each in real)
        assert all(after.incidents.get(each) == call for each, call in before.items() if not call.drill)
        assert after.response in ((None, response) if response and response.drill else (response,))
        assert not (whole and running) or not any(call.drill for call in after.incidents.values())

    @rule(desk=DESKS, room=ROOMS, start=st.booleans())
    def planned_drill(self, desk, room, start) -> None:
        """Plan a drill while none is planned; else start or drop it. Only a start begins anything."""
        plan = next(iter(self.story.board.planned), None)
        was = self.story.board.drill
        if plan is None:
            at_ms = self.story.now.wall_ms + 60_000
            self.desk(desk, PlanDrill(name="practice", rooms=(room,), at_ms=at_ms))
        else:
            self.desk(desk, StartPlannedDrill(plan=plan) if start else DropDrillPlan(plan=plan))
        assert self.story.board.drill == was or (start and plan is not None)

    @rule(desk=DESKS, room=ROOMS, begins=st.booleans())
    def exercise_in_rooms(self, desk, room, begins) -> None:
        """Announce an exercise over the buttons of a room, or begin it. It touches no call, and begins at most the drill of this room."""
        was = self.story.board.copy()
        on = was.exercise
        announced = AnnounceInRooms(
            scenario="rooms",
            title="Rooms",
            steps=2,
            minutes=15,
            asked_alone=True,
            rooms=(room,),
            cast=(PersonId("ana"), PersonId("ben")),
        )
        self.desk(desk, BeginInRooms(exercise=on.exercise if on else ExerciseId("none")) if begins else announced)
        board = self.story.board
        for field in ("incidents", "walk_test", "response", "check_in", "troubles"):
            assert getattr(board, field) == getattr(was, field)
        if board.drill != was.drill:
            assert begins and was.drill is None and not real_is_on(was)
            assert board.drill.rooms == frozenset(board.exercise.rooms)

    @rule(desk=DESKS, pick=st.integers(0, 11), step=st.integers(1, 3))
    def exercise(self, desk, pick, step) -> None:
        """Do something about an exercise. It touches no real call and no real response, and never goes on beside what is real. Only the
        drill of an exercise in rooms ends with it.
        """
        was = self.story.board.copy()
        on = was.exercise
        name = on.exercise if on else ExerciseId("none")
        commands = (
            AnnounceExercise(scenario=f"s{step}", title="Table", steps=2, minutes=20, asked_alone=True),
            StepExercise(exercise=name, step=step),
            PauseExercise(exercise=name),
            ResumeExercise(exercise=name),
            NoteExercise(exercise=name, kind=ExerciseNoteKind.HELPED, says="x"),
            AgreeOnAction(exercise=name, says="x", owner="Ana", due_on="2027-02-01"),
            EndExercise(exercise=name),
            LeaveExercise(exercise=name),
            StepExercise(exercise=name, step=on.step + 1 if on else 1),
            NoteAction(exercise=name, number=step, done=True, words="x"),
            NoteAction(exercise=name, number=step, done=False, words="x"),
            MoveAction(exercise=name, number=step, due_on="2027-03-01", reason="x"),
        )
        self.desk(desk, commands[pick])
        board = self.story.board
        with_its_drill = (
            on is not None and on.drill is not None and was.drill is not None and was.drill.drill == on.drill
        )
        if with_its_drill and board.drill is None:
            assert board.exercise.ended is not None
            assert board.incidents == {name: call for name, call in was.incidents.items() if call.drill is None}
            return
        for field in ("incidents", "drill", "walk_test", "response", "check_in", "practised", "troubles"):
            assert getattr(board, field) == getattr(was, field)
        went_on = on is not None and board.exercise.step != on.step
        assert not (went_on and real_is_on(board))

    @rule(desk=DESKS, pick=st.integers(0, 3), day=st.integers(14, 31), drill=st.booleans())
    def exercise_set(self, desk, pick, day, drill) -> None:
        """Assign a set of exercises, withdraw it, or say when one of them is done. It touches nothing that is open or practised."""
        was = self.story.board.copy()
        asked = AskedFor("2027-01-31", "" if drill else "two-at-once", "practice" if drill else "", "Practice")
        its = {"name": "one", "title": "This year", "first": "2026-08-17", "last": "2027-05-28"}
        commands = (
            AssignExerciseSet(**its, asked=(asked,), by="Ana", office=day % 2 == 0),
            ScheduleExercise(name="one", asked=asked, on=f"2027-01-{day}"),
            TakeBackExerciseDay(name="one", asked=asked),
            WithdrawExerciseSet(name="one", by="Ana", office=day % 2 == 0),
        )
        self.desk(desk, commands[pick])
        board = self.story.board
        for field in ("incidents", "drill", "walk_test", "response", "check_in", "practised", "troubles", "exercise"):
            assert getattr(board, field) == getattr(was, field)
        assert {name for name, _ in board.year.days} <= board.year.sets.keys()

    @rule(desk=DESKS, arm=st.booleans())
    def walk_test(self, desk, arm) -> None:
        button = ButtonId("B201")
        self.desk(desk, ArmWalkTest(button=button) if arm else EndWalkTest(button=button))

    @rule(desk=DESKS, pick=st.integers(0, 5))
    def say_that_it_was_the_test(self, desk, pick) -> None:
        """Say that it was the test. This ends at most one call: one that was pressed once, at an unknown time, on the tested button."""
        before, test = dict(self.story.board.incidents), self.story.board.walk_test
        self.desk(desk, AttestTestPress(incident=self.any_call(pick)))
        gone = [call for each, call in before.items() if each not in self.story.board.incidents]
        assert len(gone) <= 1
        for call in gone:
            assert test is not None and (call.source.button, test.by.desk) == (test.button, desk)
            assert (call.presses, call.pressed_ago_ms, call.sent) == (1, None, ())

    @rule(desk=DESKS, button=BUTTONS, ends_after_s=st.sampled_from([60, 900, 14_400, 14_401]))
    def take_out_of_service(self, desk, button, ends_after_s) -> None:
        people = ("ana", "Ben Ruiz")
        out = TakeOutOfService(button=button, people=people, ends_after_s=ends_after_s, reason="paint")
        self.desk(desk, out)

    @rule(desk=DESKS, button=BUTTONS)
    def put_back_in_service(self, desk, button) -> None:
        self.desk(desk, PutBackInService(button=button))

    @rule(desk=DESKS, place=st.integers(0, 9), ends_after_s=st.sampled_from([60, 900, 14_400, 14_401]))
    def shelve_a_trouble(self, desk, place, ends_after_s) -> None:
        cause = self.some_trouble(place)
        self.desk(desk, ShelveTrouble(cause=cause, ends_after_s=ends_after_s, reason="known"))

    @rule(desk=DESKS, place=st.integers(0, 9))
    def take_a_trouble_back(self, desk, place) -> None:
        self.desk(desk, UnshelveTrouble(cause=self.some_trouble(place)))

    @rule(desk=DESKS, name=st.sampled_from(["", "Ana Ortiz"]))
    def sign_the_day(self, desk, name) -> None:
        """Sign the day. Whatever is wrong is written down, and nothing else changes."""
        before, now = self.story.board.copy(), self.story.now
        self.desk(desk, SignDay(name=name))
        signed = self.story.board.day_check
        assert replace_check(self.story.board, before.day_check) == before
        assert signed == before.day_check or (name and same_day(signed.at, now))

    @rule(desk=DESKS, what=st.sampled_from(["connect", "leave", "touch"]))
    def desks_come_and_go(self, desk, what) -> None:
        getattr(self.story, what)(desk)

    @rule(sounder=st.sampled_from(["hall", "radio"]), works=st.booleans())
    def sounders_fail(self, sounder, works) -> None:
        self.story.heard.sounder_reports(sounder, works)

    @rule(button=BUTTONS)
    def check_in(self, button) -> None:
        self.story.heard.heard_from(f"button:{button}", self.story.now)

    @rule(lost=st.booleans())
    def family(self, lost) -> None:
        cause = Cause("family-lost", "simulated")
        self.story.tell(ReportTrouble(cause=cause, detail="gone") if lost else ReportRestored(cause=cause))

    @rule(plan=st.sampled_from(PLANS))
    def adopt_plan(self, plan) -> None:
        before = set(self.story.board.incidents)
        self.story.adopt(plan)
        assert set(self.story.board.incidents) == before

    @rule(
        which=st.sampled_from([AdoptDuties, AdoptSchoolCalendar, AdoptCommunications]),
        digest=st.sampled_from(["a", "b", "c"]),
    )
    def adopt_what_is_owed(self, which, digest) -> None:
        calls = dict(self.story.board.incidents)
        self.story.tell(which(by="R. Ortiz", digest=digest, document=digest.encode()))
        assert self.story.board.incidents == calls

    @rule(kind=st.sampled_from(ReadinessKind), digest=st.sampled_from(["a", "b"]))
    def adopt_who_is_ready(self, kind, digest) -> None:
        before = self.story.board.readiness
        self.story.tell(AdoptReadiness(kind=kind, by="R. Ortiz", digest=digest, document=digest.encode()))
        assert self.story.board.readiness.hours == before.hours
        assert self.story.board.readiness.trainings == before.trainings

    @rule(
        person=st.sampled_from(["ana", "ben", "nobody"]),
        role=st.sampled_from([Role.LEAD, Role.NURSE, Role.TEACHER]),
        ahead=st.integers(0, 2),
        start_min=st.sampled_from([480, 510, 540]),
    )
    def take_an_hour(self, person, role, ahead, start_min) -> None:
        """Take an hour of a person of the plan, who is nowhere else then. Nothing of a call changes."""
        board, day = self.story.board, datetime.fromtimestamp(self.story.now.wall_ms / 1000, UTC).date()
        calls, before, people = dict(board.incidents), board.readiness.hours, set(board.index.people)
        hour = TakeHour(
            by=PersonId("ana"),
            person=PersonId(person),
            role=role,
            day=f"{day + timedelta(days=ahead)}",
            start_min=start_min,
            end_min=start_min + 60,
        )
        why_not = self.story.tell(hour)
        meets = any(
            each.person == person and each.day == hour.day and abs(each.start_min - start_min) < 60 for each in before
        )
        assert (why_not is None) == ({"ana", person} <= people and role is not Role.TEACHER and not meets), (
            why_not,
            hour,
            before,
        )
        assert self.story.board.incidents == calls

    @rule(on=st.sampled_from([0, -1, 5]), training=st.sampled_from(["box", "de-escalation"]))
    def note_a_training(self, on, training) -> None:
        day = datetime.fromtimestamp(self.story.now.wall_ms / 1000, UTC).date() + timedelta(days=on)
        before = [(each.training, each.on) for _, each in self.story.board.readiness.trainings]
        noted = NoteTraining(by=PersonId("ana"), adult=AdultId("cal"), training=TrainingId(training), on=f"{day}")
        assert (self.story.tell(noted) is None) == (on <= 1 and (training, f"{day}") not in before)

    @rule(number=st.integers(1, 4), hour=st.booleans())
    def take_back_what_was_said_of_readiness(self, number, hour) -> None:
        before = self.story.board.readiness
        stood = {each.taken for each in before.hours} if hour else {each.noted for _, each in before.trainings}
        back = (
            GiveBackHour(by=PersonId("ana"), taken=number)
            if hour
            else TakeBackTraining(by=PersonId("ana"), noted=number)
        )
        assert (self.story.tell(back) is None) == (number in stood)

    @rule(ahead=st.integers(0, 9), length=st.integers(0, 3), withdraw=st.booleans())
    def close_the_school(self, ahead, length, withdraw) -> None:
        today = datetime.fromtimestamp(self.story.now.wall_ms / 1000, UTC).date()
        first, last = today + timedelta(days=ahead), today + timedelta(days=ahead + length)
        before = self.story.board.listed
        why_not = self.story.tell(
            WithdrawClosing(by="R. Ortiz", day=f"{first}", why="it is over")
            if withdraw
            else DeclareClosing(by="R. Ortiz", first=f"{first}", last=f"{last}", why="a snow day")
        )
        closed = [each for each in before.closings if each.first <= f"{last}" and f"{first}" <= each.last]
        if withdraw:
            assert (why_not is None) == any(each.first <= f"{first}" <= each.last for each in before.closings)
        else:
            assert (why_not is None) == (not closed)

    @rule(desk=DESKS, pick=st.integers(0, 5), why=st.sampled_from(["", "the board does not answer"]))
    def hand_over(self, desk, pick, why) -> None:
        call = self.any_call(pick)
        self.desk(desk, HandOver(incident=call, typed="POLICE"))
        if call in self.story.board.incidents:
            self.story.tell(ReportPulse(incident=call, why=why))

    @rule()
    def power_cut(self) -> None:
        whole = replayed(self.story.recorded)
        before = set(self.story.board.incidents)
        self.story.restart()
        found, board = as_found(self.story.recorded), self.story.board
        assert set(board.incidents) == before == set(whole.incidents)
        assert all(call.ringing and call.unanswered and call.due_ms == 0 for call in board.incidents.values())
        assert not any(call.shown_at for call in board.incidents.values())
        assert replayed(self.story.recorded) == board == found

    @invariant()
    def wrong_codes_are_counted(self) -> None:
        self.codes_are_counted()

    @invariant()
    def what_is_real_leaves_no_exercise_waiting_for_its_time(self) -> None:
        board = self.story.board
        if board.exercise is not None and board.exercise.runs:
            due = next_deadline(board, self.story.heard)
            assert due is not None
            assert due <= (self.story.now_ms if real_is_on(board) else board.exercise.ends_ms)

    @invariant()
    def every_open_call_has_a_deadline_that_is_not_forgotten(self) -> None:
        board = self.story.board
        deadline = next_deadline(board, self.story.heard)
        for call in board.incidents.values():
            assert (call.due_ms, call.due_what) == timing.due(call, board.index.plan)
            assert deadline is not None
            assert deadline <= call.due_ms
            assert call.ringing or call.awaited_from_ms is not None
            assert call.unanswered or call.stage is not Stage.CALLED
            assert call.ringing or not call.unanswered
            stands = board.tap_out_in if call.kind is Kind.TAP_OUT else board.open_in
            assert stands(call.spot, call.drill is not None) is call
        assert len(board.slots) == len(board.incidents)

    @invariant()
    def a_call_stands_as_the_furthest_of_those_sent_and_nobody_goes_unnamed(self) -> None:
        for call in self.story.board.incidents.values():
            assert len(call.sent) <= RESPONDERS_MAX
            named = {each.stage for each in call.sent if each.name}
            assert all(each.name or each.stage is Stage.DISPATCHED for each in call.sent)
            if call.stage in {Stage.CONFIRMED, Stage.ON_SCENE}:
                assert call.stage in named
            if call.stage is Stage.DISPATCHED:
                assert call.sent

    @invariant()
    def what_can_be_undone_is_of_this_call_and_brings_it_back(self) -> None:
        for incident, last in self.story.board.last_acts.items():
            assert last.before.incident == incident
            assert last.at.mono_ms <= self.story.now_ms

    @invariant()
    def nothing_is_out_of_service_for_ever(self) -> None:
        board, now_ms = self.story.board, self.story.now_ms
        deadline = next_deadline(board, self.story.heard)
        for button, out in board.out_of_service.items():
            assert button in board.index.buttons
            assert deadline is not None
            assert deadline <= out.ends_ms <= now_ms + OUT_OF_SERVICE_S_MAX * 1000
            assert button in why_not_working(board, self.story.heard)

    @invariant()
    def only_open_troubles_are_put_aside_and_never_for_ever(self) -> None:
        board, now_ms = self.story.board, self.story.now_ms
        deadline = next_deadline(board, self.story.heard)
        for key, shelved in board.shelved.items():
            assert key in board.troubles
            assert deadline is not None
            assert deadline <= shelved.ends_ms <= now_ms + SHELVED_S_MAX * 1000

    @invariant()
    def what_sounds_was_told(self) -> None:
        now = self.story.now
        ringing = [call for call in self.story.board.incidents.values() if call.ringing]
        aloud = [c for c in ringing if c.kind is not Kind.TAP_OUT or now.mono_ms < c.told_ms + SOFT_SOUND_MS]
        told = {name for call in aloud for name in call.told if name.startswith("sounder:")}
        assert {f"sounder:{sounder}" for sounder in sounding(self.story.board, now)} == told

    @invariant()
    def a_tap_out_is_no_call(self) -> None:
        """A tap-out stays no call, whatever else is open in its room, and whatever was pressed there since."""
        for call in self.story.board.incidents.values():
            assert (call.due_what in {"ask-again", "next-step"}) or not (
                call.kind is Kind.TAP_OUT and call.stage is Stage.CALLED
            )
            assert call.overdue is not Awaited.COVER or call.kind is Kind.TAP_OUT

    @invariant()
    def practice_ends_with_its_drill(self) -> None:
        drill = self.story.board.drill
        assert all(call.drill in {None, drill and drill.drill} for call in self.story.board.incidents.values())

    def teardown(self) -> None:
        recorded = self.story.recorded
        assert replayed(recorded) == self.story.board
        assert [codec.decode(codec.encode(at, event)) for at, event in recorded] == recorded
        ends = [event for _, event in recorded if isinstance(event, StoodDown)]
        assert all(end.by is not None or end.outcome is Outcome.DRILL_ENDED for end in ends)
        assert not any(isinstance(event, StepTaken) and event.step < 0 for _, event in recorded)


TestBuilding = Building.TestCase
TestBuilding.pytestmark = pytest.mark.slow  # slow, since many days are played
TestBuilding.settings = settings(max_examples=300, stateful_step_count=50, suppress_health_check=[HealthCheck.too_slow])
