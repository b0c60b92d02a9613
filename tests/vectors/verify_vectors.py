"""Reads the vectors of entry v1 without any code of Handbell: it has the format of `appliance/envelope/format.py`, written a second time.

python tests/vectors/verify_vectors.py tests/vectors/entry_v1.json

Prints one line and exits 0, or says what does not hold and exits 1. A district can run it beside its own reader.
"""

import hashlib
import hmac
import json
import struct
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


class Wrong(Exception):
    """Says what does not hold in the vectors."""


def need(holds: bool, what: str) -> None:
    if not holds:
        raise Wrong(what)


def label(purpose: str) -> bytes:
    return purpose.encode() + bytes(32 - len(purpose))


def unhex(text: str) -> bytes:
    return bytes.fromhex(text)


def check_reader(reader: dict) -> tuple[bytes, hpke.MLKEM768X25519PrivateKey]:
    """Check a reader's X-Wing key: a 32-byte seed, SHAKE256 to 96 bytes, ML-KEM-768 from the first 64, X25519 from the last 32."""
    expanded = hashlib.shake_256(unhex(reader["seed"])).digest(96)
    lattice = mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    curve = x25519.X25519PrivateKey.from_private_bytes(expanded[64:])
    public = lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
    need(public.hex() == reader["public"], "public key of a reader")
    need(hashlib.sha256(public).hexdigest() == reader["fingerprint"], "fingerprint of a reader")
    return hashlib.sha256(public).digest(), hpke.MLKEM768X25519PrivateKey(lattice, curve)


def check_entry(vector: dict, before: bytes) -> tuple[bytes, bytes]:
    """Take the entry apart by hand and open it; returns (plaintext, digest)."""
    entry, number = unhex(vector["entry"]), vector["header"]["number"]
    where = f"entry {number}: "
    header, nonce, body = entry[:116], entry[116:128], entry[128:]
    need(header[:6] == b"HBE1\1\1", where + "magic, version, suite")
    need((vector["header"]["version"], vector["header"]["suite"]) == (1, 1), where + "version, suite")
    cuts = {"building": (6, 22), "box": (22, 38), "epoch": (38, 54), "stream": (62, 78), "prev_digest": (80, 112)}
    for name, (begin, end) in cuts.items():
        need(header[begin:end].hex() == vector["header"][name], where + name)
    need(struct.unpack(">Q", header[54:62])[0] == number, where + "number")
    need(struct.unpack(">H", header[78:80])[0] == vector["header"]["key_no"], where + "key number")
    need(struct.unpack(">I", header[112:116])[0] == len(body) == vector["header"]["length"], where + "length")
    need(header[80:112] == before, where + "digest of the entry before")
    need(nonce.hex() == vector["nonce"], where + "nonce")
    try:
        padded = ChaCha20Poly1305(unhex(vector["data_key"])).decrypt(nonce, body, header)
    except InvalidTag:
        raise Wrong(where + "does not open") from None
    (length,) = struct.unpack(">I", padded[:4])
    plaintext, zeros = padded[4 : 4 + length], padded[4 + length :]
    need(len(padded) % 64 == 0 and len(zeros) < 64 and not any(zeros), where + "padding")
    need(plaintext.hex() == vector["plaintext"], where + "plaintext")
    digest = hashlib.sha256(label("handbell entry digest v1") + header + nonce + body).digest()
    need(digest.hex() == vector["digest"], where + "digest")
    return plaintext, digest


def read_key_statement(plaintext: bytes) -> tuple[str, bytes, list[tuple[bytes, bytes]]]:
    """ "K" and then msgpack: ["key-1", class, commitment, [[recipient, SHA-256 of wrap], …]]; read by hand."""
    need(plaintext[:9] == b"K\x94\xa5key-1\xa1", "key statement: beginning")
    klass, at = plaintext[9:10].decode(), 10
    need(plaintext[at : at + 2] == b"\xc4\x20", "key statement: commitment")
    commitment, at = plaintext[at + 2 : at + 34], at + 34
    count, at = plaintext[at] - 0x90, at + 1
    need(0 <= count < 16 and len(plaintext) == at + 69 * count, "key statement: number of wraps")
    named = []
    for _ in range(count):
        pair, at = plaintext[at : at + 69], at + 69
        need(pair[:3] == b"\x92\xc4\x20" and pair[35:37] == b"\xc4\x20", "key statement: a wrap")
        named.append((pair[3:35], pair[37:69]))
    return klass, commitment, named


def check_key(key: dict, header: dict, plaintext: bytes, readers: dict) -> None:
    """Check that the key entry commits to the key and names its wraps, and that each wrap opens for its reader in its place only."""
    klass, commitment, named = read_key_statement(plaintext)
    stream, number = unhex(key["stream"]), struct.pack(">H", key["key_no"])
    need(
        klass == key["class"] and (header["stream"], header["key_no"]) == (key["stream"], key["key_no"]),
        "place of a key",
    )
    place = label("handbell key commitment v1") + stream + number + klass.encode()
    need(commitment == hmac.digest(unhex(key["data_key"]), place, "sha256") == unhex(key["commitment"]), "commitment")
    wraps = [(unhex(wrap["recipient"]), unhex(wrap["wrap"])) for wrap in key["wraps"]]
    need(named == [(recipient, hashlib.sha256(wrap).digest()) for recipient, wrap in wraps], "wraps named")
    for (recipient, wrap), vector in zip(wraps, key["wraps"], strict=True):
        info = label("handbell key wrap v1") + unhex(header["building"]) + unhex(header["epoch"]) + stream + number
        info += klass.encode() + recipient
        need(info.hex() == vector["info"], "wrap info")
        try:
            opened = SUITE.decrypt(wrap, readers[recipient], info=info)
        except InvalidTag:
            raise Wrong("a wrap does not open") from None
        need(opened == unhex(key["data_key"]), "data key in a wrap")


def head_statement(fields: dict) -> bytes:
    ids = b"".join(unhex(fields[name]) for name in ("building", "box", "epoch"))
    return label("handbell head statement v1") + ids + struct.pack(">Q", fields["number"]) + unhex(fields["digest"])


def epoch_statement(fields: dict) -> bytes:
    def text(value: str) -> bytes:
        return struct.pack(">I", len(value.encode())) + value.encode()

    def whole(value: int) -> bytes:
        return struct.pack(">Q", value)

    parent = fields["parent"] or ["", 0, ""]
    return (
        label("handbell epoch statement v1")
        + unhex(fields["building"])
        + unhex(fields["box"])
        + text(fields["epoch"])
        + whole(fields["epoch_rank"])
        + text(fields["device_key"])
        + (b"\1" if fields["parent"] else b"\0")
        + text(parent[0])
        + whole(parent[1])
        + text(parent[2])
        + text(fields["reason"])
        + text(fields["plan_digest"])
        + whole(fields["recipients_version"])
        + text(fields["clock"])
        + whole(fields["calls_so_far"])
    )


def check_signed(vector: dict, statement: bytes, what: str) -> None:
    need(statement.hex() == vector["statement"], f"{what} statement")
    try:
        Ed25519PublicKey.from_public_bytes(unhex(vector["device_public"])).verify(unhex(vector["signature"]), statement)
    except InvalidSignature:
        raise Wrong(f"signature on {what} statement") from None


def check(vectors: dict) -> None:
    readers = dict(check_reader(reader) for reader in vectors["readers"])
    keys = {key["data_key"]: key for key in vectors["keys"]}
    introduced, digest = set(), bytes(32)
    for vector in vectors["entries"]:
        plaintext, digest = check_entry(vector, digest)
        if plaintext[:1] == b"K":
            check_key(keys[vector["data_key"]], vector["header"], plaintext, readers)
            introduced.add(vector["data_key"])
        need(
            plaintext[:1] in {b"K", b"F"} and vector["data_key"] in introduced, "a key is introduced before it is used"
        )
    need(introduced == set(keys), "every key has its key entry")
    check_signed(vectors["head"], head_statement(vectors["head"]["fields"]), "head")
    for case in vectors["epoch"]["cases"]:
        check_signed(case, epoch_statement(case["fields"]), "epoch")


def main() -> int:
    vectors = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    try:
        check(vectors)
    except Wrong as wrong:
        print(f"does not hold: {wrong}")
        return 1
    print(
        f"all holds: {len(vectors['entries'])} entries, {len(vectors['keys'])} keys, {len(vectors['readers'])} readers"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
