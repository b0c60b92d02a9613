"""Drills and walk tests as a desk is sent them. Pure values; knows no socket."""

import msgspec

from appliance.api.contents import holds
from appliance.core.ground.words import PracticeCall
from appliance.plan.ids import ButtonId, DrillPlanId, IncidentId, RoomId


@holds("drill name rooms ends_in_ms untimed")
class DrillLine(msgspec.Struct, frozen=True, kw_only=True):
    """The running drill. `untimed` are the buttons in its rooms that cannot say when they were pressed: they ring as real."""

    drill: str
    name: str
    rooms: tuple[RoomId, ...]
    ends_in_ms: int
    untimed: tuple[ButtonId, ...] = ()


@holds("plan name rooms at_ms untimed")
class PlannedDrillLine(msgspec.Struct, frozen=True, kw_only=True):
    """Practice that somebody means to start at `at_ms`, by the box's wall clock. It never starts by itself. `untimed` as of a drill."""

    plan: DrillPlanId
    name: str
    rooms: tuple[RoomId, ...]
    at_ms: int
    untimed: tuple[ButtonId, ...] = ()


@holds("call room_name")
class PracticeLine(msgspec.Struct, frozen=True, kw_only=True):
    """A call of practice that is over."""

    call: PracticeCall
    room_name: str


@holds("name wall_ms calls calls_made interrupted made_real_at")
class DrillOverLine(msgspec.Struct, frozen=True, kw_only=True):
    """The last drill that ended, when by the box's wall clock, and what was measured."""

    name: str
    wall_ms: int
    calls: tuple[PracticeLine, ...]
    calls_made: int
    """All of them; `calls` are as many as are told one by one."""
    interrupted: bool
    """The box restarted during it: only what came after that is measured."""
    made_real_at: str = ""
    """The name of the desk at which somebody said that it was no practice; empty where it just ended."""


@holds("button room_name ends_in_ms desk untimed rang pendant")
class WalkTestLine(msgspec.Struct, frozen=True, kw_only=True):
    """The button waiting for its test press. `desk` stands the test: one of the plan, or the box's own command line.

    `untimed`: it cannot say when it was pressed, so that its press rings. `rang` is the call that it raised, while the desk that
    stands the test may say that it was pressed just now.
    """

    button: str
    room_name: str
    ends_in_ms: int
    desk: str = ""
    untimed: bool = False
    rang: IncidentId | None = None
    pendant: bool = False
    """Whether it goes with a duty, so that whoever has that must be found first."""


@holds("button passed ended_ms wall_ms")
class WalkTestOverLine(msgspec.Struct, frozen=True, kw_only=True):
    """How the last walk test since the box started ended; `ended_ms` after its start, so that no two are alike."""

    button: str
    passed: bool
    ended_ms: int
    wall_ms: int
    """When, by the box's wall clock."""
