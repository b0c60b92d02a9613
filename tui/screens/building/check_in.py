"""Room check-in: every room that is asked, silence first; found by typing, answered by one key. Asks for one command at a time."""

from textual import events
from textual.widgets import Input, OptionList

from appliance.api.board.building import CheckInRoom, CheckInView
from appliance.api.board.practice import DrillLine
from appliance.api.desk.plan import PlanFacts
from appliance.core.building.commands import EndCheckIn, MarkRoom, StartCheckIn
from appliance.core.ground.words import RoomAnswer
from appliance.plan.ids import RoomId, ZoneId
from appliance.plan.model import Kind
from appliance.words.kinds import KINDS
from appliance.words.times import ago, count
from tui.building import check_in_words
from tui.keys import BY_ACTION
from tui.messages import Asked
from tui.screens.panel import Choice, Panel
from tui.screens.rooms import NARROW
from tui.widgets.lines import both_ends, cells, clipped, padded

SAFE_KEY, HELP_KEY, SILENT_KEY = "f3", "f4", "f5"
"""Function keys, since letters and digits are for finding a room; each is one that a Linux text console sends."""

ANSWERS = {
    RoomAnswer.NO_ANSWER: "? NO ANSWER",
    RoomAnswer.NEEDS_HELP: "! NEEDS HELP",
    RoomAnswer.SAFE: "= safe",
}
"""A mark each, so that nobody depends on colour."""

LINE_WIDTH = 75
"""80 columns less the margins, the scroll bar and what marks the line."""
ANSWER_WIDTH = 13
NAME_WIDTH = 26
"""Of the column: a longer name takes what is left of the line, and that is never less."""
NOTED_BY_WIDTH = LINE_WIDTH - ANSWER_WIDTH - NAME_WIDTH - len("  , 119 min ago")


class CheckInStartPanel(Panel[StartCheckIn]):
    """Which rooms are asked."""

    def __init__(self, facts: PlanFacts, drill: DrillLine | None) -> None:
        zones: dict[str, int] = {}
        for room in facts.rooms:
            zones[room.zone] = zones.get(room.zone, 0) + 1
        earnest = "REAL, the drill ends: " if drill else ""
        choices = [Choice(f"{earnest}every room ({len(facts.rooms)})", StartCheckIn())]
        if len(zones) > 1:
            choices += [
                Choice(
                    f"{earnest}only zone {zone} ({count(rooms, 'room', 'rooms')})", StartCheckIn(zones=(ZoneId(zone),))
                )
                for zone, rooms in zones.items()
            ]
        if drill:
            words = f"PRACTICE: the rooms of the drill {drill.name} ({len(drill.rooms)})"
            choices.insert(0, Choice(words, StartCheckIn(practice=True)))
        super().__init__("ROOM CHECK-IN: ask which rooms how they are?", choices=tuple(choices))

    def chosen(self, value: StartCheckIn) -> None:
        """Start it."""
        self.ask(value)


class CheckInPanel(Panel[CheckInRoom | None]):
    """The list stays open while rooms are marked, and follows the board. The last line ends the check-in."""

    beside = 14

    def __init__(self, check_in: CheckInView, passed_ms: int) -> None:
        self._check_in = check_in
        self._found: RoomId | None = None
        """The room that was found by typing and marked last: the highlight stays on it, or the same key again would mark another."""
        super().__init__(check_in_words(check_in, passed_ms), field=NARROW, choices=_lines(check_in, passed_ms))

    def show(self, check_in: CheckInView | None, passed_ms: int) -> None:
        """As it stands now. One that has ended meanwhile is put away: there is nothing left to mark."""
        if check_in is None or check_in.check_in != self._check_in.check_in:
            self.post_message(self.Closed())
            return
        self._check_in = check_in
        self.entitle(check_in_words(check_in, passed_ms))
        self.offer(_lines(check_in, passed_ms))

    def same(self, was: CheckInRoom | None, now: CheckInRoom | None) -> bool:
        """A room that answered goes down the list; the highlight goes on to the next one, and never leaves one that did not."""
        if was is None or now is None or was.room != now.room:
            return False
        return was.answer == now.answer or was.room == self._found

    def chosen(self, value: CheckInRoom | None) -> None:
        """ENTER on a room asks what it answered; on the last line, whether to end."""
        self.open(CheckInEndPanel(self._check_in) if value is None else AnswerPanel(self._check_in, value))

    def on_key(self, event: events.Key) -> None:
        """The three answers of the highlighted room; needing help asks about a call first. Textual hands other keys on itself."""
        answers = {SAFE_KEY: RoomAnswer.SAFE, HELP_KEY: RoomAnswer.NEEDS_HELP, SILENT_KEY: RoomAnswer.NO_ANSWER}
        self._catch_up()
        answer, room = answers.get(event.key), self._highlighted()
        if answer is None or room is None:
            return
        event.stop()
        if answer is RoomAnswer.NEEDS_HELP:
            self.open(AnswerPanel(self._check_in, room))
        else:
            marked = MarkRoom(check_in=self._check_in.check_in, room=room.room, answer=answer)
            self.post_message(Asked(marked))  # not as a panel's question: the list stays open for the next room
            self._forget_search(room)

    def _forget_search(self, room: CheckInRoom) -> None:
        """What was typed found this room, and the next one is another: all of them are shown again."""
        if not self.text:
            return
        self._found = room.room
        with self.prevent(Input.Changed):
            self.query_one(Input).clear()
        self._fill(was=room)

    def _highlighted(self) -> CheckInRoom | None:
        place = self.query_one(OptionList).highlighted
        return self._offered[place].value if place is not None and place < len(self._offered) else None

    def _hint(self) -> str:
        keys = f"{SAFE_KEY.upper()} safe  {HELP_KEY.upper()} needs help  {SILENT_KEY.upper()} no answer"
        return f"type to find  {keys}  {BY_ACTION['close'].shown} closes  F2 I have it"


class AnswerPanel(Panel[tuple[RoomAnswer, Kind | None]]):
    """What one room answered; a call for it is raised only by a person who says so, in the same stroke."""

    def __init__(self, check_in: CheckInView, room: CheckInRoom) -> None:
        help_needed = RoomAnswer.NEEDS_HELP
        call = f" (call {room.call} is open)" if room.call is not None else ""
        super().__init__(
            f"{room.room_name}{call}: what did it answer?",
            choices=(
                Choice(f"NEEDS HELP: raise a call now, {KINDS[Kind.ASSIST].title}", (help_needed, Kind.ASSIST)),
                Choice(f"NEEDS HELP: raise a call now, {KINDS[Kind.MEDICAL].title}", (help_needed, Kind.MEDICAL)),
                Choice(f"NEEDS HELP: raise a call now, {KINDS[Kind.EMERGENCY].title}", (help_needed, Kind.EMERGENCY)),
                Choice("NEEDS HELP: only mark it, no call", (help_needed, None)),
                Choice("Safe", (RoomAnswer.SAFE, None)),
                Choice("No answer yet: take back what was marked", (RoomAnswer.NO_ANSWER, None)),
            ),
        )
        self._check_in = check_in
        self._room = room

    def chosen(self, value: tuple[RoomAnswer, Kind | None]) -> None:
        """Mark it, and go back to the list for the next room: a refusal is said above the keys."""
        assert value is not None
        answer, call = value
        marked = MarkRoom(check_in=self._check_in.check_in, room=self._room.room, answer=answer, call=call)
        self.post_message(Asked(marked))
        self.open(CheckInPanel(self._check_in, 0))


class CheckInEndPanel(Panel[bool]):
    """Asked, with the number of rooms that never answered."""

    def __init__(self, check_in: CheckInView) -> None:
        silent = count(check_in.count(RoomAnswer.NO_ANSWER), "room has", "rooms have")
        super().__init__(
            f"END the room check-in? {silent} not answered.",
            choices=(Choice("Go on asking", False), Choice("End the room check-in", True)),
        )
        self._check_in = check_in

    def chosen(self, value: bool) -> None:
        """End it, or go back to the list."""
        if value:
            self.ask(EndCheckIn(check_in=self._check_in.check_in))
        else:
            self.open(CheckInPanel(self._check_in, 0))


def room_line(room: CheckInRoom, passed_ms: int) -> str:
    """One room: what it answered, by whom and when it was noted, and its open call."""
    noted_by = clipped(room.marked_by, NOTED_BY_WIDTH)
    noted = "" if room.marked_ago_ms is None else f"{noted_by}, {ago(room.marked_ago_ms + passed_ms)} ago"
    told = f"call {room.call}" if room.call is not None else noted
    name = both_ends(room.room_name, LINE_WIDTH - ANSWER_WIDTH - len(" ") - cells(f" {told}".rstrip()))
    return f"{ANSWERS[room.answer]:<{ANSWER_WIDTH}} {padded(name, NAME_WIDTH)} {told}".rstrip()


def _lines(check_in: CheckInView, passed_ms: int) -> tuple[Choice[CheckInRoom | None], ...]:
    rooms: list[Choice[CheckInRoom | None]] = [
        Choice(room_line(room, passed_ms), room, found_by=f"{room.room_name} {room.room}") for room in check_in.rooms
    ]
    return (*rooms, Choice("END THE ROOM CHECK-IN", None, always=True))
