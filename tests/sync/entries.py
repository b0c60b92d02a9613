"""Makes a box's sealed record as bytes: chained entries of the real layout that open for nobody, since no test here opens one."""

import os

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.api.feed.messages import SealedEntry, SealedWrap
from appliance.envelope.format import GENESIS_DIGEST, HEADER_LEN, NONCE_LEN, TAG_LEN, Header, entry_digest, join

CIPHERTEXT_LEN = 640 + TAG_LEN  # with the header about 800 bytes, as an ordinary entry has
WRAP_LEN = 1168
KEY_EVERY = 12  # a call has about a dozen entries


class Record:
    """A record that grows by `writes`. `entries[n - 1]` has number n, unless the record was begun anew after `before`. Each call is a
    stream, begun by a key entry with a wrap for the office.
    """

    def __init__(self, building: bytes | None = None, box: bytes | None = None) -> None:
        self.building = building or os.urandom(16)
        self.box = box or os.urandom(16)
        self.epoch = os.urandom(16)
        self.device = Ed25519PrivateKey.generate()
        self.entries: list[bytes] = []
        self.before = 0
        self.wraps: dict[int, SealedWrap] = {}
        self._stream = os.urandom(16)
        self._digest = GENESIS_DIGEST

    @property
    def head(self) -> int:
        return self.before + len(self.entries)

    @property
    def digest(self) -> bytes:
        return self._digest

    def writes(self, count: int) -> None:
        """Write so many more entries."""
        for _ in range(count):
            number = self.head + 1
            if (number - 1) % KEY_EVERY == 0:
                self._stream = os.urandom(16)
                self.wraps[number] = SealedWrap(
                    number=number, stream=self._stream, key_no=1, recipient=b"o" * 32, wrap=os.urandom(WRAP_LEN)
                )
            header = Header(
                1, 1, self.building, self.box, self.epoch, number, self._stream, 1, self._digest, CIPHERTEXT_LEN
            )
            entry = join(header, os.urandom(NONCE_LEN), os.urandom(CIPHERTEXT_LEN))
            assert len(entry) == HEADER_LEN + NONCE_LEN + CIPHERTEXT_LEN
            self.entries.append(entry)
            self._digest = entry_digest(entry)

    def put_back_to(self, number: int) -> None:
        """Put the record back, as from an old copy: what was written since is gone, and a new epoch begins."""
        del self.entries[number - self.before :]
        self._digest = entry_digest(self.entries[-1]) if self.entries else GENESIS_DIGEST
        self.epoch = os.urandom(16)

    def is_set_aside(self) -> None:
        """Set the record aside, as a damaged one: another record begins after its head, and nobody has what it held."""
        self.before = self.head
        self.entries.clear()
        self.wraps.clear()
        self.epoch = os.urandom(16)

    def between(self, after: int, limit: int) -> tuple[tuple[SealedEntry, ...], tuple[SealedWrap, ...]]:
        after = max(after, self.before)
        rows = range(after + 1, min(after + limit, self.head) + 1)
        entries = tuple(SealedEntry(number=number, entry=self.entries[number - self.before - 1]) for number in rows)
        return entries, tuple(self.wraps[number] for number in rows if number in self.wraps)
