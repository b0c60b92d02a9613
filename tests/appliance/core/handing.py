"""A story in which an emergency can be handed over to the district's alarm panel, and a relay that closes its contacts when it is told."""

from appliance.core.board import Board
from appliance.core.events import EpochStarted, Event, StoodDown
from appliance.core.hand_over import (
    NOTHING,
    TYPED,
    HandedOver,
    State,
    folded,
    hand_over,
    report_pulse,
    state_now,
    to_pulse,
    without,
)
from appliance.core.hand_over_awaited import (
    HandOver,
    NotHandedOver,
    PanelAsked,
    PanelEvent,
    PanelFailed,
    PanelPulsed,
    ReportPulse,
)
from appliance.core.moment import Moment
from appliance.core.rejections import Rejection
from appliance.core.words import Actor
from appliance.plan.ids import DeskId, IncidentId, PersonId
from appliance.plan.model import HandOver as Way
from tests.appliance.core.story import Story, ended_in

WAY = Way(desks=(DeskId("front"),), outputs=("west-io/7", "GPIO25"), panel="Panel in the office", panel_zone="40")


class Handing(Story):
    """`pulses` are the incidents for which the contacts were closed, in order; `record` has what the record would have."""

    def __init__(self) -> None:
        self.known: HandedOver = NOTHING
        self.may: Way | None = WAY
        self.pulses: list[IncidentId] = []
        self.record: list[tuple[Moment, Event | PanelEvent]] = []
        super().__init__()

    def fold(self, event: Event) -> None:
        super().fold(event)
        self._keep(event)

    def hands(
        self, desk: str = "front", typed: str = TYPED, incident: IncidentId | None = None
    ) -> Rejection | NotHandedOver | None:
        """Somebody at a desk types the word. The contacts are closed for what was decided, and nobody has reported yet."""
        asked = HandOver(incident=self.call.incident if incident is None else incident, typed=typed)
        by = Actor(DeskId(desk), PersonId("ana"))
        decided = hand_over(self.board, self.may, self.known, asked, by, self.now)
        if not isinstance(decided, list):
            return decided
        for event in decided:
            self._keep(event)
        pulse = to_pulse(decided)
        assert pulse is not None
        self.pulses.append(pulse)
        return None

    def went(self, why: str = "", incident: IncidentId | None = None) -> Rejection | None:
        """The relay reports."""
        of = self.call.incident if incident is None else incident
        decided = report_pulse(self.known, ReportPulse(incident=of, why=why))
        if isinstance(decided, Rejection):
            return decided
        for event in decided:
            self._keep(event)
        return None

    def restart(self, after_ms: int = 60_000) -> None:
        """What a start reads back: events of open incidents, and the newest start. Nothing of it closes a contact."""
        ended = ended_in([event for _, event in self.recorded])
        stands = [place for place, (_, event) in enumerate(self.record) if isinstance(event, EpochStarted)][-1]
        self.known = NOTHING
        for place, (at, event) in enumerate(self.record):
            of_open = isinstance(event, PanelAsked | PanelPulsed | PanelFailed) and event.incident not in ended
            if of_open or place == stands:
                assert isinstance(event, PanelAsked | PanelPulsed | PanelFailed | EpochStarted)
                self.known = folded(self.known, event, at)
        super().restart(after_ms)

    def state(self, incident: IncidentId | None = None) -> State | None:
        """What is shown of it."""
        handed = self.known.calls.get(self.call.incident if incident is None else incident)
        return None if handed is None else state_now(handed, self.now)

    def _keep(self, event: Event | PanelEvent) -> None:
        self.record.append((self.now, event))
        if isinstance(event, PanelAsked | PanelPulsed | PanelFailed | EpochStarted):
            self.known = folded(self.known, event, self.now)
        elif isinstance(event, StoodDown):
            self.known = without(self.known, still(self.board))


def still(board: Board) -> set[IncidentId]:
    """Open, or stood down a moment ago."""
    return {*board.incidents, *board.stood_down}
