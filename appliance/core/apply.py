"""Folds one event into a board; no other code changes a board. It takes every event, and does the same live and in a replay.

After a restart the shell folds the standing house events and the events of open incidents in the order of their entries, and then the
new `EpochStarted`. Monotonic time begins at 0 again, so everything that is open rings at once and every deadline starts anew.
"""

from typing import assert_never

from appliance.core.board import Board
from appliance.core.building import folding as building
from appliance.core.building.events import AnyBuildingEvent
from appliance.core.calls import folding as calls
from appliance.core.calls.events import ActUndone, AnyIncidentEvent, ReopenedByPress
from appliance.core.devices import folding as devices
from appliance.core.district import copies, statements
from appliance.core.district.events import (
    AnyDistrictEvent,
    BeyondBroughtBack,
    ForgettingAnnounced,
    LessonAnswered,
    NoticesKeyNamed,
    NoticeTaken,
    OfficeTrusted,
    ReceiptTaken,
    StreamOpened,
    TailBroughtBack,
)
from appliance.core.events import Event
from appliance.core.exercise_sets import known as exercise_sets
from appliance.core.exercise_sets.events import AnyExerciseSetEvent
from appliance.core.exercises import folding as exercises
from appliance.core.figures import known as figures
from appliance.core.figures.events import FiguresReleased
from appliance.core.ground.events import (
    BuildingEvent,
    DeviceEvent,
    DistrictEvent,
    EpochStarted,
    ExerciseEvent,
    ExerciseSetEvent,
    FiguresEvent,
    IncidentEvent,
    ListedEvent,
    MessageEvent,
    PageEvent,
    PersonEvent,
    PlanAdopted,
    PracticeEvent,
    ReadinessEvent,
    RoomClearEvent,
    TextEvent,
)
from appliance.core.ground.moment import Moment
from appliance.core.listed import known as listed
from appliance.core.listed.events import AnyListedEvent
from appliance.core.messages import folding as messages
from appliance.core.messages.events import AnyMessageEvent
from appliance.core.pages import folding as pages
from appliance.core.people import folding as people
from appliance.core.practice import folding as practice
from appliance.core.practice.measuring import measure
from appliance.core.readiness import known as readiness
from appliance.core.readiness.events import AnyReadinessEvent
from appliance.core.room_clear import folding as room_clear
from appliance.core.room_clear.events import AnyRoomClearEvent
from appliance.core.texts import folding as texts
from appliance.core.texts.events import AnyTextEvent
from appliance.plan.document import from_document
from appliance.plan.index import PlanIndex


def apply(board: Board, event: Event, at: Moment) -> None:
    """Change `board` by what happened at `at`. An event of an incident that is no longer open changes nothing."""
    _fold(board, event, at)
    measure(board, event, at)


def _fold(board: Board, event: Event, at: Moment) -> None:
    match event:
        case IncidentEvent():
            _call(board, event, at)
        case DeviceEvent():
            devices.fold(board, event, at)
        case BuildingEvent() | RoomClearEvent():
            _inside(board, event, at)
        case PracticeEvent():
            practice.fold(board, event, at)
        case PageEvent():
            pages.fold(board, event)
        case ExerciseEvent():
            exercises.fold(board, event, at)
        case PersonEvent():
            people.fold(board, event, at)
        case DistrictEvent():
            _outside(board, event, at)
        case ListedEvent() | FiguresEvent() | ExerciseSetEvent() | ReadinessEvent() | TextEvent():
            _kept(board, event, at)
        case EpochStarted():
            _epoch(board, event, at)
        case PlanAdopted():
            _plan(board, event, at)
        case _:
            assert_never(event)


def _call(board: Board, event: AnyIncidentEvent | AnyMessageEvent, at: Moment) -> None:
    """Fold what happens in a call, and what is said to people about it."""
    if isinstance(event, MessageEvent):
        messages.fold(board, event, at)
    else:
        calls.fold(board, event, at)
        if isinstance(event, ReopenedByPress):
            messages.reopened(board, event.incident)
        elif isinstance(event, ActUndone):
            messages.undone(board, event, at)


def _kept(
    board: Board,
    event: AnyListedEvent | FiguresReleased | AnyExerciseSetEvent | AnyReadinessEvent | AnyTextEvent,
    at: Moment,
) -> None:
    """Fold what was adopted, released or assigned, and texts that came in. The code for these knows no board."""
    match event:
        case ListedEvent():
            board.listed = listed.after(board.listed, event, at)
        case FiguresEvent():
            board.figures = figures.after(board.figures, event)
        case ExerciseSetEvent():
            board.year = exercise_sets.after(board.year, event, at)
        case TextEvent():
            board.texts = texts.after(board.texts, event, at)
        case ReadinessEvent():
            board.readiness = readiness.after(board.readiness, event, at)
        case _:
            assert_never(event)


def _inside(board: Board, event: AnyBuildingEvent | AnyRoomClearEvent, at: Moment) -> None:
    """Fold what the whole building does, what its rooms answer, and which classes walk."""
    if isinstance(event, RoomClearEvent):
        room_clear.fold(board, event, at)
    else:
        building.fold(board, event, at)


def _epoch(board: Board, event: EpochStarted, at: Moment) -> None:
    """Change the board when a new run of the program begins: what is open rings again. Everything else keeps its age, as far as the wall
    clock knows it.
    """
    board.epoch, board.epoch_rank = event.epoch, event.epoch_rank
    devices.begins_anew(board, at)
    building.begins_anew(board, at)
    room_clear.begins_anew(board, at)
    practice.begins_anew(board, at)
    exercises.begins_anew(board, at)
    calls.begins_anew(board, event, at)
    messages.begins_anew(board, at)
    board.texts = texts.begins_anew(board.texts, at)


def _plan(board: Board, event: PlanAdopted, at: Moment) -> None:
    """Take over another plan, and begin supervision again."""
    board.index = PlanIndex(from_document(event.document))
    board.plan_digest = event.digest
    board.watching_since_ms = at.mono_ms
    calls.takes_plan(board)


def _outside(board: Board, event: AnyDistrictEvent, at: Moment) -> None:
    """Fold what the district said, and where the copy is. The code for these knows no board."""
    match event:
        case (
            OfficeTrusted()
            | NoticeTaken()
            | ReceiptTaken()
            | StreamOpened()
            | ForgettingAnnounced()
            | LessonAnswered()
            | NoticesKeyNamed()
            | TailBroughtBack()
            | BeyondBroughtBack()
        ):
            board.district = statements.after(board.district, event, at)
        case _:
            board.recovery = copies.after(board.recovery, event, at)
