"""The one screen: status, banners, calls or signs of life, a panel when something is asked, and the keys. Computes nothing."""

from collections.abc import Callable
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static

from appliance.flows.known import Known
from tui.keys.table import BY_ACTION, BY_KEY, KEYS, OUT_OF_TURN
from tui.line.news import (
    FiguresArrived,
    MorningArrived,
    PairingArrived,
    ReachArrived,
    ReadyArrived,
    SticksArrived,
    StickTold,
    SupportsArrived,
    TimelineArrived,
    WaysArrived,
)
from tui.messages import Painted
from tui.model import ConsoleModel
from tui.screens.box.stick import StickPanel
from tui.screens.building.check_in import CheckInPanel
from tui.screens.building.figures import FiguresPanel
from tui.screens.calls.card_911 import Card911Panel
from tui.screens.calls.other_help import OtherHelpPanel
from tui.screens.calls.reach import ReachPanel, reach_lines
from tui.screens.calls.timeline import TimelinePanel
from tui.screens.devices.pages import PairingPanel
from tui.screens.devices.troubles import TroublesPanel
from tui.screens.devices.ways import WaysPanel
from tui.screens.duties.panel import OfDuties
from tui.screens.flow import FlowPanel
from tui.screens.panel import Panel
from tui.screens.people.morning import MorningPanel
from tui.screens.people.ready import ReadyPanel
from tui.screens.people.resources import ResourcesPanel
from tui.screens.practice.drill import DrillEndedPanel
from tui.screens.practice.exercise import ExercisePanel
from tui.widgets.banners import Banners
from tui.widgets.call_list import CallList
from tui.widgets.calm_view import CalmView
from tui.widgets.ended_calls import EndedCalls
from tui.widgets.key_line import KeyLine, target
from tui.widgets.status_strip import StatusStrip
from tui.widgets.tap_out_queue import TapOutQueue

BINDINGS: list[BindingType] = [
    *(
        Binding(
            ",".join(each for each in BY_ACTION[actions[0]].every if each not in OUT_OF_TURN),
            f"app.press('{actions[0]}')" if len(actions) == 1 else f"app.either{actions}",
            show=False,
        )
        for actions in BY_KEY.values()
        if actions != ("leave",)
    ),
    *(Binding(each, "app.take", show=False) for each in OUT_OF_TURN),
]
"""Leaving is the app's own binding, which works on every screen."""


LOW = [(0, "-low"), (14, "-high")]
"""Below fourteen lines a panel is without its edge and its label (console.tcss): with them no two choices stand below three lines of
calls and a line to type in."""


class BoardScreen(Screen[None]):
    """Shows a model. A panel takes room from the calls below, never from the first."""

    BINDINGS = BINDINGS
    VERTICAL_BREAKPOINTS = LOW

    def __init__(self, stumbled: Callable[[], None]) -> None:
        """`stumbled` is called when a panel could not do what was asked of it."""
        super().__init__()
        self._stumbled = stumbled
        self.panel: Panel[Any] | None = None
        """What is asked or read at the foot of the screen."""
        self._drafts: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        yield StatusStrip()
        yield Banners()
        yield CalmView()
        yield CallList(id="calls")
        yield EndedCalls()
        yield TapOutQueue()
        yield Vertical(id="asked")
        yield Static(id="notice", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Other calls may be in sight after each layout: a panel took room or gave it back, and cards were made larger or smaller."""
        self.screen_layout_refresh_signal.subscribe(self, lambda _: self.post_message(Painted()))

    # ---- shown

    @property
    def calls(self) -> CallList:
        """The cards."""
        return self.query_one(CallList)

    def show(self, model: ConsoleModel, now_ms: int) -> None:
        """Paint this model as of now; what did not change is not painted again."""
        calm, faces = model.calm(now_ms), model.cards(now_ms)
        self.query_one(StatusStrip).show(calm)
        self.query_one(Banners).show(model.banners(now_ms))
        calm_view = self.query_one(CalmView)
        calm_view.display = not faces
        calm_view.show(calm)
        self.calls.display = bool(faces)
        self.calls.show(faces, flooded=model.flooded(now_ms))
        self.tap_outs.show(model.tap_outs(now_ms), beside_calls=bool(faces), has_key=model.test_rang is None)
        possible = [key for key in KEYS if not model.why_not(key, now_ms)]
        now = {key.key: key for key in reversed(possible)}
        self.query_one(KeyLine).show(
            tuple((key, target(model.meant(key, now_ms), model.lines)) for key in possible if now[key.key] is key),
            about=target(model.selected, model.lines),
        )
        self.query_one(EndedCalls).show(model.ended(now_ms))
        if model.view and isinstance(
            self.panel, TroublesPanel | MorningPanel | DrillEndedPanel | ExercisePanel | ReadyPanel
        ):
            self.panel.follow(model.view, now_ms - model.arrived_ms, model.uncovered)
        if model.view and isinstance(self.panel, FlowPanel | CheckInPanel | OtherHelpPanel):
            self.panel.follow(model.known_at(now_ms))
        if isinstance(self.panel, OfDuties) and self.panel.needs_pin and not (model.view and model.view.proven):
            self.close()
        if isinstance(self.panel, Card911Panel):
            self.panel.follow(model.calls, now_ms - model.arrived_ms)

    @property
    def tap_outs(self) -> TapOutQueue:
        """The quiet queue."""
        return self.query_one(TapOutQueue)

    def notice(self, words: str) -> None:
        """One line above the keys, until the next."""
        self.query_one("#notice", Static).update(words)

    # ---- the panel

    def open(self, panel: Panel[Any]) -> None:
        """Show this panel in place of any other, with what was typed there before."""
        self.close()
        self.query_one(KeyLine).display = False
        self.panel = panel
        self.set_class(panel.fills, "filled")
        panel.stumbled = self._stumbled
        if panel.draft in self._drafts:
            panel.put_back(self._drafts[panel.draft])
        self.query_one("#asked").mount(panel)

    def close(self, *, done: bool = False) -> None:
        """Put the panel away. What was typed is kept unless it is done."""
        panel, self.panel = self.panel, None
        if panel is None:
            return
        self._drafts.pop(panel.draft, None)
        if panel.typed and panel.draft and not done:
            self._drafts[panel.draft] = panel.typed
        self.query_one(KeyLine).display = True
        self.remove_class("filled")
        self.set_focus(None)  # now, and not once the panel is gone: the next key would go with it
        if panel.is_mounted:
            panel.remove()
        else:  # closed as soon as it was opened: what is not made yet cannot be taken apart
            panel.call_after_refresh(panel.remove)

    @property
    def settled(self) -> bool:
        """Whether keys meet the panel that is open, or the board once it is put away, and no answer to it is awaited."""
        if not self.is_mounted:
            return True
        focused = self.app.focused
        within = focused.ancestors_with_self if focused else ()
        if self.panel:
            return self.panel in within and not self.panel.unanswered
        return self.query_one("#asked") not in within

    @on(Panel.Opened)
    def _go_on(self, event: Panel.Opened) -> None:
        event.stop()
        self.close(done=True)
        self.open(event.panel)

    @on(Panel.Closed)
    def _put_away(self, event: Panel.Closed) -> None:
        event.stop()
        self.close()

    def show_answer(
        self,
        arrived: TimelineArrived
        | ReachArrived
        | MorningArrived
        | WaysArrived
        | PairingArrived
        | SupportsArrived
        | FiguresArrived
        | SticksArrived,
    ) -> None:
        """What was asked for came, if the panel that asked is still there."""
        match arrived:
            case TimelineArrived():
                self.show_timeline(arrived)
            case ReachArrived():
                self.show_reach(arrived)
            case MorningArrived():
                self.show_morning(arrived)
            case WaysArrived():
                self.show_ways(arrived)
            case PairingArrived():
                self.show_pairing(arrived)
            case SupportsArrived():
                self.show_resources(arrived)
            case FiguresArrived():
                self.show_figures(arrived)
            case SticksArrived():
                self.show_stick(arrived)

    def show_reach(self, arrived: ReachArrived) -> None:
        """The box answered for the room being asked about, if it still is."""
        panel = self.panel
        if isinstance(panel, ReachPanel) and panel.room == arrived.room:
            panel.show(reach_lines(arrived.known) if arrived.known else (arrived.refused,))

    def show_resources(self, arrived: SupportsArrived) -> None:
        """The box answered, if its card is still to be read."""
        if isinstance(self.panel, ResourcesPanel):
            self.panel.take(arrived.known, arrived.refused)

    def show_ready(self, arrived: ReadyArrived, known: Known) -> None:
        """The box answered, if it is still being read. `known` is what the desk knows with it."""
        if isinstance(self.panel, ReadyPanel):
            self.panel.take(arrived.known, arrived.refused, known)

    def show_figures(self, arrived: FiguresArrived) -> None:
        """The box answered, if its figures are still to be read."""
        if isinstance(self.panel, FiguresPanel):
            self.panel.take(arrived.known, arrived.refused)

    def show_morning(self, arrived: MorningArrived) -> None:
        """The box answered, if the morning check is still being read."""
        if isinstance(self.panel, MorningPanel):
            self.panel.take(arrived.known, arrived.refused, arrived.owed)

    def show_ways(self, arrived: WaysArrived) -> None:
        """The box answered, if they are still being read."""
        if isinstance(self.panel, WaysPanel):
            self.panel.take(arrived.known, arrived.refused)

    def show_facts(self, known: Known) -> None:
        """The plan was read anew, if its pages can be chosen from here."""
        if isinstance(self.panel, WaysPanel):
            self.panel.knows(known)

    def show_pairing(self, arrived: PairingArrived) -> None:
        """The box answered, if its code is still waited for."""
        if isinstance(self.panel, PairingPanel):
            self.panel.take(arrived.known, arrived.refused)

    def show_stick(self, arrived: SticksArrived | StickTold) -> None:
        """Sticks were found, or one is being written, if somebody still looks at them."""
        if isinstance(self.panel, StickPanel):
            self.panel.take(arrived)

    def show_timeline(self, arrived: TimelineArrived) -> None:
        """Entries came for the call being read, if it still is."""
        panel = self.panel
        if isinstance(panel, TimelinePanel) and panel.incident == arrived.incident:
            panel.take(arrived)
