"""Tests which stick belongs to the copy, and where nothing is ever written."""

import os
from pathlib import Path

import pytest

from sync.replica.bounds import LOG_LEN_MAX, over_bounds
from sync.replica.command import main
from sync.replica.faults import CopyFault
from sync.replica.folder import open_folder, prepare
from sync.replica.marker import FOLDER, prefix
from sync.replica.where import Folder, Stick

BUILDING, BOX = b"b" * 16, b"x" * 16


class Sticks:
    """Folders that the test says the kernel has mounted as sticks."""

    def __init__(self, at: Path) -> None:
        self.at = at
        self.mountinfo = at / "mountinfo"
        self.mountinfo.write_text("")

    def put_in(self, name: str, *, prepared: bool = True) -> Path:
        stick = self.at / name
        stick.mkdir()
        if prepared:
            prepare(stick)
        with self.mountinfo.open("a") as lines:
            lines.write(f"{len(name)} 1 8:1 / {stick} rw,nosuid - vfat /dev/sda1 rw\n")
        return stick

    def write(self) -> Path:
        """Write a marker to whichever is chosen."""
        open_folder(Stick(), BUILDING, BOX, [self.at], self.mountinfo).write("latest", b"here")
        (found,) = self.at.glob(f"*/{prefix(BUILDING, BOX)}/latest")
        return found.relative_to(self.at).parents[-2]


@pytest.fixture
def sticks(tmp_path: Path) -> Sticks:
    return Sticks(tmp_path)


def test_a_stick_without_the_folder_of_copies_stays_an_ordinary_one(sticks: Sticks) -> None:
    ordinary = sticks.put_in("photos", prepared=False)
    with pytest.raises(CopyFault) as fault:
        sticks.write()
    assert fault.value.cause == "copy-unplugged"
    assert [*ordinary.iterdir()] == []
    sticks.put_in("copy")
    assert sticks.write() == Path("copy")


def test_of_several_the_one_that_has_our_copy_is_taken(sticks: Sticks) -> None:
    sticks.put_in("empty")
    ours = sticks.put_in("ours")
    (ours / prefix(BUILDING, BOX)).mkdir(parents=True)
    assert sticks.write() == Path("ours")


def test_another_buildings_stick_beside_an_empty_one_is_never_taken(sticks: Sticks) -> None:
    theirs = sticks.put_in("theirs")
    (theirs / prefix(b"t" * 16, b"u" * 16)).mkdir(parents=True)
    with pytest.raises(CopyFault) as fault:
        sticks.write()
    assert fault.value.cause == "copy-not-ours"
    sticks.put_in("empty")
    assert sticks.write() == Path("empty")


def test_a_folder_that_is_no_mount_is_not_taken_unasked(tmp_path: Path) -> None:
    with pytest.raises(CopyFault, match="handbell replica prepare") as fault:
        open_folder(Folder(str(tmp_path)), BUILDING, BOX)
    assert fault.value.cause == "copy-unplugged"
    assert [*tmp_path.iterdir()] == []


def test_prepare_makes_a_place_of_copies_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prepare", str(tmp_path)]) == 0
    assert "boxes make their copy on it" in capsys.readouterr().out
    said = (tmp_path / FOLDER / "READ-ME.txt").read_text()
    assert "Leave it as it is" in said
    open_folder(Folder(str(tmp_path)), BUILDING, BOX)


def test_status_without_a_replica_says_what_to_look_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--own-run", str(tmp_path)]) == 0
    assert "systemctl status handbell-replica" in capsys.readouterr().out


def test_the_card_is_not_filled_for_a_copy_that_cannot_be_made(tmp_path: Path) -> None:
    database = tmp_path / "mirror.db"
    assert over_bounds(database, 0) is None
    with (tmp_path / "mirror.db-wal").open("wb") as log:
        log.truncate(LOG_LEN_MAX)
        assert over_bounds(database, 0) is None
        log.truncate(LOG_LEN_MAX + 1)
    assert "wait to be copied" in (over_bounds(database, 0) or "")
    assert over_bounds(database, LOG_LEN_MAX + 1) is None  # all of it is copied
    (tmp_path / "mirror.db-wal").unlink()
    beside = tmp_path / ".mirror.db-litestream" / "ltx" / "0"
    beside.mkdir(parents=True)
    with (beside / f"{1:016x}-{1:016x}.ltx").open("wb") as file:
        file.truncate(257 * 1024 * 1024)
    assert "lie ready" in (over_bounds(database, 0) or "")


def test_what_is_looked_at_is_on_the_stick_itself_and_each_file_is_put_there_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ "Up to entry N" rests on a look, and the box's power may fail right after it."""
    prepare(tmp_path)
    target = open_folder(Folder(str(tmp_path)), BUILDING, BOX)
    level = tmp_path / prefix(BUILDING, BOX) / "mirror-1" / "ltx" / "0"
    level.mkdir(parents=True)
    settled: list[Path] = []

    def noted(descriptor: int) -> None:
        settled.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        real(descriptor)

    real = os.fsync
    monkeypatch.setattr(os, "fsync", noted)
    (level / "first").write_bytes(b"1")
    assert target.files("mirror-1") == [("ltx/0/first", 1)]
    assert settled == [level / "first", level, level.parent, level.parent.parent]
    assert target.files("mirror-1") == [("ltx/0/first", 1)]
    assert len(settled) == 4, "nothing is new"
    (level / "second").write_bytes(b"22")
    (level / "first").unlink()
    assert target.files("mirror-1") == [("ltx/0/second", 2)]
    assert settled[4:] == [level / "second", level, level.parent, level.parent.parent]
