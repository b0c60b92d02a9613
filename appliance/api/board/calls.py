"""Defines open calls and tap-outs as they are sent to a desk. Pure values; knows no socket."""

from typing import Literal

import msgspec

from appliance.api.contents import holds
from appliance.core.ground.handed import State as HandedState
from appliance.core.ground.messages import MessageState, Reply
from appliance.core.ground.words import Awaited, DeskAct, Stage
from appliance.plan.ids import DeskId, IncidentId, RoomId
from appliance.plan.model import Kind, Role


@holds("desk what ends_in_ms")
class UndoLine(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk did last in an incident, and for how much longer it can undo it."""

    desk: DeskId
    what: DeskAct
    ends_in_ms: int


@holds("desk due_in_ms phone")
class NameOwedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A desk that owes the name of an unlisted person. Below zero the name is overdue. `phone`: it is owed at this shared phone, where
    nobody can type; so every desk may give it.
    """

    desk: DeskId
    due_in_ms: int
    phone: str = ""

    def asks(self, desk: DeskId | None) -> bool:
        """Whether it is asked at this desk."""
        return desk is not None and (self.desk == desk or bool(self.phone))


@holds("role stage due_in_ms", desk="who")
class ResponderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One person who was sent to a call, or came. `who` is a name, or the role if no name is known. `stage` is how far they have come.

    `due_in_ms`: when they should confirm, below zero if that time has passed; None once they have confirmed.
    """

    role: Role | None
    who: str
    stage: Stage
    due_in_ms: int | None


@holds("message way state ago_ms reply unproved wrong_code muted offered offered_ago_ms shared", desk="who")
class MessageLine(msgspec.Struct, frozen=True, kw_only=True):
    """The newest message to one person about a call. `way` is what it is called. `ago_ms`: since when it has its state, or the reply.

    `reply` None: no answer, which is never a yes. `unproved`: an answer came without the right code, so it did nothing; a desk may accept
    it if it is `offered`. `muted`: too many wrong codes came from this number. `shared`: it went to a phone that anybody may answer.
    """

    who: str
    way: str
    state: MessageState
    ago_ms: int
    reply: Reply | None
    message: str = ""
    unproved: bool = False
    wrong_code: bool = False
    muted: bool = False
    offered: Reply | None = None
    offered_ago_ms: int = 0
    shared: bool = False


type HeardBy = Literal["", "pendant", "contact", "panel", "page", "phone", "text"]
"""The press came by radio, from a wired contact, from the building's own alarm panel, from a page in a room's browser, by telephone, or by
text.
"""


@holds("text unverified withheld unproved", desk="number owner")
class CallerLine(msgspec.Struct, frozen=True, kw_only=True):
    """Who called last in a call by telephone or text. `text`: it was a text. `number` "": it is withheld, or not told here.

    `owner` is whose number it is by the plan. `unverified`: nobody knows that a person of this building called. `unproved`: the phone
    system does not vouch for the number. While a call is open, every desk reads the number, to call back; a console that only watches
    does not.
    """

    text: bool
    number: str = ""
    owner: str = ""
    unverified: bool = False
    withheld: bool = False
    unproved: bool = False


@holds("wall_ms state why")
class HandedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A call was handed over to the district's alarm panel: when, by the wall clock, and what is known of it. Nobody here knows whether
    anybody was told.
    """

    wall_ms: int
    state: HandedState
    why: str = ""
    """Why it was not handed over, or why nobody knows, if that is known."""


@holds(
    "incident number room room_name phone_name floor kind stage drill recorded age_ms pressed_ago_ms presses "
    "ringing rings_here overdue deadline_in_ms deadline_what confirmed two_way lamp step exhausted holds "
    "own_zone undo names_owed sent lapsed_ago_ms heard_by duty hop handed messages caller located may_locate also_there",
    desk="going carried",
    names="acknowledged_by",
)
class CallCard(msgspec.Struct, frozen=True, kw_only=True):
    """One open call as every desk may see it. Ages and deadlines count from the moment it was sent (ms)."""

    incident: IncidentId
    number: int
    room: RoomId | None
    """None if the call is from no room."""
    room_name: str
    """What people call the place of the call."""
    phone_name: str
    floor: str
    kind: Kind
    stage: Stage
    drill: bool
    recorded: bool
    """False while the disk has not taken everything of this call: shown as *unrecorded* (promise 2)."""
    age_ms: int
    pressed_ago_ms: int | None
    """How long before the box heard it the button was pressed. None is *unknown when*."""
    presses: int
    """The presses as counted: a press that was held counts twice, because it rings twice. `times_pressed` counts what people did."""
    ringing: bool
    rings_here: bool
    """Whether this desk is among the places told so far."""
    overdue: Awaited | None
    deadline_in_ms: int
    deadline_what: str
    acknowledged_by: str
    going: str
    """Everybody who was sent: a name or a role; several are shortened, with a plus between them."""
    confirmed: bool
    """Whether at least one of them said that they are going."""
    two_way: bool
    lamp: str
    """What the caller's lamp shows now: "dark" in a lockdown; "cannot be told" for a one-way device."""
    step: int
    exhausted: bool
    holds: int = 0
    """How many presses were held for two seconds, which asks for more than a press."""
    own_zone: bool = False
    """This desk is in the same zone as the room. It shows the call, and does not count as told (promise 1)."""
    undo: UndoLine | None = None
    names_owed: tuple[NameOwedLine, ...] = ()
    sent: tuple[ResponderLine, ...] = ()
    """Everybody of `going`, each with how far they have come."""
    lapsed_ago_ms: int | None = None
    """The time since somebody took the call and sent nobody in time, or sent help that did not answer in time. None if neither happened.
    """
    heard_by: HeardBy = ""
    """How the press came, if its button cannot be told what became of it."""
    duty: str = ""
    """The duty of a button that is in no room. `room_name` names the duty too; the place in it, if one is planned, is only a hint."""
    carried: str = ""
    """The person who carries the button, as somebody said at a desk today."""
    hop: str = ""
    """What heard the press first: "receiver", or a repeater as printed on it. Empty if that was not told."""
    handed: HandedLine | None = None
    messages: tuple[MessageLine, ...] = ()
    """Who was told by a message, the newest first. None of them has the call by that."""

    caller: CallerLine | None = None
    located: bool = False
    """Somebody at a desk said where it is."""
    may_locate: bool = False
    """Somebody at a desk may say where it is: it came from no room and no area."""
    also_there: tuple[int, ...] = ()
    """The numbers of the other calls that are open in the same place, if somebody said where one of them is."""

    @property
    def rung(self) -> tuple[IncidentId, int, bool]:
        """What it rings for. This changes when the call is pressed again or made real, and then it is shown, told and reported anew."""
        return self.incident, self.presses, self.drill

    @property
    def times_pressed(self) -> int:
        """How often somebody pressed, whether they held the button or not."""
        return max(1, self.presses - self.holds)


@holds(
    "incident number room room_name stage drill recorded age_ms presses asks asks_here told_ago_ms overdue "
    "two_way lamp own_zone undo names_owed",
    desk="cover",
)
class TapOutLine(msgspec.Struct, frozen=True, kw_only=True):
    """One open tap-out. It is in a queue of its own, and not among the calls. It does not say who asked, nor why."""

    incident: IncidentId
    number: int
    room: RoomId | None
    """None if it is from no room."""
    room_name: str
    """What people call the place of the tap-out."""
    stage: Stage
    drill: bool
    recorded: bool
    age_ms: int
    presses: int
    asks: bool
    """Whether it waits for somebody to do something about it; `asks_here` is whether this desk shows that."""
    asks_here: bool
    told_ago_ms: int
    """The time since it was last asked, with one soft sound (`appliance.core.calls.tap_outs`)."""
    overdue: Awaited | None
    cover: str
    two_way: bool
    lamp: str
    """What the button's lamp shows now. If there is a call in the same room, the lamp shows that call."""
    own_zone: bool = False
    """As `own_zone` of a call."""
    undo: UndoLine | None = None
    names_owed: tuple[NameOwedLine, ...] = ()

    @property
    def rung(self) -> tuple[IncidentId, int, bool]:
        """What it asks for. This changes when it is pressed again or made real."""
        return self.incident, self.presses, self.drill


@holds("incident number room_name kind drill undo")
class EndedCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call that was stood down a moment ago. It is shown as long as that can be undone."""

    incident: IncidentId
    number: int
    room_name: str
    kind: Kind
    drill: bool
    undo: UndoLine


@holds("name room places adult call_open")
class SpaceLine(msgspec.Struct, frozen=True, kw_only=True):
    """A space of the plan to recalibrate in. `room` is None where it is an area. `adult` says which adult is in sight there. `call_open`:
    a call is open in it, so nobody is sent there.
    """

    name: str
    room: RoomId | None
    places: int
    adult: str
    call_open: bool


@holds("cover_within_min covers spaces places_free")
class BreaksLine(msgspec.Struct, frozen=True, kw_only=True):
    """What the plan says of tap-outs, and what is free now. `cover_within_min` is in minutes.

    `places_free` places are free at least: all places where no call is open, less one for each educator who is out. Nobody writes down in
    which space somebody is, so this is the least and not the exact number.
    """

    cover_within_min: int
    covers: tuple[Role, ...]
    spaces: tuple[SpaceLine, ...]
    places_free: int
