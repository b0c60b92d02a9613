"""Tests mirror.db and wraps.db by themselves: what is taken, what is refused, and that nothing forgotten stays in a file."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from appliance.api.feed.copy import CopiedEntry, CopiedWrap, CopyItems, FollowCopy
from sync.replica.mirror import AnotherHistory, DoesNotFollow, Mirror, Whose
from sync.replica.wraps import READY, Wraps
from tests.sync.copy_side import CopySide
from tests.sync.entries import Record


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    made = Mirror(tmp_path / "mirror.db")
    yield made
    made.close()


def _record(count: int) -> Record:
    record = Record()
    record.writes(count)
    return record


def _items(record: Record, after: int, limit: int = 500) -> CopyItems:
    return CopySide(record).items(FollowCopy(request=1, after=after, limit=limit))


def test_it_takes_entries_with_the_head_of_the_last(mirror: Mirror) -> None:
    record = _record(20)
    assert mirror.take(_items(record, 0, limit=7), 0) == 7
    assert mirror.take(_items(record, 7), 0) == 13
    assert mirror.take(_items(record, 20), 0) == 0
    assert (mirror.head, mirror.digest, mirror.box) == (20, record.digest, record.box)


def test_what_is_open_at_the_head_is_kept_with_it_also_where_it_comes_later(mirror: Mirror, tmp_path: Path) -> None:
    record = _record(20)

    def kept() -> tuple[bytes, bytes]:
        with sqlite3.connect(tmp_path / "mirror.db") as db:
            found: tuple[bytes, bytes] = db.execute("SELECT is_open, is_open_signature FROM head").fetchone()
        db.close()
        return found

    def items(after: int, is_open: bytes) -> CopyItems:
        return msgspec.structs.replace(_items(record, after), is_open=is_open, is_open_signature=is_open[::-1])

    mirror.take(items(0, b""), 0)
    assert kept() == (b"", b"")
    assert mirror.take(items(20, b"one"), 0) == 0 and kept() == (b"one", b"eno")
    record.writes(1)
    mirror.take(items(20, b""), 0)
    assert kept() == (b"", b""), "of the entry before, it says nothing"


def test_a_mirror_of_before_takes_it_too(tmp_path: Path) -> None:
    Mirror(tmp_path / "mirror.db").close()
    with sqlite3.connect(tmp_path / "mirror.db") as db:
        for column in ("is_open", "is_open_signature"):
            db.execute(f"ALTER TABLE head DROP COLUMN {column}")
    db.close()
    again = Mirror(tmp_path / "mirror.db")
    assert again.take(msgspec.structs.replace(_items(_record(2), 0), is_open=b"one", is_open_signature=b"two"), 0) == 2
    again.close()


def test_a_record_that_lost_entries_for_good_is_copied_over_the_gap(mirror: Mirror) -> None:
    record = _record(20)
    items = _items(record, 0)
    assert mirror.take(msgspec.structs.replace(items, entries=items.entries[:5] + items.entries[8:]), 0) == 17
    assert (mirror.head, mirror.digest) == (20, record.digest)


def _rots(record: Record, number: int) -> None:
    """Flip one bit of the entry's body."""
    entry = bytearray(record.entries[number - 1])
    entry[-30] ^= 1
    record.entries[number - 1] = bytes(entry)


def test_an_entry_that_rotted_in_the_record_is_copied_as_it_is(mirror: Mirror) -> None:
    record = _record(20)
    _rots(record, 9)
    assert mirror.take(_items(record, 0), 0) == 20


def test_where_an_answer_ends_at_such_an_entry_it_is_told_from_a_record_that_was_put_back(mirror: Mirror) -> None:
    record = _record(20)
    _rots(record, 9)
    mirror.take(_items(record, 0, limit=9), 0)
    with pytest.raises(DoesNotFollow):
        mirror.take(_items(record, 9), 0)
    assert mirror.newest() == record.entries[8], "as the record has it"
    assert mirror.take(_items(record, 9), 0, breaks_here=True) == 11


def test_nobody_of_ours_moves_its_log_into_the_file(mirror: Mirror, tmp_path: Path) -> None:
    record = _record(2000)
    while mirror.take(_items(record, mirror.head), 0):
        pass
    log = tmp_path / "mirror.db-wal"
    assert log.stat().st_size > 1_600_000
    mirror.close()
    assert log.stat().st_size > 1_600_000
    again = Mirror(tmp_path / "mirror.db")
    assert again.head == 2000
    again.close()
    assert log.stat().st_size > 1_600_000


def test_a_head_signed_for_another_entry_is_refused_and_nothing_is_taken(mirror: Mirror) -> None:
    record = _record(20)
    wrong = msgspec.structs.replace(_items(record, 0), statement=_items(record, 0, limit=19).statement)
    with pytest.raises(Whose, match="signed for entry 19"):
        mirror.take(wrong, 0)
    assert mirror.head == 0


def test_entries_out_of_order_are_refused(mirror: Mirror) -> None:
    items = _items(_record(3), 0)
    swapped = (items.entries[1], items.entries[0], items.entries[2])
    with pytest.raises(Whose, match="after 2"):
        mirror.take(msgspec.structs.replace(items, entries=swapped), 0)
    renamed = (CopiedEntry(number=1, entry=items.entries[1].entry), *items.entries[1:])
    with pytest.raises(Whose, match="came as 1"):
        mirror.take(msgspec.structs.replace(items, entries=renamed), 0)


@pytest.mark.parametrize("then", [0, 5, 15])
def test_a_record_that_was_put_back_is_another_history(mirror: Mirror, then: int) -> None:
    record = _record(20)
    mirror.take(_items(record, 0), 0)
    record.put_back_to(10)
    record.writes(then)
    with pytest.raises(AnotherHistory):
        mirror.take(_items(record, mirror.head), 0)


def test_another_box_is_another_history(mirror: Mirror) -> None:
    mirror.take(_items(_record(20), 0), 0)
    with pytest.raises(AnotherHistory, match="box"):
        mirror.take(_items(_record(30), 20), 0)


def test_a_record_begun_anew_after_a_damaged_one_goes_on_in_the_same_mirror(mirror: Mirror) -> None:
    record = _record(20)
    mirror.take(_items(record, 0), 0)
    record.is_set_aside()
    record.writes(3)
    assert mirror.take(_items(record, 20), 0) == 3


def _wrap(number: int) -> CopiedWrap:
    return CopiedWrap(number=number, stream=os.urandom(16), key_no=1, recipient=b"o" * 32, wrap=os.urandom(1168))


def _set(*wraps: CopiedWrap) -> dict[bytes, CopiedWrap]:
    return {each.place: each for each in wraps}


def _rows(wraps: Wraps) -> set[int]:
    reader = sqlite3.connect(wraps.path)
    try:
        return {number for (number,) in reader.execute("SELECT number FROM wrap")}
    finally:
        reader.close()


def test_what_is_deleted_from_wraps_stays_owed_until_the_file_is_made_anew(tmp_path: Path) -> None:
    wraps, kept = Wraps(tmp_path / "wraps.db"), [_wrap(1), _wrap(2), _wrap(3)]
    wraps.add(kept[:2])
    wraps.make_equal(_set(*kept), (), 5)
    assert (wraps.version, wraps.clean, wraps.owes_forgetting) == (5, 5, False)
    assert wraps.make_equal(_set(kept[0], kept[2]), [(kept[1].stream, 1)], 6) == 1
    assert (wraps.version, wraps.clean, wraps.owes_forgetting) == (6, 5, True)
    wraps.close()
    wraps = Wraps(tmp_path / "wraps.db")
    assert wraps.owes_forgetting  # also after a new start
    wraps.make_equal(_set(kept[0], kept[2]), (), 7)
    assert wraps.clean == 5
    wraps.make_anew()
    assert (wraps.version, wraps.clean, _rows(wraps)) == (7, 7, {1, 3})
    for path in tmp_path.iterdir():
        assert kept[1].wrap[:100] not in path.read_bytes()
    wraps.close()


def test_ended_while_wraps_are_made_anew_either_file_is_whole(tmp_path: Path) -> None:
    wraps, kept = Wraps(tmp_path / "wraps.db"), [_wrap(1), _wrap(2)]
    wraps.make_equal(_set(*kept), (), 5)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    wraps.make_equal(_set(kept[0]), (), 6)
    wraps.make_anew()
    wraps.close()
    ready = (tmp_path / "wraps.db").read_bytes()
    for (
        name,
        data,
    ) in before.items():  # as after a kill when the new file had its name, with the old file and its log in place
        (tmp_path / name).write_bytes(data)
    (tmp_path / READY).write_bytes(ready)
    wraps = Wraps(tmp_path / "wraps.db")
    assert (wraps.version, wraps.clean, _rows(wraps)) == (6, 6, {1})
    wraps.close()
