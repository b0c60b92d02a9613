"""Checks that a sealed record hangs together, with nothing of Handbell's: the formats, as our files tell them, written a second time.

(`appliance/log/container.py`, `sync/office/sealed_export.py`, `appliance/envelope/format.py`, `appliance/envelope/statements.py`)

    python tests/vectors/check_chain.py record.export                      of `handbell log export`, on the box
    python tests/vectors/check_chain.py district.export RECEIPT_KEY …      of `handbell office export BUILDING --sealed`

Needs Python and the package `cryptography`, and no key that opens anything. Prints what holds and exits 0, or what does not and
exits 1. The keys in what is printed are to be compared: a box's with one of its receipts or `handbell log verify` at the box, the
district's with the file `receipt_keys` it made for its safety office. Those given (in hex) are the only ones whose receipts count.
"""

import base64
import hashlib
import json
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ENTRY = struct.Struct(
    ">4sBB16s16s16sQ16sH32sI"
)  # magic version suite building box epoch number stream key_no prev length
HEAD = struct.Struct(">32s16s16s16sQ32s")  # label building box epoch number digest
COUNTERSIGNED = struct.Struct(">32s16s16s16sQQ32sQ")  # label building box epoch first last digest received_ms


class Wrong(Exception):
    """The record does not hold."""


def need(holds: bool, what: str) -> None:
    if not holds:
        raise Wrong(what)


def label(purpose: str) -> bytes:
    return purpose.encode() + bytes(32 - len(purpose))


def signed_by(key: bytes, signature: bytes, statement: bytes, what: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, statement)
    except (InvalidSignature, ValueError):
        raise Wrong(what) from None


class Chain:
    """Entries of one box, one after the other. `digests`: number → digest of what was taken so far."""

    def __init__(self, building: bytes | None) -> None:
        self.building, self.box = building, None
        self.first = self.last = 0
        self.digests: dict[int, bytes] = {}
        self.epochs: dict[bytes, None] = {}

    def take(self, number: int, entry: bytes) -> None:
        """The next one."""
        need(len(entry) > 144, f"entry {number} is cut short")
        magic, version, suite, building, box, epoch, said, _, _, before, length = ENTRY.unpack_from(entry)
        need((magic, version, suite) == (b"HBE1", 1, 1), f"entry {number} is none of version 1")
        need(said == number, f"entry {number} says of itself that it is {said}")
        need(len(entry) == 128 + length and (length - 16) % 64 == 0, f"entry {number} is not as long as it says")
        if self.box is None:
            self.building, self.box, self.first = self.building or building, box, number
            need(number != 1 or before == bytes(32), "the first entry follows on another one")
        else:
            need(number == self.last + 1, f"entries {self.last + 1} to {number - 1} are missing")
            need(before == self.digests[self.last], f"entry {number} does not follow the one before")
        need((building, box) == (self.building, self.box), f"entry {number} is of another building or box")
        self.last = number
        self.digests[number] = hashlib.sha256(label("handbell entry digest v1") + entry).digest()
        self.epochs[epoch] = None

    def says(self) -> str:
        """What holds. A record that was begun anew after damage does not begin at entry 1; neither does one that was cut."""
        begins = "" if self.first == 1 else ": WHAT IS BEFORE THEM IS NOT HERE"
        return f"entries {self.first} to {self.last}, of {len(self.epochs)} runs, hang together{begins}"


def check(lines: list[str], receipt_keys: list[str]) -> list[str]:
    """What holds. Raises Wrong."""
    try:
        said = [json.loads(line) for line in lines]
        kind = said[0]["type"]
        return list(box_log(said) if kind == "head" else of_district(said, receipt_keys))
    except (KeyError, IndexError, TypeError, ValueError, struct.error) as other:
        raise Wrong(f"this is no export of Handbell ({other!r})") from other


def box_log(said: list[dict]) -> Iterator[str]:
    """An export of a box: the chain ends where its device signed."""
    top, end = said[0], said[-1]
    statement, key = data(top, "statement"), data(top, "device_key")
    signed_by(key, data(top, "signature"), statement, "the signature of the head does not hold")
    name, building, box, _, number, digest = HEAD.unpack(statement)
    need(name == label("handbell head statement v1") and number == top["number"], "the head is none")
    chain = Chain(building)
    need(end == {"type": "end", "entries": len(said) - 2}, "the file is cut off at its end")
    for line in said[1:-1]:
        need(line["type"] == "entry", "something stands between the entries")
        chain.take(line["number"], data(line, "entry"))
    need(chain.box == box and chain.digests.get(number) == digest, f"it has no entry {number} as the device signed it")
    yield chain.says()
    yield f"signed by the device at entry {number}: {key.hex()}"


def of_district(said: list[dict], receipt_keys: list[str]) -> Iterator[str]:
    """An export of a safety office: one chain for each box, and receipts of the district for them."""
    top, end = said[0], said[-1]
    need((top["type"], top["version"]) == ("district", 1), "the first line is none of version 1")
    entries = [line for line in said if line["type"] == "entry"]
    receipts = [line for line in said if line["type"] == "receipt"]
    whole = {"type": "end", "entries": len(entries), "receipts": len(receipts)}
    need(end == whole and len(said) == 2 + len(entries) + len(receipts), "the file is cut off, or something is in it")
    chains, at = {}, 0
    for box in top["boxes"]:
        chain = chains[data(box, "box")] = Chain(data(top, "building"))
        for line in entries[at : at + box["entries"]]:
            chain.take(line["number"], data(line, "entry"))
        at += box["entries"]
        need(chain.box in {None, data(box, "box")}, "an entry stands under another box")
    need(at == len(entries), "an entry belongs to no box")
    for box in top["boxes"]:
        chain = chains[data(box, "box")]
        covered, keys = countersigned(chain, data(box, "box"), receipts, set(receipt_keys))
        yield f"box {data(box, 'box').hex()}, device key {data(box, 'device_key').hex() or 'not known'}:"
        yield f"  {chain.says()}"
        yield f"  signed for by the district up to entry {covered} with {', '.join(sorted(keys)) or 'no key'}"


def countersigned(chain: Chain, box: bytes, receipts: list[dict], wanted: set[str]) -> tuple[int, set[str]]:
    """Up to which entry receipts go, and under which keys. Each must be about an entry as it stands here."""
    covered, keys = 0, set()
    for line in receipts:
        statement, key = data(line, "statement"), data(line, "key")
        name, building, of, _, first, last, digest, _ = COUNTERSIGNED.unpack(statement)
        need(name == label("handbell countersigned v1"), "a receipt is none")
        signed_by(
            key, data(line, "signature"), statement, f"the signature of the receipt for entry {last} does not hold"
        )
        if of != box:
            continue
        need(building == chain.building and first <= last, f"the receipt for entry {last} is of another building")
        need(chain.digests.get(last) == digest, f"the district signed for another entry {last} than stands here")
        if not wanted or key.hex() in wanted:
            covered = max(covered, last)
            keys.add(key.hex())
    return covered, keys


def data(line: dict, name: str) -> bytes:
    return base64.b64decode(line[name], validate=True)


def main() -> int:
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    try:
        print("\n".join(check(lines, sys.argv[2:])))
    except Wrong as wrong:
        print("it does not hold:", wrong)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
