"""Tests how entries and wraps are cut into deposits: without gaps, within every limit, and each wrap with the key entry that names it."""

from appliance.api.feed.frames import HAND_IN_LEN_MAX
from appliance.api.feed.messages import SealedItems
from appliance.envelope.deposit import DEPOSIT_LEN_MAX, ENTRIES_MAX, STATEMENT_LEN_MAX, Notices, Signed
from appliance.envelope.format import split
from sync.protocol import encode
from sync.transport.batch import cut
from sync.transport.pieces import in_pieces
from tests.sync.entries import Record


def items(record: Record, after: int = 0, limit: int = 1_000) -> SealedItems:
    entries, wraps = record.between(after, limit)
    return SealedItems(request=0, head=record.head, entries=entries, wraps=wraps)


def test_a_deposit_has_at_most_so_many_entries_and_the_wraps_of_these_alone() -> None:
    record = Record()
    record.writes(ENTRIES_MAX + 30)
    batch = cut(items(record))
    assert batch is not None
    assert (batch.first, batch.last) == (1, ENTRIES_MAX)
    assert {wrap.number for wrap in batch.deposit.wraps} == {n for n in record.wraps if n <= ENTRIES_MAX}


def test_a_deposit_is_no_longer_than_asked_but_always_has_one_entry() -> None:
    record = Record()
    record.writes(100)
    some, one = cut(items(record), 20_000), cut(items(record), 1)
    assert some is not None
    assert one is not None
    assert len(encode(some.deposit)) <= 20_000
    assert 5 < some.last < 30
    assert one.last == 1
    assert [wrap.number for wrap in one.deposit.wraps] == [1]


def test_a_gap_ends_a_deposit() -> None:
    record = Record()
    record.writes(10)
    whole = items(record)
    gapped = SealedItems(request=0, head=10, entries=whole.entries[:4] + whole.entries[5:], wraps=whole.wraps)
    batch = cut(gapped)
    assert batch is not None
    assert batch.last == 4


def test_nothing_is_no_deposit() -> None:
    assert cut(items(Record())) is None


def test_a_whole_deposit_of_the_feeds_largest_answer_fits_the_servers_limit() -> None:
    record = Record()
    record.writes(ENTRIES_MAX)
    batch = cut(items(record))
    assert batch is not None
    assert len(encode(batch.deposit)) < DEPOSIT_LEN_MAX
    assert [split(entry).header.number for entry in batch.deposit.entries] == [*range(1, ENTRIES_MAX + 1)]


def test_notices_go_in_order_and_in_pieces_that_fit_in_a_frame() -> None:
    notices = tuple(Signed(bytes(256 * 1024), b"k", b"s") for _ in range(3))
    opened = tuple(Signed(number.to_bytes(4), b"k", b"s") for number in range(1_200))
    pieces = list(in_pieces(Notices(notices, opened, 9)))
    assert tuple(each for piece in pieces for each in piece.notices) == notices
    assert tuple(each for piece in pieces for each in piece.opened) == opened
    assert max(len(encode(piece)) for piece in pieces) < 512 * 1024


def test_opened_of_any_length_go_in_pieces_that_fit_in_a_frame() -> None:
    lengths = (0, 200, 100_000, STATEMENT_LEN_MAX, STATEMENT_LEN_MAX, 1, 1, 250_000, 10_000)
    opened = tuple(Signed(bytes(length), bytes(32), bytes(64)) for length in lengths)
    pieces = list(in_pieces(Notices((), opened, 9)))
    assert tuple(each for piece in pieces for each in piece.opened) == opened
    assert max(len(encode(piece)) for piece in pieces) < HAND_IN_LEN_MAX // 2
    assert len(pieces) < len(opened)
