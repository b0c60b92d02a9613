"""Tests who has a wrap of which key, page by page, over the real tables."""

import itertools
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

import appliance.logbook
from appliance.logbook.wraps import BEGINNING, wrapped_after

SCHEMA = (Path(appliance.logbook.__file__).parent / "schema.sql").read_text()
STREAMS = [bytes([number]) * 16 for number in range(5)]


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    """Five streams of three keys. Every key has a wrap for a, every second one for b; the last stream has lost all of its wraps."""
    with sqlite3.connect(":memory:") as db:
        db.executescript(SCHEMA)
        numbers = itertools.count(1)
        for stream, key_no in itertools.product(STREAMS, (1, 2, 3)):
            number = next(numbers)
            db.execute("INSERT INTO entry VALUES (?, ?, x'00')", (number, stream))
            for reader in (b"a", b"b")[: 1 + number % 2]:
                db.execute("INSERT INTO wrap VALUES (?, ?, ?, ?, x'00')", (number, reader, stream, key_no))
        db.execute("DELETE FROM wrap WHERE stream = ?", (STREAMS[-1],))
        yield db
    db.close()


@pytest.mark.parametrize("limit", [1, 2, 5, 100])
def test_pages_of_any_size_name_every_key_once_and_all_its_readers(db: sqlite3.Connection, limit: int) -> None:
    found, place = [], BEGINNING
    while page := wrapped_after(db, place, limit):
        assert len(page) <= limit
        found += page
        place = page[-1].place
    assert [each.place for each in found] == list(itertools.product(STREAMS[:-1], (1, 2, 3)))
    for number, each in enumerate(found, start=1):
        assert each.recipients == frozenset((b"a", b"b")[: 1 + number % 2])


def test_each_names_the_newest_entry_of_its_stream(db: sqlite3.Connection) -> None:
    assert [each.last for each in wrapped_after(db, BEGINNING, 100)] == [3] * 3 + [6] * 3 + [9] * 3 + [12] * 3


def test_a_key_whose_wraps_were_all_deleted_is_not_found(db: sqlite3.Connection) -> None:
    assert STREAMS[-1] not in {each.stream for each in wrapped_after(db, BEGINNING, 100)}


def test_the_order_needs_no_sorting(db: sqlite3.Connection) -> None:
    sql = "EXPLAIN QUERY PLAN SELECT DISTINCT stream, key_no FROM wrap WHERE (stream, key_no) > (?, ?) ORDER BY stream, key_no LIMIT 9"
    plan = " ".join(row[3] for row in db.execute(sql, BEGINNING))
    assert "COVERING INDEX wrap_of_key" in plan
    assert "TEMP B-TREE" not in plan
