"""Tests handbell-result.txt on the card: Windows Notepad can read it, it is written only when it says something new, and some cards take
nothing.
"""

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from image_build.first_boot.card_file import bring
from tests import small_disk as disks
from tests.image_build.first_boot.conftest import Ground
from tests.image_build.first_boot.written import written


def test_it_stands_beside_the_seed_as_every_editor_reads_it(ground: Ground) -> None:
    ground.lays(written(screen="screen: {desk: frnt}"))
    ground.takes()
    assert bring(ground.places) == ""
    raw = ground.places.card_result.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfHandbell: what became of the seed of this box\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert b"frnt" in raw
    assert sorted(each.name for each in ground.places.card.iterdir()) == [
        "README.txt",
        "handbell-result.txt",
        "handbell-seed.yaml",
    ]


def test_the_seed_is_never_written_to(ground: Ground) -> None:
    ground.lays(written())
    before = ground.places.card_seed.stat()
    ground.takes()
    bring(ground.places)
    assert ground.places.card_seed.read_text() == written()
    assert ground.places.card_seed.stat().st_mtime_ns == before.st_mtime_ns


def test_what_says_nothing_new_is_not_written_again(ground: Ground) -> None:
    ground.lays(written())
    ground.takes()
    bring(ground.places)
    before = ground.places.card_result.stat().st_mtime_ns
    for _ in range(3):
        ground.takes()
        bring(ground.places)
    assert "APPLIED" in ground.places.card_result.read_text("utf-8-sig")
    ground.takes()
    bring(ground.places)
    assert ground.places.card_result.stat().st_mtime_ns == before


def test_a_full_card_is_survived_and_left_tidy(ground: Ground, refuse_to_write: Callable[[int], None]) -> None:
    ground.lays(written())
    ground.takes()
    refuse_to_write(0)
    assert "No space left" in bring(ground.places)
    assert sorted(each.name for each in ground.places.card.iterdir()) == ["README.txt", "handbell-seed.yaml"]


def test_before_anything_happened_nothing_is_written(ground: Ground) -> None:
    assert bring(ground.places) == ""
    assert not ground.places.card_result.exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    at = tmp_path / "small"
    at.mkdir()
    with disks.small_disk(at, "64k"):
        yield at


def test_a_really_full_and_a_really_read_only_card(ground: Ground, small_disk: Path) -> None:
    ground.lays(written())
    ground.takes()
    ground.places.card.rename(ground.folder / "card.before")
    ground.places.card.symlink_to(small_disk)
    with (small_disk / "filler").open("wb") as filler, pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        filler.write(bytes(80_000))
        filler.flush()
    assert "No space left" in bring(ground.places)
    (small_disk / "filler").unlink()
    assert bring(ground.places) == ""
    (small_disk / "handbell-result.txt").unlink()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert "Read-only file system" in bring(ground.places)
    assert "screens of the box say the same" in bring(ground.places)


def test_what_is_said_while_it_is_brought_is_due_anew(ground: Ground) -> None:
    ground.lays(written())
    ground.takes()
    assert ground.places.result_due.exists()
    bring(ground.places)
    assert not ground.places.result_due.exists()
    ground.lays(written(screen="screen: {desk: frnt}"))
    ground.takes()
    assert ground.places.result_due.exists()
