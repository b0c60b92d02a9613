"""Takes what comes on a stick, in an administrator's hands: in a box's name, and only up to a head that its device signed.
Opens nothing.
"""

from appliance.envelope.deposit import HeadTold, Refused, Signed
from appliance.envelope.format import FormatError, read_head_statement
from sync.district.batch import Batch
from sync.district.receipt_key import signed_by_its_key
from sync.district.store import Sql
from sync.district.tables import boxes, damage


def take_head(sql: Sql, signed: Signed) -> HeadTold | Refused:
    """Remember the head that a device signed, and tell what is here of its box."""
    try:
        building, box_id, _, number, digest = read_head_statement(signed.statement)
    except FormatError as wrong:
        return Refused("bad-request", f"This is no head of a box: {wrong}.")
    box = boxes.locked(sql, box_id)
    if box is None or box.building != building:
        return boxes.UNKNOWN
    if box.device_key != signed.key or not signed_by_its_key(signed):
        return Refused("signature", "The head on this stick is not signed by the device that was enrolled.")
    if (refused := boxes.closed(box)) is not None:
        return refused
    sql.run("UPDATE box SET signed_number = ?, signed_digest = ? WHERE box = ?", number, digest, box_id)
    return damage.head(sql, box_id)


def beyond_head(sql: Sql, box: bytes, batch: Batch) -> Refused | None:
    """Say why this batch is not what the device signed; None where it can be."""
    row = sql.one("SELECT signed_number, signed_digest FROM box WHERE box = ?", box)
    number, digest = row or (0, b"")
    if batch.last.number < number or (batch.last.number, batch.last.digest) == (number, digest):
        return None
    says = f"The device of this box signed entry {number} as its last; these go up to {batch.last.number}, or end in another entry."
    return Refused("signature", says)
