"""Tests the users of an office, each with a passphrase of their own: its commands on a real folder, with hashes made quick for the test."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from sync.office import sealed_file
from sync.office.command import main
from sync.office.folder import Folder, Settings
from sync.office.keyring import KEYRING_NAME, PURPOSE, Keyring, OfficeKey, new_key
from sync.office.readers import login
from sync.office.sealed_file import SecretError, WrongPassphrase
from tests.sync.office.machines import WORDS, office_says

NOW_MS = 1_795_500_000_000
INSTALL = Path(__file__).parents[4] / "INSTALL.md"


@dataclass
class Computer:
    """An office that was set up, and people who type at it."""

    folder: Path
    printed: pytest.CaptureFixture[str]

    def __post_init__(self) -> None:
        self.data = self.folder / "office"
        self.data.mkdir(mode=0o700)
        Keyring.init(self.data, WORDS, "Safety office", NOW_MS)
        Folder(self.data).keep(Settings("https://records.example.org:8460", "ab" * 32))
        (self.folder / "passphrase").write_text(WORDS)

    def words_of(self, name: str) -> Path:
        path = self.folder / f"words of {name}"
        path.write_text(f"six quiet words of {name.casefold()}\n")
        return path

    def by(self, name: str = "") -> tuple[object, ...]:
        words = self.words_of(name) if name else self.folder / "passphrase"
        return ("--data", self.data, *(("--user", name) if name else ()), "--passphrase-file", words)

    def says(self, *words: object, by: str = "", code: int = 0) -> str:
        returned, told = main([*map(str, words), *map(str, self.by(by))]), self.printed.readouterr()
        assert returned == code, told
        return told.out

    def adds(self, name: str, role: str, by: str = "") -> str:
        return self.says("users", "add", name, "--role", role, "--new-passphrase-file", self.words_of(name), by=by)

    def refuses(self, *words: object, by: str = "") -> str:
        returned, told = main([*map(str, words), *map(str, self.by(by))]), self.printed.readouterr()
        assert (returned, told.out) == (2, ""), told
        return told.err

    def opens(self, name: str) -> Keyring:
        return Keyring.open(self.data, f"six quiet words of {name}", name)


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Computer:
    monkeypatch.setattr(sealed_file, "MEMORY_KIB", 64)
    monkeypatch.setattr(sealed_file, "ITERATIONS", 1)
    monkeypatch.delenv(login.VARIABLE, raising=False)
    return Computer(tmp_path, capsys)


def test_until_the_first_user_the_one_passphrase_opens_as_before_and_then_no_more(computer: Computer) -> None:
    before = Keyring.open(computer.data, WORDS)
    assert "opens with its one passphrase" in computer.says("users", "list")
    assert "no users yet" in computer.refuses("keys", "list", by="anna")
    assert "has to be a keeper" in computer.refuses("users", "add", "anna", "--role", "reader")
    said = computer.adds("anna", "keeper")
    assert "opens this office no more" in said and "collector" in said
    now = computer.opens("anna")
    assert (now.keys, now.store, now.tags) == (before.keys, before.store, before.tags)
    assert "say who you are" in computer.refuses("keys", "list")
    with pytest.raises(WrongPassphrase):
        Keyring.open(computer.data, WORDS, "anna")
    assert all(path.stat().st_mode & 0o077 == 0 for path in computer.data.rglob("*"))


def test_the_copy_that_is_made_as_install_says_it_opens_by_the_one_passphrase_again(computer: Computer) -> None:
    (typed,) = [
        each.strip() for each in INSTALL.read_text().splitlines() if each.startswith("    cp -p ~/handbell-office/")
    ]
    before = Keyring.open(computer.data, WORDS)
    (computer.folder / "handbell-office").symlink_to(computer.data)
    subprocess.run(["sh", "-c", typed], check=True, cwd=computer.folder, env={"HOME": str(computer.folder)})
    computer.adds("anna", "keeper")
    computer.says("keys", "new", "--name", "2027", "--out", computer.folder / "2027.recipient", by="anna")
    shutil.copy2(computer.folder / "office.keys.before", computer.data / KEYRING_NAME)
    assert Keyring.open(computer.data, WORDS).keys == before.keys, "without those made later"
    assert "No users" in computer.says("users", "list")


def test_each_user_opens_by_their_own_passphrase_and_does_what_their_role_may(computer: Computer) -> None:
    computer.adds("anna", "keeper")
    computer.adds("Night", "collector", by="anna")
    computer.adds("rita", "reader", by="anna")
    assert computer.opens("night").keys == computer.opens("anna").keys == computer.opens("rita").keys
    assert "rita" in computer.says("users", "list", by="anna")
    assert "is for a keeper" in computer.refuses("users", "list", by="rita")
    assert "is for a reader" in computer.refuses("list", by="night")
    assert "No incidents" in computer.says("list", by="rita")
    assert "is no user" in computer.refuses("list", by="somebody")


def test_an_auditor_reads_the_log_and_has_no_key_that_opens_anything_else(computer: Computer) -> None:
    computer.adds("anna", "keeper")
    computer.adds("otto", "auditor", by="anna")
    with pytest.raises(SecretError, match="no key that opens a record"):
        computer.opens("otto")
    told = json.loads(computer.says("readings", "--json", by="otto"))
    assert [(each["number"], each["user"], each["command"]) for each in told] == [
        (1, "whoever has the one passphrase", "users add anna as keeper"),
        (2, "anna", "users add otto as auditor"),
    ]
    assert told[0]["at"].endswith("Z")
    head = computer.says("readings", "head", by="otto").strip()
    assert f"The head is {head}" in computer.says("readings", "--verify", "--head", head, by="otto")
    for words in (("list",), ("keys", "list"), ("verify",), ("users", "list")):
        assert "no key that opens a record" in computer.refuses(*words, by="otto")
    log = Folder(computer.data).readings
    log.write_bytes(log.read_bytes().split(b"\n")[0] + b"\n")
    assert "cut off" in computer.says("readings", "--verify", "--head", head, by="otto", code=1)
    computer.adds("rita", "reader", by="anna")
    assert "is for a keeper or an auditor" in computer.refuses("readings", by="rita")


@pytest.mark.slow
def test_who_was_ended_opens_nothing_that_is_written_since(computer: Computer, tmp_path: Path) -> None:
    computer.adds("anna", "keeper")
    computer.adds("rita", "reader", by="anna")
    copied = tmp_path / "copied"
    shutil.copytree(computer.data, copied)
    said = computer.says("users", "end", "rita", by="anna")
    assert "keeps what they copied" in said and "handbell office keys new" in said
    assert Keyring.open(copied, "six quiet words of rita", "rita").keys, "as it is said"
    computer.says("keys", "new", "--name", "2027", "--out", tmp_path / "2027.recipient", by="anna")
    shutil.copy(computer.data / "office.keys", copied / "office.keys")
    with pytest.raises(SecretError, match="no user of this office"):
        Keyring.open(copied, "six quiet words of rita", "rita")
    assert "is no user" in computer.refuses("list", by="rita")
    assert "ended" in computer.says("users", "list", by="anna")
    computer.adds("rita", "reader", by="anna")
    assert len(computer.opens("rita").keys) == 2
    assert "only keeper" in computer.refuses("users", "end", "anna", by="anna")
    assert "only keeper" in computer.refuses("users", "role", "anna", "reader", by="anna")


def test_a_role_changes_what_a_user_gets_and_a_passphrase_is_changed_by_its_user_alone(computer: Computer) -> None:
    computer.adds("anna", "keeper")
    computer.adds("otto", "auditor", by="anna")
    computer.says("users", "role", "otto", "reader", by="anna")
    assert computer.opens("otto").role.value == "reader"
    assert "they keep" in computer.says("users", "role", "otto", "auditor", by="anna")
    with pytest.raises(SecretError, match="no key that opens a record"):
        computer.opens("otto")
    computer.says("users", "passphrase", "--new-passphrase-file", computer.words_of("other"), by="otto")
    assert "not the passphrase" in computer.refuses("readings", by="otto")
    assert login.who(computer.data, "OTTO") == "otto"


def test_killed_between_the_two_files_a_user_is_whole_or_is_not_there(computer: Computer) -> None:
    computer.adds("anna", "keeper")
    (computer.data / "users" / "rita.user").write_bytes((computer.data / "users" / "anna.user").read_bytes())
    (computer.data / "users" / "rita.user").chmod(0o600)
    assert "is no user" in computer.refuses("list", by="rita")
    computer.adds("rita", "reader", by="anna")
    assert computer.opens("rita").role.value == "reader"


def test_a_change_made_meanwhile_is_not_written_over(computer: Computer) -> None:
    computer.adds("anna", "keeper")
    one, other = computer.opens("anna"), computer.opens("anna")
    one.take_users(one.users)
    with pytest.raises(SecretError, match="do it again"):
        other.take_users(other.users)
    assert other.read_again()
    other.take_users(other.users)


def test_a_watch_of_a_user_who_was_ended_opens_nothing_more(computer: Computer) -> None:
    computer.adds("anna", "keeper")
    computer.adds("night", "collector", by="anna")
    running = computer.opens("night")
    computer.says("users", "end", "night", by="anna")
    with pytest.raises(SecretError):
        running.read_again()


def test_a_watch_under_the_one_passphrase_ends_with_the_first_user_and_who_makes_one_is_told_so(
    computer: Computer,
) -> None:
    running = Keyring.open(computer.data, WORDS)
    assert "A watch that runs ends with its next page" in computer.adds("anna", "keeper")
    with pytest.raises(SecretError, match="say who you are, with --user"):
        running.read_again()
    assert "A watch" not in computer.adds("night", "collector", by="anna")


def test_a_watch_goes_on_over_another_passphrase_of_its_user_with_the_keys_that_are_made_since(
    computer: Computer,
) -> None:
    computer.adds("anna", "keeper")
    computer.adds("night", "collector", by="anna")
    running = computer.opens("night")
    computer.says("users", "passphrase", "--new-passphrase-file", computer.words_of("other"), by="night")
    computer.says("keys", "new", "--name", "2027", "--out", computer.folder / "2027.recipient", by="anna")
    assert running.read_again()
    assert [each.name for each in running.keys] == ["Safety office", "2027"]
    with pytest.raises(WrongPassphrase):
        computer.opens("night")


@pytest.mark.parametrize("by", ["", "anna"])
def test_keys_that_others_can_read_and_a_folder_without_an_office_are_named_whoever_asks(
    computer: Computer, by: str
) -> None:
    if by:
        computer.adds("anna", "keeper")
    keys = computer.data / KEYRING_NAME
    keys.chmod(0o644)
    for words in (("list",), ("readings",), ("users", "list")):
        assert f"Then: chmod 0600 {keys}" in computer.refuses(*words, by=by)
    keys.chmod(0o600)
    assert "No incidents" in computer.says("list", by=by)
    computer.data = computer.folder / "elsewhere"
    for words in (("list",), ("readings",), ("users", "list")):
        assert "Set it up: handbell office enrol" in computer.refuses(*words, by=by)


@pytest.mark.parametrize("name", ["", "../anna", "anna meyer", ".anna", "a" * 33, "änna"])
def test_a_name_that_is_no_file_and_no_word_is_refused(computer: Computer, name: str) -> None:
    assert "is no name for a user" in computer.refuses(
        "users", "add", name, "--role", "keeper", "--new-passphrase-file", computer.words_of("anna")
    )
    assert not (computer.data / "users").exists()


@pytest.mark.slow  # this test uses true hashes, and processes
def test_as_it_is_typed(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    computer = Computer(tmp_path, capsys)
    new = ("--new-passphrase-file", computer.words_of("anna"))
    office_says("users", "add", "anna", "--role", "keeper", *new, *computer.by())
    monkeypatch.setenv(login.VARIABLE, "Anna")
    assert "anna" in office_says(
        "users", "list", "--data", computer.data, "--passphrase-file", computer.words_of("anna")
    )


def test_a_program_of_before_reads_keys_that_were_kept_since_as_long_as_there_are_no_users(computer: Computer) -> None:
    class Before(msgspec.Struct, frozen=True, array_like=True, tag="office-1"):
        store: bytes
        tags: bytes
        keys: tuple[OfficeKey, ...]

    ring = Keyring.open(computer.data, WORDS)
    ring.add(new_key("2027", NOW_MS))
    kept = sealed_file.read(computer.data / KEYRING_NAME, PURPOSE, WORDS)
    assert msgspec.msgpack.decode(kept, type=Before).keys == ring.keys
