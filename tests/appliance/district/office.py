"""A safety office and a district server with real keys, which sign what a test asks for, including what no honest one would sign."""

import hashlib
from dataclasses import dataclass, field

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.envelope.deposit import LessonTold, Recipient, Signed
from appliance.envelope.format import entry_digest, split
from appliance.envelope.hybrid import PrivateKey, PublicKey
from appliance.envelope.sealed_lessons import seal
from appliance.envelope.statements import EVERY_BUILDING, Countersigned, Holding, Notice, NoticeType, Opened


def public_of(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def signed(key: Ed25519PrivateKey, statement: bytes) -> Signed:
    return Signed(statement, public_of(key), key.sign(statement))


@dataclass
class Reader:
    """Somebody at the office who may open records."""

    name: str
    opening: PrivateKey = field(default_factory=PrivateKey.generate)
    signing: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    def as_recipient(self) -> Recipient:
        return Recipient(self.name, self.opening.public.raw, public_of(self.signing), 0)


@dataclass
class Office:
    """The office and the server. `root` signs notices, `server` signs receipts."""

    building: bytes
    box: bytes
    root: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    server: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def fingerprint(self) -> bytes:
        return hashlib.sha256(public_of(self.root)).digest()

    def notice(self, about: NoticeType, version: int, body: object, building: bytes | None = None) -> Signed:
        of = self.building if building is None else building
        return signed(self.root, Notice(of, about, version, msgspec.msgpack.encode(body)).pack())

    def recipients(self, version: int, *readers: Reader) -> Signed:
        return self.notice(NoticeType.RECIPIENTS, version, [each.as_recipient() for each in readers])

    def lessons(self, version: int, lessons: tuple[LessonTold, ...], *keys: PublicKey) -> Signed:
        """Tell every building these lessons, sealed for these keys."""
        return self.notice(NoticeType.LESSONS, version, seal(lessons, keys), EVERY_BUILDING)

    def receipt_keys(self, version: int = 1, *keys: bytes) -> Signed:
        return self.notice(NoticeType.RECEIPT_KEYS, version, keys or (public_of(self.server),))

    def receipt(self, entry: bytes, first: int = 1, received_ms: int = 1_800_000_000_000) -> Signed:
        """Make a receipt for everything up to this entry."""
        header = split(entry).header
        said = Countersigned(
            header.building, header.box, header.epoch, first, header.number, entry_digest(entry), received_ms
        )
        return signed(self.server, said.pack())

    def holding(self, entry: bytes) -> Signed:
        header = split(entry).header
        said = Holding(header.building, header.box, header.epoch, header.number, entry_digest(entry), 1_800_000_000_000)
        return signed(self.server, said.pack())

    def opened(self, reader: Reader, entry: bytes, building: bytes | None = None) -> Signed:
        header = split(entry).header
        of = header.building if building is None else building
        return signed(reader.signing, Opened(of, header.stream, header.number, entry_digest(entry), 1).pack())
