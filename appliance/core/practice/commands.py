"""Defines what can be asked about practice and walk tests. Pure values."""

from typing import ClassVar

from appliance.core.ground.commands import PracticeCommand
from appliance.core.ground.traits import HELPS, PLAIN, Traits
from appliance.plan.ids import ButtonId, DrillId, DrillPlanId, IncidentId, RoomId, ZoneId


class StartDrill(PracticeCommand, frozen=True, kw_only=True, tag="start-drill"):
    """Practise in these rooms, for at most `ends_after_s`."""

    traits: ClassVar[Traits] = Traits(needs_proof=True)

    name: str
    rooms: tuple[RoomId, ...]
    ends_after_s: int | None = None


class EndDrill(PracticeCommand, frozen=True, kw_only=True, tag="end-drill"):
    """End the drill."""

    traits: ClassVar[Traits] = HELPS

    drill: DrillId


class MakeReal(PracticeCommand, frozen=True, kw_only=True, tag="make-real"):
    """This call of practice is real. What was answered in it was practice, so it rings and waits as a new call does."""

    traits: ClassVar[Traits] = HELPS

    incident: IncidentId


class MakeDrillReal(PracticeCommand, frozen=True, kw_only=True, tag="make-drill-real"):
    """The drill is no practice: every call of it is real, and the drill is over. Starts no response of the building."""

    traits: ClassVar[Traits] = HELPS

    drill: DrillId


class PlanDrill(PracticeCommand, frozen=True, kw_only=True, tag="plan-drill"):
    """Write down that these rooms, and the rooms of these zones, should practise at `at_ms` (since the Unix epoch)."""

    traits: ClassVar[Traits] = Traits(needs_proof=True)

    name: str
    rooms: tuple[RoomId, ...]
    at_ms: int
    zones: tuple[ZoneId, ...] = ()


class StartPlannedDrill(PracticeCommand, frozen=True, kw_only=True, tag="start-planned-drill"):
    """Practise now what was planned."""

    traits: ClassVar[Traits] = Traits(needs_proof=True)

    plan: DrillPlanId


class DropDrillPlan(PracticeCommand, frozen=True, kw_only=True, tag="drop-drill-plan"):
    """Drop the planned drill: it will not be practised."""

    traits: ClassVar[Traits] = PLAIN

    plan: DrillPlanId


class ArmWalkTest(PracticeCommand, frozen=True, kw_only=True, tag="arm-walk-test"):
    """The next press of this button is a test."""

    traits: ClassVar[Traits] = Traits(care=True)

    button: ButtonId


class AttestTestPress(PracticeCommand, frozen=True, kw_only=True, tag="attest-test-press"):
    """The press was made just now: it rang as this call, and this desk's walk test waits for it. Ends the call and the test."""

    traits: ClassVar[Traits] = HELPS

    incident: IncidentId


class EndWalkTest(PracticeCommand, frozen=True, kw_only=True, tag="end-walk-test"):
    """Stop waiting for the test press."""

    traits: ClassVar[Traits] = Traits(helps=True, care=True)

    button: ButtonId


type FromDesk = (
    StartDrill
    | EndDrill
    | MakeReal
    | MakeDrillReal
    | PlanDrill
    | StartPlannedDrill
    | DropDrillPlan
    | ArmWalkTest
    | AttestTestPress
    | EndWalkTest
)
"""What a desk may ask for."""

type AnyPracticeCommand = FromDesk
"""Everything that people can ask for here, at a desk or without one."""
