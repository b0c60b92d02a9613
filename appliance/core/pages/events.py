"""Defines what is recorded about pages. Recorded for ever: an event is never changed, and a new version gets a new tag."""

from appliance.core.ground.events import PageEvent
from appliance.core.ground.words import Actor
from appliance.plan.ids import ButtonId, RoomId


class PagePaired(PageEvent, frozen=True, kw_only=True, tag="page-paired-1"):
    """A browser was paired with a page of the plan, in a window that the desk `by` held open. An earlier browser of it is retired.

    `public_key`: the key that the browser made, a point of P-256 in 65 bytes, uncompressed (SEC 1, section 2.3.3). `room`: the room of
    the page at that moment. If the plan moves the page, the pairing does not go with it.
    """

    by: Actor
    page: ButtonId
    room: RoomId
    public_key: bytes


class PageRetired(PageEvent, frozen=True, kw_only=True, tag="page-retired-1"):
    """No browser may call as this page any more. `by` None: the plan has no such page any more, or has it in another room."""

    by: Actor | None
    page: ButtonId


type AnyPageEvent = PagePaired | PageRetired
