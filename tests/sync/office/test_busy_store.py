"""Tests that a store which cannot be used at the moment is not taken for a damaged one: nothing is put in its place, and nobody is sent to
`verify`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from sync.office import mending
from sync.office import store as stores
from sync.office.store import Store, StoreError
from tests.sync.office.building import ring

ROOT = b"r" * 32


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a store of an older release: its new index is not made yet, so opening it writes."""
    monkeypatch.setattr(stores, "BUSY_WAIT_S", 0.1)
    path = tmp_path / "office.db"
    with Store.open(path, ring(tmp_path)) as store:
        with store.writing():
            store.keep_setting("urgent after", bytes(8))
        store.run("DROP INDEX entry_unread_by_key")
        store.run("PRAGMA user_version = 1")
    return path


@contextmanager
def another_writes(file: Path) -> Iterator[None]:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def test_a_store_another_command_writes_to_is_not_mended(file: Path, tmp_path: Path) -> None:
    with another_writes(file):
        with pytest.raises(StoreError, match="Another command of this office") as busy:
            mending.is_damaged(file, ring(tmp_path), ROOT)
        with pytest.raises(StoreError, match="Another command of this office"):
            mending.mend(file, ring(tmp_path), ROOT)
    assert "verify" not in str(busy.value)
    assert sorted(each.name for each in tmp_path.glob("office.db*.d*")) == []
    with Store.open(file, ring(tmp_path)) as store:
        assert store.setting("urgent after") == bytes(8)


def test_a_busy_store_sends_nobody_to_verify(file: Path, tmp_path: Path) -> None:
    with (
        Store.open(file, ring(tmp_path)) as store,
        another_writes(file),
        pytest.raises(StoreError, match="Another command"),
        Store.open(file, ring(tmp_path)) as again,
        again.writing(),
    ):
        pass
    assert store is not again


def test_a_file_that_cannot_be_opened_is_not_mended(tmp_path: Path) -> None:
    (tmp_path / "office.db").mkdir()
    with pytest.raises(StoreError, match="cannot be opened"):
        mending.is_damaged(tmp_path / "office.db", ring(tmp_path), ROOT)


def test_a_header_that_says_read_only_is_damage(file: Path, tmp_path: Path) -> None:
    """SQLite reads byte 18 of the file as a version that it may not write."""
    data = bytearray(file.read_bytes())
    data[18] ^= 0x40
    file.write_bytes(data)
    assert mending.is_damaged(file, ring(tmp_path), ROOT)
