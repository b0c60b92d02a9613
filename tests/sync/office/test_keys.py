"""Tests the office's secrets at rest, and notices as a building judges them."""

import json
from pathlib import Path

import msgspec
import pytest

from appliance.district import judge
from appliance.district.trust import Trust
from appliance.envelope.deposit import ForkDecided, RevokedBox
from appliance.envelope.statements import EVERY_BUILDING, Notice, NoticeType
from sync.office import sealed_file
from sync.office.keyring import Keyring, make_recovery, new_key, read_recovery
from sync.office.papers import of_recipient, read_recipient
from sync.office.root import CannotSay, Root
from sync.office.sealed_file import SecretError, WrongPassphrase

pytestmark = pytest.mark.slow  # these tests use slow hashes, as they must

WORDS = "correct horse battery staple"
BUILDING, BOX = b"b" * 16, b"x" * 16
NOW_MS = 1_795_500_000_000


def test_a_secret_opens_with_its_passphrase_alone_and_stands_nowhere_in_clear(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    sealed_file.write(path, "a test", WORDS, b"the secret itself")
    assert b"the secret itself" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert sealed_file.read(path, "a test", WORDS) == b"the secret itself"
    with pytest.raises(WrongPassphrase):
        sealed_file.read(path, "a test", WORDS + "!")
    with pytest.raises(SecretError, match="another kind"):
        sealed_file.read(path, "something else", WORDS)


def test_a_changed_file_is_refused_before_it_can_ask_for_all_memory(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    sealed_file.write(path, "a test", WORDS, b"the secret itself")
    fields = msgspec.msgpack.decode(path.read_bytes())
    fields[5] = 1 << 40
    path.write_bytes(msgspec.msgpack.encode(fields))
    with pytest.raises(SecretError, match="more work or memory"):
        sealed_file.read(path, "a test", WORDS)


def test_a_file_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    sealed_file.write(path, "a test", WORDS, b"the secret itself")
    path.chmod(0o644)
    with pytest.raises(SecretError, match="chmod 0600"):
        sealed_file.read(path, "a test", WORDS)


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SecretError, match="too short"):
        Root.init(tmp_path / "root", "short")
    assert not (tmp_path / "root" / "root.key").exists()


@pytest.mark.slow  # a passphrase takes a third of a second, several times
def test_a_building_follows_the_notices_and_versions_rise_even_where_the_clock_goes_back(tmp_path: Path) -> None:
    root = Root.init(tmp_path / "root", WORDS)
    trust = Trust(BUILDING, BOX, root.fingerprint)
    key = new_key("Safety office", NOW_MS)
    first = judge.notice(root.recipients((key.recipient(),), NOW_MS), trust)
    again = Root.open(tmp_path / "root", WORDS)
    second = judge.notice(again.receipt_keys((b"k" * 32,), NOW_MS - 86_400_000), trust)
    assert isinstance(first, Notice)
    assert isinstance(second, Notice)
    assert (first.type, second.type) == (NoticeType.RECIPIENTS, NoticeType.RECEIPT_KEYS)
    assert second.version > first.version
    assert (first.building, second.building) == (EVERY_BUILDING, EVERY_BUILDING)


@pytest.mark.slow  # a passphrase takes a third of a second, several times
def test_what_was_revoked_before_is_said_again_with_every_revocation(tmp_path: Path) -> None:
    root = Root.init(tmp_path / "root", WORDS)
    root.revoke(b"1" * 16, 10, "stolen", NOW_MS)
    notice = Notice.unpack(Root.open(tmp_path / "root", WORDS).revoke(b"2" * 16, 20, "lost", NOW_MS).statement)
    assert {each.box for each in msgspec.msgpack.decode(notice.body, type=tuple[RevokedBox, ...])} == {
        b"1" * 16,
        b"2" * 16,
    }


@pytest.mark.slow  # a passphrase takes a third of a second, several times
def test_a_fork_is_decided_for_its_own_building_beside_those_before(tmp_path: Path) -> None:
    root = Root.init(tmp_path / "root", WORDS)
    root.decide_fork(BUILDING, ForkDecided(BOX, 5, b"d" * 32), NOW_MS)
    root.decide_fork(b"o" * 16, ForkDecided(b"y" * 16, 1, b"e" * 32), NOW_MS)
    notice = Notice.unpack(root.decide_fork(BUILDING, ForkDecided(BOX, 9, b"f" * 32), NOW_MS).statement)
    assert notice.building == BUILDING
    assert [each.number for each in msgspec.msgpack.decode(notice.body, type=tuple[ForkDecided, ...])] == [5, 9]


def test_a_notice_in_which_nobody_could_say_opened_is_not_signed(tmp_path: Path) -> None:
    root = Root.init(tmp_path / "root", WORDS)
    recovery = make_recovery(tmp_path / "recovery", WORDS, "Recovery", NOW_MS)
    with pytest.raises(CannotSay, match="office's own key"):
        root.recipients((recovery.recipient(),), NOW_MS)


def test_no_key_is_ever_made_over_another(tmp_path: Path) -> None:
    Root.init(tmp_path, WORDS)
    Keyring.init(tmp_path, WORDS, "Safety office", NOW_MS)
    make_recovery(tmp_path, WORDS, "Recovery", NOW_MS)
    with pytest.raises(SecretError):
        Root.init(tmp_path, WORDS)
    with pytest.raises(SecretError):
        Keyring.init(tmp_path, WORDS, "Safety office", NOW_MS)
    with pytest.raises(SecretError):
        make_recovery(tmp_path, WORDS, "Recovery", NOW_MS)


@pytest.mark.slow  # a passphrase takes a third of a second, several times
def test_keys_come_back_as_they_were_and_the_public_part_says_nothing_else(tmp_path: Path) -> None:
    ring = Keyring.init(tmp_path, WORDS, "Safety office", NOW_MS)
    ring.add(new_key("2027", NOW_MS + 1))
    back = Keyring.open(tmp_path, WORDS)
    assert back.keys == ring.keys
    assert back.signing_key == ring.keys[-1].recipient().signing
    (tmp_path / "office.recipient").write_bytes(of_recipient(ring.newest.recipient()))
    assert read_recipient(tmp_path / "office.recipient") == ring.newest.recipient()
    assert len(json.loads((tmp_path / "office.recipient").read_text())) == 4
    assert read_recovery_opens_the_same(tmp_path)


def read_recovery_opens_the_same(folder: Path) -> bool:
    made = make_recovery(folder, WORDS, "Recovery", NOW_MS)
    return read_recovery(folder / "recovery.key", WORDS) == made and made.recipient().signing == b""
