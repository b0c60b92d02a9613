"""Which panel a key of the table opens. The one place that knows all panels, so that the app need not."""

from typing import Any

from appliance.api.board.board import BoardView
from appliance.api.board.calls import CallCard, TapOutLine
from appliance.api.desk.plan import PlanFacts
from appliance.flows.calls.tap_outs import begin
from appliance.flows.flow import Flow
from appliance.flows.known import Known
from appliance.flows.parts import about
from appliance.flows.records.report import reader
from appliance.flows.zone import zone_at
from tui.keys.key import Key
from tui.model import ConsoleModel
from tui.screens.box.restore import RestorePanel
from tui.screens.box.stick import StickPanel
from tui.screens.building.check_in import CheckInPanel
from tui.screens.building.figures import FiguresPanel
from tui.screens.calls.card_911 import Card911Panel
from tui.screens.calls.other_help import OtherHelpPanel
from tui.screens.calls.timeline import TimelinePanel
from tui.screens.devices.troubles import TroublesPanel
from tui.screens.devices.ways import WaysPanel
from tui.screens.duties.listing import DutyListPanel
from tui.screens.flow import FlowPanel
from tui.screens.help import HelpPanel
from tui.screens.palette import PalettePanel
from tui.screens.panel import Panel
from tui.screens.people.morning import MorningPanel
from tui.screens.people.ready import ReadyPanel
from tui.screens.people.resources import ResourcesPanel
from tui.screens.records.listing import RecordListPanel
from tui.screens.records.panel import Sitter
from tui.screens.records.ways import RecordWays
from tui.screens.sending import flow_panel

NO_PLAN_YET = "Rooms and people have not come from the box yet. Try again in a moment."


def panel_for(key: Key, model: ConsoleModel, now_ms: int) -> Panel[Any] | str:
    """The panel a key opens, or why it cannot be opened now. The key applies (`ConsoleModel.why_not`)."""
    if key.stages:
        return _about_line(key, model, now_ms)
    known = model.known_at(now_ms)
    drawn = _drawn(key, model, known, now_ms)
    return _asked(key.begins(known), known) if drawn is None else drawn


def _asked(flow: Flow[Any] | None, known: Known) -> Panel[Any] | str:
    """What a flow asks, once what it offers has come."""
    if flow is None or known.view is None or (flow.of_plan and known.facts is None):
        return NO_PLAN_YET
    return flow_panel(flow, known)


def _drawn(key: Key, model: ConsoleModel, known: Known, now_ms: int) -> Panel[Any] | None:
    """A panel that is more than the questions of a flow."""
    view, facts = model.view, model.facts
    match key.action:
        case "help":
            return HelpPanel()
        case "stick":
            return StickPanel()
        case "palette":
            return PalettePanel(model, now_ms)
        case "card_911" if facts:
            return Card911Panel(facts, model.selected, known.passed_ms)
        case "other_help" if view:
            return OtherHelpPanel(known, model.selected)
        case _ if view:
            return _of_board(key, model, known, view)
        case _:
            return None


def _of_board(key: Key, model: ConsoleModel, known: Known, view: BoardView) -> Panel[Any] | None:
    """One that shows something of the board, or begins with it."""
    match key.action:
        case "troubles":
            return TroublesPanel(view, model.uncovered)
        case "morning":
            return MorningPanel(model.desk, view, model.uncovered)
        case "ways":
            return WaysPanel(view, known)
        case "ready":
            return ReadyPanel(known)
        case "resources":
            return ResourcesPanel(view)
        case "figures":
            return FiguresPanel(view)
        case "restore":
            return RestorePanel(view, model.facts)
        case "check_in" if view.check_in:
            return CheckInPanel(known)
        case "records" if model.facts:
            return RecordListPanel(_sitter(model, view, model.facts))
        case "owed" if model.facts:
            return DutyListPanel(_sitter(model, view, model.facts))
        case "tap_outs":
            return FlowPanel(*begin(model.known))
        case _:
            return None


def _sitter(model: ConsoleModel, view: BoardView, facts: PlanFacts) -> Sitter:
    zone, spares = zone_at(facts), view.spares_power
    return Sitter(RecordWays(), facts, reader(view), view.proven, model.kiosk, zone, spares, model.own_guidance)


def _about_line(key: Key, model: ConsoleModel, now_ms: int) -> Panel[Any]:
    """What a key asks about the selected call, or about the call or tap-out that it finds."""
    line = model.meant(key, now_ms)
    assert isinstance(line, CallCard | TapOutLine), "the key applies only where it has something to act on"
    if flow := key.begins(model.known) or key.flow:
        return FlowPanel(flow, about(model.known, line))
    assert isinstance(line, CallCard), "only a call has its log at a key"
    return TimelinePanel(line, zone_at(model.view))
