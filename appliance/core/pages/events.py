"""Defines what is recorded about pages. Recorded for ever: an event is never changed, and a new version gets a new tag."""

from appliance.core.ground.events import PageEvent
from appliance.core.ground.words import Actor
from appliance.plan.ids import ButtonId
from appliance.plan.pairable import PairedAs


class PagePaired(PageEvent, frozen=True, kw_only=True, tag="page-paired-1"):
    """A browser was paired with an id of the plan, in a window that the desk `by` held open. An earlier browser of it is retired.

    `kind` and `place` are what the plan has under this id at that moment (`appliance.plan.pairable`): the page of a room, the phone of a
    person, a desk or a wall board. If the plan gives the id to another place, the pairing does not go with it. `public_key`: the key that
    the browser made, a point of P-256 in 65 bytes, uncompressed (SEC 1, section 2.3.3).
    """

    by: Actor
    page: ButtonId
    kind: PairedAs
    place: str
    public_key: bytes


class PageRetired(PageEvent, frozen=True, kw_only=True, tag="page-retired-1"):
    """No browser is this page any more. `by` None: the plan has no such id any more, or has it for another place."""

    by: Actor | None
    page: ButtonId


type AnyPageEvent = PagePaired | PageRetired
