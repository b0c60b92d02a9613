"""Checks a body with entries before anything is written: it must be whole, of this box, and chained. Pure; opens nothing.

Refusals are values. Nothing here needs to know what the store has already.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from appliance.envelope.deposit import ENTRIES_MAX, URGENT_ENTRIES_MAX, WRAPS_MAX, Deposit, Refused, Urgent, Wrap
from appliance.envelope.format import DIGEST_LEN, ID_LEN, FormatError, Header, entry_digest, whole_header
from sync.protocol import WRAPS_OF_KEY_MAX

NUMBER_MAX = (
    2**63 - 1
)  # the largest number of both kinds of store; at a thousand entries a second this takes 300 million years
# How many bytes a row takes besides its data, with its part of the indexes: 317 to 500 were measured on SQLite, 426 to 513 on PostgreSQL. A
# row of 2 KB leaves half a page empty, and takes half as much again as is counted.
ROW_LEN = 512
BESIDE_ENTRY_LEN = (
    64  # bytes of each entry that shares a row with others: its digest, and the ends of pages; 36 and 69 were measured
)
WRAP_LEN_MAX = 2048  # today's wrap has 1,168 bytes: this leaves room for a larger one, but not for other things


class Sealed(NamedTuple):
    """One entry as it came. Its digest is computed here, and never taken from outside."""

    number: int
    """The entry's number in the box's chain."""
    digest: bytes
    entry: bytes
    header: Header


@dataclass(frozen=True, slots=True)
class Batch:
    """Checked entries, ascending, and the wraps that came with them."""

    entries: tuple[Sealed, ...]
    wraps: tuple[Wrap, ...]

    @property
    def first(self) -> Sealed:
        """The oldest entry."""
        return self.entries[0]

    @property
    def last(self) -> Sealed:
        """The newest entry."""
        return self.entries[-1]

    @property
    def length(self) -> int:
        """How many bytes of it are kept."""
        return length_of(self.entries, self.wraps)

    @property
    def room(self) -> int:
        """The most bytes that it takes in the store: each entry in a row of its own, with a receipt of its own."""
        return room_of(self.entries, self.wraps, 2 * len(self.entries))


def length_of(entries: Sequence[Sealed], wraps: Sequence[Wrap]) -> int:
    """Count the bytes that are kept of these."""
    return sum([len(entry) for _, _, entry, _ in entries]) + sum([len(each.wrap) for each in wraps])


def room_of(entries: Sequence[Sealed], wraps: Sequence[Wrap], rows: int) -> int:
    """Count the bytes that these take in the store, with so many rows besides those of the wraps."""
    beside = BESIDE_ENTRY_LEN * len(entries) + ROW_LEN * (rows + len(wraps))
    return length_of(entries, wraps) + beside


def checked(body: Deposit | Urgent, building: bytes, box: bytes) -> Batch | Refused:
    """Check the body's entries: all are of this box, ascending, and each follows on the one before by its digest; in a Deposit without a
    gap.
    """
    contiguous, entries = isinstance(body, Deposit), list[Sealed]()
    most = ENTRIES_MAX if contiguous else URGENT_ENTRIES_MAX
    if not 0 < len(body.entries) <= most:
        return Refused("bad-request", f"A body takes 1 to {most} entries, this one has {len(body.entries)}.")
    number, digest = 0, b""
    for data in body.entries:
        try:
            header = whole_header(data)
        except FormatError as wrong:
            return Refused("bad-entry", f"This is no entry: {wrong}.")
        before, number = number, header.number
        # Nearly every entry follows on the one before: then no function is called for it.
        follows = 0 < before == number - 1 and header.prev_digest == digest
        if not follows or header.box != box or header.building != building or number > NUMBER_MAX:
            refused = _misplaced(header, (building, box), before) or _apart(header, before, digest, contiguous)
            if refused is not None:
                return refused
        digest = entry_digest(data)
        entries.append(Sealed(number, digest, data, header))
    return bad_wrap(body.wraps) or Batch(tuple(entries), body.wraps)


def bad_wrap(wraps: tuple[Wrap, ...]) -> Refused | None:
    """Say why these wraps cannot be kept; None where they can."""
    if len(wraps) > WRAPS_MAX:
        return Refused("bad-request", f"A body takes {WRAPS_MAX} wraps, this one has {len(wraps)}.")
    for each in wraps:
        if (
            not 0 < each.number <= NUMBER_MAX
            or not 0 <= each.key_no <= 0xFFFF
            or len(each.stream) != ID_LEN
            or len(each.recipient) != DIGEST_LEN
            or not 0 < len(each.wrap) <= WRAP_LEN_MAX
        ):
            return Refused("bad-entry", "A wrap has a field of a length or size no wrap has.")
    for number, count in Counter(each.number for each in wraps).most_common(1):
        if count > WRAPS_OF_KEY_MAX:
            return Refused(
                "bad-entry", f"Key entry {number} has {WRAPS_OF_KEY_MAX} wraps at most, here it has {count}."
            )
    return None


def wrap_digest(wrap: Wrap) -> bytes:
    """Give the digest by which two wraps of the same key for the same recipient differ."""
    return sha256(wrap.wrap).digest()


def _misplaced(header: Header, whose: tuple[bytes, bytes], before: int) -> Refused | None:
    """Say why no entry of this box can have this number here."""
    if (header.building, header.box) != whose:
        return Refused("not-yours", f"Entry {header.number} belongs to another building or box than the certificate.")
    if not 0 < header.number <= NUMBER_MAX:
        return Refused("bad-entry", f"{header.number} is no number of an entry.")
    if header.number <= before:
        return Refused("bad-entry", f"Entry {header.number} does not come after {before}.")
    return None


def _apart(header: Header, before: int, digest: bytes, contiguous: bool) -> Refused | None:
    """Say why it does not follow on the entry before it in the body. `before` is 0 for the first."""
    if not before:
        return None
    if header.number == before + 1:
        if header.prev_digest == digest:
            return None
        says = f"Entry {header.number} names another entry before it than the {before} sent."
        return Refused("bad-entry", says)
    return Refused("bad-entry", f"Entry {header.number} does not come after {before}.") if contiguous else None
