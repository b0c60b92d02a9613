"""Holds what is open in the building now. All decisions look at this one value. Plain data; knows no rules, no wires and no disk."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from appliance.core.district.copies import Known as KnownCopy
from appliance.core.district.statements import Known
from appliance.core.exercise_sets.known import Year
from appliance.core.figures.known import Figures
from appliance.core.ground.handed import NOTHING, HandedOver
from appliance.core.ground.incident import Incident, Slot, slot_of
from appliance.core.ground.last_act import LastAct
from appliance.core.ground.messages import Spoken
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import Place, Spot, planned_place
from appliance.core.ground.words import (
    Actor,
    BuildingResponse,
    Cause,
    Counting,
    PracticeCall,
    RoomAnswer,
    Source,
)
from appliance.core.held.exercises import AgreedAction, Exercise, ExerciseDone
from appliance.core.held.pages import PairedPage
from appliance.core.held.texts import KnownTexts
from appliance.core.listed.known import Known as KnownListed
from appliance.core.readiness.known import KnownReadiness
from appliance.plan.ids import (
    ButtonId,
    CheckInId,
    ClearId,
    DeskId,
    DrillId,
    DrillPlanId,
    IncidentId,
    PersonId,
    RoomId,
)
from appliance.plan.index import PlanIndex
from appliance.plan.model import NO_PLAN, Kind


class Trouble(msgspec.Struct, frozen=True):
    """A fault that is open, and since when."""

    cause: Cause
    detail: str
    since: Moment


class Shelved(msgspec.Struct, frozen=True):
    """An open trouble that a person shelved until `ends_ms`. A damaged record may have kept this entry and lost the trouble's own."""

    cause: Cause
    reason: str
    since: Moment
    ends_ms: int


class DayCheck(msgspec.Struct, frozen=True):
    """The last morning check that was signed: when, by the wall clock, and how many things were not well at that moment."""

    by: Actor
    name: str
    at: Moment
    not_well: int


class Drill(msgspec.Struct, frozen=True):
    """A drill that runs. `ends_ms` is on the monotonic clock of this epoch."""

    drill: DrillId
    name: str
    rooms: frozenset[RoomId]
    started: Moment
    ends_ms: int
    interrupted: bool = False
    """The box restarted after the drill began."""


class PlannedDrill(msgspec.Struct, frozen=True):
    """A drill that somebody means to start at `at_ms`, by the wall clock."""

    name: str
    rooms: tuple[RoomId, ...]
    at_ms: int


class Practised(msgspec.Struct, frozen=True):
    """A call of the drill that runs: when it was pressed (mono_ms), and which steps it has reached so far."""

    pressed_ms: int
    call: PracticeCall
    real: bool = False
    """It was made real, so what came afterwards was no practice."""


class DrillOver(msgspec.Struct, frozen=True):
    """The last drill that ended: when, by the wall clock, and what was measured."""

    name: str
    at: Moment
    calls: tuple[PracticeCall, ...]
    calls_made: int
    interrupted: bool


class WalkTest(msgspec.Struct, frozen=True):
    """The one button that waits for its test press, from `armed_ms` until `ends_ms`. `by` is the person who watches the test.

    `rang`: the call that a press of this button raised during the test, because nobody knows when the press was made.
    """

    button: ButtonId
    armed_ms: int
    ends_ms: int
    by: Actor | None = None
    rang: IncidentId | None = None


class OutOfService(msgspec.Struct, frozen=True):
    """A button that nobody may rely on until `ends_ms`, because two people said so. A press of it rings all the same."""

    people: tuple[PersonId, ...]
    reason: str
    since: Moment
    ends_ms: int


class TestOver(msgspec.Struct, frozen=True):
    """How the last walk test of this epoch ended. It is not kept over a restart, because the record has it."""

    button: ButtonId
    passed: bool
    at: Moment


class RunningResponse(msgspec.Struct, frozen=True):
    """What the whole building does now, who started it, and since when. `drill` marks practice."""

    response: BuildingResponse
    detail: str
    by: Actor
    drill: DrillId | None
    since: Moment


class Mark(msgspec.Struct, frozen=True):
    """What a room answered, and how that is known: a desk noted it (`by`), or somebody pressed the room's own `button`."""

    answer: RoomAnswer
    at: Moment | None = None
    by: Actor | None = None
    button: ButtonId | None = None


class RoomCheckIn(msgspec.Struct, frozen=True):
    """A check-in that runs: the rooms that are asked, in the plan's order, and the marks of rooms that answered. `drill` marks practice."""

    check_in: CheckInId
    rooms: tuple[RoomId, ...]
    started: Moment
    drill: DrillId | None
    marks: Mapping[RoomId, Mark] = {}
    """Never changed in place: each mark makes a new mapping."""


class RoomClear(msgspec.Struct, frozen=True, kw_only=True):
    """A class that goes to another room, and who goes with it. `drill` marks practice."""

    clear: ClearId
    room: RoomId
    to: RoomId
    walks: str
    expected: int
    """How many children walk; 0 if nobody said."""
    incident: IncidentId | None
    drill: DrillId | None
    began: Moment
    here: int | None = None
    """How many were counted in the other room; None if nobody was."""
    pressed: bool = False
    """The other room pressed *safe*: the class is there."""


TIMES_BELIEVED = 2
"""A cause may come and go this often before it is restored only after a wait (`appliance.core.devices.damping`)."""


_NO_INDEX = PlanIndex(NO_PLAN)


@dataclass(slots=True)
class Board:
    """A working copy: `apply` changes it, and all other code only reads it. Two boards are equal when they hold the same state.

    `incidents` holds the open ones in order of arrival. `counters` holds the highest recorded count of each counting. `calls` says
    how many numbers were given so far; `drills`, `exercises`, `plans_made` (of drills), `check_ins` and `clears_begun` count those of
    this epoch. `watching_since_ms`: when supervision began (at the start of the epoch, or when the plan was adopted).
    `families_back_ms`: when a family's trouble was last over.
    """

    epoch: str = ""
    epoch_rank: int = 0
    index: PlanIndex = field(default=_NO_INDEX, compare=False)
    plan_digest: str = ""
    incidents: dict[IncidentId, Incident] = field(default_factory=dict)
    troubles: dict[str, Trouble] = field(default_factory=dict)
    shelved: dict[str, Shelved] = field(default_factory=dict)
    """Troubles that are shelved, by the same keys."""
    operators: dict[DeskId, PersonId] = field(default_factory=dict)
    pins: dict[PersonId, Actor] = field(default_factory=dict)
    """Who set each person's PIN. A receipt names them."""
    day_check: DayCheck | None = None
    district: Known = field(default_factory=Known)
    recovery: KnownCopy = field(default_factory=KnownCopy)
    listed: KnownListed = field(default_factory=KnownListed)
    """The entries of rules and school calendar that stand. No rule is read from them here, and consoles are not sent this."""
    figures: Figures = field(default_factory=Figures)
    """What was released of how soon help came. Consoles are not sent this with the board: they ask for it."""
    year: Year = field(default_factory=Year)
    """The sets of exercises, the days for which exercises are scheduled, and scenarios of the building's own."""
    readiness: KnownReadiness = field(default_factory=KnownReadiness)
    """What stands about who is ready. No document is read from it here, and consoles are not sent this with the board."""
    texts: KnownTexts = field(default_factory=KnownTexts)
    """Texts that came in: which were taken, and which wait to be read."""
    drill: Drill | None = None
    planned: dict[DrillPlanId, PlannedDrill] = field(default_factory=dict)
    """In the order in which they were planned."""
    practised: dict[IncidentId, Practised] = field(default_factory=dict)
    """Calls of the drill that runs, also those stood down. Calls from before a restart are not here."""
    drill_over: DrillOver | None = None
    drill_real_at: DeskId | None = field(default=None, compare=False)
    """The desk at which somebody said that the last drill was real. It is not known any more after a restart."""
    exercise: Exercise | None = None
    """The newest one, also once it is over, until the next is announced."""
    agreed: dict[int, AgreedAction] = field(default_factory=dict)
    """Place → what was agreed after an exercise, open or done."""
    exercised: tuple[ExerciseDone, ...] = ()
    """The newest exercises that were done to their end, in order."""
    response: RunningResponse | None = None
    check_in: RoomCheckIn | None = None
    clears: dict[ClearId, RoomClear] = field(default_factory=dict)
    """Classes on their way, in the order in which they began."""
    pages: dict[ButtonId, PairedPage] = field(default_factory=dict)
    """Page → the browser that may call as it. Consoles are not sent the keys."""
    walk_test: WalkTest | None = None
    test_over: TestOver | None = field(default=None, compare=False)
    out_of_service: dict[ButtonId, OutOfService] = field(default_factory=dict)
    proved: dict[ButtonId, int] = field(default_factory=dict)
    """When each button last passed a walk test, by the wall clock (ms); 0 if that clock could not be trusted."""
    counters: dict[Counting, int] = field(default_factory=dict)
    calls: int = 0
    drills: int = 0
    exercises: int = 0
    plans_made: int = 0
    check_ins: int = 0
    clears_begun: int = 0
    last_acts: dict[IncidentId, LastAct] = field(default_factory=dict)
    """What can still be undone, also in incidents that were stood down a moment ago. After a restart nothing can be undone."""
    stood_down: dict[IncidentId, tuple[Incident, Moment]] = field(default_factory=dict)
    """Incidents that were stood down in the last ten minutes, and when. A chattering device opens its incident again."""
    handed: HandedOver = NOTHING
    """What was handed over to the district's alarm panel, for incidents that are open or were stood down in the last ten minutes."""
    messages: dict[IncidentId, tuple[Spoken, ...]] = field(default_factory=dict)
    """What was said to whom about each incident, in order. A message stays as long as its incident is open or may be opened again."""
    watching_since_ms: int = 0
    families_back_ms: dict[str, int] = field(default_factory=dict)
    restored_ms: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """When each trouble was last restored: the newest `TIMES_BELIEVED` times of this epoch."""
    slots: dict[Slot, IncidentId] = field(default_factory=dict)
    """The slot of each open incident."""
    located: dict[IncidentId, Spot] = field(default_factory=dict)
    """Open calls of which a person said where they are; another call may be open there too."""
    pressed: dict[ButtonId, tuple[IncidentId, ...]] = field(default_factory=dict)
    """Button → the open incidents in which it was pressed: only one, unless the button was moved to another room in between."""

    @classmethod
    def empty(cls) -> "Board":
        """Give the board of a box that has never run."""
        return cls()

    def copy(self) -> "Board":
        """Give a board that can be changed without changing this one. The values inside are frozen and shared."""
        twin = object.__new__(Board)
        for name in Board.__slots__:
            value = getattr(self, name)
            setattr(twin, name, value.copy() if type(value) is dict else value)
        return twin

    def count(self, source: Source) -> None:
        """Remember a device's own count of a press."""
        counting = source.counting
        if counting is not None and source.counter is not None:
            self.counters[counting] = max(source.counter, self.counters.get(counting, 0))

    def open_in(self, spot: Spot, drill: bool) -> Incident | None:
        """Give the open call of a room or another spot, real or practice; the two never share one. A tap-out is not a call."""
        return self._in((spot, drill, False))

    def call_at(self, place: Place, button: ButtonId | None, drill: bool) -> Incident | None:
        """Give the open call that a press joins: the call of its place. For an unknown place, it is the newest in which the same button
        was pressed.
        """
        return self.open_in(place.spot(""), drill) if not place.unknown else self._own(button, drill, tap_out=False)

    def anything_at(self, place: Place, button: ButtonId | None, drill: bool) -> Incident | None:
        """Give the open call that a press joins, or else the open tap-out there."""
        return self.call_at(place, button, drill) or (
            self.tap_out_in(place.spot(""), drill) if not place.unknown else self._own(button, drill, tap_out=True)
        )

    def tap_out_in(self, spot: Spot, drill: bool) -> Incident | None:
        """Give the open tap-out of a spot. It may be open beside a call."""
        return self._in((spot, drill, True))

    def anything_in(self, spot: Spot, drill: bool) -> Incident | None:
        """Give the open call of a spot, or else its open tap-out, or else a call of which a person said that it is there."""
        return self.open_in(spot, drill) or self.tap_out_in(spot, drill) or self.said_in(spot, drill)

    def said_in(self, spot: Spot, drill: bool) -> Incident | None:
        """Give the open call of which a person said that it is there. No press joins it."""
        said = (self.incidents[name] for name, place in self.located.items() if place == spot)
        return next((each for each in said if (each.drill is not None) == drill), None)

    def slot_taken(self, incident: Incident) -> bool:
        """Whether an open incident is in the slot that this incident has, or would have."""
        return slot_of(incident) in self.slots

    def concerning(self, button: ButtonId) -> list[Incident]:
        """Give the open incidents of a button: those of its place, and all in which it was pressed."""
        known = self.index.buttons.get(button)
        spot = None if known is None else planned_place(known).spot("")
        said = [name for name, place in self.located.items() if place == spot]
        slots: list[Slot] = (
            [] if spot is None else [(spot, drill, quiet) for drill in (False, True) for quiet in (False, True)]
        )
        in_room = [self.slots[slot] for slot in slots if slot in self.slots]
        return [self.incidents[name] for name in dict.fromkeys((*in_room, *said, *self.pressed.get(button, ())))]

    def awaits_class(self, room: RoomId, *, real: bool = False) -> bool:
        """Whether a class goes to this room, and the room has not said yet that the class is there. `real`: practice is left out."""
        waits = (each for each in self.clears.values() if each.to == room and not each.pressed)
        return any(not real or each.drill is None for each in waits)

    def put(self, incident: Incident) -> None:
        """Keep the newest state of an open incident."""
        for button in incident.buttons:
            before = self.pressed.get(button, ())
            if incident.incident not in before:
                self.pressed[button] = (*before, incident.incident)
        known, slot = self.incidents.get(incident.incident), slot_of(incident)
        if known is not None and slot_of(known) != slot:
            del self.slots[slot_of(known)]  # a tap-out became a call, or practice was made real
        self.incidents[incident.incident] = incident
        self.located.pop(incident.incident, None)
        if incident.came_as is not None:
            self.located[incident.incident] = incident.place.spot("")
        self.slots[slot] = incident.incident

    def close(self, incident: Incident) -> None:
        """Forget an incident that was stood down."""
        for button in incident.buttons:
            left = tuple(each for each in self.pressed[button] if each != incident.incident)
            if left:
                self.pressed[button] = left
            else:
                del self.pressed[button]
        del self.incidents[incident.incident]
        self.located.pop(incident.incident, None)
        del self.slots[slot_of(incident)]

    def reopen(self, incident: Incident) -> None:
        """Keep again an incident that was stood down, in its place by order of arrival."""
        self.put(incident)
        self.incidents = dict(sorted(self.incidents.items(), key=lambda each: each[1].number))

    def _own(self, button: ButtonId | None, drill: bool, *, tap_out: bool) -> Incident | None:
        """Give the newest open incident of an unknown place in which this button was pressed."""
        names = () if button is None else self.pressed.get(button, ())
        own = [each for each in map(self.incidents.__getitem__, names) if each.origin.unknown]
        fitting = [each for each in own if (each.drill is not None, each.kind is Kind.TAP_OUT) == (drill, tap_out)]
        return max(fitting, key=lambda each: each.number, default=None)

    def _in(self, slot: Slot) -> Incident | None:
        found = self.slots.get(slot)
        return None if found is None else self.incidents[found]

    def drill_in(self, place: Place, pressed_ago_ms: int | None, now: Moment) -> Drill | None:
        """Give the drill that a press belongs to, by the rooms that the drill names. The drill must run now; when its time is up it is
        over, even if nobody has noticed.

        A press from before the drill began, or of which nobody knows when it was made, is a call that arrives late: it must never
        pass for practice.
        """
        drill = self.drill
        if drill is None or place.room not in drill.rooms or pressed_ago_ms is None or now.mono_ms >= drill.ends_ms:
            return None
        return drill if drill.started.mono_ms <= now.mono_ms - pressed_ago_ms else None
