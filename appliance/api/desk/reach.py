"""Defines the question who would be told of a press, and its answer. Pure values; knows no socket."""

import msgspec

from appliance.api.ask import Answer, HouseAsk
from appliance.api.contents import holds
from appliance.plan.ids import RoomId


@holds("after_s places people_count messaged_count", desk="people messaged")
class ReachStep(msgspec.Struct, frozen=True, kw_only=True):
    """Whom one step of the ladder reaches as things are now. `places` are desks with somebody at them, and sounders that work. `messaged`
    are told by a message besides, in their turn; none of them makes the step one that reaches somebody.
    """

    after_s: int
    places: tuple[str, ...]
    people_count: int
    people: tuple[str, ...]
    messaged_count: int = 0
    messaged: tuple[str, ...] = ()


@holds("way works proved_ago_ms tested_days_ago", desk="who")
class ReachMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A person whom the ladder tells by a message, and one way that may be used now. `works` None: nothing was heard of the way yet.

    `proved_ago_ms`: since a message about a call was last delivered or answered there; None if none was since the box started.
    `tested_days_ago`: how many days ago a test last proved it; None if none ever did, or if the clock is not trusted.
    """

    who: str
    way: str
    works: bool | None
    proved_ago_ms: int | None
    tested_days_ago: int | None = None


@holds("request room_name button steps broken messages messages_more")
class ReachKnown(Answer, frozen=True, kw_only=True, tag="reach-known"):
    """Answer to AskReach: the whole chain. `button` is empty while the room's button works; otherwise it says why the button does not
    work.

    `broken` is the first broken link in words; empty if the chain holds. The first step is the one at once.
    """

    room_name: str
    button: str
    steps: tuple[ReachStep, ...]
    broken: str
    messages: tuple[ReachMessage, ...] = ()
    """Who is told by messages besides, and by which ways, in order. They do not make a chain that is broken hold."""
    messages_more: int = 0
    """How many more there are."""


class AskReach(HouseAsk[ReachKnown], frozen=True, kw_only=True, tag="ask-reach"):
    """Ask who would be told if this room pressed now."""

    room: RoomId
