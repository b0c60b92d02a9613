"""Defines desks, buttons and supplies as they are sent to a desk, and what is wrong with them. Pure values; knows no socket."""

import msgspec

from appliance.api.contents import holds
from appliance.plan.ids import ButtonId, DeskId, PersonId


@holds("what subject detail age_ms shelved_ms")
class TroubleLine(msgspec.Struct, frozen=True, kw_only=True):
    """One open trouble. `shelved_ms`: for how much longer it is shelved; None if nobody shelved it."""

    what: str
    subject: str
    detail: str
    age_ms: int
    shelved_ms: int | None = None


@holds("desk name connected attended", names="operator")
class DeskLine(msgspec.Struct, frozen=True, kw_only=True):
    """One desk of the plan: whether a console is connected, whether it is attended, and who is signed in there."""

    desk: DeskId
    name: str
    connected: bool
    attended: bool
    operator: str


@holds("button room_name ends_in_ms")
class OutOfServiceLine(msgspec.Struct, frozen=True, kw_only=True):
    """A button that nobody may rely on now, because two people said so. It rings all the same when it is pressed."""

    button: str
    room_name: str
    ends_in_ms: int


@holds("room_name why")
class CutOffLine(msgspec.Struct, frozen=True, kw_only=True):
    """A room whose two-way buttons all do not work now, and why."""

    room_name: str
    why: str


@holds("zone heard planned")
class ZoneLine(msgspec.Struct, frozen=True, kw_only=True):
    """The two-way buttons of one zone, and how many of them were heard lately."""

    zone: str
    heard: int
    planned: int


@holds(desk="person name")
class NotNowLine(msgspec.Struct, frozen=True, kw_only=True):
    """A person of the plan who cannot go to a call now, as was said at a desk today."""

    person: PersonId
    name: str


# `name`: the person who must be found and helped. Without it no desk can send anybody to a duty
@holds("button duty", desk="name")
class CarriedLine(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody said at a desk today who carries this button, which goes with a duty."""

    button: ButtonId
    duty: str
    name: str


@holds("name state watched minutes_left battery_due held_s feeds_box")
class PowerLine(msgspec.Struct, frozen=True, kw_only=True):
    """A supply with a battery. `state` is mains, battery or low, as it was last heard; empty if it was never heard. `held_s`: how long
    it has been on battery. `feeds_box`: whether the box itself hangs on it.
    """

    name: str
    state: str = ""
    watched: bool = True
    minutes_left: int | None = None
    battery_due: bool = False
    held_s: int = 0
    feeds_box: bool = True
