"""Packs a receipt into bytes: what the device signs and what a QR code holds, and reads both again. Pure; knows no record, draws nothing.

    packed = body | Ed25519 signature 64 | CRC-32 of both         all numbers big-endian
    body   = salt 16 | SHA-256(salt | stored bytes of the entry) 32 | building 16 | box 16 | epoch 16 | u64 head number
        | head digest 32 | device key 32 | u64 entry | u64 wall_ms | u64 number, then six texts, u16 length | UTF-8:
        building, box, incident, identity, PIN set by, countersigned
    signed = "handbell receipt statement v1", zeros up to 32 bytes | body
    text   = "HBR1:" | packed in Crockford's base 32; in several codes "HBR1:1/3:", "HBR1:2/3:", …

One signature covers two things: the record ended with this head, and this paper was given. So no word on it can be changed unnoticed.
The CRC-32 tells a slip in reading from a change; it proves nothing against people.
"""

import hashlib
import struct
import zlib
from collections.abc import Callable

import msgspec

from appliance.api.records.messages import Paper
from appliance.envelope import format as layout
from appliance.plan.ids import IncidentId
from appliance.record import crockford

MARK = "HBR1"
NOT_COUNTERSIGNED = "not yet countersigned"
SALT_LEN = 16
"""128 bits from the operating system: somebody who has the record but not the paper cannot tell which entry the paper is about."""
SIGNATURE_LEN = 64  # Ed25519
LABEL = b"handbell receipt statement v1".ljust(32, b"\0")

_FIXED = struct.Struct(">16s32s16s16s16sQ32s32sQQQ")
_CRC_LEN = 4


class Unread(ValueError):
    """These are not the bytes of a receipt. `str()` says what is wrong, and what to do."""


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What a receipt says in words and numbers, as in `Paper`."""

    building: str
    box: str
    incident: IncidentId
    number: int
    wall_ms: int
    identity: str
    pin_set_by: str = ""
    countersigned: str = NOT_COUNTERSIGNED


def digest(salt: bytes, stored: bytes) -> bytes:
    """Give SHA-256(salt | stored bytes): 32 bytes that anybody can compute again with any tool."""
    return hashlib.sha256(salt + stored).digest()


def give(
    words: Words, stored: bytes, salt: bytes, head: bytes, device_key: bytes, sign: Callable[[bytes], bytes]
) -> Paper:
    """Make a receipt for the entry `stored`.

    `head` is a head statement (`envelope.format`, 120 bytes) of a head at or after that entry, on disk; it needs no signature of its own.
    `salt`: SALT_LEN bytes from the operating system. `sign` is the vault's. Raises ValueError where they do not fit together.
    """
    entry = layout.split(stored).header.number
    _, _, _, head_number, head_digest = layout.read_head_statement(head)
    if head_number < entry:
        raise ValueError(f"the head at entry {head_number} is older than entry {entry}")
    unsigned = Paper(
        building=words.building,
        box=words.box,
        incident=words.incident,
        number=words.number,
        entry=entry,
        wall_ms=words.wall_ms,
        salt=salt.hex(),
        digest=digest(salt, stored).hex(),
        head_number=head_number,
        head_digest=head_digest.hex(),
        head_statement=head.hex(),
        device_key=device_key.hex(),
        signature="",
        identity=words.identity,
        pin_set_by=words.pin_set_by,
        countersigned=words.countersigned,
    )
    return msgspec.structs.replace(unsigned, signature=sign(statement(unsigned)).hex())


def statement(paper: Paper) -> bytes:
    """Give what the device signs. Raises ValueError for a paper whose parts contradict each other or do not fit."""
    return LABEL + _body(paper)


def pack(paper: Paper) -> bytes:
    """Pack all of it, some 400 bytes. Raises ValueError as `statement` does."""
    signature = bytes.fromhex(paper.signature)
    if len(signature) != SIGNATURE_LEN:
        raise ValueError(f"a signature has {SIGNATURE_LEN} bytes, not {len(signature)}")
    signed = _body(paper) + signature
    return signed + zlib.crc32(signed).to_bytes(_CRC_LEN)


def unpack(packed: bytes) -> Paper:
    """Undo `pack`; checks no signature. Raises Unread."""
    signed, crc = packed[:-_CRC_LEN], packed[-_CRC_LEN:]
    if len(packed) < _FIXED.size + SIGNATURE_LEN + _CRC_LEN or zlib.crc32(signed).to_bytes(_CRC_LEN) != crc:
        raise Unread("Something in it was misread, or is missing. Scan or copy it again, all of it.")
    body, signature = signed[:-SIGNATURE_LEN], signed[-SIGNATURE_LEN:]
    salt, digest_, *head, device_key, entry, wall_ms, number = _FIXED.unpack_from(body)
    head_statement = layout.head_statement(*head)
    building, box, incident, identity, pin_set_by, countersigned = _texts(body[_FIXED.size :])
    return Paper(
        building=building,
        box=box,
        incident=IncidentId(incident),
        number=number,
        entry=entry,
        wall_ms=wall_ms,
        salt=salt.hex(),
        digest=digest_.hex(),
        head_number=head[3],
        head_digest=head[4].hex(),
        head_statement=head_statement.hex(),
        device_key=device_key.hex(),
        signature=signature.hex(),
        identity=identity,
        pin_set_by=pin_set_by,
        countersigned=countersigned,
    )


def text(paper: Paper) -> str:
    """Give the text of one QR code; its letters are all in QR's alphanumeric mode. Raises ValueError as `statement` does."""
    return f"{MARK}:{crockford.encode(pack(paper))}"


def parts(paper: Paper, count: int) -> list[str]:
    """Give the same in `count` QR codes, to be scanned in any order. Raises ValueError as `statement` does."""
    letters = crockford.encode(pack(paper))
    each = -(-len(letters) // count)
    return [f"{MARK}:{at + 1}/{count}:{letters[at * each : (at + 1) * each]}" for at in range(count)]


def _body(paper: Paper) -> bytes:
    head = layout.read_head_statement(bytes.fromhex(paper.head_statement))
    salt, digest_ = bytes.fromhex(paper.salt), bytes.fromhex(paper.digest)
    device_key = bytes.fromhex(paper.device_key)
    if head[3:] != (paper.head_number, bytes.fromhex(paper.head_digest)):
        raise ValueError("its head is not the one in its head statement")
    if (len(salt), len(digest_), len(device_key)) != (SALT_LEN, layout.DIGEST_LEN, 32):
        raise ValueError(f"a salt has {SALT_LEN} bytes, a digest and a device key 32 each")
    texts = (paper.building, paper.box, paper.incident, paper.identity, paper.pin_set_by, paper.countersigned)
    try:
        fixed = _FIXED.pack(salt, digest_, *head, device_key, paper.entry, paper.wall_ms, paper.number)
        return fixed + b"".join(_text(each) for each in texts)
    except struct.error as wrong:
        raise ValueError(f"a number or text on it is out of range ({wrong})") from wrong


def _text(value: str) -> bytes:
    encoded = value.encode()
    return struct.pack(">H", len(encoded)) + encoded


def _texts(data: bytes) -> list[str]:
    """Read the six texts, with nothing left over. Raises Unread: the CRC was right, so these bytes were not made by our Handbell."""
    found, at = [], 0
    try:
        while at < len(data):
            (length,) = struct.unpack_from(">H", data, at)
            found.append(data[at + 2 : at + 2 + length].decode())
            at += 2 + length
    except (struct.error, UnicodeDecodeError) as wrong:
        raise Unread(f"Its texts cannot be read ({wrong}): it was not made by Handbell.") from wrong
    if len(found) != 6 or at != len(data):
        raise Unread("Its texts do not fit it: it was not made by Handbell.")
    return found
