"""Compares what boxes' plans call their buildings with the names that they were enrolled under. Nothing is refused because of it.

A token that stood on the wrong line of a list gives a school another one's name. Only the school's plan shows that.
"""

from appliance.envelope.building_name import differ
from appliance.envelope.deposit import Refused
from sync.district.store import Sql
from sync.district.tables import audit, boxes, buildings
from sync.protocol import BuildingNamed

AGAIN_MS = 60_000  # between two names of one box that leave no audit line: a box says its name every ten minutes
# Until a name that differs is heard again: that leaves an audit line, and so does its end. A box that lies without end leaves one line an
# hour, as others do.
DIFFERS_AGAIN_MS = 2 * 3_600_000

DIFFERS, AGREES = "plan names another building", "plan names this building"


def hear(sql: Sql, box_id: bytes, name: str, certificate: str, now_ms: int) -> BuildingNamed | Refused:
    """Keep the box's word, note when it begins or ends to differ, and answer what the district calls the building.

    An empty name, from a box that has no plan just now, changes nothing.
    """
    if name and (bad := buildings.bad_name(name)) is not None:
        return bad
    box = boxes.locked(sql, box_id, certificate)
    if box is None:
        return boxes.UNKNOWN
    if (refused := boxes.closed(box)) is not None:
        return refused
    named = buildings.name_of(sql, box.building)
    row = sql.one("SELECT plan_name, plan_name_ms FROM box WHERE box = ?", box_id)
    before, since_ms = ("", 0) if row is None else row
    again_ms = DIFFERS_AGAIN_MS if differ(name, named) else AGAIN_MS
    if name in {"", before} or 0 <= now_ms - since_ms < again_ms:
        return BuildingNamed(named)
    sql.run("UPDATE box SET plan_name = ?, plan_name_ms = ? WHERE box = ?", name, now_ms, box_id)
    if differ(name, named) or differ(before, named):
        what = DIFFERS if differ(name, named) else AGREES
        audit.add(sql, now_ms, f"box {box_id.hex()}", what, f"building {box.building.hex()} {named}: {name!r}")
    return BuildingNamed(named)
