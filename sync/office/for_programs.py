"""Gives doubts and incidents to programs as JSON objects: their names stay the same, and null stands for nothing. Pure."""

from collections.abc import Mapping

from appliance.command_line import utc
from appliance.envelope.building_name import differ
from sync.office.kinds import TIME_MS_MAX
from sync.office.store import Doubt
from sync.office.words import Row


def doubt(each: Doubt, names: Mapping[bytes, str]) -> dict[str, object]:
    """Give a doubt. `names`: of buildings. `doubt` is the name by which it is acknowledged."""
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


def incident(row: Row) -> dict[str, object]:
    """Give an incident as `list` shows it. `at`: when it was raised; null where the box wrote a time that no calendar has."""
    known, plan = row.found.incident, row.index.plan_name
    return {
        "building_id": row.found.building.hex(),
        "building_name": row.district,
        "plan_name": plan or None,
        "names_differ": differ(plan, row.district),
        "number": known.number,
        "incident": known.incident,
        "place": row.place,
        "kind": known.kind,
        "at": utc(known.wall_ms) if 0 <= known.wall_ms <= TIME_MS_MAX else None,
        "open": known.open,
        "practice": known.practice,
        "status": known.status,
    }
