"""A story in which an emergency can be handed over to the district's alarm panel, and a relay that closes its contacts when it is told."""

from msgspec.structs import replace

from appliance.core.calls.commands import HandOver, ReportPulse
from appliance.core.calls.hand_over import TYPED, state_now, to_pulse
from appliance.core.events import Event
from appliance.core.ground.handed import State
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.plan.ids import DeskId, IncidentId, PersonId
from appliance.plan.model import HandOver as Way
from appliance.plan.model import Plan
from tests.appliance.core.story import Story, school

WAY = Way(desks=(DeskId("front"),), outputs=("west-io/7", "GPIO25"), panel="Panel in the office", panel_zone="40")


def wired_school() -> Plan:
    """Make the school with a way to a panel."""
    return replace(school(), hand_over=WAY)


class Handing(Story):
    """A story with a hand-over. `pulses` has, in order, the incidents for which the contacts were closed: as it was decided, not as it was
    read back.
    """

    def __init__(self, plan: Plan | None = None) -> None:
        self.pulses: list[IncidentId] = []
        super().__init__(wired_school() if plan is None else plan)

    def hands(self, desk: str = "front", typed: str = TYPED, incident: IncidentId | None = None) -> Rejection | None:
        """Let somebody at a desk type the word. The relay has not reported yet."""
        asked = HandOver(incident=self.call.incident if incident is None else incident, typed=typed)
        return self.tell(asked, Actor(DeskId(desk), PersonId("ana")))

    def went(
        self, why: str = "", incident: IncidentId | None = None, *, may_have_closed: bool = False
    ) -> Rejection | None:
        """Let the relay report."""
        incident = self.call.incident if incident is None else incident
        return self.tell(ReportPulse(incident=incident, why=why, may_have_closed=may_have_closed))

    def fold(self, event: Event) -> None:
        """Fold an event in, and let the relay hear of it: it hears of everything that is decided."""
        super().fold(event)
        self.pulses += to_pulse([event])

    def state(self, incident: IncidentId | None = None) -> State | None:
        """Give the state that is shown of the hand-over."""
        handed = self.board.handed.calls.get(self.call.incident if incident is None else incident)
        return None if handed is None else state_now(handed, self.now)
