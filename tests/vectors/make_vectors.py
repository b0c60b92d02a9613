"""Writes entry_v1.json with the product's own code. Run it once for each version of the format; the committed file is never rewritten.

python tests/vectors/make_vectors.py > tests/vectors/entry_v1.json

HPKE makes wraps at random, so a second run gives other wraps, and so other key entries, which mean the same.
"""

import json
import sys

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.core.ground.events import EpochStarted
from appliance.envelope import format as layout
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.seal import DataKey, Position, commitment, seal, wrap, wrap_digest

BUILDING, BOX, EPOCH = (bytes([n]) * 16 for n in (0xB1, 0xB0, 0xE0))
DEVICE_SEED = bytes(range(32))
READERS = [PrivateKey.from_bytes(bytes([seed]) * 32) for seed in (0x0A, 0x0F)]
KEYS = [
    DataKey(bytes([0x11]) * 32, bytes([0x51]) * 16, 1, "A"),
    DataKey(bytes([0x22]) * 32, bytes([0x51]) * 16, 2, "D"),
    DataKey(bytes([0x33]) * 32, bytes([0x52]) * 16, 65535, "B"),
]
FACTS = [b"", b"room 12 called", bytes(59), bytes(60), "Überfüllt – 2 Kinder".encode() * 20]


def main() -> None:
    """Print the vectors."""
    wraps = [wraps_of(key) for key in KEYS]
    bodies = [(key, statement_of(key, own).encode()) for key, own in zip(KEYS, wraps, strict=True)]
    bodies += [(KEYS[at % len(KEYS)], layout.FACT + fact) for at, fact in enumerate(FACTS)]
    json.dump(
        {
            "format": "Handbell entry v1; every byte string in hex",
            "readers": [{"seed": r.seed.hex(), "public": r.public.raw.hex(), "fingerprint": fp(r)} for r in READERS],
            "keys": [key_vector(key, own) for key, own in zip(KEYS, wraps, strict=True)],
            "entries": chain(bodies),
            "head": head_vector(),
            "epoch": epoch_vector(),
        },
        sys.stdout,
        indent=1,
    )
    print()


def wraps_of(key: DataKey) -> list[tuple[bytes, bytes, bytes]]:
    """Give (recipient, info, wrap) for each reader."""
    made = []
    for reader in READERS:
        recipient = reader.public.fingerprint
        info = layout.wrap_info(BUILDING, EPOCH, key.stream, key.key_no, key.klass, recipient)
        made.append((recipient, info, wrap(key.raw, reader.public, info)))
    return made


def statement_of(key: DataKey, wraps: list[tuple[bytes, bytes, bytes]]) -> layout.KeyStatement:
    """Give the key entry's plaintext."""
    named = tuple((recipient, wrap_digest(wrapped)) for recipient, _, wrapped in wraps)
    return layout.KeyStatement(key.klass, commitment(key.raw, key.stream, key.key_no, key.klass), named)


def key_vector(key: DataKey, wraps: list[tuple[bytes, bytes, bytes]]) -> dict[str, object]:
    """Give one data key with its commitment and wraps."""
    return {
        "data_key": key.raw.hex(),
        "stream": key.stream.hex(),
        "key_no": key.key_no,
        "class": key.klass,
        "commitment": commitment(key.raw, key.stream, key.key_no, key.klass).hex(),
        "wraps": [{"recipient": r.hex(), "info": i.hex(), "wrap": w.hex()} for r, i, w in wraps],
    }


def chain(bodies: list[tuple[DataKey, bytes]]) -> list[dict[str, object]]:
    """Give entries 1 to n, each naming the digest of the one before."""
    entries: list[dict[str, object]] = []
    digest = layout.GENESIS_DIGEST
    for number, (key, plaintext) in enumerate(bodies, start=1):
        position = Position(layout.epoch_front(BUILDING, BOX, EPOCH), number, digest)
        nonce = bytes([number]) * layout.NONCE_LEN
        entry = seal(position, key, plaintext, nonce)
        header = {
            name: v.hex() if isinstance(v, bytes) else v for name, v in layout.split(entry).header._asdict().items()
        }
        digest = layout.entry_digest(entry)
        entries.append(
            {
                "header": header,
                "nonce": nonce.hex(),
                "data_key": key.raw.hex(),
                "plaintext": plaintext.hex(),
                "entry": entry.hex(),
                "digest": digest.hex(),
            }
        )
    return entries


def head_vector() -> dict[str, object]:
    """Give a head statement and the device's signature on it."""
    digest = bytes([0xD1]) * 32
    statement = layout.head_statement(BUILDING, BOX, EPOCH, 8, digest)
    fields = {"building": BUILDING.hex(), "box": BOX.hex(), "epoch": EPOCH.hex(), "number": 8, "digest": digest.hex()}
    return {"fields": fields, **signed(statement)}


def epoch_vector() -> dict[str, object]:
    """Give an epoch statement, once with a parent and once without, and the device's signature on each."""
    first = EpochStarted(
        epoch=EPOCH.hex(),
        epoch_rank=1,
        device_key=device_public().hex(),
        parent=None,
        reason="first-start",
        plan_digest="",
        recipients_version=0,
        clock="untrusted",
        calls_so_far=0,
    )
    later = msgspec.structs.replace(
        first,
        epoch="e1" * 16,
        epoch_rank=2,
        parent=(EPOCH.hex(), 8, "d1" * 32),
        reason="Stromausfall – start",
        clock="trusted",
    )
    cases = []
    for started in (first, later):
        fields = msgspec.to_builtins(started) | {"building": BUILDING.hex(), "box": BOX.hex()}
        del fields["signature"], fields["type"]
        cases.append({"fields": fields, **signed(layout.epoch_statement(BUILDING, BOX, started))})
    return {"cases": cases}


def signed(statement: bytes) -> dict[str, str]:
    """Give the statement, who signed it and the signature."""
    signature = Ed25519PrivateKey.from_private_bytes(DEVICE_SEED).sign(statement)
    return {"statement": statement.hex(), "device_public": device_public().hex(), "signature": signature.hex()}


def device_public() -> bytes:
    """Give the public half of the vectors' device key."""
    return Ed25519PrivateKey.from_private_bytes(DEVICE_SEED).public_key().public_bytes_raw()


def fp(reader: PrivateKey) -> str:
    """Give the fingerprint of the reader's public key in hex."""
    return reader.public.fingerprint.hex()


if __name__ == "__main__":
    main()
