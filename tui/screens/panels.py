"""Which panel a key of the table opens. The one place that knows all panels, so that the app need not."""

from typing import Any

from appliance.api.board.board import BoardView
from appliance.api.desk.plan import PlanFacts
from appliance.flows.building.check_in import START_CHECK_IN
from appliance.flows.calls.notes import NAME_OWED
from appliance.flows.calls.raising import RAISE_FROM_LISTS
from appliance.flows.calls.tap_outs import begin
from appliance.flows.devices.carried import CARRIED
from appliance.flows.known import Known
from appliance.flows.parts import about, about_nothing
from appliance.flows.practice.drill import PRACTISE
from appliance.flows.practice.real import END_DRILL_IF_SURE, MAKE_DRILL_REAL
from appliance.flows.practice.walk_test import WALK_TEST
from appliance.flows.records.report import reader
from appliance.flows.zone import zone_at
from tui.keys.table import Key
from tui.model import ConsoleModel
from tui.screens.box.restore import RestorePanel
from tui.screens.box.stick import StickPanel
from tui.screens.building.check_in import CheckInPanel
from tui.screens.building.response import response_panel
from tui.screens.calls.card_911 import Card911Panel
from tui.screens.calls.reach import reach_panel
from tui.screens.calls.timeline import TimelinePanel
from tui.screens.devices.carried import say_carried
from tui.screens.devices.troubles import TroublesPanel
from tui.screens.devices.ways import WaysPanel
from tui.screens.flow import FlowPanel
from tui.screens.help import HelpPanel
from tui.screens.palette import PalettePanel
from tui.screens.panel import Panel
from tui.screens.people.morning import MorningPanel
from tui.screens.people.sign_in import sign_in_panel
from tui.screens.practice.drill import practice_panel
from tui.screens.records.listing import RecordListPanel
from tui.screens.records.panel import Sitter
from tui.screens.records.ways import RecordWays

NO_PLAN_YET = "Rooms and people have not come from the box yet. Try again in a moment."


def panel_for(key: Key, model: ConsoleModel, now_ms: int) -> Panel[Any] | str:
    """The panel a key opens, or why it cannot be opened now. The key applies (`ConsoleModel.why_not`)."""
    if key.stages:
        return _about_call(key, model)
    view, facts, known = model.view, model.facts, model.known_at(now_ms)
    match key.action:
        case "help" | "stick":
            return HelpPanel() if key.action == "help" else StickPanel()
        case "palette":
            return PalettePanel(model, now_ms)
        case "troubles" | "morning" | "ways" if view:
            return _looked_at(key, model, view)
        case "drill" | "drill_real" if view:
            return _drill(key, known)
        case "card_911" if facts:
            return Card911Panel(facts, model.selected, now_ms - model.arrived_ms)
        case "restore" | "response" if view:
            return RestorePanel(view, facts) if key.action == "restore" else response_panel(known)
        case "check_in" if view and view.check_in:
            return CheckInPanel(known)
        case "records" if view and facts:
            return RecordListPanel(_sitter(model, view, facts))
        case "tap_outs" if view:
            return FlowPanel(*begin(model.known))
        case _ if view and facts:
            return _of_the_plan(key, view, facts, known)
        case _:
            return NO_PLAN_YET


def _looked_at(key: Key, model: ConsoleModel, view: BoardView) -> Panel[Any]:
    """How the system itself is."""
    match key.action:
        case "ways":
            return WaysPanel(view)
        case "troubles":
            return TroublesPanel(view, model.uncovered)
        case _:
            return MorningPanel(model.desk, view, model.uncovered)


def _sitter(model: ConsoleModel, view: BoardView, facts: PlanFacts) -> Sitter:
    return Sitter(RecordWays(), facts, reader(view), view.proven, model.kiosk, zone_at(facts), view.spares_power)


def _drill(key: Key, known: Known) -> Panel[Any] | str:
    """What is practised, or the end of the drill that runs, or that it is real."""
    if known.view and known.view.drill:
        return practice_panel(END_DRILL_IF_SURE if key.action == "drill" else MAKE_DRILL_REAL, known)
    return practice_panel(PRACTISE, known) if known.facts else NO_PLAN_YET


def _of_the_plan(key: Key, view: BoardView, facts: PlanFacts, known: Known) -> Panel[Any]:
    """Those that offer the plan's rooms or people."""
    match key.action:
        case "check_in" | "walk_test":
            return FlowPanel(START_CHECK_IN if key.action == "check_in" else WALK_TEST, about_nothing(known))
        case "reach":
            return reach_panel(known)
        case "raise_call":
            return FlowPanel(RAISE_FROM_LISTS, about_nothing(known))
        case "carried":
            return FlowPanel(CARRIED, about_nothing(known), say_carried)
        case "sign_in":
            return sign_in_panel(known)
        case _:
            raise AssertionError(f"no panel for {key.action}")


def _about_call(key: Key, model: ConsoleModel) -> Panel[Any]:
    if key.action == "name_owed":
        owed = model.name_owed_for
        assert owed is not None, "the key applies only while a name is owed"
        return FlowPanel(NAME_OWED, about(model.known, owed))
    call = model.selected
    assert call is not None, "a key about a call applies only when one is selected"
    if flow := key.on_screen or key.flow:
        return FlowPanel(flow, about(model.known, call))
    assert key.action == "timeline", f"no panel for {key.action}"
    return TimelinePanel(call, zone_at(model.view))
