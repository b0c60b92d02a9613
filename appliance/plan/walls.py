"""Defines the wall boards of a plan. Pure."""

import msgspec

from appliance.plan.ids import ButtonId, ZoneId


class Wall(msgspec.Struct, frozen=True, omit_defaults=True):
    """A wall board: a screen in a room for staff alone that shows in which wings somebody calls, and no room and no name.

    `wall` is the id as which its browser is paired, of the same name space as pages and buttons. `zones` are the wings that it shows;
    empty means every zone in which a room or an area is.
    """

    wall: ButtonId
    name: str
    zones: tuple[ZoneId, ...] = ()
