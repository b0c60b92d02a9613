"""Tests what every kind of target for the copy promises to the replica: files arrive whole, what is there is listed, old files are removed,
others' files stay.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.replica.far import copies_at, target_at
from sync.replica.folder import prepare
from sync.replica.marker import LATEST, CopyMarker, prefix
from sync.replica.opening import opener
from sync.replica.target import Target
from sync.replica.where import S3, Sftp, Where, read_where
from tests.sync.replica.servers import s3_server, sftp_server

pytestmark = pytest.mark.slow  # these tests start real servers

BUILDING, BOX, OTHER = b"b" * 16, b"x" * 16, b"y" * 16

type Open = Callable[[bytes], Target]


@contextmanager
def _folder(tmp_path: Path) -> Iterator[dict[str, str]]:
    prepare(tmp_path)
    yield {"to": "folder", "path": str(tmp_path)}


@contextmanager
def _rclone(tmp_path: Path) -> Iterator[dict[str, str]]:
    with sftp_server(tmp_path / "server", real=False) as server:
        yield server.where()


@contextmanager
def _sshd(tmp_path: Path) -> Iterator[dict[str, str]]:
    with sftp_server(tmp_path / "server") as server:
        yield server.where()


@contextmanager
def _s3(tmp_path: Path) -> Iterator[dict[str, str]]:
    with s3_server(tmp_path / "server") as server:
        yield server.where()


RIGS = {"folder": _folder, "sftp-rclone": _rclone, "sftp-openssh": _sshd, "s3": _s3}


@pytest.fixture(params=RIGS.values(), ids=RIGS.keys())
def opens(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Give a function that opens the same target for a box of the building."""
    with request.param(tmp_path) as said:
        opened = opener(_where(tmp_path, said), _secrets(tmp_path))
        yield lambda box: opened(BUILDING, box)


def _where(tmp_path: Path, said: dict[str, str]) -> Where:
    file = tmp_path / "copy.json"
    file.write_text(json.dumps(said))
    where = read_where(file)
    assert where is not None
    return where


def _secrets(tmp_path: Path) -> Path:
    (secrets := tmp_path / "secrets").mkdir(exist_ok=True)
    return secrets


def test_a_file_is_read_as_it_was_written_and_replaced_whole(opens: Open) -> None:
    target = opens(BOX)
    assert target.read(LATEST, 4096) is None
    for data in (b"first", os.urandom(3000), b""):
        target.write(LATEST, data)
        assert target.read(LATEST, 4096) == data
        assert opens(BOX).read(LATEST, 4096) == data
    assert [name for name, _ in target.names()] == [LATEST]


def test_a_file_longer_than_asked_for_is_none(opens: Open) -> None:
    target = opens(BOX)
    target.write("bundle-00000001", bytes(5000))
    assert target.read("bundle-00000001", 4999) is None
    assert target.read("bundle-00000001", 5000) == bytes(5000)


def test_names_come_with_sizes_and_what_is_not_there_has_none(opens: Open) -> None:
    target = opens(BOX)
    assert target.names() == [] and target.files("mirror-" + "0" * 16) == []
    target.write("bundle-00000001", bytes(5000))
    target.write(LATEST, bytes(7))
    assert sorted(target.names()) == [("bundle-00000001", 5000), (LATEST, 7)]


def test_removed_is_removed_and_the_rest_stays(opens: Open) -> None:
    target = opens(BOX)
    target.write("bundle-00000001", b"old")
    target.write("bundle-00000002", b"new")
    assert target.remove("bundle-00000001")
    assert target.remove("bundle-00000001")  # the file is gone already, which is no error
    assert target.remove("wraps-" + "0" * 16)
    assert [name for name, _ in target.names()] == ["bundle-00000002"]


def test_other_boxes_of_the_building_are_seen_and_not_ours(opens: Open) -> None:
    ours, other = opens(BOX), opens(OTHER)
    assert ours.others() == {}
    ours.write(LATEST, b"ours")
    other.write(LATEST, b"other")
    assert ours.others() == {OTHER.hex(): b"other"}
    assert ours.read(LATEST, 4096) == b"ours"


def test_litestream_is_told_where_to_write(opens: Open) -> None:
    told = opens(BOX).litestream("mirror-" + "0" * 16)
    assert str(told["path"]).endswith(f"{prefix(BUILDING, BOX)}/mirror-{'0' * 16}")


def test_room_is_told_or_unknown_and_never_wrong(opens: Open) -> None:
    free = opens(BOX).free_mib()
    assert free is None or free > 0


def marker_of(building: bytes, box: bytes) -> CopyMarker:
    return CopyMarker(building, box, bytes(8), bytes(8), bytes(8), 1, 5)


@pytest.mark.parametrize("rig", [name for name in RIGS if name != "folder"])
def test_of_a_server_the_copies_of_all_boxes_are_told_and_no_folder_is_made_there(rig: str, tmp_path: Path) -> None:
    with RIGS[rig](tmp_path) as said:
        where, secrets = _where(tmp_path, said), _secrets(tmp_path)
        assert isinstance(where, Sftp | S3)
        assert copies_at(where, secrets) == []
        assert not [*(tmp_path / "server/served").rglob("handbell-copy")]
        opened = opener(where, secrets)
        markers = [marker_of(BUILDING, BOX), marker_of(BUILDING, OTHER), marker_of(b"c" * 16, BOX)]
        for each in markers:
            opened(each.building, each.box).write(LATEST, each.pack())
        opened(BUILDING, b"z" * 16).write(
            LATEST, marker_of(BUILDING, BOX).pack()
        )  # a folder where this marker does not belong
        opened(BUILDING, b"u" * 16).write(LATEST, b"no marker")
        opened(BUILDING, b"v" * 16).write("bundle-00000001", b"no marker yet")
        opened(BUILDING, b"w" * 16).write(LATEST, bytes(5000))
        assert sorted(copies_at(where, secrets), key=lambda each: each.building + each.box) == markers
        target = target_at(where, markers[2], secrets)
        assert target.read(LATEST, 4096) == markers[2].pack() and target.says == where.says
        assert sorted(path.name for path in secrets.iterdir()) == sorted(
            {"copy.key", "copy.hosts"} if isinstance(where, Sftp) else {"copy.ca"}
        )
