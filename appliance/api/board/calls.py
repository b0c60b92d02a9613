"""Open calls and tap-outs as a desk is sent them. Pure values; knows no socket."""

from typing import Literal

import msgspec

from appliance.api.contents import holds
from appliance.core.ground.handed import State as HandedState
from appliance.core.ground.words import Awaited, DeskAct, Stage
from appliance.plan.ids import DeskId, IncidentId, RoomId
from appliance.plan.model import Kind, Role


@holds("desk what ends_in_ms")
class UndoLine(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk did last in an incident, and for how much longer it can take that back."""

    desk: DeskId
    what: DeskAct
    ends_in_ms: int


@holds("desk due_in_ms")
class NameOwedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A desk that owes the name of an unlisted person; below zero it is overdue."""

    desk: DeskId
    due_in_ms: int


@holds("role stage due_in_ms", desk="who")
class ResponderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One who was sent to a call, or came. `who` is a name, or the role where none is known. `stage` is how far they have come.

    `due_in_ms`: when they should have confirmed, below zero since they should; None once they have.
    """

    role: Role | None
    who: str
    stage: Stage
    due_in_ms: int | None


type HeardBy = Literal["", "pendant", "contact", "panel"]
"""Pressed by radio, at a wired contact, or at the building's own alarm panel."""


@holds("wall_ms state why")
class HandedLine(msgspec.Struct, frozen=True, kw_only=True):
    """That a call was handed over to the district's alarm panel, when by the wall clock, and what is known of it. Nobody here knows whether
    anybody was told.
    """

    wall_ms: int
    state: HandedState
    why: str = ""
    """Why it was not, or why nobody knows, where that is known."""


@holds(
    "incident number room room_name phone_name floor kind stage drill recorded age_ms pressed_ago_ms presses "
    "ringing rings_here overdue deadline_in_ms deadline_what confirmed two_way lamp step exhausted holds "
    "own_zone undo names_owed sent lapsed_ago_ms heard_by duty hop handed",
    desk="going carried",
    names="acknowledged_by",
)
class CallCard(msgspec.Struct, frozen=True, kw_only=True):
    """One open call as every desk may see it. Ages and deadlines are relative to the moment it was sent (ms)."""

    incident: IncidentId
    number: int
    room: RoomId | None
    """None where it is from no room."""
    room_name: str
    """What people call the place it is from."""
    phone_name: str
    floor: str
    kind: Kind
    stage: Stage
    drill: bool
    recorded: bool
    """False while the disk has not taken everything of this call: shown as *unrecorded* (promise 2)."""
    age_ms: int
    pressed_ago_ms: int | None
    """How long before it was heard the button was pressed; None is *unknown when*."""
    presses: int
    """As they were counted: one that was held on counts twice, since it rings twice. `times_pressed` are those people made."""
    ringing: bool
    rings_here: bool
    """Whether this desk is among those told so far."""
    overdue: Awaited | None
    deadline_in_ms: int
    deadline_what: str
    acknowledged_by: str
    going: str
    """Everybody who was sent: a name or a role, several in short with a plus between."""
    confirmed: bool
    """Whether at least one of them said that they are going."""
    two_way: bool
    lamp: str
    """What the caller's lamp shows now: "dark" in a lockdown; "cannot be told" for a one-way device."""
    step: int
    exhausted: bool
    holds: int = 0
    """How many presses were held on for two seconds, which asks for more than a press."""
    own_zone: bool = False
    """This desk stands in the room's own zone: it shows the call, and does not count for it (promise 1)."""
    undo: UndoLine | None = None
    names_owed: tuple[NameOwedLine, ...] = ()
    sent: tuple[ResponderLine, ...] = ()
    """Everybody of `going`, each as far as they have come."""
    lapsed_ago_ms: int | None = None
    """Since somebody took it and sent nobody in time, or sent help that did not answer in time; None where neither is so."""
    heard_by: HeardBy = ""
    """How a press came that nobody can answer."""
    duty: str = ""
    """What a button in nobody's room goes with: `room_name` says it too, and where it is, as far as it is planned, is a hint."""
    carried: str = ""
    """Who carries it, as somebody said at a desk today."""
    hop: str = ""
    """What heard the press first: "receiver", or a repeater as printed on it; empty where that was not told."""
    handed: HandedLine | None = None

    @property
    def rung(self) -> tuple[IncidentId, int, bool]:
        """What it rings for: another where it was pressed again or made real, which is shown, told and reported anew."""
        return self.incident, self.presses, self.drill

    @property
    def times_pressed(self) -> int:
        """How often somebody pressed, held on or not."""
        return max(1, self.presses - self.holds)


@holds(
    "incident number room room_name stage drill recorded age_ms presses asks asks_here told_ago_ms overdue "
    "two_way lamp own_zone undo names_owed",
    desk="cover",
)
class TapOutLine(msgspec.Struct, frozen=True, kw_only=True):
    """One open tap-out, in its own queue and among no calls. Says nothing of who asked, nor why."""

    incident: IncidentId
    number: int
    room: RoomId | None
    """None where it is from no room."""
    room_name: str
    """What people call the place it is from."""
    stage: Stage
    drill: bool
    recorded: bool
    age_ms: int
    presses: int
    asks: bool
    """Whether it waits for somebody to do something about it, and `asks_here` whether that is shown at this desk."""
    asks_here: bool
    told_ago_ms: int
    """Since it was last asked: it makes one soft sound then (`appliance.core.calls.raising.tap_outs`)."""
    overdue: Awaited | None
    cover: str
    two_way: bool
    lamp: str
    """What the button's lamp shows now: that of a call in the same room, where there is one."""
    own_zone: bool = False
    """As of a call."""
    undo: UndoLine | None = None
    names_owed: tuple[NameOwedLine, ...] = ()

    @property
    def rung(self) -> tuple[IncidentId, int, bool]:
        """What it asks for: another where it was pressed again or made real."""
        return self.incident, self.presses, self.drill


@holds("incident number room_name kind drill undo")
class EndedCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call stood down a moment ago, for as long as that can be undone."""

    incident: IncidentId
    number: int
    room_name: str
    kind: Kind
    drill: bool
    undo: UndoLine
