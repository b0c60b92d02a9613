"""Makes one plain sentence of each event of a page. Pure; a part of `transcript`."""

from typing import assert_never

from appliance.core.ground.names import Names
from appliance.core.pages.events import AnyPageEvent, PagePaired, PageRetired


def page_line(event: AnyPageEvent, names: Names) -> str:
    """Say which page has another browser, or has none any more."""
    match event:
        case PagePaired():
            return f"Page {event.page} in {names.room(event.room)} paired with a browser {names.actor(event.by)}."
        case PageRetired():
            how = "because the plan does not have it there" if event.by is None else names.actor(event.by)
            return f"Page {event.page} retired {how}: its browser calls no more."
        case _:
            assert_never(event)
