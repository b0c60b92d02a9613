"""Tests what ends a statement that finds no end: the limit counts its own work, and never the time that others took."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from appliance.logbook.database import LOOK_EVERY_STEPS, end_after, is_damage

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
LONG = (
    f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT {LOOK_EVERY_STEPS}) SELECT count(*) FROM n"
)


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as made:
        yield made


def test_what_has_no_end_is_ended_and_is_damage(db: sqlite3.Connection) -> None:
    end_after(db, 0.05)
    with pytest.raises(sqlite3.OperationalError) as ended:
        db.execute(ENDLESS).fetchone()
    assert is_damage(ended.value)


@pytest.mark.slow
def test_a_box_that_is_busy_with_something_else_ends_nothing(db: sqlite3.Connection) -> None:
    end_after(db, 2.0)
    time.sleep(2.1)  # as if the processor had worked for others
    assert db.execute(LONG).fetchone() == (LOOK_EVERY_STEPS,)


def test_without_an_end_it_goes_on(db: sqlite3.Connection) -> None:
    end_after(db, 0.0)
    end_after(db, None)
    assert db.execute(LONG).fetchone() == (LOOK_EVERY_STEPS,)
