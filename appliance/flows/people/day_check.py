"""Who signed the day's morning check, in words. Pure; knows no screen and no key."""

from appliance.api.board.board import BoardView
from appliance.flows.zone import zone_at
from appliance.words.times import count, hour


def signed(view: BoardView, *, nameless: bool = False) -> str:
    """Who signed this day, and what that leaves open; empty where nobody has to yet."""
    check = view.day_check
    if not view.clock_trusted:
        return "Nobody knows whether this day was checked: the clock is not known"
    if check is not None and check.today:
        by = f" by {check.by}" if check.by and not nameless else ""
        ill = f"; {count(check.not_well, 'thing was', 'things were')} not well then" if check.not_well else ""
        return f"Checked {hour(check.wall_ms, zone_at(view))}{by}{ill}"
    return "Not checked today" if view.day_unchecked else ""
