"""A short chain of a box. The seeds of a fuzzer and the fuzzed code use the same chain. Knows no fuzzer."""

from appliance.envelope.deposit import Deposit, Urgent, Wrap
from appliance.envelope.format import GENESIS_DIGEST, Header, entry_digest, join

BUILDING, BOX, RECIPIENT = b"b" * 16, b"x" * 16, b"o" * 32
KEPT = 2  # the district has so many of these entries from the beginning
CIPHERTEXT = bytes(80)


def _chain(count: int, nonce: bytes) -> tuple[bytes, ...]:
    entries, before = list[bytes](), GENESIS_DIGEST
    for number in range(1, count + 1):
        header = Header(1, 1, BUILDING, BOX, b"e" * 16, number, b"s" * 16, 1, before, len(CIPHERTEXT))
        entries.append(join(header, nonce if number > 1 else bytes(12), CIPHERTEXT))
        before = entry_digest(entries[-1])
    return tuple(entries)


CHAIN, OTHER = _chain(5, bytes(12)), _chain(5, b"another.... ")
"""Two histories with the same first entry."""


def wrap(number: int) -> Wrap:
    return Wrap(number, b"s" * 16, 1, RECIPIENT, bytes([number]) * 40)


BODIES = (
    Deposit(CHAIN[2:4], (wrap(3),)),
    Deposit(CHAIN[:3], (wrap(1), wrap(1))),
    Deposit(OTHER[1:3], ()),
    Urgent((CHAIN[3],), (wrap(3),)),
    Urgent((CHAIN[1], CHAIN[4]), ()),
    Urgent((OTHER[2],), ()),
)
