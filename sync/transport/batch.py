"""Sealed entries and their wraps, cut to what goes in one deposit. Pure."""

from dataclasses import dataclass

from appliance.api.messages import SealedEntry, SealedItems, SealedWrap
from appliance.envelope.deposit import DEPOSIT_LEN_MAX, ENTRIES_MAX, Deposit, Wrap
from sync.protocol import WRAPS_MAX

WRAP_AROUND_LEN = 80  # what stands around a wrap in msgpack: number, stream, key number, recipient
ENTRY_AROUND_LEN = 5  # a byte string's head in msgpack
AROUND_LEN = 1024  # the deposit's own


@dataclass(frozen=True, slots=True)
class Batch:
    """Contiguous entries from `first` to `last`, with their wraps."""

    first: int
    last: int
    deposit: Deposit
    length: int
    """Bytes of it on the way, about."""

    @property
    def last_entry(self) -> bytes:
        """The entry a receipt for this batch speaks of."""
        return self.deposit.entries[-1]


def cut(items: SealedItems, length_max: int = DEPOSIT_LEN_MAX) -> Batch | None:
    """As many entries from the first on as fit in `length_max` bytes and are contiguous, at least one; None where there are none."""
    if not items.entries:
        return None
    taken: list[SealedEntry] = []
    wraps: list[SealedWrap] = []
    length = taken_length = AROUND_LEN
    length_max = min(length_max, DEPOSIT_LEN_MAX)
    of_entry = _wraps_by_number(items)
    for number, entry in enumerate(items.entries[:ENTRIES_MAX], items.entries[0].number):
        named = of_entry.get(entry.number, ())
        length += len(entry.entry) + ENTRY_AROUND_LEN + sum([len(wrap.wrap) + WRAP_AROUND_LEN for wrap in named])
        full = length > length_max or len(wraps) + len(named) > WRAPS_MAX
        if taken and (full or entry.number != number):
            break
        taken.append(entry)
        wraps += named
        taken_length = length
    deposit = Deposit(tuple([each.entry for each in taken]), tuple([travelling(wrap) for wrap in wraps]))
    return Batch(taken[0].number, taken[-1].number, deposit, taken_length)


def travelling(wrap: SealedWrap) -> Wrap:
    """A wrap of the sealed feed as it stands in a deposit."""
    return Wrap(wrap.number, wrap.stream, wrap.key_no, wrap.recipient, wrap.wrap)


def _wraps_by_number(items: SealedItems) -> dict[int, list[SealedWrap]]:
    found: dict[int, list[SealedWrap]] = {}
    for wrap in items.wraps:
        found.setdefault(wrap.number, []).append(wrap)
    return found
