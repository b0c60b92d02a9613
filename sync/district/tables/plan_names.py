"""What boxes' plans call their buildings, held against the names they were enrolled under. Nothing is refused for it.

A token that stood on the wrong line of a list gave a school another one's name. Only its plan shows it.
"""

from appliance.envelope.building_name import differ
from appliance.envelope.deposit import Refused
from sync.district.store import Sql
from sync.district.tables import audit, boxes, buildings
from sync.protocol import BuildingNamed

AGAIN_MS = 60_000  # two names of one box that leave no line: it says its name again each ten minutes
# Until it is heard to differ again: that leaves a line, and so does its end. One that lies without end leaves one an hour, as others do.
DIFFERS_AGAIN_MS = 2 * 3_600_000

DIFFERS, AGREES = "plan names another building", "plan names this building"


def hear(sql: Sql, box_id: bytes, name: str, certificate: str, now_ms: int) -> BuildingNamed | Refused:
    """Keep the box's word, note where it begins or ends to differ, and answer what the district calls the building.

    An empty one, of a box whose plan is not there just now, takes nothing back.
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
