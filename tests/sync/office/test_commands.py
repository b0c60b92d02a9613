"""Tests what the office's commands refuse before anything is made or signed. Real processes."""

import subprocess
from pathlib import Path

import pytest

from tests.sync.district.serving import Server
from tests.sync.office.machines import COMMAND, Machines, office_says

pytestmark = pytest.mark.slow


def refused(*words: object) -> str:
    """Run a command that cannot be done; give what it said."""
    done = subprocess.run([*COMMAND, *map(str, words)], capture_output=True, text=True, timeout=180, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stdout + done.stderr
    return done.stderr


def test_no_key_is_made_whose_public_part_could_not_be_written(tmp_path: Path) -> None:
    machines = Machines(tmp_path)
    server = Server(tmp_path / "district").init().start()
    access = server.office(tmp_path / "access")
    assert server.stop() == 0
    enrol = ("enrol", *machines.online, "--server", server.url, "--access", access, "--root", "ab" * 32, "--out")
    recovery = ("recovery", "init", *machines.offline, "--out")
    nowhere = tmp_path / "none" / "a.recipient"
    for words, key in ((enrol, machines.data / "office.keys"), (recovery, tmp_path / "root" / "recovery.key")):
        assert f"{nowhere} cannot be written" in refused(*words, nowhere)
        assert not key.exists()
        said = office_says(*words, tmp_path / f"{key.name}.recipient")
        assert key.exists()
        left = f"Delete {access / 'office.key'}, on what carried it and on the district's server"
        assert (left in said) is (words is enrol)
        refused(*words, tmp_path / "second.recipient")
        assert not (tmp_path / "second.recipient").exists(), "there is no second key"


def test_the_code_of_a_fingerprint_is_letters_alone_where_no_terminal_shows_it(tmp_path: Path) -> None:
    offline = Machines(tmp_path).offline
    for words in ("init", "show"):
        said = office_says("root", words, *offline)
        assert "█" in said and "\x1b" not in said


@pytest.mark.parametrize("number", ["-4", "²", "9223372036854775808", "99999999999999999999999"])
def test_a_number_that_no_entry_has_is_not_signed(tmp_path: Path, number: str) -> None:
    machines = Machines(tmp_path)
    notice = ("--out", tmp_path / "a.notice", *machines.offline)
    revoke = ("root", "notice", "revoke", "ab" * 16, "--last", number, "--reason", "stolen")
    fork = ("root", "notice", "fork", "ab" * 16, "ab" * 16, number, "ab" * 32)
    for words in (revoke, fork):
        assert "from 0 to 9223372036854775807" in refused(*words, *notice)
    assert not (tmp_path / "a.notice").exists()


@pytest.mark.parametrize("number", ["0", "9223372036854775807"])
def test_the_first_and_last_number_there_can_be_are_signed(tmp_path: Path, number: str) -> None:
    machines, notice = Machines(tmp_path), tmp_path / "a.notice"
    office_says("root", "init", *machines.offline)
    revoke = ("root", "notice", "revoke", "ab" * 16, "--last", number, "--reason", "stolen")
    office_says(*revoke, "--out", notice, *machines.offline)
    assert notice.exists()


def test_a_new_district_has_both_keys_by_one_command_and_both_notices_by_another(tmp_path: Path) -> None:
    machines = Machines(tmp_path)
    recovery = ("--recovery", machines.of("recovery"), "--recovery-passphrase-file", machines.words)
    assert "Recovery (" in office_says("root", "init", *machines.offline, *recovery)
    keys = tmp_path / "receipt_keys"
    first = ("root", "notice", "first", machines.of("recovery"), "--receipt-keys", keys, "--out", tmp_path / "first")
    assert f"{keys} cannot be read" in refused(*first, *machines.offline)
    keys.write_text("ab" * 32 + "\n")
    assert "Name the office's own key too" in refused(*first, *machines.offline)
    assert not (tmp_path / "first").exists()


def test_where_there_is_a_root_key_no_recovery_key_is_made_beside_it(tmp_path: Path) -> None:
    machines = Machines(tmp_path)
    office_says("root", "init", *machines.offline)
    recovery = ("--recovery", machines.of("recovery"), "--recovery-passphrase-file", machines.words)
    assert "There is a root key" in refused("root", "init", *machines.offline, *recovery)
    assert not machines.of("recovery").exists() and not (tmp_path / "root" / "recovery.key").exists()


def test_a_slip_at_either_passphrase_makes_nothing_and_the_same_command_is_typed_again(tmp_path: Path) -> None:
    machines, short = Machines(tmp_path), tmp_path / "short"
    short.write_text("few letters\n")
    root, recovery = ("--passphrase-file",), ("--recovery-passphrase-file",)
    both = ("root", "init", "--folder", tmp_path / "root", "--recovery", machines.of("recovery"))
    for of_root, of_recovery in ((short, machines.words), (machines.words, short)):
        assert "passphrase is too short" in refused(*both, *root, of_root, *recovery, of_recovery)
        assert not machines.of("recovery").exists() and not (tmp_path / "root").exists()
    assert "Recovery (" in office_says(*both, *root, machines.words, *recovery, machines.words)


def test_where_the_root_key_cannot_be_made_the_recovery_key_is_taken_away_again(tmp_path: Path) -> None:
    machines = Machines(tmp_path)
    in_the_way = tmp_path / "root" / "root.key.unfinished"
    in_the_way.mkdir(parents=True)
    recovery = ("--recovery", machines.of("recovery"), "--recovery-passphrase-file", machines.words)
    assert "root.key cannot be written" in refused("root", "init", *machines.offline, *recovery)
    assert not machines.of("recovery").exists() and not (tmp_path / "root" / "recovery.key").exists()
    in_the_way.rmdir()
    assert "Recovery (" in office_says("root", "init", *machines.offline, *recovery)
