"""Takes a command and gives events or a refusal. All decisions go through here. Changes nothing and knows no clock."""

from collections.abc import Sequence
from typing import assert_never

from appliance.core.adopting import adopt_plan
from appliance.core.board import Board
from appliance.core.building import deciding as building
from appliance.core.building.check_in import press_safe
from appliance.core.building.commands import AnyBuildingCommand, PressSafe, StartCheckIn, StartResponse
from appliance.core.calls import deciding as calls
from appliance.core.calls.commands import AnyCallCommand, RaiseCall, ReportPulse
from appliance.core.calls.hand_over import report_pulse
from appliance.core.commands import AnyCommand
from appliance.core.deadlines import overdue
from appliance.core.devices import deciding as devices
from appliance.core.devices.commands import AnyDeviceCommand, ReportRestored, ReportTrouble
from appliance.core.devices.reported import report_restored, report_trouble
from appliance.core.devices.supervision import Heard
from appliance.core.district import copies, statements
from appliance.core.district.commands import AnyDistrictCommand, NoteRecovery
from appliance.core.events import Event
from appliance.core.exercise_sets import known as exercise_sets
from appliance.core.exercise_sets.commands import AnyExerciseSetCommand, AskForExercise
from appliance.core.exercise_sets.own import one_more
from appliance.core.exercises import deciding as exercises
from appliance.core.exercises.commands import AnyExerciseCommand
from appliance.core.exercises.running import holds
from appliance.core.figures import known as figures
from appliance.core.ground.commands import (
    AdoptPlan,
    BuildingCommand,
    CallCommand,
    DeviceCommand,
    DistrictCommand,
    ExerciseCommand,
    ExerciseSetCommand,
    FiguresCommand,
    ListedCommand,
    Look,
    MessageCommand,
    PageCommand,
    PersonCommand,
    PracticeCommand,
    ReadinessCommand,
    RoomClearCommand,
    TextCommand,
)
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.listed import known as listed
from appliance.core.messages import deciding as messages
from appliance.core.messages.commands import AcceptAnswer, AnyMessageCommand, ReportMessage, ReportReply
from appliance.core.pages import deciding as pages
from appliance.core.pages.commands import AnyPageCommand
from appliance.core.people import deciding as people
from appliance.core.people.commands import AnyPersonCommand
from appliance.core.practice import deciding as practice
from appliance.core.practice.commands import AnyPracticeCommand, EndDrill
from appliance.core.practice.drill_over import real_begins
from appliance.core.practice.walk_tests import press
from appliance.core.readiness import known as readiness
from appliance.core.room_clear import deciding as room_clear
from appliance.core.room_clear.clearing import pressed
from appliance.core.room_clear.commands import AnyRoomClearCommand
from appliance.core.texts import deciding as texts
from appliance.core.texts.commands import ReadText, TakeText
from appliance.plan.model import Role

type FromInside = (
    RaiseCall
    | PressSafe
    | Look
    | ReportTrouble
    | ReportRestored
    | ReportPulse
    | AnyMessageCommand
    | TakeText
    | AdoptPlan
)
"""What the building and the box report themselves."""
type Asked = (
    AnyCallCommand
    | AnyDeviceCommand
    | AnyBuildingCommand
    | AnyRoomClearCommand
    | AnyPageCommand
    | AnyPracticeCommand
    | AnyExerciseCommand
    | AnyPersonCommand
    | AcceptAnswer
    | ReadText
)
"""What people ask for."""


def decide(
    board: Board, heard: Heard, command: AnyCommand, by: Actor | None, now: Moment
) -> Sequence[Event] | Rejection:
    """Give what follows from a command, in order. The caller records the events and folds them in with `apply`.

    `by` is the desk and operator who asks. It is None only for commands from inside the program.
    """
    match command:
        case (
            RaiseCall()
            | PressSafe()
            | Look()
            | ReportTrouble()
            | ReportRestored()
            | ReportPulse()
            | ReportMessage()
            | ReportReply()
            | TakeText()
            | AdoptPlan()
        ):
            return _from_inside(board, heard, command, by, now)
        case DistrictCommand():
            return _outside(board, command)
        case ListedCommand():
            return listed.note(board.listed, command, now)
        case FiguresCommand():
            return figures.note(board.figures, command)
        case ExerciseSetCommand():
            return _of_a_set(board, command, by, now)
        case ReadinessCommand():
            return readiness.note(board.readiness, board.index.people, command, now)
        case _:
            assert by is not None, "what people ask for needs the desk that asks"
            return _asked(board, heard, command, by, now)


def _from_inside(
    board: Board, heard: Heard, command: FromInside, by: Actor | None, now: Moment
) -> Sequence[Event] | Rejection:
    match command:
        case RaiseCall():  # first, so that nothing delays a press and its call
            return press(board, heard, command, now)
        case PressSafe():
            return _safe(board, heard, command, now)
        case Look():
            return overdue(board, heard, now, command.only)
        case ReportTrouble():
            return report_trouble(board, heard, command)
        case ReportRestored():
            return report_restored(board, heard, command, now)
        case ReportPulse():
            return report_pulse(board, command)
        case ReportMessage() | ReportReply():
            return messages.decide(board, command)
        case TakeText():
            return texts.decide(board, command, by)
        case AdoptPlan():
            return adopt_plan(board, command, by)
        case _:
            assert_never(command)


def _of_a_set(
    board: Board, command: AnyExerciseSetCommand, by: Actor | None, now: Moment
) -> Sequence[Event] | Rejection:
    """Decide about sets of exercises. The code for these knows no plan, so it is looked up here who administers."""
    if not isinstance(command, AskForExercise):
        return exercise_sets.note(board.year, command, by, now)
    person = board.index.people.get(by.person) if by is not None and by.person is not None else None
    if person is None or Role.ADMINISTRATOR not in person.roles:
        return Rejection.NOT_ADMINISTRATOR
    more = one_more(board.year, command, person.name, now)
    return more if isinstance(more, Rejection) else exercise_sets.note(board.year, more, by, now)


def _safe(board: Board, heard: Heard, command: PressSafe, now: Moment) -> Sequence[Event] | Rejection:
    """Take a press of *safe* for a room check-in, and otherwise for a class that was on its way. A room that is asked by a check-in answers
    that alone: nobody knows which of the two the person meant, and whoever asks every room needs the answer more.
    """
    answered = press_safe(board, heard, command, now)
    asked = board.check_in is not None and command.room in board.check_in.rooms
    if isinstance(answered, Rejection) or asked or command.source.button is None:
        return answered
    return [*answered, *pressed(board, command.room, command.source.button, command.pressed_ago_ms, now)]


def _outside(board: Board, command: AnyDistrictCommand) -> Sequence[Event] | Rejection:
    """Decide about things outside this box: at the district, and where the copy is. The code for these knows no board."""
    match command:
        case NoteRecovery():
            return copies.note(board.recovery, command)
        case _:
            return statements.note(board.district, command)


def _of_browsers_and_texts(
    board: Board, command: AnyPageCommand | AcceptAnswer | ReadText, by: Actor
) -> Sequence[Event] | Rejection:
    """Decide about browsers that are paired, answers that did nothing by themselves, and texts that somebody read."""
    match command:
        case PageCommand():
            return pages.decide(board, command, by)
        case ReadText():
            return texts.decide(board, command, by)
        case AcceptAnswer():
            return messages.accept(board, command, by)
        case _:
            assert_never(command)


def _asked(board: Board, heard: Heard, command: Asked, by: Actor, now: Moment) -> Sequence[Event] | Rejection:
    match command:
        case CallCommand():
            return calls.decide(board, heard, command, by, now)
        case BuildingCommand():
            decided = building.decide(board, heard, command, by, now)
            starts = isinstance(command, StartResponse | StartCheckIn) and not command.practice
            if not starts or isinstance(decided, Rejection):
                return decided
            return [*real_begins(board, by), *decided]  # practice ends before anything real begins
        case RoomClearCommand():
            return room_clear.decide(board, command, by)
        case PageCommand() | MessageCommand() | TextCommand():
            return _of_browsers_and_texts(board, command, by)
        case PracticeCommand():
            practised = practice.decide(board, heard, command, by, now)
            if isinstance(practised, Rejection) or not isinstance(command, EndDrill) or board.drill is None:
                return practised
            if holds(board, board.drill):
                return practised
            return [*practised, *exercise_sets.drill_done(board.year, board.drill.name)]
        case ExerciseCommand():
            return exercises.decide(board, command, by, now)
        case DeviceCommand():
            return devices.decide(board, heard, command, by, now)
        case PersonCommand():
            return people.decide(board, heard, command, by, now)
        case _:
            assert_never(command)
