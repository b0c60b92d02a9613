"""A pretend building's end of the line: a chain of entries whose bodies are random bytes, since the district opens none."""

import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.envelope.deposit import Deposit, Urgent, Wrap
from appliance.envelope.format import GENESIS_DIGEST, SUITE_CHACHA20_POLY1305, VERSION, Header, entry_digest, join
from sync.district.batch import Batch, checked
from sync.district.tables.enrolments import NewBox

BODY_LEN = 64 * 10 + 16  # makes about the 800 bytes of a usual entry
WRAP_LEN = 1168
CERTIFICATE_UNTIL_MS = 1_826_000_000_000


@dataclass
class Box:
    """A box that writes entries. `chain[n - 1]` is entry n."""

    building: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    box: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    epoch: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    chain: list[bytes] = field(default_factory=list)

    def write(self, count: int = 1, stream: bytes | None = None, body_len: int = BODY_LEN) -> list[bytes]:
        """Write entries that follow the last one."""
        return [self._entry(stream or secrets.token_bytes(16), body_len) for _ in range(count)]

    def copy(self, upto: int) -> "Box":
        """Give the same box restored from an older copy: after entry `upto` it goes on in its own way."""
        return Box(self.building, self.box, secrets.token_bytes(16), self.key, self.chain[:upto])

    def batch(self, first: int, last: int, wraps: tuple[Wrap, ...] = ()) -> Batch:
        """Give entries first to last, checked as the server checks them."""
        found = checked(self.deposit(first, last, wraps), self.building, self.box)
        assert isinstance(found, Batch), found
        return found

    def deposit(self, first: int, last: int, wraps: tuple[Wrap, ...] = ()) -> Deposit:
        return Deposit(tuple(self.chain[first - 1 : last]), wraps)

    def urgent_batch(self, *numbers: int, wraps: tuple[Wrap, ...] = ()) -> Batch:
        found = checked(self.urgent(*numbers, wraps=wraps), self.building, self.box)
        assert isinstance(found, Batch), found
        return found

    def urgent(self, *numbers: int, wraps: tuple[Wrap, ...] = ()) -> Urgent:
        return Urgent(tuple(self.chain[number - 1] for number in numbers), wraps)

    def digest(self, number: int) -> bytes:
        return entry_digest(self.chain[number - 1])

    @property
    def as_new(self) -> NewBox:
        serial = f"{1 + secrets.randbits(127):x}"  # as the authority writes it, without a leading zero
        return NewBox(self.building, self.box, self.device_key, serial, CERTIFICATE_UNTIL_MS)

    @property
    def device_key(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def _entry(self, stream: bytes, body_len: int) -> bytes:
        before = entry_digest(self.chain[-1]) if self.chain else GENESIS_DIGEST
        number = len(self.chain) + 1
        header = Header(
            VERSION, SUITE_CHACHA20_POLY1305, self.building, self.box, self.epoch, number, stream, 1, before, body_len
        )
        entry = join(header, secrets.token_bytes(12), secrets.token_bytes(body_len))
        self.chain.append(entry)
        return entry


def wrap_for(number: int, recipient: bytes, stream: bytes | None = None) -> Wrap:
    """Make a wrap nobody can open."""
    return Wrap(number, stream or secrets.token_bytes(16), 1, recipient, secrets.token_bytes(WRAP_LEN))
