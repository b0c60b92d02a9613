"""Entries of the record in words, as a desk asks for them. Pure values; knows no socket."""

import msgspec

from appliance.api.ask import Answer, HouseAsk
from appliance.api.contents import holds
from appliance.plan.ids import IncidentId, RoomId


# what stands in a line: by the texts of its event (`appliance.api.access`)
@holds("number wall_ms incident call line")
class FeedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One entry in words, already filtered to what this desk may read."""

    number: int
    wall_ms: int
    incident: IncidentId | None
    call: int | None
    line: str


@holds("request head items")
class FeedItems(Answer, frozen=True, kw_only=True, tag="feed-items"):
    """Entries asked for with Follow; `head` is the newest number there is. Of what was brought back it is the last one looked at: that no
    key here opens an entry does not mean that there is none after it.
    """

    head: int
    items: tuple[FeedItem, ...]


class Follow(HouseAsk[FeedItems], frozen=True, kw_only=True, tag="follow"):
    """Send entries with numbers above `after`, up to `limit`; `incident` narrows to one, `room` to the latest ones from there.

    They come in order; `newest_first` sends the last ones where there are more than `limit`. `brought_back`: not of this record, but of
    what it lost and the district had, from the oldest on; go on after the `head` of the answer until that is 0.
    """

    after: int
    limit: int = 200
    incident: IncidentId | None = None
    newest_first: bool = False
    room: RoomId | None = None
    brought_back: bool = False
