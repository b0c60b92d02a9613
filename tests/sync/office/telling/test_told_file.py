"""The file of what a channel has told so far."""

import stat
from pathlib import Path

from sync.office.telling.told_file import ToldFile
from sync.office.telling.told_so_far import ToldSoFar, looked
from tests.sync.office.telling.matters import NOW_MS, matter


def test_it_is_read_as_it_was_kept_and_is_nobody_elses(tmp_path: Path) -> None:
    so_far = looked(ToldSoFar(), [matter(1), matter(2)], NOW_MS)
    file = ToldFile(tmp_path / "telling", "run")
    assert file.take()
    file.keep(so_far)
    assert ToldFile(tmp_path / "telling", "run").read() == (so_far, "")
    assert stat.S_IMODE((tmp_path / "telling" / "run.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "telling").stat().st_mode) == 0o700
    file.release()


def test_a_damaged_one_is_begun_anew_and_said(tmp_path: Path) -> None:
    file = ToldFile(tmp_path, "run")
    (tmp_path / "run.json").write_bytes(b"\xff{")
    so_far, wrong = file.read()
    assert so_far == ToldSoFar()
    assert "run.json could not be read. What stands now is told once more." in wrong


def test_of_two_watches_one_tells_and_the_other_when_that_one_ends(tmp_path: Path) -> None:
    one, other = ToldFile(tmp_path, "run"), ToldFile(tmp_path, "run")
    assert one.take()
    assert one.take()
    assert not other.take()
    one.release()
    assert other.take()
    other.release()
