"""Defines the board: all that is open now, for one desk. Pure values; knows no socket."""

import msgspec

from appliance.api.board.building import CheckInView, DayCheckLine, ManyRoomsLine, ResponseLine
from appliance.api.board.calls import BreaksLine, CallCard, EndedCall, TapOutLine
from appliance.api.board.clears import ClearLine
from appliance.api.board.exercise_year import ExerciseYearLine
from appliance.api.board.outside import AskingLine, CopyLine, DistrictLine
from appliance.api.board.practice import (
    DrillLine,
    DrillOverLine,
    ExerciseLine,
    PlannedDrillLine,
    WalkTestLine,
    WalkTestOverLine,
)
from appliance.api.board.supervised import (
    CarriedLine,
    CutOffLine,
    DeskLine,
    NotNowLine,
    OutOfServiceLine,
    PowerLine,
    TroubleLine,
    ZoneLine,
)
from appliance.api.board.texts import UnreadLine
from appliance.api.contents import holds


# `here` has the name of the person who signed in at this desk: people must see in whose name they act
@holds(
    "version building wall_ms clock_trusted recording calls troubles desks drill walk_test buttons_heard "
    "buttons_planned zones test_over out_of_service cut_off ended tap_outs planned drill_over exercise response "
    "exercise_year check_in breaks many_rooms day_check day_unchecked district copy asking power spares_power carried not_now "
    "ways_lost new replaces proven timezone clears texts texts_unread",
    desk="here",
)
class BoardView(msgspec.Struct, frozen=True, kw_only=True):
    """All that is open now, for one desk. `calls` keep their order of arrival; the console sorts them for its screen.

    At a console some calls may be newer than `version` (`CallsMoved`).
    """

    version: int
    building: str
    wall_ms: int
    clock_trusted: bool
    recording: bool
    """False while the disk does not take entries."""
    here: DeskLine | None
    calls: tuple[CallCard, ...]
    troubles: tuple[TroubleLine, ...]
    desks: tuple[DeskLine, ...]
    drill: DrillLine | None
    walk_test: WalkTestLine | None
    buttons_heard: int
    buttons_planned: int
    """How many two-way buttons are planned, and how many of them were heard. One-way devices are not counted, because they cannot be
    supervised.
    """
    zones: tuple[ZoneLine, ...] = ()
    """The same counts by zone, in the order of the plan's rooms."""
    test_over: WalkTestOverLine | None = None
    out_of_service: tuple[OutOfServiceLine, ...] = ()
    cut_off: tuple[CutOffLine, ...] = ()
    """Rooms that are not covered now, without the rooms that never are (`PlanFacts.uncovered`)."""
    ended: tuple[EndedCall, ...] = ()
    tap_outs: tuple[TapOutLine, ...] = ()
    """Open tap-outs, oldest first."""
    breaks: BreaksLine | None = None
    """What the plan says of tap-outs; None while none is open, or where the plan says nothing."""
    planned: tuple[PlannedDrillLine, ...] = ()
    """Drills that somebody means to start, the next one first."""
    drill_over: DrillOverLine | None = None
    exercise: ExerciseLine | None = None
    exercise_year: ExerciseYearLine | None = None
    """None: this building has no set of exercises."""
    response: ResponseLine | None = None
    check_in: CheckInView | None = None
    clears: tuple[ClearLine, ...] = ()
    many_rooms: tuple[ManyRoomsLine, ...] = ()
    """What a desk is asked, the oldest question first. Only the desk knows whether it answered."""
    day_check: DayCheckLine | None = None
    day_unchecked: bool = False
    """Whether people are in the building and nobody has signed a morning check today."""
    district: DistrictLine | None = None
    """None: this box says nothing about the district."""
    copy: CopyLine | None = None
    """None: this box says nothing about the copy."""
    asking: AskingLine | None = None
    """None: this box asks the safety office for nothing."""
    power: tuple[PowerLine, ...] = ()
    """Empty: this box watches no supply."""
    spares_power: bool = False
    """The battery of the box is nearly empty, and the box puts off everything that is not an alarm."""
    carried: tuple[CarriedLine, ...] = ()
    """In the order of the plan. A duty that nobody spoke of today has no line."""
    not_now: tuple[NotNowLine, ...] = ()
    """In the order of the plan. Empty for a reader who may not read who can be sent."""
    texts: tuple[UnreadLine, ...] = ()
    """The newest texts that wait to be read, the newest first."""
    texts_unread: int = 0
    """How many wait."""
    ways_lost: int = 0
    """The number of rooms that have lost a way they counted on."""
    new: bool = False
    """This box has hardly a record of its own, and did not take over another's. Perhaps it should take the place of a dead box."""
    replaces: str = ""
    """The first digits of the box whose place this one took without anything of its record; empty if there is none."""
    proven: bool = False
    """Whether somebody at this console proved with their PIN who they are, and so reads what their roles may read."""
    timezone: str = ""
    """The building's timezone, as in America/Denver. It is empty before a plan is adopted, because nobody knows it then."""

    @property
    def plan_name(self) -> str:
        """Give the plan's name of the building; empty before a plan is adopted."""
        return self.building if self.timezone else ""
