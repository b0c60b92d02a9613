"""Cuts sealed entries and their wraps into what fits in one deposit. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from appliance.api.feed.messages import SealedEntry, SealedItems, SealedWrap
from appliance.envelope.deposit import DEPOSIT_LEN_MAX, ENTRIES_MAX, WRAPS_MAX, Deposit, Wrap

WRAP_AROUND_LEN = 80  # what msgpack puts around a wrap: number, stream, key number, recipient
ENTRY_AROUND_LEN = 5  # what msgpack puts before a byte string
AROUND_LEN = 1024  # what msgpack puts around the whole deposit


@dataclass(frozen=True, slots=True)
class Batch:
    """Contiguous entries from `first` to `last`, with their wraps."""

    first: int
    last: int
    deposit: Deposit
    length: int
    """About how many bytes travel."""

    @property
    def last_entry(self) -> bytes:
        """The entry that a receipt for this batch names."""
        return self.deposit.entries[-1]


def cut(items: SealedItems, length_max: int = DEPOSIT_LEN_MAX) -> Batch | None:
    """Give as many contiguous entries from the first on as fit in `length_max` bytes, at least one; None where there are none."""
    if not items.entries:
        return None
    length_max = min(length_max, DEPOSIT_LEN_MAX)
    if (whole := _whole(items, length_max)) is not None:
        return whole
    taken: list[SealedEntry] = []
    wraps: list[SealedWrap] = []
    length = taken_length = AROUND_LEN
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
    return _batch(taken, wraps, taken_length)


def _whole(items: SealedItems, length_max: int) -> Batch | None:
    """Give all items as one batch where they fit, as they nearly always do in a backlog. This saves looking at each entry: a school year
    has millions of them.
    """
    entries, wraps = items.entries, items.wraps
    length = AROUND_LEN + sum([len(each.entry) + ENTRY_AROUND_LEN for each in entries])
    length += sum([len(each.wrap) + WRAP_AROUND_LEN for each in wraps])
    contiguous = entries[-1].number - entries[0].number == len(entries) - 1
    fits = length <= length_max and len(entries) <= ENTRIES_MAX and len(wraps) <= WRAPS_MAX
    return _batch(entries, wraps, length) if contiguous and fits else None


def _batch(entries: Sequence[SealedEntry], wraps: Sequence[SealedWrap], length: int) -> Batch:
    deposit = Deposit(tuple([each.entry for each in entries]), tuple([travelling(wrap) for wrap in wraps]))
    return Batch(entries[0].number, entries[-1].number, deposit, length)


def travelling(wrap: SealedWrap) -> Wrap:
    """Give a wrap of the sealed feed as it stands in a deposit."""
    return Wrap(wrap.number, wrap.stream, wrap.key_no, wrap.recipient, wrap.wrap)


def _wraps_by_number(items: SealedItems) -> dict[int, list[SealedWrap]]:
    found: dict[int, list[SealedWrap]] = {}
    for wrap in items.wraps:
        found.setdefault(wrap.number, []).append(wrap)
    return found
