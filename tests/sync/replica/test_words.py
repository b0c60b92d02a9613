"""Settings read, Litestream told, its words understood, and the copy's status said: all pure."""

import json
from pathlib import Path

import msgspec
import pytest

from sync.replica.configured import Database, settings_text
from sync.replica.faults import CopyFault
from sync.replica.marker import CopyMarker, Named, bundle_name, generation_name, named
from sync.replica.proving import Found, judged
from sync.replica.state import State
from sync.replica.telling import CopyStatus, told
from sync.replica.troubles import fault_of
from sync.replica.where import S3, Folder, Sftp, Stick, WhereError, read_where

SFTP = {
    "to": "sftp",
    "host": "copy.example:2222",
    "user": "box",
    "path": "/srv",
    "host_key": "ssh-ed25519 AAAA",
    "key": "PRIVATE",
}
S3_ = {
    "to": "s3",
    "endpoint": "https://s3.example",
    "bucket": "b",
    "key_id": "i",
    "secret": "PRIVATE",
    "ca": "-----BEGIN",
}


@pytest.mark.parametrize(
    ("says", "kind", "name"),
    [
        ({"to": "stick"}, Stick, "the USB stick"),
        ({"to": "folder", "path": "/mnt/second"}, Folder, "/mnt/second"),
        (SFTP, Sftp, "copy.example:2222"),
        (S3_, S3, "s3.example"),
    ],
)
def test_each_place_is_read_and_shown_without_its_secret(
    tmp_path: Path, says: dict[str, str], kind: type, name: str
) -> None:
    file = tmp_path / "copy.json"
    file.write_text(json.dumps(says))
    where = read_where(file)
    assert isinstance(where, kind) and where is not None
    assert where.says == name and "PRIVATE" not in repr(where)


@pytest.mark.parametrize("text", ["{}", "", "\n{}\n"])
def test_no_place_is_no_copy(tmp_path: Path, text: str) -> None:
    file = tmp_path / "copy.json"
    assert read_where(file) is None
    file.write_text(text)
    assert read_where(file) is None


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ({"to": "folder", "path": "mnt"}, "must begin with /"),
        ({"to": "tape"}, "tape"),
        ({"to": "folder"}, "path"),
        ({**SFTP, "host": "a b"}, "HOST:PORT"),
        ({**SFTP, "path": "/srv/two words"}, "no path"),
        ({**SFTP, "user": "-oProxyCommand=x"}, "no user"),
        ({**SFTP, "host_key": "AAAA"}, "host_key"),
        ({**S3_, "endpoint": "http://s3.example"}, "https://"),
        ({**SFTP, "password": "PRIVATE"}, "password"),
    ],
)
def test_what_cannot_be_used_is_named_without_its_secret(tmp_path: Path, says: dict[str, str], why: str) -> None:
    file = tmp_path / "copy.json"
    file.write_text(json.dumps(says))
    with pytest.raises(WhereError, match=why) as refused:
        read_where(file)
    assert "PRIVATE" not in str(refused.value)


def test_litestream_moves_nothing_by_itself_and_keeps_a_day() -> None:
    text = settings_text((Database("/d/mirror.db", {"type": "file", "path": "/t"}),), "/run/c.sock")
    said = json.loads(text)
    assert said["dbs"][0]["replica"]["path"] == "/t"
    assert said["dbs"][0]["monitor-interval"] == "8760h"
    assert said["snapshot"]["retention"] == "24h"
    assert said["socket"] == {"enabled": True, "path": "/run/c.sock", "permissions": 0o600}


@pytest.mark.parametrize(
    ("words", "cause", "anew"),
    [
        ("write /x/ltx: no space left on device", "copy-full", False),
        ("open /x: read-only file system", "copy-refused", False),
        ("ssh: handshake failed: ssh: host key mismatch", "copy-refused", False),
        ("tls: failed to verify certificate: x509: unknown authority", "copy-refused", False),
        ("api error RequestTimeTooSkewed: the difference", "copy-refused", False),
        ("open ltx file /x: no such file or directory", "copy-wiped", True),
        ("dial tcp: connect: connection refused", "copy-silent", False),
        ("something that nobody has seen", "copy-silent", False),
    ],
)
def test_litestreams_words_become_a_cause(words: str, cause: str, anew: bool) -> None:
    fault = fault_of(words, "the USB stick")
    assert (fault.cause, fault.anew) == (cause, anew)
    assert fault.says.startswith("The USB stick") or "the USB stick" in fault.says


MARKER = CopyMarker(b"b" * 16, b"x" * 16, b"m" * 8, b"w" * 8, b"r" * 8, 3, 12)


def test_a_marker_is_read_back_and_nothing_else_is() -> None:
    assert CopyMarker.unpack(MARKER.pack()) == MARKER
    assert CopyMarker.unpack(b"") is None
    assert CopyMarker.unpack(msgspec.msgpack.encode(["copy-1", b"short"])) is None


def test_only_names_of_ours_are_ever_removed() -> None:
    assert named(generation_name("mirror", b"m" * 8)) == Named("mirror", b"m" * 8)
    assert named(bundle_name(7)) == Named("bundle", serial=7)
    assert [named(name) for name in ("latest", "photos", "mirror-", "mirror-..", "bundle-7", "READ-ME.txt")] == [
        None
    ] * 6


def _state() -> State:
    return State(
        mirror=(b"m" * 8).hex(),
        wraps=(b"w" * 8).hex(),
        writers=[(b"q" * 8).hex(), (b"r" * 8).hex()],
        mirror_txid=9,
        wraps_txid=2,
        proved=40,
    )


@pytest.mark.parametrize(
    ("found", "cause"),
    [
        (Found(MARKER, 9, 2), None),
        (Found(MARKER, 12, 3), None),  # proved further than the card had kept
        (
            Found(msgspec.structs.replace(MARKER, writer=b"q" * 8), 9, 2),
            None,
        ),  # the marker of an earlier run, and whole
        (Found(None, 0, 0), "copy-wiped"),
        (Found(MARKER, 0, 0), "copy-wiped"),
        (Found(MARKER, 8, 2), "copy-old"),
        (Found(MARKER, 9, 1), "copy-old"),
        (Found(msgspec.structs.replace(MARKER, mirror=b"o" * 8), 0, 0), "copy-old"),
        (Found(msgspec.structs.replace(MARKER, writer=b"s" * 8), 9, 2), "copy-elsewhere"),
    ],
)
def test_what_lies_at_a_target_is_gone_on_with_only_where_it_is_what_was_left(found: Found, cause: str | None) -> None:
    fault = judged(found, _state(), "the USB stick")
    assert (fault and fault.cause) == cause


def test_a_copy_that_never_was_whole_is_begun_without_trouble() -> None:
    begun = judged(Found(MARKER, 0, 0), State(), "the USB stick")
    assert begun is not None and begun.cause == ""


@pytest.mark.parametrize("marker", [None, msgspec.structs.replace(MARKER, mirror=b"o" * 8, writer=b"s" * 8)])
def test_a_copy_that_was_begun_is_gone_on_with_whatever_marker_lies_beside_it(marker: CopyMarker | None) -> None:
    begun = State(mirror=(b"m" * 8).hex(), wraps=(b"w" * 8).hex(), writers=[(b"r" * 8).hex()])
    assert judged(Found(marker, 0, 0), begun, "the USB stick") is None
    assert judged(Found(marker, 5, 2), begun, "the USB stick") is None


STANDING = CopyStatus(
    kind="stick",
    where="the USB stick",
    proved=40,
    proved_ago_s=3.0,
    unproved_s=3.0,
    wraps_version=2,
    bundle=1,
    fault=None,
    elsewhere=False,
    still=None,
    free_mib=10,
    written=5,
    survivors=(),
)


@pytest.mark.parametrize(
    ("changed", "trouble"),
    [
        ({}, ""),
        ({"unproved_s": 300.0}, "copy-silent"),
        ({"fault": CopyFault("copy-silent", "It cannot be reached.")}, ""),
        ({"fault": CopyFault("copy-silent", "It cannot be reached."), "unproved_s": 301.0}, "copy-silent"),
        ({"fault": CopyFault("copy-unplugged", "Gone."), "unproved_s": 900.0, "still": "much"}, "copy-unplugged"),
        ({"fault": CopyFault("copy-unplugged", "Gone.")}, "copy-unplugged"),
        ({"fault": CopyFault("copy-unplugged", "Not there yet."), "proved": 0, "unproved_s": 20.0}, ""),
        ({"fault": CopyFault("copy-unplugged", "Not there."), "proved": 0, "unproved_s": 60.0}, "copy-unplugged"),
        ({"fault": CopyFault("copy-not-ours", "Another's."), "proved": 0, "unproved_s": 20.0}, "copy-not-ours"),
        ({"still": "much", "unproved_s": 900.0}, "copy-standing-still"),
        ({"elsewhere": True}, "copy-elsewhere"),
    ],
)
def test_of_several_troubles_the_one_the_others_come_from_is_told(changed: dict[str, object], trouble: str) -> None:
    assert told(msgspec.structs.replace(STANDING, **changed), 300.0).trouble == trouble
