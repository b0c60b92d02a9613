"""A command comes in, events or a refusal come out. The one door to every decision; changes nothing and knows no clock."""

from typing import assert_never

from appliance.core import (
    building,
    calls,
    check_in,
    clearing,
    copies,
    district,
    drill_plans,
    hand_over,
    house,
    made_real,
    morning,
    name_owed,
    practice,
    proof,
    response,
    service,
    shelf,
    tap_out,
    undo,
)
from appliance.core.board import Board
from appliance.core.commands import (
    Acknowledge,
    AddNote,
    AdoptPlan,
    AnyCommand,
    ArmWalkTest,
    Arrive,
    AssignCover,
    AttestTestPress,
    BeginRecord,
    ClearTrouble,
    Confirm,
    ConfirmAllRight,
    DeskCommand,
    Dispatch,
    Downgrade,
    DropDrillPlan,
    EndCheckIn,
    EndDrill,
    EndResponse,
    EndWalkTest,
    HandOff,
    HandOver,
    Look,
    MakeDrillReal,
    MakeReal,
    MarkRoom,
    NameWhoActed,
    NoteOpened,
    NotePin,
    NotePinTaken,
    NoteProof,
    NoteReading,
    NoteReceipt,
    NoteRecovery,
    NoteTail,
    PlanDrill,
    PressSafe,
    PutBackInService,
    RaiseCall,
    RaiseCallFromDesk,
    ReportPulse,
    ReportRestored,
    ReportShown,
    ReportTrouble,
    SayNoCopy,
    ShelveTrouble,
    SignDay,
    SignIn,
    SignOut,
    StandDown,
    StartCheckIn,
    StartDrill,
    StartPlannedDrill,
    StartResponse,
    TakeNotice,
    TakeOutOfService,
    TakeOverButtons,
    TrustOffice,
    Undo,
    UnshelveTrouble,
    Upgrade,
)
from appliance.core.deadlines import overdue
from appliance.core.events import Event
from appliance.core.moment import Moment
from appliance.core.rejections import Rejection
from appliance.core.supervision import Heard
from appliance.core.words import Actor

type BuildingCommand = StartResponse | EndResponse | StartCheckIn | MarkRoom | EndCheckIn

type PracticeCommand = StartDrill | EndDrill | PlanDrill | StartPlannedDrill | DropDrillPlan | ArmWalkTest | EndWalkTest
type HouseCommand = (
    SignIn
    | SignOut
    | PracticeCommand
    | TakeOutOfService
    | PutBackInService
    | ShelveTrouble
    | UnshelveTrouble
    | ClearTrouble
    | SayNoCopy
    | SignDay
)


def decide(board: Board, heard: Heard, command: AnyCommand, by: Actor | None, now: Moment) -> list[Event] | Rejection:
    """What follows from a command, in order. The caller records the events and folds them in with `apply`.

    `by` is the desk and operator who asks; None only for what comes from inside the house.
    """
    match command:
        case RaiseCall():
            return calls.raise_call(board, heard, command, now)
        case PressSafe():
            return check_in.press_safe(board, heard, command, now)
        case Look():
            return overdue(board, heard, now, command.only)
        case ReportTrouble() | ReportRestored() | ReportPulse():
            return _reported(board, heard, command, now)
        case AdoptPlan():
            return house.adopt_plan(board, command, by)
        case TakeOverButtons():
            assert by is not None, "a person takes buttons over"
            return house.take_over(board, command, by)
        case NoteProof() | NoteReading() | NotePin() | NotePinTaken():
            assert by is not None, "a person proves who they are somewhere"
            return proof.note(board, command, by)
        case TrustOffice() | TakeNotice() | NoteReceipt() | NoteOpened() | NoteTail():
            decided = district.note(board.district, command)
            return decided if isinstance(decided, Rejection) else [*decided]
        case NoteRecovery():
            noted = copies.note(board.recovery, command)
            return noted if isinstance(noted, Rejection) else [*noted]
        case BeginRecord():
            assert by is not None, "somebody at a desk opens a record"
            return calls.begin_record(board, command, by)
        case _:
            assert by is not None, "a desk command needs the desk that asks"
            return _at_desk(board, heard, command, by, now)


def _reported(
    board: Board, heard: Heard, command: ReportTrouble | ReportRestored | ReportPulse, now: Moment
) -> list[Event] | Rejection:
    """What the box says of its own parts."""
    match command:
        case ReportTrouble():
            return house.report_trouble(board, heard, command)
        case ReportRestored():
            return house.report_restored(board, heard, command, now)
        case ReportPulse():
            reported = hand_over.report_pulse(board, command)
            return reported if isinstance(reported, Rejection) else [*reported]


def _at_desk(board: Board, heard: Heard, command: DeskCommand, by: Actor, now: Moment) -> list[Event] | Rejection:
    match command:
        case (
            ReportShown()
            | Acknowledge()
            | Dispatch()
            | Confirm()
            | Arrive()
            | ConfirmAllRight()
            | Upgrade()
            | Downgrade()
            | HandOff()
            | AddNote()
            | StandDown()
        ):
            return response.respond(board, heard, command, by, now)
        case AssignCover():
            return tap_out.assign_cover(board, command, by)
        case Undo():
            return undo.undo(board, heard, command, by, now)
        case AttestTestPress():
            return practice.attest_test_press(board, heard, command, by, now)
        case NameWhoActed():
            return name_owed.name_who_acted(board, command, by)
        case MakeReal() | MakeDrillReal():
            return made_real.make_real(board, heard, command, by, now)
        case RaiseCallFromDesk():
            return calls.raise_call_from_desk(board, heard, command, by, now)
        case HandOver():
            asked = hand_over.hand_over(board, command, by, now)
            return asked if isinstance(asked, Rejection) else [*asked]
        case StartResponse() | EndResponse() | StartCheckIn() | MarkRoom() | EndCheckIn():
            return _in_the_building(board, heard, command, by, now)
        case _:
            return _in_the_house(board, heard, command, by, now)


def _in_the_building(
    board: Board, heard: Heard, command: BuildingCommand, by: Actor, now: Moment
) -> list[Event] | Rejection:
    """What a desk asks of every room at once."""
    match command:
        case StartResponse():
            return building.start_response(board, command, by)
        case EndResponse():
            return building.end_response(board, command, by)
        case StartCheckIn():
            return check_in.start_check_in(board, command, by)
        case MarkRoom():
            return check_in.mark_room(board, heard, command, by, now)
        case EndCheckIn():
            return check_in.end_check_in(board, command, by)
        case _:
            assert_never(command)


def _in_practice(board: Board, command: PracticeCommand, by: Actor, now: Moment) -> list[Event] | Rejection:
    """What a desk asks for that is practice, or means to be."""
    match command:
        case StartDrill():
            return practice.start_drill(board, command, by)
        case EndDrill():
            return practice.end_drill(board, command, by)
        case PlanDrill():
            return drill_plans.plan_drill(board, command, by, now)
        case StartPlannedDrill():
            return drill_plans.start_planned(board, command, by)
        case DropDrillPlan():
            return drill_plans.drop_plan(board, command, by)
        case ArmWalkTest():
            return practice.arm_walk_test(board, command, by)
        case EndWalkTest():
            return practice.end_walk_test(board, command)
        case _:
            assert_never(command)


def _in_the_house(board: Board, heard: Heard, command: HouseCommand, by: Actor, now: Moment) -> list[Event] | Rejection:
    """What a desk asks for that is about no call."""
    match command:
        case SignIn():
            return house.sign_in(board, command, by)
        case SignOut():
            return house.sign_out(board, by)
        case (
            StartDrill()
            | EndDrill()
            | PlanDrill()
            | StartPlannedDrill()
            | DropDrillPlan()
            | ArmWalkTest()
            | EndWalkTest()
        ):
            return _in_practice(board, command, by, now)
        case TakeOutOfService():
            return service.take_out(board, command, by)
        case PutBackInService():
            return service.put_back(board, heard, command, by, now)
        case ShelveTrouble():
            return shelf.shelve(board, command, by)
        case UnshelveTrouble():
            return shelf.unshelve(board, command, by)
        case ClearTrouble():
            return clearing.clear(board, command, by)
        case SayNoCopy():
            return clearing.say_no_copy(board, by)
        case SignDay():
            return morning.sign_day(board, heard, command, by, now)
        case _:
            assert_never(command)
