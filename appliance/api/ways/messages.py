"""Defines what a desk asks about the ways into and out of each room, and what it is told. Knows no socket; nothing here is about a
person or a call.
"""

import msgspec

from appliance.api.ask import Answer, HouseAsk
from appliance.api.contents import holds


@holds("kind subject name family hangs_on heard_by said if_carried away proved_ago_ms")
class WayLine(msgspec.Struct, frozen=True, kw_only=True):
    """One button, desk or sounder, with the names of what it `hangs_on`. `heard_by`: any one of these hears it. `said`: the plan says
    what it hangs on. `if_carried`: it calls from here only if somebody carries it. `away`: it leads nowhere now. `proved_ago_ms`
    None: it was never proved, or nobody knows when.
    """

    kind: str
    subject: str
    name: str
    family: str
    hangs_on: tuple[str, ...] = ()
    heard_by: tuple[str, ...] = ()
    said: bool = True
    if_carried: bool = False
    away: bool = False
    proved_ago_ms: int | None = None


@holds("room name zone phone independent share ways extension")
class RoomWaysLine(msgspec.Struct, frozen=True, kw_only=True):
    """One room. `independent`: how many of its ways in share nothing; 2 means two or more. `share`: what all of them share. `phone`: the
    phone system's name of its phone, which nobody watches and nothing counts. `extension`: of that phone, if a call from it is a call of
    this room.
    """

    room: str
    name: str
    zone: str
    phone: str
    independent: int
    share: tuple[str, ...] = ()
    ways: tuple[WayLine, ...] = ()
    extension: str = ""


@holds("zone independent share ways")
class ZoneWaysLine(msgspec.Struct, frozen=True, kw_only=True):
    """The ways out of every room of a zone. They are the same for all its rooms."""

    zone: str
    independent: int
    share: tuple[str, ...] = ()
    ways: tuple[WayLine, ...] = ()


@holds("room_name inward left causes")
class WayLost(msgspec.Struct, frozen=True, kw_only=True):
    """A room that has fewer independent ways now than the plan gives it. `inward`: it lost ways in, otherwise ways out; `left`: how many
    are left.
    """

    room_name: str
    inward: bool
    left: int
    causes: tuple[str, ...] = ()


@holds("way people away unproved")
class MessageWayLine(msgspec.Struct, frozen=True, kw_only=True):
    """One way of messages, with to how many people it goes, how many of them it does not reach now, and for how many it did not prove
    itself within the month and a week. Who they are is told at a desk, under who would be told. It is no way out of a room: nobody knows
    by a message that somebody heard.
    """

    way: str
    people: int
    away: int = 0
    unproved: int = 0


@holds("request building seen rooms zones lost messages help_extension by_text")
class WaysKnown(Answer, frozen=True, kw_only=True, tag="ways-known"):
    """Answer to AskWays, in the plan's order. `seen`: a box answered, so it says when each way was proved and what is away; a plan file
    alone cannot. `help_extension`: what phones dial to call for help; "" if none can. `by_text`: people can call by
    text.
    """

    building: str
    seen: bool
    rooms: tuple[RoomWaysLine, ...] = ()
    zones: tuple[ZoneWaysLine, ...] = ()
    lost: tuple[WayLost, ...] = ()
    messages: tuple[MessageWayLine, ...] = ()
    help_extension: str = ""
    by_text: bool = False


class AskWays(HouseAsk[WaysKnown], frozen=True, kw_only=True, tag="ask-ways"):
    """Ask for the ways into and out of every room of the plan."""
