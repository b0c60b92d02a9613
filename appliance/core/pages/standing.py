"""Tells which entries about pages stand over a restart. Pure."""

from typing import assert_never

from appliance.core.ground.stands import Falls, Stands
from appliance.core.pages.events import AnyPageEvent, PagePaired, PageRetired


def changes(event: AnyPageEvent) -> tuple[Stands | Falls, ...]:
    """Give what an event puts up or takes down: the last pairing of each page."""
    match event:
        case PagePaired():
            return (Stands(f"page:{event.page}"),)
        case PageRetired():
            return (Falls(f"page:{event.page}"),)
        case _:
            assert_never(event)
