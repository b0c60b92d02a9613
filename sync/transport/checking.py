"""Checks whether what came back is a receipt for what was sent. Pure, apart from the arithmetic of signatures; trusts no key.

Any key may have signed here: the alert daemon decides which keys count, because it knows which keys the safety office named. The uplink
only tells a receipt from a captive portal's page, from a receipt for something else, and from bytes damaged on the way.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from appliance.envelope.deposit import Signed
from appliance.envelope.format import FormatError, entry_digest, split
from appliance.envelope.statements import Countersigned, Holding


def is_signed(signed: Signed) -> bool:
    """Whether the key beside the statement signed it. Malformed bytes count as not signed."""
    try:
        Ed25519PublicKey.from_public_bytes(signed.key).verify(signed.signature, signed.statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def countersigns(signed: Signed, last_entry: bytes) -> Countersigned | None:
    """Give the receipt, if it covers everything up to exactly this entry; else None."""
    try:
        receipt, header = Countersigned.unpack(signed.statement), split(last_entry).header
    except FormatError:
        return None
    said = (receipt.building, receipt.box, receipt.epoch, receipt.last, receipt.digest)
    sent = (header.building, header.box, header.epoch, header.number, entry_digest(last_entry))
    return receipt if said == sent and is_signed(signed) else None


def covers(signed: Signed, entry: bytes) -> bool:
    """Whether it is a receipt for everything up to this entry or a later one: for entries that the district has already, it answers with
    the receipt that it gave first.
    """
    try:
        receipt, header = Countersigned.unpack(signed.statement), split(entry).header
    except FormatError:
        return False
    beyond = (receipt.building, receipt.box) == (header.building, header.box) and receipt.last > header.number
    return (beyond and is_signed(signed)) or countersigns(signed, entry) is not None


def holds(signed: Signed, entry: bytes) -> Holding | None:
    """Give the holding receipt, if it is for this entry; else None."""
    try:
        receipt, header = Holding.unpack(signed.statement), split(entry).header
    except FormatError:
        return None
    said = (receipt.building, receipt.box, receipt.epoch, receipt.number, receipt.digest)
    sent = (header.building, header.box, header.epoch, header.number, entry_digest(entry))
    return receipt if said == sent and is_signed(signed) else None
