"""What an administrator asks who was brought a stick: the same as the box itself would ask over a line. Opens nothing.

Whose stick it is, is said by a head statement under the device key that was enrolled; no key of anybody travels on a stick.
"""

from dataclasses import replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from appliance.envelope.deposit import Deposited, HeadTold, Notices, Refused, Signed
from appliance.envelope.format import FormatError, read_head_statement
from sync.district import box_door
from sync.district.asked import Asked
from sync.district.district import District
from sync.district.ledger import audit, boxes
from sync.district.ledger.quota import OverQuota
from sync.district.peer import Peer
from sync.district.store import Sql
from sync.protocol import Role

_NOT_A_HEAD = Refused("bad-request", "This is no signed head of a box. Export the stick again at the box.")
_NOT_ITS_DEVICE = Refused("signature", "This head is not signed by the device that was enrolled as this box.")


async def head(district: District, asked: Asked) -> HeadTold | Refused:
    """How far the box is here whose device signed this head."""
    signed: Signed = asked.body
    try:
        building, box, *_ = read_head_statement(signed.statement)
    except FormatError:
        return _NOT_A_HEAD

    def ask(sql: Sql) -> HeadTold | Refused:
        known = boxes.seen(sql, box)
        if known is None or known.building != building:
            return boxes.UNKNOWN
        if not _signed_by(known.device_key, signed):
            return _NOT_ITS_DEVICE
        audit.add(sql, district.now_ms(), asked.who, "brought a stick", f"box {box.hex()}")
        return boxes.closed(known) or boxes.head(sql, box)

    return await district.store.do(ask)


async def deposit(district: District, asked: Asked) -> Deposited | Refused | OverQuota:
    """Take contiguous entries of this box."""
    return await box_door.deposit(district, _as_box(asked))


async def notices(district: District, asked: Asked) -> Notices | Refused:
    """What the safety office says to this box's building, to be carried back."""
    return await box_door.notices(district, _as_box(asked))


def _as_box(asked: Asked) -> Asked:
    building, box = asked.query["building"], asked.query["box"]
    return replace(asked, peer=Peer(Role.BUILDING, building.hex(), building=building, box=box))


def _signed_by(device_key: bytes, signed: Signed) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(device_key).verify(signed.signature, signed.statement)
    except (InvalidSignature, ValueError):
        return False
    return True
