"""Tests what an uplink offers of a dead box: it is kept in order, goes on where it was cut off, and of two boxes the second follows the
first.
"""

import random
from pathlib import Path

import pytest

from appliance.envelope.format import entry_digest, unpack_header
from appliance.recovery.offered import ENTRIES, NOT_AFTER, Offered
from tests.sync.entries import Record

HANDOVER = b"sealed by the office"


def heir_of(record: Record, number: int, writes: int) -> tuple[bytes, ...]:
    """Give what a box wrote that followed this one after that entry."""
    heir = Record(record.building)
    heir.entries = record.entries[:number]
    heir._digest = entry_digest(heir.entries[-1])
    heir.writes(writes)
    return tuple(heir.entries[number:])


@pytest.fixture
def record() -> Record:
    made = Record()
    made.writes(12)
    return made


def kept(folder: Path) -> tuple[bytes, ...]:
    """Give what is kept, as another process finds it that opens it."""
    found = Offered(folder)
    return tuple(found.entry(at) for at in range(len(found.numbers())))


def test_of_two_boxes_the_second_s_entries_count_from_where_it_followed(record: Record, tmp_path: Path) -> None:
    """The first box wrote four more that the copy did not have. The district has them, and the box after it went on without them."""
    offered, building = Offered(tmp_path / "offered"), record.building
    later = heir_of(record, 8, 10)
    assert offered.take(building, HANDOVER, record.entries, whole=False).after == 12
    assert offered.take(building, b"", later[:3], whole=False).after == 11
    assert offered.take(building, b"", later, whole=True).after == 18
    assert kept(tmp_path / "offered") == (*record.entries[:8], *later)
    found = Offered(tmp_path / "offered")
    assert [number for number, _ in found.downwards(18)] == [*range(18, 0, -1)]
    assert [entry for _, entry in found.upwards(9)] == [*record.entries[:8], later[0]]


def test_a_box_takes_no_second_history_of_one_box(record: Record, tmp_path: Path) -> None:
    offered, building = Offered(tmp_path / "offered"), record.building
    other = Record(record.building, record.box)
    other.entries, other._digest = record.entries[:8], entry_digest(record.entries[7])
    other.writes(3)
    offered.take(building, HANDOVER, record.entries, whole=False)
    assert offered.take(building, b"", tuple(other.entries[8:]), whole=False).says == NOT_AFTER
    assert kept(tmp_path / "offered") == tuple(record.entries)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_offered_and_wherever_it_is_cut_off_what_is_kept_hangs_together(
    record: Record, tmp_path: Path, seed: int
) -> None:
    dice, folder = random.Random(seed), tmp_path / "offered"
    stranger = Record()
    stranger.writes(5)
    pool = [*record.entries, *heir_of(record, dice.randrange(1, 12), 6), *stranger.entries, b"", b"rubbish" * 40]
    offered = Offered(folder)
    for _ in range(60):
        at = dice.randrange(len(pool))
        some = dice.choice((pool[at : at + dice.randrange(1, 6)], dice.sample(pool, 3)))
        offered.take(record.building, dice.choice((b"", HANDOVER)), tuple(some), whole=False)
        if dice.random() < 0.2 and (folder / ENTRIES).exists():  # as after a power cut, in another process
            with (folder / ENTRIES).open("r+b") as file:
                file.truncate(max(0, (folder / ENTRIES).stat().st_size - dice.randrange(200)))
            offered = Offered(folder)
        found = kept(folder)
        headers = [unpack_header(each) for each in found]
        numbers = [each.number for each in headers]
        assert numbers == sorted(set(numbers)) and all(each in pool for each in found)
        for before, entry, header in zip(found, found[1:], headers[1:], strict=False):
            after_next = header.number > unpack_header(before).number + 1
            assert after_next or header.prev_digest == entry_digest(before), entry
