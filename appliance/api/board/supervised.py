"""Desks, buttons and supplies as a desk is sent them, and what is wrong with them. Pure values; knows no socket."""

import msgspec

from appliance.api.contents import holds
from appliance.plan.ids import ButtonId, DeskId


@holds("what subject detail age_ms shelved_ms")
class TroubleLine(msgspec.Struct, frozen=True, kw_only=True):
    """One open trouble. `shelved_ms`: for how much longer a person put it aside; None where nobody did."""

    what: str
    subject: str
    detail: str
    age_ms: int
    shelved_ms: int | None = None


@holds("desk name connected attended", names="operator")
class DeskLine(msgspec.Struct, frozen=True, kw_only=True):
    """One desk of the plan and how it stands."""

    desk: DeskId
    name: str
    connected: bool
    attended: bool
    operator: str


@holds("button room_name ends_in_ms")
class OutOfServiceLine(msgspec.Struct, frozen=True, kw_only=True):
    """A button nobody may rely on now, on the word of two people. A press of it rings all the same."""

    button: str
    room_name: str
    ends_in_ms: int


@holds("room_name why")
class CutOffLine(msgspec.Struct, frozen=True, kw_only=True):
    """A room that has two-way buttons of which none works now, and why."""

    room_name: str
    why: str


@holds("zone heard planned")
class ZoneLine(msgspec.Struct, frozen=True, kw_only=True):
    """The two-way buttons of one zone: how many were heard from lately."""

    zone: str
    heard: int
    planned: int


# its name: who is to be found and helped. No desk can send anybody to a duty without it
@holds("button duty", desk="name")
class CarriedLine(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody said at a desk today who carries this button, which goes with a duty."""

    button: ButtonId
    duty: str
    name: str


@holds("name state watched minutes_left battery_due held_s feeds_box")
class PowerLine(msgspec.Struct, frozen=True, kw_only=True):
    """A supply with a battery. `state` is mains, battery or low, as it was heard last; empty while it never was. `held_s`: since when on
    battery. `feeds_box`: whether the box itself hangs on it.
    """

    name: str
    state: str = ""
    watched: bool = True
    minutes_left: int | None = None
    battery_due: bool = False
    held_s: int = 0
    feeds_box: bool = True
