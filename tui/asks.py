"""What panels want to know or to have done, asked over the desk line. The answers come back as news of the line; knows no board."""

from collections.abc import Callable, Coroutine
from functools import partial

from textual import on
from textual.app import App

from appliance.flows.building.door_cards import AsksDoorCards
from tui.line.link import DeskLink
from tui.messages import CanGoSaid, CarrierSaid, PinChangeAsked, ProofAsked, ScheduleSaid
from tui.screens.box.restore import RestoreAsked
from tui.screens.box.stick import StickPanel
from tui.screens.building.door_cards import WIDTH, DoorCardsPanel
from tui.screens.building.figures import FiguresPanel
from tui.screens.calls.reach import ReachPanel
from tui.screens.devices.pages import PairingPanel
from tui.screens.devices.ways import WaysPanel
from tui.screens.people.morning import MorningPanel
from tui.screens.people.ready import ReadyPanel
from tui.screens.people.resources import ResourcesPanel
from tui.screens.records.messages import RecordAsked


class AsksForPanels(App[None]):
    """`link` is the desk line. Each question is a worker of its own, so that none waits for another."""

    def __init__(self, link: DeskLink) -> None:
        super().__init__()
        self.link = link

    def beside[**P](self, work: Callable[P, Coroutine[None, None, object]], *given: P.args, **named: P.kwargs) -> None:
        """Do this beside the app. It is called once its worker runs: in an app that ends it never does, and what was called and never
        awaited is a warning.
        """
        self.run_worker(partial(work, *given, **named))  # type: ignore[arg-type]  # their union has it twice

    @on(ProofAsked)
    def _proof_asked(self, message: ProofAsked) -> None:
        self.beside(self.link.prove, message.person, message.secret, message.panel)

    @on(PinChangeAsked)
    def _pin_change_asked(self, message: PinChangeAsked) -> None:
        self.beside(self.link.change_pin, message.person, message.before, message.new, message.panel)

    @on(CarrierSaid)
    def _carrier_said(self, message: CarrierSaid) -> None:
        self.beside(self.link.tell_carried, message.button, message.name, message.panel)

    @on(CanGoSaid)
    def _can_go_said(self, message: CanGoSaid) -> None:
        self.beside(self.link.tell_can_go, message.told, message.panel)

    @on(RecordAsked)
    def _record_asked(self, message: RecordAsked) -> None:
        self.beside(message.answer_by, self.link.ask)

    @on(ReachPanel.Wanted)
    def _reach_wanted(self, message: ReachPanel.Wanted) -> None:
        self.beside(self.link.fetch_reach, message.room)

    @on(MorningPanel.Wanted)
    def _morning_wanted(self, message: MorningPanel.Wanted) -> None:
        self.beside(self.link.fetch_morning, proven=message.proven)

    @on(WaysPanel.Wanted)
    def _ways_wanted(self) -> None:
        self.beside(self.link.fetch_facts)  # which pages are paired may have changed a moment ago
        self.beside(self.link.fetch_ways)

    @on(PairingPanel.Wanted)
    def _pairing_wanted(self, message: PairingPanel.Wanted) -> None:
        self.beside(self.link.open_pairing, message.wanted.page)

    @on(ResourcesPanel.Wanted)
    def _resources_wanted(self) -> None:
        self.beside(self.link.fetch_supports)

    @on(ReadyPanel.Wanted)
    def _ready_wanted(self) -> None:
        self.beside(self.link.fetch_ready)

    @on(ScheduleSaid)
    def _schedule_said(self, message: ScheduleSaid) -> None:
        self.beside(self.link.schedule, message.wish, message.panel)

    @on(DoorCardsPanel.Wanted)
    def _door_cards_wanted(self, message: DoorCardsPanel.Wanted) -> None:
        self.beside(self._door_cards, message.panel, message.asked)

    async def _door_cards(self, panel: DoorCardsPanel, asked: AsksDoorCards) -> None:
        """Make them, and say what came of it in the panel, if it is still there."""
        from tui.records.door_cards import door_cards_done  # noqa: PLC0415

        panel.show(tuple(await door_cards_done(self.link.ask, asked, WIDTH)))

    @on(FiguresPanel.Wanted)
    def _figures_wanted(self) -> None:
        self.beside(self.link.fetch_figures)

    @on(StickPanel.Wanted)
    def _sticks_wanted(self) -> None:
        self.beside(self.link.fetch_sticks)

    @on(StickPanel.Carried)
    def _carry(self, message: StickPanel.Carried) -> None:
        self.beside(self.link.carry, message.asked)

    @on(RestoreAsked)
    def _restore_asked(self, message: RestoreAsked) -> None:
        self.beside(self.link.restore, message.asked)
