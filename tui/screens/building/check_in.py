"""Room check-in: every room that is asked, silence first; found by typing, answered by one key."""

from typing import Any

from textual import events
from textual.widgets import Input, OptionList

from appliance.api.board.building import CheckInRoom
from appliance.core.building.commands import MarkRoom
from appliance.core.ground.words import RoomAnswer
from appliance.flows.building.check_in import (
    ANSWERS,
    END_CHECK_IN_IF_SURE,
    END_LINE,
    MARK_ROOM_AT_ONCE,
    NextRoom,
    answered,
    asked_rooms,
    running,
)
from appliance.flows.building.standing import check_in_words
from appliance.flows.flow import Flow
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_nothing
from appliance.plan.ids import RoomId
from appliance.words.times import ago
from tui.asking.choice import Choice, Field
from tui.keys.table import BY_ACTION
from tui.messages import Asked
from tui.screens.flow import FlowPanel
from tui.screens.panel import Panel
from tui.widgets.lines import both_ends, cells, clipped, padded

SAFE_KEY, HELP_KEY, SILENT_KEY = "f3", "f4", "f5"
"""Function keys, since letters and digits are for finding a room; each is one that a Linux text console sends."""
_KEYS = {SAFE_KEY: RoomAnswer.SAFE, HELP_KEY: RoomAnswer.NEEDS_HELP, SILENT_KEY: RoomAnswer.NO_ANSWER}

LINE_WIDTH = 75
"""80 columns less the margins, the scroll bar and what marks the line."""
ANSWER_WIDTH = 13
NAME_WIDTH = 26
"""Of the column: a longer name takes what is left of the line, and that is never less."""
NOTED_BY_WIDTH = LINE_WIDTH - ANSWER_WIDTH - NAME_WIDTH - len("  , 119 min ago")


class CheckInPanel(Panel[CheckInRoom | None]):
    """The list stays open while rooms are marked, and follows the board. The last line ends the check-in."""

    beside = 14

    def __init__(self, known: Known) -> None:
        """A check-in is on."""
        self._given = about_nothing(known)
        self._found: RoomId | None = None
        """The room that was found by typing and marked last: the highlight stays on it, or the same key again would mark another."""
        super().__init__(_title(self._given), field=Field("Room:", filters=True), choices=_lines(self._given))

    def follow(self, known: Known) -> None:
        """As it stands now. One that has ended meanwhile is put away: there is nothing left to mark."""
        now = about_nothing(known)
        is_on, was_on = running(now), running(self._given)
        if is_on is None or was_on is None or is_on.check_in != was_on.check_in:
            self.post_message(self.Closed())
            return
        self._given = now
        self.entitle(_title(now))
        self.offer(_lines(now))

    def same(self, was: CheckInRoom | None, now: CheckInRoom | None) -> bool:
        """A room that answered goes down the list; the highlight goes on to the next one, and never leaves one that did not."""
        if was is None or now is None or was.room != now.room:
            return False
        return was.answer == now.answer or was.room == self._found

    def chosen(self, value: CheckInRoom | None) -> None:
        """ENTER on a room asks what it answered; on the last line, whether to end."""
        if value is None:
            self._ask_by(END_CHECK_IN_IF_SURE)
        else:
            self._ask_by(MARK_ROOM_AT_ONCE, room=value.room)

    def on_key(self, event: events.Key) -> None:
        """The three answers of the highlighted room. Textual hands other keys on itself."""
        self._catch_up()
        answer, room = _KEYS.get(event.key), self._highlighted()
        if answer is None or room is None:
            return
        event.stop()
        marked = answered(self._given, room.room, answer)
        if isinstance(marked, str):
            self.refused(marked)
        elif marked is None:
            self._ask_by(MARK_ROOM_AT_ONCE, room=room.room)
        else:
            self.post_message(Asked(marked))  # not as a panel's question: the list stays open for the next room
            self._forget_search(room)

    def _ask_by(self, flow: Flow[Any], **parts: Any) -> None:
        """Ask what this flow asks, and come back to the list for the next room: a refusal is said above the keys."""
        known = self._given.known

        def send(panel: Panel[Any], wanted: Any) -> None:
            if not isinstance(wanted, MarkRoom | NextRoom):
                panel.ask(wanted)
                return
            if isinstance(wanted, MarkRoom):
                panel.post_message(Asked(wanted))
            panel.open(CheckInPanel(known))

        given = about_nothing(known)
        given.parts.update(parts)
        self.open(FlowPanel(flow, given, send))

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
        keys = "  ".join(f"{key.upper()} {ANSWERS[answer].said}" for key, answer in _KEYS.items())
        return f"type to find  {keys}  {BY_ACTION['close'].shown} closes  F2 I have it"


def room_line(room: CheckInRoom, passed_ms: int) -> str:
    """One room: what it answered, by whom and when it was noted, and its open call."""
    noted_by = clipped(room.marked_by, NOTED_BY_WIDTH)
    noted = "" if room.marked_ago_ms is None else f"{noted_by}, {ago(room.marked_ago_ms + passed_ms)} ago"
    told = f"call {room.call}" if room.call is not None else noted
    name = both_ends(room.room_name, LINE_WIDTH - ANSWER_WIDTH - len(" ") - cells(f" {told}".rstrip()))
    answer = ANSWERS[room.answer]
    return f"{f'{answer.mark} {answer.shown}':<{ANSWER_WIDTH}} {padded(name, NAME_WIDTH)} {told}".rstrip()


def _title(given: Given) -> str:
    check_in = running(given)
    return check_in_words(check_in, given.known.passed_ms) if check_in else ""


def _lines(given: Given) -> tuple[Choice[CheckInRoom | None], ...]:
    """The rooms as the flow offers them, each drawn with what it answered."""
    check_in = running(given)
    drawn = {room.room: room for room in (check_in.rooms if check_in else ())}
    rooms: list[Choice[CheckInRoom | None]] = [
        Choice(room_line(room, given.known.passed_ms), room, found_by=option.found_by)
        for option in asked_rooms(given)
        for room in (drawn[option.value],)
    ]
    return (*rooms, Choice(END_LINE, None, always=True))
