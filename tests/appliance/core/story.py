"""A small school and a `Story` told in it: presses, keys and the passing of time, and what the core makes of them."""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from appliance.core.apply import apply
from appliance.core.board import Board
from appliance.core.calls.commands import RaiseCall
from appliance.core.calls.events import ActUndone, FirstCall, ReopenedByPress, StoodDown
from appliance.core.calls.lamps import Lamp, lamp_for
from appliance.core.commands import AnyCommand
from appliance.core.deadlines import next_deadline
from appliance.core.decide import decide
from appliance.core.devices.supervision import Heard
from appliance.core.events import Event
from appliance.core.ground.commands import AdoptPlan, Look
from appliance.core.ground.events import EpochStarted, IncidentEvent
from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import Place, planned_place
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.stands import Stands
from appliance.core.ground.words import Actor, DeskAct, Door, Source
from appliance.core.standing import changes, counter_of
from appliance.plan.document import digest, to_document
from appliance.plan.ids import AreaName, ButtonId, DeskId, IncidentId, KeyId, PersonId, RoomId, SounderId, ZoneId
from appliance.plan.model import Area, Button, Contact, Desk, Hours, Kind, Page, Person, Plan, Role, Room, Sounder, Step
from appliance.plan.walls import Wall

MONDAY_10_00 = 600
WALL_MS = 1_800_000_000_000
KINDS = {"help": Kind.ASSIST, "hold": Kind.EMERGENCY, "medical": Kind.MEDICAL, "tap-out": Kind.TAP_OUT}


def school() -> Plan:
    """Make the plan: rooms 201-206 upstairs and the office on the ground floor; front desk, library desk, a hall sounder, two people."""
    upstairs, office, library = ZoneId("upstairs"), ZoneId("office"), ZoneId("library")
    rooms = [Room(RoomId(f"20{n}"), f"Room 20{n}", "2", upstairs, f"20{n}") for n in range(1, 7)]
    rooms.append(Room(RoomId("office"), "Office", "1", office, "100"))
    contacts = tuple(Contact(name, kind) for name, kind in KINDS.items())
    desks = DeskId("front"), DeskId("library")
    hall, radio = SounderId("hall"), SounderId("radio")
    all_week = (Hours(0, 7 * 1440),)
    return Plan(
        building="Test school",
        timezone="America/Denver",
        address="1 Main Street",
        phone="555 0100",
        rooms=tuple(rooms),
        areas=(Area("Playground", office, "the radio"),),
        buttons=tuple(Button(ButtonId(f"B{r.room}"), r.room, "simulated", KeyId("k"), contacts) for r in rooms),
        desks=(Desk(desks[0], "Front office", office), Desk(desks[1], "Library", library)),
        people=(
            Person(PersonId("ana"), "Ana Ortiz", (Role.LEAD,), all_week, (radio,)),
            Person(PersonId("ben"), "Ben Ruiz", (Role.NURSE,), (Hours(0, 60),), (radio,)),
        ),
        sounders=(
            Sounder(hall, "Hall", "simulated", "hall", upstairs),
            Sounder(radio, "Radio", "simulated", "radio", office),
        ),
        occupied=(Hours(480, 960),),
        ladder=(
            Step(0, desks[:1]),
            Step(15, desks),
            Step(30, desks, (hall,)),
            Step(60, desks, (hall,), (Role.LEAD, Role.NURSE)),
        ),
    )


def with_pendant() -> Plan:
    """Make the same school, but the button of room 201 cannot say when it was pressed."""
    plan = school()
    return replace(plan, buttons=(replace(plan.buttons[0], family="webhook"), *plan.buttons[1:]))


def with_duties() -> Plan:
    """Make the same school, with pendants that go with a duty: two of no known place, one near room 201, one of the playground."""
    plan, contacts = school(), tuple(Contact(name, kind) for name, kind in KINDS.items())
    places = {"Pbus": {}, "Pgate": {}, "Pgym": {"near": RoomId("201")}, "Pplay": {"area": AreaName("Playground")}}
    pendants = [
        Button(ButtonId(name), RoomId(""), "inovonics", KeyId(""), contacts, duty=f"Duty {name}", **place)
        for name, place in places.items()
    ]
    return replace(plan, buttons=(*plan.buttons, *pendants))


def with_pages() -> Plan:
    """Make the same school, with a page in rooms 201 and 202, and a wall board."""
    kinds = (Kind.TAP_OUT, Kind.ASSIST, Kind.EMERGENCY)
    made = tuple(Page(ButtonId(f"P{room}"), RoomId(room), kinds) for room in ("201", "202"))
    return replace(school(), pages=made, walls=(Wall(ButtonId("staffroom"), "Staff room"),))


class Story:
    """Tells commands to the core one after another, and remembers everything that the core recorded."""

    def __init__(self, plan: Plan | None = None) -> None:
        self.board, self.heard = Board.empty(), Heard()
        self.recorded: list[tuple[Moment, Event]] = []
        self.now_ms, self.started_wall_ms, self.week_minute = 0, WALL_MS, MONDAY_10_00
        self.seen: list[Event] = []
        self.unrecorded: frozenset[IncidentId] = frozenset()
        self._counters: dict[tuple[str, str], int] = {}
        self.start_epoch("a" * 32)
        self.adopt(school() if plan is None else plan)
        for sounder in ("hall", "radio"):
            self.heard.sounder_reports(SounderId(sounder), True)
        for desk in ("front", "library"):
            self.connect(desk)
            self.touch(desk)
        self.look()
        self.seen.clear()

    # ---- time and hearing

    @property
    def now(self) -> Moment:
        return Moment(self.now_ms, self.started_wall_ms + self.now_ms, self.week_minute)

    def at(self, second: float) -> None:
        """Let time pass until `second`, and look at every deadline on the way."""
        target = int(second * 1000)
        for _ in range(10_000):
            due = next_deadline(self.board, self.heard)
            if due is None or due > target:
                break
            self.now_ms = max(self.now_ms, due)
            self.look()
        else:
            raise AssertionError(f"a deadline at {due} ms is never done with")
        self.now_ms = max(self.now_ms, target)

    def connect(self, desk: str) -> None:
        self.heard.desk_connected(DeskId(desk), self.now)

    def leave(self, desk: str) -> None:
        self.heard.desk_gone(DeskId(desk), self.now)

    def touch(self, desk: str) -> None:
        self.heard.desk_touched(DeskId(desk), self.now)

    def look(self) -> None:
        self.tell(Look(), None)

    # ---- asking

    def tell(self, command: AnyCommand, by: Actor | None = None) -> Rejection | None:
        """Decide and fold in; returns the refusal, if there was one."""
        decided = decide(self.board, self.heard, command, by, self.now)
        if isinstance(decided, Rejection):
            return decided
        for event in decided:
            self.fold(event)
        return None

    def fold(self, event: Event) -> None:
        apply(self.board, event, self.now)
        self.recorded.append((self.now, event))
        self.seen.append(event)

    def desk(self, name: str, make: Callable[..., AnyCommand], /, **fields: Any) -> Rejection | None:
        """Let a person at a desk ask for something about the newest call, unless `incident` says which."""
        if "incident" in make.__struct_fields__ and "incident" not in fields:  # type: ignore[attr-defined]
            fields["incident"] = self.call.incident
        return self.tell(make(**fields), Actor(DeskId(name), PersonId("ana")))

    def press(
        self,
        button: str,
        contact: str = "help",
        ago_ms: int | None = 0,
        counter: int | None = None,
        room: str | None = None,
    ) -> Rejection | None:
        """Let a press come off the wire from its usual room, with the device's next count unless `counter` says which."""
        key = (button, contact)
        if counter is None:
            counter = self._counters[key] = self._counters.get(key, 0) + 1
        source = Source(Door.BUTTON, ButtonId(button), contact, counter)
        planned = self.board.index.buttons.get(source.button or ButtonId(""))
        where = Place(room=RoomId(button.removeprefix("B") if room is None else room))
        if planned is not None and planned.duty:
            where = planned_place(planned)
        return self.tell(RaiseCall(place=where, kind=KINDS[contact], source=source, pressed_ago_ms=ago_ms))

    def adopt(self, plan: Plan) -> Rejection | None:
        document = to_document(plan)
        return self.tell(AdoptPlan(document=document, digest=digest(document), plan=plan))

    # ---- restarting

    def start_epoch(self, epoch: str) -> None:
        started = EpochStarted(
            epoch=epoch,
            epoch_rank=self.board.epoch_rank + 1,
            device_key="",
            parent=None,
            reason="start",
            plan_digest=self.board.plan_digest,
            recipients_version=0,
            clock="trusted",
            calls_so_far=self.board.calls,
        )
        self.fold(started)

    def restart(self, after_ms: int = 60_000) -> None:
        """Cut the power and give it back: nothing is known but what still stands in the record."""
        wall_ms = self.now.wall_ms + after_ms
        self.board, self.heard = as_found(self.recorded), Heard()
        self.now_ms, self.started_wall_ms = 0, wall_ms
        self.start_epoch("b" * 32)

    # ---- seeing

    @property
    def call(self) -> Incident:
        """The newest open call."""
        return next(reversed(self.board.incidents.values()))

    def saw(self) -> list[str]:
        """Give the names of the events since the last question."""
        names = [type(event).__name__ for event in self.seen]
        self.seen.clear()
        return names

    def sees(self, *events: Event) -> None:
        """Check that exactly these events happened since the last question."""
        seen, self.seen[:] = list(self.seen), []
        assert seen == list(events)

    def sees_of_calls(self, *events: Event) -> None:
        """Check that exactly these events of incidents happened since the last question, whatever happened in the house."""
        self.seen[:] = [event for event in self.seen if isinstance(event, IncidentEvent)]
        self.sees(*events)

    def lamp(self, button: str) -> Lamp:
        return lamp_for(self.board, self.heard, ButtonId(button), self.now, self.unrecorded)


def replayed(recorded: list[tuple[Moment, Event]]) -> Board:
    board = Board.empty()
    for at, event in recorded:
        apply(board, event, at)
    return board


def as_found(recorded: list[tuple[Moment, Event]]) -> Board:
    """Fold the board only from what stands, from events of open incidents, and from the table of counters."""
    ended = ended_in([event for _, event in recorded])
    newest: dict[str, int] = {}
    for position, (_, event) in enumerate(recorded):
        for change in changes(event):
            if isinstance(change, Stands):
                newest[change.key] = position
            else:
                newest.pop(change.key, None)
    stands = set(newest.values())
    board = Board.empty()
    for position, (at, event) in enumerate(recorded):
        if position in stands or (isinstance(event, IncidentEvent) and event.incident not in ended):
            apply(board, event, at)
    for _, event in recorded:
        board.calls = max(board.calls, event.number if isinstance(event, FirstCall) else 0)
        counted = counter_of(event)
        if counted is not None:
            board.counters[counted[0]] = max(counted[1], board.counters.get(counted[0], 0))
    return board


def ended_in(events: Iterable[Event]) -> set[IncidentId]:
    """Give the incidents that were stood down and not opened again."""
    ended: set[IncidentId] = set()
    for event in events:
        match event:
            case StoodDown():
                ended.add(event.incident)
            case ActUndone(undone=DeskAct.STOOD_DOWN) | ReopenedByPress():
                ended.discard(event.incident)
            case _:
                pass
    return ended
