"""Makes what a safety office hands over of a dead box, from its data folder: bundle, keys and entries, sealed and signed."""

import hashlib
import sqlite3

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.envelope import format as layout
from appliance.envelope import handover
from appliance.envelope.deposit import Signed
from appliance.envelope.handover import HandedKey, Handover
from appliance.envelope.hybrid import PublicKey
from appliance.logbook.opener import unwrapped
from appliance.settings import Settings
from appliance.vault.vault import Vault
from tests.appliance.restoring.copied import contents_of

ROOT = Ed25519PrivateKey.generate()
FINGERPRINT = hashlib.sha256(ROOT.public_key().public_bytes_raw()).digest()
MADE_AT = 2
"""The entry at which the dead box made its bundle."""


def entries_of(old: Settings) -> tuple[bytes, ...]:
    """Give the entries as the district has them."""
    return tuple(each for (each,) in _rows(old, "SELECT entry FROM entry ORDER BY number"))


def handed(old: Settings, *, keys: bool = True, upto: int | None = None) -> Handover:
    """Make a whole handover. `upto` is the last entry that the office has."""
    vault, entries = Vault.open(old.keys, mends=False), entries_of(old)
    found = dict[tuple[bytes, int], HandedKey]()
    for recipient, wrap, entry in _rows(old, "SELECT recipient, wrap, entry FROM wrap JOIN entry USING (number)"):
        private = vault.reading_keys.private_for(recipient)
        key = unwrapped(entry, wrap, private) if private is not None else None
        if key is not None and keys:
            found[key.stream, key.key_no] = HandedKey(key.stream, key.key_no, key.klass, key.raw)
    newest = entries[(upto or len(entries)) - 1]
    header = layout.whole_header(newest)
    head = header.epoch, header.number, layout.entry_digest(newest)
    made = MADE_AT, layout.entry_digest(entries[MADE_AT - 1])
    return Handover(contents_of(old.data, vault, set()), tuple(found.values()), head, made)


def sealed(what: Handover, public: bytes, building: bytes | None = None, root: Ed25519PrivateKey = ROOT) -> bytes:
    """Seal a handover for the box with this key."""

    def sign(statement: bytes) -> Signed:
        return Signed(statement, root.public_key().public_bytes_raw(), root.sign(statement))

    of = what.bundle.building if building is None else building
    return handover.seal(what, of, PublicKey.from_bytes(public), sign).pack()


def changed(handover_bytes: bytes) -> bytes:
    """Flip one bit of what is sealed."""
    found = handover.SealedHandover.unpack(handover_bytes)
    other = found.sealed[:-1] + bytes([found.sealed[-1] ^ 1])
    return msgspec.structs.replace(found, sealed=other).pack()


def _rows(old: Settings, query: str) -> list[tuple]:  # type: ignore[type-arg]
    with sqlite3.connect(f"file:{old.logbook / 'logbook.db'}?mode=ro", uri=True) as db:
        rows = db.execute(query).fetchall()
    db.close()
    return rows
