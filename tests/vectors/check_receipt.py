"""Checks a receipt against an export, without any code of Handbell: it has the formats, as our files tell them, written a second time.

(`appliance/receipt/paper.py`, `appliance/log/container.py`, `appliance/envelope/format.py`)

python tests/vectors/check_receipt.py receipt.txt record.export

Needs Python and the package `cryptography`. Prints "proven: …" and exits 0, or "refuted: …" and exits 1. `receipt.txt` holds the text of
the QR code, of several codes, or the typed lines R01, R02 …
"""

import base64
import hashlib
import json
import re
import struct
import sys
import zlib
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Wrong(Exception):
    """Says where receipt and record do not agree."""


def need(holds: bool, what: str) -> None:
    if not holds:
        raise Wrong(what)


def label(purpose: str) -> bytes:
    return purpose.encode() + bytes(32 - len(purpose))


def packed(text: str) -> bytes:
    """Give the bytes of the receipt: from one code, from several, or from typed lines, whose last two letters are a check."""
    whole = re.search(r"HBR1:([0-9A-Z]+)(?!\S)", text)
    parts = re.findall(r"HBR1:(\d)/\d:([0-9A-Z]+)", text)
    lines = re.findall(r"^R(\d\d) ([0-9A-Z ]+) ..$", text, re.MULTILINE)
    letters = whole[1] if whole else "".join(part for _, part in sorted(set(parts or lines))).replace(" ", "")
    need(bool(letters), "there is no receipt in it")
    bits = "".join(f"{LETTERS.index(letter):05b}" for letter in letters)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8))


def signed_by(key: bytes, signature: bytes, statement: bytes, what: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, statement)
    except InvalidSignature:
        raise Wrong(what) from None


def entry_digest(entry: bytes) -> bytes:
    return hashlib.sha256(label("handbell entry digest v1") + entry).digest()


def check(receipt: str, export: str) -> str:
    """Say what is proven. Raises Wrong."""
    data = packed(receipt)
    need(zlib.crc32(data[:-4]).to_bytes(4, "big") == data[-4:], "the receipt was misread")
    body, signature = data[:-68], data[-68:-4]
    salt, digest, building = body[:16], body[16:48], body[48:64]
    head_number, head_digest, device = struct.unpack(">Q", body[96:104])[0], body[104:136], body[136:168]
    entry_number = struct.unpack(">Q", body[168:176])[0]
    signed_by(device, signature, label("handbell receipt statement v1") + body, "the receipt was changed")

    lines = [json.loads(line) for line in export.splitlines()]
    top = {name: base64.b64decode(lines[0][name]) for name in ("statement", "signature", "device_key")}
    signed_by(top["device_key"], top["signature"], top["statement"], "the signature of the export does not hold")
    need(top["device_key"] == device and top["statement"][32:48] == building, "the export is another box's")
    entries = {line["number"]: base64.b64decode(line["entry"]) for line in lines if line["type"] == "entry"}

    need(all(n in entries for n in range(entry_number, head_number + 1)), "an entry is missing")
    account = entries[entry_number]
    need(hashlib.sha256(salt + account).digest() == digest, "the entry is not what it was")
    need(account[6:22] == building and account[54:62] == body[168:176], "the entry belongs elsewhere")
    for number in range(entry_number + 1, head_number + 1):
        before = entry_digest(entries[number - 1])
        need(entries[number][80:112] == before, f"entry {number} does not follow the one before")
    need(entry_digest(entries[head_number]) == head_digest, "the head is not what the box signed")
    return f"entry {entry_number} is what it was, and in its place up to entry {head_number}"


def main() -> int:
    receipt, export = (Path(name).read_text(encoding="utf-8") for name in sys.argv[1:3])
    try:
        print("proven:", check(receipt, export))
    except Wrong as wrong:
        print("refuted:", wrong)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
