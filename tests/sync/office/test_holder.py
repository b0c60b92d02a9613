"""Tests that a store which another command writes to says which process that is. Real processes."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sync.office import store as stores
from sync.office.holder import says_holder
from sync.office.store import Store, StoreError
from tests.sync.office.building import ring

HOLDS = (
    "import sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None);"
    " db.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(stores, "BUSY_WAIT_S", 0.1)
    path = tmp_path / "office.db"
    with Store.open(path, ring(tmp_path)):
        pass
    return path


@pytest.fixture
def another(file: Path) -> Iterator[subprocess.Popen[bytes]]:
    words = [sys.executable, "-c", HOLDS, str(file), "verify"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holding:
        assert holding.stdout is not None and holding.stdout.readline() == b"held\n"
        yield holding
        holding.kill()


def test_a_command_that_waits_in_vain_names_the_one_that_writes(
    file: Path, another: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    with pytest.raises(StoreError) as busy, Store.open(file, ring(tmp_path)) as store, store.writing():
        pass
    assert f"Process {another.pid} (" in str(busy.value)
    assert str(busy.value).endswith("Wait until it has ended, and try again.")


def test_nobody_is_named_where_nobody_writes_or_we_do(file: Path, tmp_path: Path) -> None:
    assert says_holder(file) == ""
    assert says_holder(tmp_path / "none.db") == ""
    with closing(sqlite3.connect(file, isolation_level=None)) as ours:
        ours.execute("BEGIN IMMEDIATE")
        assert str(os.getpid()) not in says_holder(file)


def test_a_second_connection_of_this_process_leaves_the_first_its_locks(file: Path, tmp_path: Path) -> None:
    """Without the first connection's locks, another command that ends would take itself for the last one, and would remove the log to which
    the first still writes.
    """
    ends = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('SELECT * FROM setting').fetchall(); db.close()"
    with Store.open(file, ring(tmp_path)) as first:
        with first.writing():
            first.keep_setting("urgent after", bytes(8))
        with Store.open(file, ring(tmp_path)) as second:
            assert second.setting("urgent after") == bytes(8)
        subprocess.run([sys.executable, "-c", ends, str(file)], check=True)
        assert file.with_name("office.db-wal").exists()
        with first.writing():
            first.keep_setting("urgent after", b"\1" * 8)
        with Store.open(file, ring(tmp_path)) as third:
            assert third.setting("urgent after") == b"\1" * 8
