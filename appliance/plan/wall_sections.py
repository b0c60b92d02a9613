"""Reads the section `walls` of a plan file off a Sheet. `check_walls` says what is wrong with what was read."""

from appliance.plan.ids import ButtonId, ZoneId
from appliance.plan.marked import RawValue, Sheet
from appliance.plan.walls import Wall


def wall(sheet: Sheet, raw: RawValue) -> Wall:
    """Read one wall board."""
    held = sheet.fields(raw, ("id", "name"), ("zones",))
    zones = (ZoneId(sheet.word(each)) for each in sheet.items(held.get("zones"), one_alone=True))
    return Wall(
        wall=ButtonId(sheet.text(held.get("id"))),
        name=sheet.text(held.get("name")),
        zones=tuple(dict.fromkeys(zone for zone in zones if zone)),
    )
