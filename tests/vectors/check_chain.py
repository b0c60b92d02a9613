"""Checks that a sealed record hangs together, without any code of Handbell.

It has the formats, as our files tell them, written a second time:
(`appliance/log/container.py`, `sync/office/sealed_export.py`, `appliance/envelope/format.py`, `appliance/envelope/statements.py`)

python tests/vectors/check_chain.py record.export …
        for an export by `handbell log export` on the box, or two exports of one building
python tests/vectors/check_chain.py district.export RECEIPT_KEY …
        for an export by `handbell office export BUILDING --sealed`

Needs Python and the package `cryptography`, and no key that opens anything. Prints what holds and exits 0, or what does not and
exits 1. If a box goes on where another one ended, the script checks across both. If two boxes go on after the same entry, it names
a fork. Compare the keys that it prints: a box's key with one of its receipts or with `handbell log verify` at the box, the
district's key with the file `receipt_keys` that it made for its safety office. If receipt keys are given (in hex), only their
receipts count.
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
SUCCESSION_KEY = struct.Struct(">32s16s16s32s")  # label building box public
SUCCESSION = struct.Struct(
    ">32s16s16s16s32s16sQ32s"
)  # label building former_box new_box new_device_key epoch number digest
COUNTERSIGNED = struct.Struct(">32s16s16s16sQQ32sQ")  # label building box epoch first last digest received_ms


class Wrong(Exception):
    """Says what does not hold in the record."""


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
    """Entries of one box, one after the other. `digests` gives the digest of each entry by its number."""

    def __init__(self, building: bytes | None, follows: tuple[int, bytes] | None = None) -> None:
        self.building, self.box, self.follows = building, None, follows
        self.first = self.last = 0
        self.digests: dict[int, bytes] = {}
        self.epochs: dict[bytes, None] = {}

    def take(self, number: int, entry: bytes) -> None:
        """Take the next entry."""
        need(len(entry) > 144, f"entry {number} is cut short")
        magic, version, suite, building, box, epoch, said, _, _, before, length = ENTRY.unpack_from(entry)
        need((magic, version, suite) == (b"HBE1", 1, 1), f"entry {number} is none of version 1")
        need(said == number, f"entry {number} says of itself that it is {said}")
        need(len(entry) == 128 + length and (length - 16) % 64 == 0, f"entry {number} is not as long as it says")
        if self.box is None:
            self.building, self.box, self.first = self.building or building, box, number
            need(number != 1 or before == bytes(32), "the first entry follows on another one")
            if self.follows is not None and number == self.follows[0] + 1:
                need(before == self.follows[1], f"entry {number} does not follow on the former box's last")
        else:
            need(number == self.last + 1, f"entries {self.last + 1} to {number - 1} are missing")
            need(before == self.digests[self.last], f"entry {number} does not follow the one before")
        need((building, box) == (self.building, self.box), f"entry {number} is of another building or box")
        self.last = number
        self.digests[number] = hashlib.sha256(label("handbell entry digest v1") + entry).digest()
        self.epochs[epoch] = None

    def says(self) -> str:
        """Say what holds. A record that was begun anew after damage does not begin at entry 1, and neither does one that was cut."""
        is_begun = self.first == 1 or (self.follows is not None and self.first == self.follows[0] + 1)
        begins = "" if is_begun else ": WHAT IS BEFORE THEM IS NOT HERE"
        return f"entries {self.first} to {self.last}, of {len(self.epochs)} runs, hang together{begins}"


def check(lines: list[str], receipt_keys: list[str]) -> list[str]:
    """Say what holds. Raises Wrong."""
    try:
        said = [json.loads(line) for line in lines]
        kind = said[0]["type"]
        return list(box_log(said) if kind == "head" else of_district(said, receipt_keys))
    except (KeyError, IndexError, TypeError, ValueError, struct.error) as other:
        raise Wrong(f"this is no export of Handbell ({other!r})") from other


def box_log(said: list[dict]) -> Iterator[str]:
    """Check an export of a box: the chain ends where its device signed."""
    top, end = said[0], said[-1]
    statement, key = data(top, "statement"), data(top, "device_key")
    signed_by(key, data(top, "signature"), statement, "the signature of the head does not hold")
    name, building, box, _, number, digest = HEAD.unpack(statement)
    need(name == label("handbell head statement v1") and number == top["number"], "the head is none")
    need(top["version"] in {1, 2}, "the first line is none of version 1 or 2")
    before: dict[int, bytes] = {}
    chain, successions = Chain(building), [line for line in said if line["type"] == "succession"]
    need(top["version"] == 2 or not successions, "a record of version 1 has no successions")
    whole = {"type": "end", "entries": len(said) - 2 - len(successions)}
    need(end == (whole | {"successions": len(successions)} if successions else whole), "the file is cut off at its end")
    for line in said[1:-1]:
        need(line["type"] in {"entry", "succession"}, "something stands between the entries")
        if line["type"] == "entry":
            goes_on_at_once = chain.box is not None or chain.follows is None or chain.follows[0] + 1 == line["number"]
            need(goes_on_at_once, f"entries before {line['number']} are missing")
            chain.take(line["number"], data(line, "entry"))
        else:
            yield from goes_on(line, chain, box, key)
            before |= chain.digests
            chain = Chain(building, (chain.last, chain.digests[chain.last]))
    need(
        chain.box == box and (before | chain.digests).get(number) == digest,
        f"it has no entry {number} as the device signed it",
    )
    yield chain.says()
    yield f"signed by the device at entry {number}: {key.hex()}"


def goes_on(line: dict, chain: Chain, last: bytes, device: bytes) -> Iterator[str]:
    """Check that another box goes on in the same record. `last` and `device` are the box that signed the head, and its key."""
    former, box = data(line, "former"), data(line, "box")
    need(chain.box == former and chain.last == line["number"], "a box goes on after an entry that is not the last one")
    yield f"{chain.says()}; they are of box {former.hex()}"
    if "statement" not in line:
        yield f"box {box.hex()} goes on after entry {chain.last}: NOBODY SIGNED SO HERE, and its chain alone says it"
        return
    name, of, *about, new_device, _, number, digest = SUCCESSION.unpack(data(line, "statement"))
    need(
        name == label("handbell succession v1") and of == chain.building, "a succession is none, or of another building"
    )
    need(about == [former, box], "a succession is about another box than the one that goes on")
    need((number, digest) == (chain.last, chain.digests[number]), "a succession is about another entry")
    need(box != last or new_device == device, "another device signed the head than the one that was to go on")
    signed_by(
        data(line, "key"),
        data(line, "signature"),
        data(line, "statement"),
        "the signature of a succession does not hold",
    )
    yield f"box {box.hex()} goes on after entry {chain.last}, signed with {data(line, 'key').hex()}"


def of_district(said: list[dict], receipt_keys: list[str]) -> Iterator[str]:
    """Check an export of a safety office: one chain for each box, and the district's receipts for them."""
    top, end = said[0], said[-1]
    need(top["type"] == "district" and top["version"] in {1, 2}, "the first line is none of version 1 or 2")
    entries = [line for line in said if line["type"] == "entry"]
    receipts = [line for line in said if line["type"] == "receipt"]
    successions = [line for line in said if line["type"] == "succession"]
    whole = {"type": "end", "entries": len(entries), "receipts": len(receipts)}
    if top["version"] == 2:
        whole["successions"] = len(successions)
    need(top["version"] == 2 or not successions, "a record of version 1 has no successions")
    count = 2 + len(entries) + len(receipts) + len(successions)
    need(end == whole and len(said) == count, "the file is cut off, or something is in it")
    parents = {data(box, "box"): parent_of(box) for box in top["boxes"] if "follows" in box}
    need(len(parents) == len(successions), "a box says that it follows on another, and nobody signed so")
    chains, at = {}, 0
    for box in top["boxes"]:
        parent = parents.get(data(box, "box"))
        chain = chains[data(box, "box")] = Chain(data(top, "building"), parent[1:] if parent else None)
        for line in entries[at : at + box["entries"]]:
            chain.take(line["number"], data(line, "entry"))
        at += box["entries"]
        need(chain.box in {None, data(box, "box")}, "an entry stands under another box")
    need(at == len(entries), "an entry belongs to no box")
    devices = {data(box, "box"): data(box, "device_key") for box in top["boxes"]}
    heirs: dict[bytes, list[bytes]] = {}
    for new, (former, _, _) in parents.items():
        heirs.setdefault(former, []).append(new)
    for line in successions:
        yield followed(line, data(top, "building"), parents, devices, chains)
    for former, several in heirs.items():
        if len(several) > 1:
            names = ", ".join(sorted(each.hex() for each in several))
            yield f"A FORK: boxes {names} follow on one, {former.hex()}. Which of them goes on is for the safety office to decide"
    for box in top["boxes"]:
        chain = chains[data(box, "box")]
        covered, keys = countersigned(chain, data(box, "box"), receipts, set(receipt_keys))
        yield f"box {data(box, 'box').hex()}, device key {data(box, 'device_key').hex() or 'not known'}:"
        yield f"  {chain.says()}"
        yield f"  signed for by the district up to entry {covered} with {', '.join(sorted(keys)) or 'no key'}"


def parent_of(box: dict) -> tuple[bytes, int, bytes]:
    """Give the box and the entry which this box follows."""
    follows = box["follows"]
    return data(follows, "box"), follows["number"], data(follows, "digest")


def followed(line: dict, building: bytes, parents: dict, devices: dict, chains: dict) -> str:
    """Check that one box follows another, by a key that the former box named under its device key."""
    proof, named = ({name: data(line[which], name) for name in line[which]} for which in ("proof", "named"))
    name, of, former, new, new_device, _, number, digest = SUCCESSION.unpack(proof["statement"])
    need(name == label("handbell succession v1") and of == building, "a succession is none, or of another building")
    need(
        parents.pop(new, None) == (former, number, digest),
        "a succession is about another box than the one that follows",
    )
    signed_by(proof["key"], proof["signature"], proof["statement"], "the signature of a succession does not hold")
    name, of, box, public = SUCCESSION_KEY.unpack(named["statement"])
    need(name == label("handbell succession key v1"), "a key for successions is none")
    need((of, box, public) == (building, former, proof["key"]), "the former box named another key for its succession")
    signed_by(named["key"], named["signature"], named["statement"], "the former box did not sign for its succession")
    need(
        devices.get(former) in {None, b"", named["key"]},
        "another device signed for the succession than the former box's",
    )
    need(devices[new] in {b"", new_device}, "another device follows than the one that was signed for")
    there = chains[former].digests.get(number) if former in chains else None
    need(there in {None, digest}, f"entry {number} of the former box is another than the one that was followed on")
    return f"box {new.hex()} follows on box {former.hex()} after its entry {number}"


def countersigned(chain: Chain, box: bytes, receipts: list[dict], wanted: set[str]) -> tuple[int, set[str]]:
    """Say up to which entry receipts go, and under which keys. Each receipt must be about an entry as it is here."""
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


def parts(one: list[str], other: list[str]) -> list[str]:
    """Say where two boxes' records of one building, which both hold, go on in two ways."""
    if any(json.loads(lines[0])["type"] != "head" for lines in (one, other)):
        return []  # an export of a safety office has all boxes, and names forks itself
    entries = [
        {line["number"]: data(line, "entry") for line in map(json.loads, lines) if line["type"] == "entry"}
        for lines in (one, other)
    ]
    (mine, theirs), both = entries, sorted(entries[0].keys() & entries[1].keys())
    apart = next((number for number in both if mine[number] != theirs[number]), None)
    if apart is None:
        return [] if both else ["they have no entry in common: nothing says whether they are one record"]
    headers = [ENTRY.unpack_from(each[apart]) for each in entries]
    if headers[0][3] != headers[1][3]:
        return ["they are of two buildings"]
    boxes = [header[4].hex() for header in headers]
    says = "both go on after entry" if apart - 1 in both else "both have another entry than the other from"
    where = apart - 1 if apart - 1 in both else apart
    return [f"A FORK: box {boxes[0]} and box {boxes[1]} {says} {where}, and only one of them can be the record's"]


def main() -> int:
    given = sys.argv[1:]
    files = [each for each in given if each in given[:1] or Path(each).is_file()]
    try:
        records = [Path(file).read_text(encoding="utf-8").splitlines() for file in files]
        for file, lines in zip(files, records, strict=True):
            print("\n".join([*([f"{file}:"] if len(files) > 1 else []), *check(lines, given[len(files) :])]))
        forks = [each for at, one in enumerate(records) for other in records[at + 1 :] for each in parts(one, other)]
    except Wrong as wrong:
        print("it does not hold:", wrong)
        return 1
    print("".join(f"{each}\n" for each in forks), end="")
    return 1 if any(each.startswith("A FORK") for each in forks) else 0


if __name__ == "__main__":
    sys.exit(main())
