"""Reads the section `tap_outs` of a plan file off a Sheet. `check_tap_outs` says what is wrong with what was read."""

from collections.abc import Callable

from appliance.plan.ids import AreaName, RoomId
from appliance.plan.marked import RawValue, Sheet
from appliance.plan.model import Role, Space, TapOuts


def tap_outs(sheet: Sheet, raw: RawValue, roles: Callable[[Sheet, RawValue | None], tuple[Role, ...]]) -> TapOuts:
    """Read the section. `roles` reads a list of roles."""
    held = sheet.fields(raw, ("cover_within_min",), ("covers", "spaces"))
    return TapOuts(
        cover_within_min=sheet.number(held.get("cover_within_min"), 0),
        covers=roles(sheet, held.get("covers")),
        spaces=tuple(_space(sheet, each) for each in sheet.items(held.get("spaces"))),
    )


def _space(sheet: Sheet, raw: RawValue) -> Space:
    held = sheet.fields(raw, ("adult",), ("room", "area", "places"))
    return Space(
        adult=sheet.text(held.get("adult")),
        room=RoomId(sheet.text(held.get("room"))),
        area=AreaName(sheet.text(held.get("area"))),
        places=sheet.number(held.get("places"), 1),
    )
