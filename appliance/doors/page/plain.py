"""Takes presses of pages without encryption, as fixed addresses are taken: nothing proves them, nothing counts them, and they are always
real. Refuses all of them unless the plan says `plain_http: yes`. Knows no socket.
"""

import logging

from appliance.api.page.plain import AskPlainRoom, PlainRoom, PressPlain
from appliance.core.calls.commands import RaiseCall
from appliance.core.ground.place import Place
from appliance.core.ground.words import Door, Source
from appliance.doors.counted_line import CountedLine
from appliance.doors.flooded import Flooded
from appliance.doors.limits import Buckets, TokenBucket
from appliance.engine.engine import Engine
from appliance.engine.outcome import Submission
from appliance.plan.ids import RoomId
from appliance.plan.model import Kind, Room
from appliance.words.troubles import PAGES_FLOODED

KINDS = (Kind.ASSIST, Kind.MEDICAL, Kind.EMERGENCY)
"""What such a page offers. No tap-out: nobody's need of a break goes over a network without encryption."""
AGAIN_AFTER_S = 3.0  # as at fixed addresses: a browser that asks again is quicker, a person who presses again is slower
ROOM_BURST = 5  # somebody who presses every kind, and once more
ROOM_PER_S = 0.1  # then every ten seconds: a call that is open rings anyway
ALL_BURST = 100  # a whole school that calls at once
ALL_PER_S = 1.0
"""After that burst: whoever wants to fill the disk from the building's network makes 86,400 entries a day, of some 500 bytes each."""
ROOMS_MAX = 1000  # as many as a plan has

OFF = "This school has no page without encryption. Use the phone."
NO_ROOM = "There is no room {room!r} in the plan of this school. Look at the address again, and use the phone."
NO_KIND = "This page offers no {kind!r}. Load it again, and use the phone."
TOO_MANY = "Too many calls came this way. Use the phone."

log = logging.getLogger("handbell.doors")


class PlainPresses:
    """Judges what comes without encryption; one per door. A refusal is a sentence. Times are steady seconds."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._rooms = Buckets(ROOM_BURST, ROOM_PER_S, ROOMS_MAX)
        self._all = TokenBucket(ALL_BURST, ALL_PER_S, 0)
        self._last: dict[tuple[RoomId, Kind], tuple[float, Submission]] = {}
        self.flooded = Flooded(engine.report, PAGES_FLOODED, "plain-http")
        self._held_back = CountedLine(log, "presses without encryption that were too many: %d, last for room %s")

    def room(self, asked: AskPlainRoom) -> PlainRoom | str:
        """Give what the page of a room offers."""
        index = self._engine.board.index
        if not index.plain_http:
            return OFF
        room = self._planned(asked.room)
        if room is None:
            return NO_ROOM.format(room=asked.room)
        return PlainRoom(request=asked.request, room_name=room.name, kinds=tuple(kind.value for kind in KINDS))

    def press(self, asked: PressPlain, now_s: float) -> Submission | str:
        """Hand in a press. The same kind from the same room within AGAIN_AFTER_S is the same press."""
        index = self._engine.board.index
        if not index.plain_http:
            return OFF
        planned = self._planned(asked.room)
        if planned is None:
            return NO_ROOM.format(room=asked.room)
        room = planned.room
        kind = next((each for each in KINDS if each.value == asked.kind), None)
        if kind is None:
            return NO_KIND.format(kind=asked.kind)
        last = self._last.get((room, kind))
        if last is not None and now_s - last[0] < AGAIN_AFTER_S:
            return last[1]
        if not self._rooms.take(room, now_s) or not self._all.take(now_s):
            self._held_back.count(now_s, room)
            self.flooded.held_back(now_s)
            return TOO_MANY
        self._last = {each: at for each, at in self._last.items() if now_s - at[0] < AGAIN_AFTER_S}
        press = RaiseCall(place=Place(room=room), kind=kind, source=Source(Door.PLAIN_PAGE, contact=kind.value))
        submission = self._engine.submit(press)
        self._last[room, kind] = now_s, submission
        return submission

    def _planned(self, typed: str) -> Room | None:
        """Find a room by its id as somebody typed it: also in small letters, since no two rooms differ by those alone."""
        rooms = self._engine.board.index.rooms
        exact = rooms.get(RoomId(typed))
        return exact or next((each for each in rooms.values() if each.room.casefold() == typed.casefold()), None)
