"""Defines entries of the record in words, as a desk asks for them. Pure values; knows no socket."""

import msgspec

from appliance.api.ask import Answer, HouseAsk
from appliance.api.contents import holds
from appliance.plan.ids import IncidentId, RoomId


# who may read `line` follows from the texts of its event (`appliance.api.access`)
@holds("number wall_ms incident call line")
class FeedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One entry in words, without what this desk may not read."""

    number: int
    wall_ms: int
    incident: IncidentId | None
    call: int | None
    line: str


@holds("request head items")
class FeedItems(Answer, frozen=True, kw_only=True, tag="feed-items"):
    """Entries asked for with Follow; `head` is the newest number that exists. For entries that were brought back, it is the last entry
    looked at: even if no key here opens that entry, there may be others after it.
    """

    head: int
    items: tuple[FeedItem, ...]


class Follow(HouseAsk[FeedItems], frozen=True, kw_only=True, tag="follow"):
    """Send entries with numbers above `after`, up to `limit`. `incident` narrows to one incident, `room` to the latest incidents from
    there.

    They come in order; `newest_first` sends the last ones if there are more than `limit`. `brought_back` asks for entries that this
    record lost and the district had, from the oldest on; go on after the `head` of the answer until that is 0.
    """

    after: int
    limit: int = 200
    incident: IncidentId | None = None
    newest_first: bool = False
    room: RoomId | None = None
    brought_back: bool = False
