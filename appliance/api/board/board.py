"""The board: all that is open now, for one desk. Pure values; knows no socket."""

import msgspec

from appliance.api.board.building import CheckInView, DayCheckLine, ManyRoomsLine, ResponseLine
from appliance.api.board.calls import CallCard, EndedCall, TapOutLine
from appliance.api.board.outside import AskingLine, CopyLine, DistrictLine
from appliance.api.board.practice import DrillLine, DrillOverLine, PlannedDrillLine, WalkTestLine, WalkTestOverLine
from appliance.api.board.supervised import (
    CarriedLine,
    CutOffLine,
    DeskLine,
    OutOfServiceLine,
    PowerLine,
    TroubleLine,
    ZoneLine,
)
from appliance.api.contents import holds


# its `here` has the name of whoever signed in at this very desk: people must see in whose name they act
@holds(
    "version building wall_ms clock_trusted recording calls troubles desks drill walk_test buttons_heard "
    "buttons_planned zones test_over out_of_service cut_off ended tap_outs planned drill_over response "
    "check_in many_rooms day_check day_unchecked district copy asking power spares_power carried ways_lost new "
    "replaces proven timezone",
    desk="here",
)
class BoardView(msgspec.Struct, frozen=True, kw_only=True):
    """All that is open now, for one desk. `calls` keep their order of arrival; the console sorts for its screen.

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
    """Of the two-way buttons: one-way devices cannot be supervised."""
    zones: tuple[ZoneLine, ...] = ()
    """The same by zone, in the order of the plan's rooms."""
    test_over: WalkTestOverLine | None = None
    out_of_service: tuple[OutOfServiceLine, ...] = ()
    cut_off: tuple[CutOffLine, ...] = ()
    """Rooms not covered now, besides those that never are (`PlanFacts.uncovered`)."""
    ended: tuple[EndedCall, ...] = ()
    tap_outs: tuple[TapOutLine, ...] = ()
    """Open ones, oldest first."""
    planned: tuple[PlannedDrillLine, ...] = ()
    """Drills that somebody means to start, the next first."""
    drill_over: DrillOverLine | None = None
    response: ResponseLine | None = None
    check_in: CheckInView | None = None
    many_rooms: tuple[ManyRoomsLine, ...] = ()
    """What a desk is asked, the oldest first; whether it answered is its own to know."""
    day_check: DayCheckLine | None = None
    day_unchecked: bool = False
    """Whether people are in the building and nobody has signed a morning check today."""
    district: DistrictLine | None = None
    """None: this box says nothing about it."""
    copy: CopyLine | None = None
    """The same of the copy."""
    asking: AskingLine | None = None
    """None: this box asks the safety office for nothing."""
    power: tuple[PowerLine, ...] = ()
    """Empty: this box watches no supply."""
    spares_power: bool = False
    """The box's own battery is nearly empty: what is no alarm is put off."""
    carried: tuple[CarriedLine, ...] = ()
    """In the order of the plan; of a duty nobody spoke of today there is none."""
    ways_lost: int = 0
    """Rooms that have lost a way they counted on."""
    new: bool = False
    """This box has hardly a record of its own, and no other one's: it may be to take a dead one's place."""
    replaces: str = ""
    """The box it goes on in place of without anything of its record, the first digits; empty where there is none such."""
    proven: bool = False
    """Whether somebody at this console proved with their PIN who they are, and reads what their roles may read."""
    timezone: str = ""
    """Where the building is, as in America/Denver; empty where no plan is adopted, which nobody knows then."""

    @property
    def plan_name(self) -> str:
        """What the plan calls the building; empty before one is adopted."""
        return self.building if self.timezone else ""
