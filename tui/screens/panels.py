"""Which panel a key of the table opens. The one place that knows all panels, so that the app need not."""

from typing import Any

from appliance.api.board.board import BoardView
from appliance.api.desk.plan import PlanFacts
from appliance.core.commands import DeskCommand
from appliance.flows.calls.dispatch import SEND_ANYBODY
from appliance.flows.calls.hand_off import HAND_OFF
from appliance.flows.calls.notes import NAME_OWED, NOTE
from appliance.flows.calls.responding import CONFIRM
from appliance.flows.calls.stand_down import STAND_DOWN
from appliance.flows.calls.urgency import HOW_URGENT
from appliance.flows.flow import Flow
from appliance.flows.parts import about
from appliance.flows.records.report import reader
from appliance.flows.zone import zone_at
from tui.keys import Key
from tui.model import ConsoleModel
from tui.screens.building.check_in import CheckInPanel, CheckInStartPanel
from tui.screens.building.response import ResponsePanel
from tui.screens.calls.card_911 import Card911Panel
from tui.screens.calls.hand_over import HandOverPanel
from tui.screens.calls.room_picker import RaiseCallPanel, WalkTestPanel
from tui.screens.calls.tap_out import tap_outs_panel
from tui.screens.calls.timeline import TimelinePanel
from tui.screens.carried import CarriedPanel
from tui.screens.flow import FlowPanel
from tui.screens.help import HelpPanel
from tui.screens.palette import PalettePanel
from tui.screens.panel import Panel
from tui.screens.people.morning import MorningPanel
from tui.screens.people.sign_in import SignInPanel
from tui.screens.practice.drill import DrillEndPanel, DrillPanel, DrillRealPanel, DrillRoomsPanel
from tui.screens.reach import ReachRoomPanel
from tui.screens.records.listing import RecordListPanel
from tui.screens.records.panel import Sitter
from tui.screens.records.ways import RecordWays
from tui.screens.restore import RestorePanel
from tui.screens.stick import StickPanel
from tui.screens.troubles import TroublesPanel
from tui.screens.ways import WaysPanel

_FLOWS: dict[str, Flow[DeskCommand]] = {
    "dispatch": SEND_ANYBODY,
    "confirm": CONFIRM,
    "note": NOTE,
    "upgrade": HOW_URGENT,
    "hand_off": HAND_OFF,
    "stand_down": STAND_DOWN,
}
"""Key about a call -> the flow it begins."""

NO_PLAN_YET = "Rooms and people have not come from the box yet. Try again in a moment."


def panel_for(key: Key, model: ConsoleModel, now_ms: int) -> Panel[Any] | str:
    """The panel a key opens, or why it cannot be opened now. The key applies (`ConsoleModel.why_not`)."""
    if key.stages:
        return _about_call(key, model)
    view, facts = model.view, model.facts
    match key.action:
        case "help" | "stick":
            return HelpPanel() if key.action == "help" else StickPanel()
        case "palette":
            return PalettePanel(model, now_ms)
        case "troubles" | "morning" | "ways" if view:
            return _looked_at(key, view, model.uncovered)
        case "drill" | "drill_real" if view:
            return _drill(key, view, facts, view.wall_ms + now_ms - model.arrived_ms)
        case "card_911" if facts:
            return Card911Panel(facts, model.selected, now_ms - model.arrived_ms)
        case "restore" | "response" if view:
            building = (view.response, view.drill, model.many_rooms(now_ms))
            return RestorePanel(view, facts) if key.action == "restore" else ResponsePanel(*building)
        case "check_in" if view and view.check_in:
            return CheckInPanel(view.check_in, 0)
        case "records" if view and facts:
            return RecordListPanel(_sitter(model, view, facts))
        case "tap_outs" if view:
            return tap_outs_panel(model)
        case _ if view and facts:
            return _of_the_plan(key, view, facts)
        case _:
            return NO_PLAN_YET


def _looked_at(key: Key, view: BoardView, uncovered: tuple[str, ...]) -> Panel[Any]:
    """How the system itself is."""
    if key.action == "ways":
        return WaysPanel(view)
    return (TroublesPanel if key.action == "troubles" else MorningPanel)(view, uncovered)


def _sitter(model: ConsoleModel, view: BoardView, facts: PlanFacts) -> Sitter:
    return Sitter(RecordWays(), facts, reader(view), view.proven, model.kiosk, zone_at(facts), view.spares_power)


def _drill(key: Key, view: BoardView, facts: PlanFacts | None, box_ms: int) -> Panel[Any] | str:
    """The end of the one that runs; straight to the rooms where there is nothing else to choose."""
    if view.drill:
        return (DrillEndPanel if key.action == "drill" else DrillRealPanel)(view.drill, view)
    if facts is None:
        return NO_PLAN_YET
    if view.planned or view.drill_over:
        return DrillPanel(view, facts, box_ms)
    return DrillRoomsPanel(facts, box_ms)


def _of_the_plan(key: Key, view: BoardView, facts: PlanFacts) -> Panel[Any]:
    """Those that offer the plan's rooms or people."""
    match key.action:
        case "check_in":
            return CheckInStartPanel(facts, view.drill)
        case "reach":
            return ReachRoomPanel(facts)
        case "raise_call":
            return RaiseCallPanel(facts)
        case "walk_test":
            return WalkTestPanel(facts)
        case "carried":
            return CarriedPanel(facts, view)
        case "sign_in":
            return SignInPanel(facts, view)
        case _:
            raise AssertionError(f"no panel for {key.action}")


def _about_call(key: Key, model: ConsoleModel) -> Panel[Any]:
    if key.action == "name_owed":
        owed = model.name_owed_for
        assert owed is not None, "the key applies only while a name is owed"
        return FlowPanel(NAME_OWED, about(model.known, owed))
    call = model.selected
    assert call is not None, "a key about a call applies only when one is selected"
    if flow := _FLOWS.get(key.action):
        return FlowPanel(flow, about(model.known, call))
    match key.action:
        case "hand_over":
            return HandOverPanel(call, model.panel)
        case "timeline":
            return TimelinePanel(call, zone_at(model.view))
        case _:
            raise AssertionError(f"no panel for {key.action}")
