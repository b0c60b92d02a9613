"""Defines what is asked and told about the cards at doors, on the desk line. Knows no socket. Whoever asks gets the same: the cards hang
where everybody reads them.
"""

import msgspec

from appliance.api.ask import Answer, HouseAsk
from appliance.api.contents import holds
from appliance.plan.ids import RoomId

CARDS_MAX = 100
"""Cards in one answer. A card takes 3 to 6 KB, so these are well below what an answer may have (`appliance.api.framing`)."""


@holds("room name code")
class CardLine(msgspec.Struct, frozen=True, kw_only=True):
    """The card of a room, as the adopted plan gives it, by its code."""

    room: RoomId
    name: str
    code: str


@holds("request building timezone listed documents")
class DoorCardsKnown(Answer, frozen=True, kw_only=True, tag="door-cards-known"):
    """Answer to AskDoorCards. `listed` has a line for every room, in the plan's order, if no room was asked for. `documents` are the cards
    of the rooms that were asked for (`appliance.door_cards.card`), of the first `CARDS_MAX` of them; a room that the plan does not have is
    left out.
    """

    building: str
    timezone: str
    listed: tuple[CardLine, ...] = ()
    documents: tuple[bytes, ...] = ()


class AskDoorCards(HouseAsk[DoorCardsKnown], frozen=True, kw_only=True, tag="ask-door-cards"):
    """Ask for the codes of all cards at doors; or, with `rooms`, for all that the cards of these rooms say."""

    rooms: tuple[RoomId, ...] = ()
