"""The file of a way's ledger."""

import stat
from pathlib import Path

from sync.office.telling.keeping import Keeping
from sync.office.telling.ledger import Ledger, looked
from tests.sync.office.telling.matters import NOW_MS, matter


def test_it_is_read_as_it_was_kept_and_is_nobody_elses(tmp_path: Path) -> None:
    ledger = looked(Ledger(), [matter(1), matter(2)], NOW_MS)
    keeping = Keeping(tmp_path / "telling", "run")
    assert keeping.take()
    keeping.keep(ledger)
    assert Keeping(tmp_path / "telling", "run").read() == (ledger, "")
    assert stat.S_IMODE((tmp_path / "telling" / "run.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "telling").stat().st_mode) == 0o700
    keeping.release()


def test_a_damaged_one_is_begun_anew_and_said(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path, "run")
    (tmp_path / "run.json").write_bytes(b"\xff{")
    ledger, wrong = keeping.read()
    assert ledger == Ledger()
    assert "run.json could not be read. What stands now is told once more." in wrong


def test_of_two_watches_one_tells_and_the_other_when_that_one_ends(tmp_path: Path) -> None:
    one, other = Keeping(tmp_path, "run"), Keeping(tmp_path, "run")
    assert one.take()
    assert one.take()
    assert not other.take()
    one.release()
    assert other.take()
    other.release()
