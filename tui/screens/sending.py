"""How a screen asks for what a flow wants where that is no command of the desk line, or where it shows what comes of it."""

from typing import Any

from appliance.api.board.practice import DrillOverLine, ExerciseLine
from appliance.api.listed.readiness import FillGap, GiveHourBack, NoteTrained, TakeTrainedBack
from appliance.core.exercises.commands import (
    AgreeOnAction,
    AnnounceExercise,
    AnnounceInRooms,
    BeginInRooms,
    EndExercise,
    LeaveExercise,
    NoteExercise,
    PauseExercise,
    ResumeExercise,
    StepExercise,
)
from appliance.core.practice.commands import EndDrill
from appliance.flows.building.door_cards import AsksDoorCards
from appliance.flows.building.many_rooms import NotTheWholeBuilding
from appliance.flows.calls.reach import AsksReach
from appliance.flows.devices.carried import TellsCarried
from appliance.flows.devices.pages import OpensPairing, where
from appliance.flows.flow import Flow
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from appliance.flows.people.going import TellsCanGo
from appliance.flows.people.pin import ChangesPin, Proves
from appliance.flows.rooms import room_of
from tui.messages import CanGoSaid, CarrierSaid, PinChangeAsked, ProofAsked, SaidNotTheWholeBuilding, ScheduleSaid
from tui.screens.building.door_cards import DoorCardsPanel
from tui.screens.calls.reach import ReachPanel
from tui.screens.devices.pages import PairingPanel
from tui.screens.flow import FlowPanel
from tui.screens.panel import Panel
from tui.screens.practice.drill import DrillEndedPanel, MeasuredPanel
from tui.screens.practice.exercise import ExercisePanel


def flow_panel(flow: Flow[Any], known: Known) -> FlowPanel:
    """The first question of a flow about the building or this desk."""

    def send(panel: Panel[Any], wanted: Any) -> None:
        match wanted:
            case AsksReach():
                room = room_of(known, wanted.room)
                assert room is not None, "only a room of the plan is offered"
                panel.open(ReachPanel(room))
            case AsksDoorCards():
                panel.open(DoorCardsPanel(wanted))
            case OpensPairing():
                panel.open(PairingPanel(wanted, where(known, wanted.page)))
            case EndDrill():
                panel.open(DrillEndedPanel(wanted))
            case DrillOverLine():
                panel.open(MeasuredPanel(wanted))
            case ExerciseLine():
                panel.open(ExercisePanel(known))
            case (
                AnnounceExercise()
                | AnnounceInRooms()
                | BeginInRooms()
                | StepExercise()
                | PauseExercise()
                | ResumeExercise()
                | NoteExercise()
                | AgreeOnAction()
                | EndExercise()
                | LeaveExercise()
            ):
                panel.open(ExercisePanel(known, wanted))
            case _:
                _send(panel, wanted)

    return FlowPanel(flow, about_nothing(known), send)


def _send(panel: Panel[Any], wanted: Any) -> None:
    """Ask, and wait for the answer: what is typed meanwhile is meant for what comes of it."""
    panel.unanswered = True
    match wanted:
        case NotTheWholeBuilding():
            panel.post_message(SaidNotTheWholeBuilding())
        case Proves():
            panel.post_message(ProofAsked(wanted.person, wanted.secret, panel))
        case ChangesPin():
            panel.post_message(PinChangeAsked(wanted.person, wanted.before, wanted.secret, panel))
        case TellsCarried():
            panel.post_message(CarrierSaid(wanted.button, wanted.name, panel))
        case TellsCanGo():
            panel.post_message(CanGoSaid(wanted, panel))
        case FillGap() | GiveHourBack() | NoteTrained() | TakeTrainedBack():
            panel.post_message(ScheduleSaid(wanted, panel))
        case _:
            panel.ask(wanted)
