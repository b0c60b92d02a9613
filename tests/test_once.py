"""Tests `once.py`: of several workers one makes it, all have it, and a failure is not kept."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.once import once

WORKERS = 4


def test_of_workers_that_ask_at_once_one_makes_it_and_all_have_it(tmp_path: Path) -> None:
    all_ask, makers = threading.Barrier(WORKERS), []

    def make(folder: Path) -> Path:
        makers.append(threading.get_ident())
        time.sleep(0.05)  # long enough for the others to come meanwhile
        (folder / "image").write_text("whole")
        return folder / "image"

    def asks(_: int) -> str:
        all_ask.wait()
        return once(tmp_path / "built", make).read_text()

    with ThreadPoolExecutor(WORKERS) as workers:
        assert list(workers.map(asks, range(WORKERS))) == ["whole"] * WORKERS
    assert len(makers) == 1


def test_what_could_not_be_made_is_made_anew_by_the_next_that_asks(tmp_path: Path) -> None:
    def fails(folder: Path) -> str:
        (folder / "half").touch()
        raise OSError("the disk is full")

    def make(folder: Path) -> list[Path]:
        return list(folder.iterdir())

    with pytest.raises(OSError, match="disk is full"):
        once(tmp_path / "built", fails)
    assert once(tmp_path / "built", make) == [], "nothing of the first try is there"
