"""Tests a stick of a kind that this box does not read: screens and the result name it in everyday words, until it is pulled out."""

import pytest

from image_build.first_boot.command import main
from image_build.first_boot.outcome import Place, What
from image_build.first_boot.result import told_on_screens
from sync.transport.whole_file import UNFINISHED
from tests.image_build.first_boot.conftest import Ground
from tests.image_build.first_boot.written import written


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("ntfs", "formatted as NTFS; this box reads FAT32 and exFAT"),
        ("ext4", "formatted as ext4 (Linux); "),
        ("BitLocker", "formatted as BitLocker, which is encrypted; "),
        ("befs\x1b[2J", "formatted as befs2J; "),
        ("", "formatted as something unknown; "),
        ("z" * 200, f"formatted as {'z' * 30}; "),
    ],
)
def test_it_is_told_what_it_is_and_what_would_be_read(ground: Ground, kind: str, named: str) -> None:
    assert main([*ground.words("strange"), "sda1", kind]) == 0
    taken = ground.takes()
    assert [(each.place, each.what) for each in taken.bad] == [(Place.STICK, What.UNREADABLE)]
    assert told_on_screens(taken).startswith("NOT APPLIED: the stick cannot be read. Nothing was changed. It is ")
    for told in (told_on_screens(taken), ground.result):
        assert named in told
    assert not ground.places.look_again.exists(), "or it would be looked at for ever (handbell-seed.path)"


def test_pulled_out_it_is_said_no_more(ground: Ground) -> None:
    ground.lays(written())
    ground.takes()
    assert main([*ground.words("strange"), "sda1", "ntfs"]) == 0
    assert "NTFS" in told_on_screens(ground.takes())
    assert main([*ground.words("strange"), "--gone", "sda1"]) == 0
    assert ground.places.look_again.exists(), "or nobody would look again (handbell-seed.path)"
    assert told_on_screens(ground.takes()) == ""
    assert not ground.places.look_again.exists()
    assert "APPLIED: this box is lincoln-ms." in ground.result and "NTFS" not in ground.result


def test_pulled_out_before_anybody_looked_nothing_is_said(ground: Ground) -> None:
    main([*ground.words("strange"), "sda1", "ntfs"])
    main([*ground.words("strange"), "--gone", "sda1"])
    assert told_on_screens(ground.takes()) == ""


def test_it_is_said_as_long_as_it_is_in_whatever_else_comes_and_goes(ground: Ground) -> None:
    main([*ground.words("strange"), "sda1", "ntfs"])
    ground.takes()
    ground.plugs_in(written())
    assert "NTFS" in told_on_screens(ground.takes())
    assert "APPLIED: this box is lincoln-ms." in ground.result and "NTFS" in ground.result
    main([*ground.words("strange"), "sdb", "ext4"])
    assert {"NTFS", "ext4"} <= {*told_on_screens(ground.takes()).replace(";", "").split()}
    main([*ground.words("strange"), "--gone", "sda1"])
    assert "NTFS" not in told_on_screens(ground.takes()) and "ext4" in told_on_screens(ground.taken)


def test_what_was_written_by_half_is_not_told(ground: Ground) -> None:
    ground.places.strange_sticks.mkdir()
    (ground.places.strange_sticks / f"sda1{UNFINISHED}").write_text("It is form")
    assert told_on_screens(ground.takes()) == ""
