"""Keeps the recovery bundles that boxes bring, the newest two of each. They are given to the safety office, and to no box.
Opens nothing.
"""

from appliance.envelope.deposit import Refused
from sync.district.sealed_bundle import is_of
from sync.district.store import Sql
from sync.district.tables import boxes
from sync.district.tables.deposits import Terms
from sync.district.tables.quota import Limit, OverQuota
from sync.protocol import BundleBrought, BundleKept, BundlesKept, Kept

TOLD_MAX = 6  # bundles in one answer: 6 MiB, from the last three boxes of a building
KEPT_MAX = 2  # the newest, and the one before it, in case the box died while it made the newest
# A box never makes two bundles within a minute (`appliance/recovery/bundling.py`), and its uplink looks every ten minutes. Bundles do not
# count in the box's day, because a day used up by bundles would hold back calls; and there are never more than two, of 1 MiB.
EVERY_MS = 60_000
NOT_ITS_OWN = Refused("signature", "This is no recovery bundle that the device of this box signed for anybody.")


def keep(sql: Sql, box_id: bytes, brought: BundleBrought, terms: Terms, certificate: str) -> Kept | Refused | OverQuota:
    """Keep a bundle in place of the oldest one. The same bundle again changes nothing."""
    box = boxes.locked(sql, box_id, certificate)
    if box is None:
        return boxes.UNKNOWN
    if (refused := boxes.closed(box)) is not None:
        return refused
    there = sql.all("SELECT serial, at_ms, sealed FROM bundle WHERE box = ? ORDER BY at_ms DESC, serial DESC", box.box)
    if any((serial, sealed) == (brought.serial, brought.sealed) for serial, _, sealed in there):
        return Kept()
    if not is_of(brought.sealed, box.building, box.box, box.device_key, brought.serial):
        return NOT_ITS_OWN
    if there and (over := _too_soon(there[0][1], terms.now_ms)) is not None:
        return over
    others = [serial for serial, *_ in there if serial != brought.serial]
    gone = {*others[KEPT_MAX - 1 :], brought.serial}
    for serial in gone:
        sql.run("DELETE FROM bundle WHERE box = ? AND serial = ?", box.box, serial)
    values = (box.box, brought.serial, box.building, terms.now_ms, brought.sealed)
    sql.run("INSERT INTO bundle (box, serial, building, at_ms, sealed) VALUES (?, ?, ?, ?, ?)", *values)
    room = len(brought.sealed) - sum(len(sealed) for serial, _, sealed in there if serial in gone)
    sql.run("UPDATE box SET kept_bytes = kept_bytes + ? WHERE box = ?", room, box.box)
    return Kept()


def kept(sql: Sql, building: bytes) -> BundlesKept:
    """Give the bundles of a building's boxes, the newest first."""
    rows = "SELECT box, serial, at_ms, sealed FROM bundle WHERE building = ? ORDER BY at_ms DESC, serial DESC"
    return BundlesKept(tuple(BundleKept(*row) for row in sql.all(rows, building)[:TOLD_MAX]))


def _too_soon(newest_ms: int, now_ms: int) -> OverQuota | None:
    left_ms = newest_ms + EVERY_MS - now_ms
    if not 0 < left_ms <= EVERY_MS:
        return None
    says = (
        "This box brought a recovery bundle less than a minute ago. Nothing of this one was kept. It goes on by itself."
    )
    return OverQuota(Refused("quota", says), (left_ms + 999) // 1000, Limit.BUNDLES)
