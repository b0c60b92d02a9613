"""What a desk knows when a person begins an act: the board, the plan, which desk it is. Pure values."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from appliance.api.board.board import BoardView
from appliance.api.board.building import ManyRoomsLine
from appliance.api.board.calls import CallCard, TapOutLine
from appliance.api.board.supervised import NotNowLine
from appliance.api.desk.plan import PersonLine, PlanFacts
from appliance.api.listed.readiness import ReadinessKnown
from appliance.api.restoring.messages import Copy, Laid
from appliance.api.sticks import Stick
from appliance.exercises.scenario import Scenario
from appliance.flows.undo import to_undo
from appliance.flows.zone import zone_at
from appliance.plan.ids import DeskId, IncidentId
from appliance.plan.model import Role


def no_scenarios() -> tuple[Scenario, ...]:
    """Give no scenario: this console has none."""
    return ()


@dataclass(frozen=True, slots=True)
class Known:
    """`view` and `facts` are None until the box has sent them; `desk` is None at a console that only watches.

    `passed_ms` is how long ago the board came. `calls` are in the order in which this desk shows them. `sticks` and `copies` are those
    that were found last. `laid` is the record that is laid ready to be taken up. `many_rooms` is what this desk is asked about the whole
    building. `scenarios` gives the scenarios of table-top exercises that this console has: they are read when first asked for.
    `kiosk`: the screen belongs to the box, and nobody has files there.
    """

    desk: DeskId | None = None
    view: BoardView | None = None
    facts: PlanFacts | None = None
    passed_ms: int = 0
    calls: tuple[CallCard, ...] = ()
    sticks: tuple[Stick, ...] = ()
    copies: tuple[Copy, ...] = ()
    laid: Laid | None = None
    many_rooms: tuple[ManyRoomsLine, ...] = ()
    scenarios: Callable[[], tuple[Scenario, ...]] = no_scenarios
    ready: ReadinessKnown | None = None
    """Who is ready, as the box told whoever sits here; None before it was asked."""
    kiosk: bool = False

    def call(self, incident: IncidentId) -> CallCard | None:
        """Give an open call by its incident."""
        return next((call for call in self.calls if call.incident == incident), None)

    def tap_out(self, incident: IncidentId) -> TapOutLine | None:
        """Give an open tap-out by its incident."""
        lines = self.view.tap_outs if self.view else ()
        return next((line for line in lines if line.incident == incident), None)

    def people(self, role: Role | None = None, *, on_duty: bool = True) -> tuple[PersonLine, ...]:
        """Give the people of the plan who are on duty, can go now and have `role`; without a role, or all people, where asked for."""
        everyone = self.facts.people if self.facts else ()
        not_now = {each.person for each in self.not_now}
        return tuple(
            each
            for each in everyone
            if ((each.on_duty and each.person not in not_now) or not on_duty) and (role is None or role in each.roles)
        )

    @property
    def not_now(self) -> tuple[NotNowLine, ...]:
        """The people who cannot go to a call now, as was said at a desk."""
        return self.view.not_now if self.view else ()

    @property
    def to_undo(self) -> IncidentId | None:
        """The call of what this desk did last, while it can take that back."""
        return to_undo(self.view, self.desk, self.passed_ms) if self.view else None

    @property
    def test_rang(self) -> IncidentId | None:
        """The call of which this desk may say that it was the press its walk test waits for."""
        test = self.view.walk_test if self.view else None
        return test.rang if test is not None and test.desk == self.desk else None

    @property
    def wall_ms(self) -> int:
        """The box's wall clock now; 0 before the first board."""
        return self.view.wall_ms + self.passed_ms if self.view else 0

    @property
    def zone(self) -> tzinfo:
        """The timezone of the building."""
        return zone_at(self.view or self.facts)
