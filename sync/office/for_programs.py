"""What is not as it should be, told to programs as objects of JSON: names that stay, null where there is nothing. Pure."""

from collections.abc import Mapping

from appliance.command_line import utc
from sync.office.store import Doubt


def doubt(each: Doubt, names: Mapping[bytes, str]) -> dict[str, object]:
    """`names`: of buildings. `doubt` is what it is acknowledged by."""
    answered = each.acknowledged
    return {
        "doubt": each.name,
        "kind": each.kind,
        "building_id": each.building.hex() or None,
        "building_name": names.get(each.building),
        "box_id": each.box.hex() or None,
        "number": each.number or None,
        "says": each.says,
        "acknowledged": None if answered is None else utc(answered.at_ms),
        "reason": None if answered is None else answered.reason,
    }
