"""What is asked about practice and walk tests. Pure values."""

from appliance.core.ground.commands import PracticeCommand
from appliance.plan.ids import ButtonId, DrillId, DrillPlanId, IncidentId, RoomId, ZoneId


class StartDrill(PracticeCommand, frozen=True, kw_only=True, tag="start-drill"):
    """Practise in these rooms, for at most `ends_after_s`."""

    name: str
    rooms: tuple[RoomId, ...]
    ends_after_s: int | None = None


class EndDrill(PracticeCommand, frozen=True, kw_only=True, tag="end-drill"):
    """Practice is over."""

    drill: DrillId


class MakeReal(PracticeCommand, frozen=True, kw_only=True, tag="make-real"):
    """This call of practice is real. Whatever was answered in it was practice, so that it rings and waits as a new call does."""

    incident: IncidentId


class MakeDrillReal(PracticeCommand, frozen=True, kw_only=True, tag="make-drill-real"):
    """It is no practice: every call of the drill is real, and the drill is over. Starts no response of the building."""

    drill: DrillId


class PlanDrill(PracticeCommand, frozen=True, kw_only=True, tag="plan-drill"):
    """Write down that these rooms, and those of these zones, are meant to practise at `at_ms` (since the Unix epoch)."""

    name: str
    rooms: tuple[RoomId, ...]
    at_ms: int
    zones: tuple[ZoneId, ...] = ()


class StartPlannedDrill(PracticeCommand, frozen=True, kw_only=True, tag="start-planned-drill"):
    """Practise now what was planned."""

    plan: DrillPlanId


class DropDrillPlan(PracticeCommand, frozen=True, kw_only=True, tag="drop-drill-plan"):
    """It will not be practised."""

    plan: DrillPlanId


class ArmWalkTest(PracticeCommand, frozen=True, kw_only=True, tag="arm-walk-test"):
    """The next press of this button is a test."""

    button: ButtonId


class AttestTestPress(PracticeCommand, frozen=True, kw_only=True, tag="attest-test-press"):
    """It was pressed just now: the press that rang as this call is the one that this desk's walk test waits for. Ends both."""

    incident: IncidentId


class EndWalkTest(PracticeCommand, frozen=True, kw_only=True, tag="end-walk-test"):
    """Do not wait any longer."""

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
"""All that somebody asks for, by a desk or beside it."""
