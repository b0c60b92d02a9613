"""Recovery bundles that boxes bring, the newest two of each: given to the safety office, and to no box. Opens nothing."""

from appliance.envelope.deposit import Refused
from sync.district.ledger import boxes, keeping
from sync.district.ledger.deposits import Terms
from sync.district.ledger.quota import OverQuota, over_quota
from sync.district.store import Sql
from sync.protocol import BundleBrought, BundleKept, BundlesKept, Kept

TOLD_MAX = 6  # of one answer: 6 MiB, of the last three boxes of a building
KEPT_MAX = 2  # the newest, and the one before it, in case the newest was cut short by what killed the box


def keep(sql: Sql, box_id: bytes, brought: BundleBrought, terms: Terms, certificate: str) -> Kept | Refused | OverQuota:
    """Keep it in the place of the older one. The same again changes nothing."""
    box = boxes.locked(sql, box_id, certificate)
    if box is None:
        return boxes.UNKNOWN
    if (refused := boxes.closed(box)) is not None:
        return refused
    row = sql.one("SELECT sealed FROM bundle WHERE box = ? AND serial = ?", box.box, brought.serial)
    if row is not None and row[0] == brought.sealed:
        return Kept()
    over = over_quota(sql, box, len(brought.sealed), terms.now_ms, terms.bytes_per_day)
    if over is not None:
        return over
    sql.run("DELETE FROM bundle WHERE box = ? AND serial = ?", box.box, brought.serial)
    values = (box.box, brought.serial, box.building, terms.now_ms, brought.sealed)
    sql.run("INSERT INTO bundle (box, serial, building, at_ms, sealed) VALUES (?, ?, ?, ?, ?)", *values)
    keeping.count_room(sql, box, len(brought.sealed))
    for (serial,) in sql.all("SELECT serial FROM bundle WHERE box = ? ORDER BY at_ms DESC, serial DESC", box.box)[
        KEPT_MAX:
    ]:
        sql.run("DELETE FROM bundle WHERE box = ? AND serial = ?", box.box, serial)
    return Kept()


def kept(sql: Sql, building: bytes) -> BundlesKept:
    """Those of a building's boxes, the newest first."""
    rows = "SELECT box, serial, at_ms, sealed FROM bundle WHERE building = ? ORDER BY at_ms DESC, serial DESC"
    return BundlesKept(tuple(BundleKept(*row) for row in sql.all(rows, building)[:TOLD_MAX]))
