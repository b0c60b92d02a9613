"""Makes one plain sentence of each event of a page. Pure; a part of `transcript`."""

from typing import assert_never

from appliance.core.ground.names import Names
from appliance.core.pages.events import AnyPageEvent, PagePaired, PageRetired
from appliance.plan.ids import DeskId, PersonId, RoomId
from appliance.plan.pairable import PairedAs


def page_line(event: AnyPageEvent, names: Names) -> str:
    """Say what has another browser, or has none any more."""
    match event:
        case PagePaired():
            return f"{_what(event, names)} paired with a browser {names.actor(event.by)}."
        case PageRetired():
            how = "because the plan does not have it there" if event.by is None else names.actor(event.by)
            return f"Page {event.page} retired {how}: its browser calls no more."
        case _:
            assert_never(event)


def _what(event: PagePaired, names: Names) -> str:
    match event.kind:
        case PairedAs.ROOM:
            return f"Page {event.page} in {names.room(RoomId(event.place))}"
        case PairedAs.PHONE:
            return f"Phone {event.page} of {names.person(PersonId(event.place))}"
        case PairedAs.DESK:
            return f"Desk {names.desk(DeskId(event.place))}"
        case PairedAs.WALL:
            return f"Wall board {event.page}"
        case _:
            assert_never(event.kind)
