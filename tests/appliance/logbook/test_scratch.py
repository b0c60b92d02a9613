"""Tests a database that is only read, also where nothing can be written beside it."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.logbook.scratch import only_read

NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[Path]:
    """Make a folder that others may enter; pytest's own folders cannot be entered."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as name:
        Path(name).chmod(0o755)
        yield Path(name)
        Path(name).chmod(0o755)


@pytest.fixture
def nobody() -> Iterator[None]:
    """Become nobody, if this process is root, so that a folder's rights count."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    yield
    os.seteuid(before)


def test_a_closed_database_is_read_in_a_folder_that_takes_no_file(folder: Path, request: pytest.FixtureRequest) -> None:
    file = folder / "mirror.db"
    db = sqlite3.connect(file)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("CREATE TABLE told (word TEXT)")
    db.execute("INSERT INTO told VALUES ('kept')")
    db.commit()
    db.close()
    file.chmod(0o444)
    folder.chmod(0o555)
    request.getfixturevalue("nobody")
    read = only_read(file)
    assert read.execute("SELECT word FROM told").fetchall() == [("kept",)]
    read.close()
    assert [each.name for each in folder.iterdir()] == ["mirror.db"]


def test_what_stands_in_its_log_alone_is_read_too(folder: Path) -> None:
    db = sqlite3.connect(folder / "mirror.db")
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("CREATE TABLE told (word TEXT)")
    db.execute("INSERT INTO told VALUES ('in the log')")
    db.commit()
    read = only_read(folder / "mirror.db")
    assert read.execute("SELECT word FROM told").fetchall() == [("in the log",)]
    read.close()
    db.close()
