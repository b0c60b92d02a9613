"""Practice: which rooms, under what name, now or later, and its end. Asks for one command at a time."""

from datetime import tzinfo

from textual.widgets import Input

from appliance.api.board.board import BoardView
from appliance.api.board.practice import DrillLine
from appliance.api.desk.plan import PlanFacts, RoomLine
from appliance.core.practice.commands import MakeDrillReal, PlanDrill, StartDrill, StartPlannedDrill
from appliance.flows.rooms import found_by
from appliance.flows.zone import zone_at
from appliance.plan.ids import ButtonId, DrillId, RoomId
from appliance.words.times import count
from tui.drills import NOT_A_TIME, WHEN, becomes_real, planned_words, some_of, time_typed
from tui.keys import BY_ACTION
from tui.screens.panel import Choice, Field, Panel
from tui.screens.practice.drills import DrillEndedPanel, DropPlanPanel, MeasuredPanel
from tui.screens.rooms import NARROW, room_words

OTHER, DROP, MEASURED = "other", "drop", "measured"
"""What is chosen besides the name of a planned drill, which no such word can be."""


class DrillRoomsPanel(Panel[RoomLine | None]):
    """ENTER marks a room, and unmarks it; the first line goes on."""

    def __init__(self, facts: PlanFacts, box_ms: int) -> None:
        self._rooms = facts.rooms
        self._box_ms = box_ms
        self._zone = zone_at(facts)
        self._marked: set[RoomId] = set()
        super().__init__(
            "DRILL: in which rooms? Calls from any other room stay real.", field=NARROW, choices=self._lines()
        )

    def chosen(self, value: RoomLine | None) -> None:
        """Mark, or go on when at least one room is marked."""
        if value is not None:
            self._marked ^= {value.room}
            self.offer(self._lines())
            self.query_one(Input).select_all()  # what was typed found this room: the next letter begins another name
        elif not self._marked:
            self.refused("Mark at least one room: highlight it and press ENTER.")
        else:
            rooms = tuple(room.room for room in self._rooms if room.room in self._marked)
            untimed = tuple(each for room in self._rooms if room.room in self._marked for each in room.untimed)
            self.open(DrillNamePanel(rooms, untimed, self._box_ms, self._zone))

    def _lines(self) -> tuple[Choice[RoomLine | None], ...]:
        go_on: Choice[RoomLine | None] = Choice(
            f"GO ON with {count(len(self._marked), 'room', 'rooms')} marked", None, always=True
        )
        rooms = (
            Choice(
                f"[{'x' if room.room in self._marked else ' '}] {room_words(room)}{_real_too(room)}",
                room,
                found_by=found_by(room),
            )
            for room in self._rooms
        )
        return (go_on, *rooms)


class DrillPanel(Panel[str]):
    """What there is to choose where a drill is planned, or one was measured: the planned ones start with one choice."""

    def __init__(self, view: BoardView, facts: PlanFacts, box_ms: int) -> None:
        self._starts = {str(each.plan): each.plan for each in view.planned}
        over, drop = view.drill_over, bool(view.planned)
        super().__init__(
            "DRILL: nothing starts by itself. Calls from any other room stay real.",
            choices=(
                *(
                    Choice(f"START NOW {planned_words(each, box_ms, zone_at(view))}", str(each.plan))
                    for each in view.planned
                ),
                Choice("Another drill, now or later", OTHER),
                *((Choice("Drop a planned drill", DROP),) if drop else ()),
                *((Choice(f"What the last drill took: {over.name}", MEASURED),) if over else ()),
            ),
        )
        self._view, self._facts, self._box_ms = view, facts, box_ms

    def chosen(self, value: str) -> None:
        """Start, or go on."""
        if value in self._starts:
            self.ask(StartPlannedDrill(plan=self._starts[value]))
        elif value == DROP:
            self.open(DropPlanPanel(self._view.planned, self._box_ms, zone_at(self._view)))
        elif value == MEASURED and self._view.drill_over is not None:
            self.open(MeasuredPanel(self._view.drill_over))
        else:
            self.open(DrillRoomsPanel(self._facts, self._box_ms))


class DrillNamePanel(Panel[bool]):
    """What the drill is called in the record, and whether it starts now."""

    def __init__(self, rooms: tuple[RoomId, ...], untimed: tuple[ButtonId, ...], box_ms: int, zone: tzinfo) -> None:
        real = f". REAL all the same: {some_of(untimed)}" if untimed else ""
        super().__init__(
            f"DRILL in {count(len(rooms), 'room', 'rooms')}: it ends by itself{real}",
            field=Field("Name of the drill:", "Practice"),
            choices=(Choice("START it now", True), Choice("PLAN it for later", False)),
            draft="drill name",
        )
        self._rooms = rooms
        self._box_ms = box_ms
        self._zone = zone

    def chosen(self, value: bool) -> None:
        """Start it, or ask when."""
        if value:
            self.ask(StartDrill(name=self.text, rooms=self._rooms))
        else:
            self.open(DrillTimePanel(self.text, self._rooms, self._box_ms, self._zone))


class DrillTimePanel(Panel[None]):
    """When somebody means to start it. `box_ms` is the box's wall clock when the key was pressed: near enough for a day and a minute."""

    def __init__(self, name: str, rooms: tuple[RoomId, ...], box_ms: int, zone: tzinfo) -> None:
        super().__init__(
            f"PLAN DRILL {name}: it does not start by itself",
            field=Field(f"When ({WHEN}):", enter="plans the drill"),
            draft="drill time",
        )
        self._called = name
        self._rooms = rooms
        self._box_ms = box_ms
        self._zone = zone

    def entered(self, text: str) -> None:
        """Plan it, where that is a time."""
        at_ms = time_typed(text, self._box_ms, self._zone)
        if at_ms is None:
            self.refused(NOT_A_TIME)
        else:
            self.ask(PlanDrill(name=self._called, rooms=self._rooms, at_ms=at_ms))


class AboutDrillPanel[Value](Panel[Value]):
    """What is asked about the drill that is on. What would happen is named as the board stands, also while the question is open."""

    def __init__(self, drill: DrillLine, view: BoardView, asks: str) -> None:
        super().__init__(f"DRILL {drill.name}: {asks}", choices=self.lines(view))
        self.drill, self.view = drill, view

    def lines(self, view: BoardView) -> tuple[Choice[Value], ...]:
        """What there is to choose, each at its place whatever the board is."""
        raise NotImplementedError

    def follow(self, view: BoardView, passed_ms: int, uncovered: tuple[str, ...]) -> None:
        """As the board stands now. Once the drill is over, nothing of this happens any more."""
        del passed_ms, uncovered
        if view.drill is None or view.drill.drill != self.drill.drill:
            self.entitle(f"DRILL {self.drill.name} is over already. {BY_ACTION['close'].shown} closes.")
        elif becomes_real(view) != becomes_real(self.view):
            self.view = view
            self.offer(self.lines(view))


class DrillEndPanel(AboutDrillPanel[bool | None]):
    """Asked, because ending practice by a slip would make the next drill press real. Whoever ends it since it is real, says so here."""

    def __init__(self, drill: DrillLine, view: BoardView) -> None:
        super().__init__(drill, view, "end it now?")

    def lines(self, view: BoardView) -> tuple[Choice[bool | None], ...]:
        """The end, going on, and that it is real."""
        return (
            Choice("End the drill, and every call of it", True),
            Choice("Go on practising", False),
            Choice(f"IT IS REAL: {becomes_real(view)}", None),
        )

    def chosen(self, value: bool | None) -> None:
        """End it, go on, or ask whether it is real."""
        if value:
            self.open(DrillEndedPanel(DrillId(self.drill.drill)))
        elif value is None:
            self.open(DrillRealPanel(self.drill, self.view))
        else:
            self.post_message(self.Closed())


class DrillRealPanel(AboutDrillPanel[bool]):
    """Asked once, naming what becomes real and what ends, because no key takes it back."""

    def __init__(self, drill: DrillLine, view: BoardView) -> None:
        super().__init__(
            drill, view, f"is it REAL? No response of the building starts ({BY_ACTION['response'].shown})."
        )

    def lines(self, view: BoardView) -> tuple[Choice[bool], ...]:
        """That it is real, and going on."""
        return Choice(f"IT IS REAL: {becomes_real(view)}", True), Choice("Go on practising", False)

    def chosen(self, value: bool) -> None:
        """Make it real, or close."""
        if value:
            self.ask(MakeDrillReal(drill=DrillId(self.drill.drill)))
        else:
            self.post_message(self.Closed())


def _real_too(room: RoomLine) -> str:
    return f"  {some_of(room.untimed)} stays REAL" if room.untimed else ""
