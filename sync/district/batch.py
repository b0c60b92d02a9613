"""What a body with entries must be before anything is written: whole, of this box, and hanging together. Pure; opens nothing.

Refusals are values. Nothing here needs to know what the store has already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

from appliance.envelope.deposit import ENTRIES_MAX, Deposit, Refused, Urgent, Wrap
from appliance.envelope.format import DIGEST_LEN, ID_LEN, FormatError, Header, entry_digest, split
from sync.protocol import WRAPS_MAX

NUMBER_MAX = 2**63 - 1  # what both kinds of store count to; at a thousand entries a second, 300 million years
WRAP_LEN_MAX = 2048  # today's has 1,168 bytes; room for a larger one, not for something else


@dataclass(frozen=True, slots=True)
class Sealed:
    """One entry as it came, its digest computed here and not believed."""

    header: Header
    digest: bytes
    entry: bytes

    @property
    def number(self) -> int:
        """Its place in the box's chain."""
        return self.header.number


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
        """Bytes that are kept of it."""
        return sum(len(each.entry) for each in self.entries) + sum(len(each.wrap) for each in self.wraps)


def checked(body: Deposit | Urgent, building: bytes, box: bytes) -> Batch | Refused:
    """The body's entries, all of this box, ascending and each with the digest its successor names; of a Deposit without a gap."""
    if not 0 < len(body.entries) <= ENTRIES_MAX:
        return Refused("bad-request", f"A body takes 1 to {ENTRIES_MAX} entries, this one has {len(body.entries)}.")
    try:
        entries = tuple(Sealed(split(each).header, entry_digest(each), each) for each in body.entries)
    except FormatError as wrong:
        return Refused("bad-entry", f"This is no entry: {wrong}.")
    for each in entries:
        if (each.header.building, each.header.box) != (building, box):
            return Refused("not-yours", f"Entry {each.number} belongs to another building or box than the certificate.")
        if not 0 < each.number <= NUMBER_MAX:
            return Refused("bad-entry", f"{each.number} is no number of an entry.")
    return _apart(entries, isinstance(body, Deposit)) or bad_wrap(body.wraps) or Batch(entries, body.wraps)


def bad_wrap(wraps: tuple[Wrap, ...]) -> Refused | None:
    """Why these wraps cannot be kept; None when they can."""
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
    return None


def wrap_digest(wrap: Wrap) -> bytes:
    """What tells two wraps of the same key for the same recipient apart."""
    return sha256(wrap.wrap).digest()


def _apart(entries: Sequence[Sealed], contiguous: bool) -> Refused | None:
    for before, after in pairwise(entries):
        if after.number <= before.number or (contiguous and after.number != before.number + 1):
            return Refused("bad-entry", f"Entry {after.number} does not come after {before.number}.")
        if after.number == before.number + 1 and after.header.prev_digest != before.digest:
            return Refused(
                "bad-entry", f"Entry {after.number} names another entry before it than the {before.number} sent."
            )
    return None
