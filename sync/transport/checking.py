"""Whether what came back is a receipt for what was sent. Pure but for the arithmetic of signatures; trusts no key.

Any key may have signed here: which keys count is decided by the alert daemon, which knows what the safety office named. The uplink
only tells a receipt from a captive portal's page, from a receipt for something else, and from bytes damaged on the way.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from appliance.envelope.deposit import Signed
from appliance.envelope.format import FormatError, entry_digest, split
from appliance.envelope.statements import Countersigned, Holding


def is_signed(signed: Signed) -> bool:
    """Whether the key that stands beside the statement signed it. Malformed bytes are simply not signed."""
    try:
        Ed25519PublicKey.from_public_bytes(signed.key).verify(signed.signature, signed.statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def countersigns(signed: Signed, last_entry: bytes) -> Countersigned | None:
    """The receipt, where it is one for everything up to this entry; else None."""
    try:
        receipt, header = Countersigned.unpack(signed.statement), split(last_entry).header
    except FormatError:
        return None
    said = (receipt.building, receipt.box, receipt.epoch, receipt.last, receipt.digest)
    sent = (header.building, header.box, header.epoch, header.number, entry_digest(last_entry))
    return receipt if said == sent and is_signed(signed) else None


def covers(signed: Signed, entry: bytes) -> bool:
    """Whether it is a receipt for everything up to this entry, or beyond: for what the district had, it gives the one it gave first."""
    try:
        receipt, header = Countersigned.unpack(signed.statement), split(entry).header
    except FormatError:
        return False
    beyond = (receipt.building, receipt.box) == (header.building, header.box) and receipt.last > header.number
    return (beyond and is_signed(signed)) or countersigns(signed, entry) is not None


def holds(signed: Signed, entry: bytes) -> Holding | None:
    """The holding receipt, where it is one for this entry; else None."""
    try:
        receipt, header = Holding.unpack(signed.statement), split(entry).header
    except FormatError:
        return None
    said = (receipt.building, receipt.box, receipt.epoch, receipt.number, receipt.digest)
    sent = (header.building, header.box, header.epoch, header.number, entry_digest(entry))
    return receipt if said == sent and is_signed(signed) else None
