"""Defines what is recorded about practice: what was planned, practised and measured, and which button was tested. Recorded for ever."""

from appliance.core.building.events import Follows as FollowsBelow
from appliance.core.ground.events import PracticeEvent
from appliance.core.ground.words import (
    Actor,
    PracticeCall,
    Source,
)
from appliance.core.room_clear.events import AnyRoomClearEvent
from appliance.plan.ids import ButtonId, DrillId, DrillPlanId, IncidentId, RoomId


class DrillStarted(PracticeEvent, frozen=True, kw_only=True, tag="drill-started-1"):
    """Practice began in named rooms and ends by itself after `ends_after_s`."""

    by: Actor
    drill: DrillId
    name: str
    rooms: tuple[RoomId, ...]
    ends_after_s: int


class DrillEnded(PracticeEvent, frozen=True, kw_only=True, tag="drill-ended-1"):
    """Practice is over. `by` is None if it ended by itself."""

    by: Actor | None
    drill: DrillId


class DrillMadeReal(DrillEnded, frozen=True, kw_only=True, tag="drill-made-real-1"):
    """A person said that the drill is no practice: the calls that were open in it are real, and the drill is over."""


class DrillMeasured(PracticeEvent, frozen=True, kw_only=True, tag="drill-measured-1"):
    """What was measured in a drill that has just ended, call by call. `calls_made` counts all calls, also those that are not listed.

    `interrupted`: the box restarted during the drill, and only what came afterwards is measured.
    """

    drill: DrillId
    name: str
    calls: tuple[PracticeCall, ...]
    calls_made: int
    interrupted: bool


class DrillPlanned(PracticeEvent, frozen=True, kw_only=True, tag="drill-planned-1"):
    """Somebody means to practise in these rooms at `at_ms` (since the Unix epoch). It never starts by itself."""

    by: Actor
    plan: DrillPlanId
    name: str
    rooms: tuple[RoomId, ...]
    at_ms: int


class DrillPlanOver(PracticeEvent, frozen=True, kw_only=True, tag="drill-plan-over-1"):
    """A planned drill was started as `started`, or (None) dropped."""

    by: Actor
    plan: DrillPlanId
    started: DrillId | None


class WalkTestArmed(PracticeEvent, frozen=True, kw_only=True, tag="walk-test-armed-1"):
    """The next press of this one button, within two minutes, is a test."""

    by: Actor
    button: ButtonId


class WalkTestPassed(PracticeEvent, frozen=True, kw_only=True, tag="walk-test-passed-1"):
    """The press that the walk test waited for came."""

    button: ButtonId
    source: Source


class PressAttested(PracticeEvent, frozen=True, kw_only=True, tag="press-attested-1"):
    """The expected press came from a button that cannot say when it was pressed, and rang as `incident`. The person who watched the test
    said that the press was made just then, for the test. That call is over.
    """

    by: Actor
    button: ButtonId
    incident: IncidentId


class WalkTestEnded(PracticeEvent, frozen=True, kw_only=True, tag="walk-test-ended-1"):
    """Nobody pressed in time, or a person ended it."""

    button: ButtonId


type DrillEvent = DrillStarted | DrillEnded | DrillMadeReal | DrillMeasured | DrillPlanned | DrillPlanOver
"""What is planned, practised and measured."""


type AnyPracticeEvent = (
    DrillStarted
    | DrillEnded
    | DrillMadeReal
    | DrillMeasured
    | DrillPlanned
    | DrillPlanOver
    | WalkTestArmed
    | WalkTestPassed
    | PressAttested
    | WalkTestEnded
)

type Follows = AnyPracticeEvent | AnyRoomClearEvent | FollowsBelow
"""What may follow from a command of this room: its own events, and those of the rooms below it."""
