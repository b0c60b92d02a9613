"""Practice: which rooms, under what name, and its end. Asks for one command at a time."""

from appliance.api.messages import DrillLine, PlanFacts, RoomLine
from appliance.core.commands import EndDrill, StartDrill
from appliance.plan.ids import DrillId, RoomId
from tui.screens.panel import Choice, Field, Panel
from tui.screens.room_picker import NARROW, room_words
from tui.wording import count


class DrillRoomsPanel(Panel[RoomLine | None]):
    """ENTER marks a room, and unmarks it; the first line goes on."""

    def __init__(self, facts: PlanFacts) -> None:
        self._rooms = facts.rooms
        self._marked: set[RoomId] = set()
        super().__init__(
            "DRILL: in which rooms? Calls from any other room stay real.", field=NARROW, choices=self._lines()
        )

    def chosen(self, value: RoomLine | None, text: str) -> None:
        """Mark, or go on when at least one room is marked."""
        del text
        if value is not None:
            self._marked ^= {value.room}
            self.offer(self._lines())
        elif not self._marked:
            self.refused("Mark at least one room: highlight it and press ENTER.")
        else:
            self.open(DrillNamePanel(tuple(room.room for room in self._rooms if room.room in self._marked)))

    def _lines(self) -> tuple[Choice[RoomLine | None], ...]:
        go_on: Choice[RoomLine | None] = Choice(
            f"GO ON with {count(len(self._marked), 'room', 'rooms')} marked", None, always=True
        )
        rooms = (
            Choice(f"[{'x' if room.room in self._marked else ' '}] {room_words(room)}", room) for room in self._rooms
        )
        return (go_on, *rooms)


class DrillNamePanel(Panel[None]):
    """What the drill is called in the record."""

    def __init__(self, rooms: tuple[RoomId, ...]) -> None:
        super().__init__(
            f"DRILL in {count(len(rooms), 'room', 'rooms')}: it starts when you press ENTER and ends by itself",
            field=Field("Name of the drill:", "Practice", enter="starts the drill"),
            draft="drill name",
        )
        self._rooms = rooms

    def chosen(self, value: None, text: str) -> None:
        """Start it."""
        del value
        self.ask(StartDrill(name=text, rooms=self._rooms))


class DrillEndPanel(Panel[bool]):
    """Asked, because ending practice by a slip would make the next drill press real."""

    def __init__(self, drill: DrillLine) -> None:
        super().__init__(
            f"DRILL {drill.name}: end it now?",
            choices=(Choice("End the drill", True), Choice("Go on practising", False)),
        )
        self._drill = DrillId(drill.drill)

    def chosen(self, value: bool | None, text: str) -> None:
        """End it, or close."""
        del text
        if value:
            self.ask(EndDrill(drill=self._drill))
        else:
            self.post_message(self.Closed())
