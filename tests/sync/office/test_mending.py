"""Tests what a damaged store of an office keeps: each row that is as it was, wherever it stands, and no other."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.envelope.deposit import Signed
from appliance.envelope.statements import NoticeType
from sync.office import believing, exposing, mending
from sync.office.keyring import Keyring
from sync.office.store import Store
from tests.appliance.district.office import Office as Signer
from tests.sync.office.building import ring

pytestmark = pytest.mark.slow

PAGE_LEN = 4096
BUILDINGS = 400
NOTICES = 200


class File:
    """A store of many pages in each of two tables."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "office.db"
        self.keyring: Keyring = ring(folder)
        self.signer = Signer(b"b" * 16, b"x" * 16)
        with Store.open(self.path, self.keyring) as store, store.writing():
            for number in range(BUILDINGS):
                building = number.to_bytes(16)
                named = store.seal(b"School" * 30, b"building", building)
                store.run("INSERT INTO building (building, named) VALUES (?, ?)", building, named)
            for number in range(1, NOTICES + 1):
                signed = self.signer.notice(NoticeType.RECIPIENTS, number, ["z" * 200])
                believing.keep(store, signed, believing.read(signed))

    def leaves(self, having: bytes) -> list[int]:
        """Give where the pages begin that have a row with this in it."""
        data = self.path.read_bytes()
        return [at for at in range(0, len(data), PAGE_LEN) if data[at] == 10 and having in data[at : at + PAGE_LEN]]

    def flip(self, at: int, bit: int = 0x40) -> None:
        data = bytearray(self.path.read_bytes())
        data[at] ^= bit
        self.path.write_bytes(data)

    def is_damaged(self) -> bool:
        return mending.is_damaged(self.path, self.keyring, self.signer.fingerprint)

    def mend(self) -> mending.Mended:
        return mending.mend(self.path, self.keyring, self.signer.fingerprint)

    def count(self, table: str) -> int:
        with Store.open(self.path, self.keyring) as store:
            row = store.one(f"SELECT count(*) FROM {table}")
            assert row is not None
            return int(row[0])


@pytest.fixture
def file(tmp_path: Path) -> File:
    return File(tmp_path)


def test_a_page_whose_tree_is_damaged_loses_no_notice(file: File) -> None:
    leaves = file.leaves(b"z" * 200)
    assert len(leaves) > 3
    file.flip(leaves[len(leaves) // 2])
    assert file.is_damaged()
    file.mend()
    assert file.count("notice") == NOTICES
    assert not file.is_damaged()


def test_rows_between_two_damaged_pages_are_kept(file: File) -> None:
    _, first, *between, last, _ = file.leaves(bytes(14) + b"\x01")  # pages with the buildings from 256 on
    assert len(between) > 2
    file.flip(first + 3)  # the count of its rows flips: most of the page's rows are gone
    file.flip(last)
    assert file.is_damaged()
    file.mend()
    assert file.count("building") > BUILDINGS - 20
    assert not file.is_damaged()


def test_a_row_that_changed_is_left_out_and_counted(file: File) -> None:
    at = file.path.read_bytes().index(b"z" * 200)
    file.flip(at + 50)
    assert file.is_damaged()
    mended = file.mend()
    assert mended.lost == {"notice": 1}
    assert file.count("notice") == NOTICES - 1


def test_the_newest_notice_of_a_kind_is_named_when_it_is_lost_and_until_it_is_sent_again(file: File) -> None:
    """The older ones were replaced by it, and nobody needs them."""
    with Store.open(file.path, file.keyring) as store:
        row = store.one("SELECT statement, key, signature FROM notice WHERE version = ?", NOTICES)
        assert row is not None
    file.flip(file.path.read_bytes().index(row[2]))
    assert file.mend().knew_notices
    with Store.open(file.path, file.keyring) as store:
        named = [each.says for each in exposing.doubts(store, 0) if each.kind == exposing.LOST_NOTICE]
        assert len(named) == 1
        assert f"recipients for {(b'b' * 16).hex()}" in named[0]
        assert "Send it again" in named[0]
        with store.writing():
            believing.keep(store, Signed(*row), believing.read(Signed(*row)))
        assert not [each for each in exposing.doubts(store, 0) if each.kind == exposing.LOST_NOTICE]


def test_what_another_command_just_wrote_is_kept(file: File) -> None:
    """It is in the log beside the file, and nobody has put it into the file yet."""
    with Store.open(file.path, file.keyring) as store, store.writing():
        store.keep_setting("new", b"word")
        file.path.with_name("kept").write_bytes(b"")
    other = sqlite3.connect(file.path)
    other.execute("SELECT count(*) FROM setting").fetchone()
    with Store.open(file.path, file.keyring) as store:
        store.keep_setting("newer", b"word")
        file.mend()
    other.close()
    with Store.open(file.path, file.keyring) as store:
        assert (store.setting("new"), store.setting("newer")) == (b"word", b"word")
    assert not file.is_damaged()


@pytest.mark.parametrize("place", [0, 18, 40, 100, 105, 200])
def test_a_damaged_first_page_loses_no_row(file: File, place: int) -> None:
    file.flip(place)
    if not file.is_damaged():
        return  # if nobody reads it, there is nothing to check
    file.mend()
    assert (file.count("notice"), file.count("building")) == (NOTICES, BUILDINGS)


def _kinds_of_damage() -> list[tuple[str, Callable[[sqlite3.Connection], object]]]:
    return [
        ("a name that is no text", lambda db: db.execute("INSERT INTO setting VALUES (x'ff', x'00')")),
        ("a sealed line of three bytes", lambda db: db.execute("INSERT INTO setting VALUES ('short', x'000000')")),
        ("a sealed line that is a number", lambda db: db.execute("INSERT INTO setting VALUES ('number', 7)")),
        (
            "a time that is a word",
            lambda db: db.execute("UPDATE building SET after = 'word' WHERE building = zeroblob(16)"),
        ),
        (
            "a number below nothing",
            lambda db: db.execute("UPDATE building SET after = -1 WHERE building = zeroblob(16)"),
        ),
    ]


@pytest.mark.parametrize(("what", "damage"), _kinds_of_damage(), ids=[each[0] for each in _kinds_of_damage()])
def test_a_row_with_anything_in_any_column_is_left_out(
    file: File, what: str, damage: Callable[[sqlite3.Connection], object]
) -> None:
    """It is as after a flipped bit: SQLite checks what a column may hold when it is written, and never again."""
    db = sqlite3.connect(file.path)
    db.execute("PRAGMA writable_schema = ON")
    db.execute("UPDATE sqlite_schema SET sql = replace(replace(sql, ' STRICT,', ' '), ' NOT NULL', '')")
    db.commit()
    db.close()
    db = sqlite3.connect(file.path)
    damage(db)
    db.execute("PRAGMA writable_schema = ON")
    db.execute("UPDATE sqlite_schema SET sql = replace(sql, ') WITHOUT', ') STRICT, WITHOUT')")
    db.commit()
    db.close()
    assert file.is_damaged(), what
    file.mend()
    assert not file.is_damaged()
    assert file.count("setting") == 1  # the list of which notices there are


def test_killed_at_any_step_of_it_the_rows_are_there(file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever file names exist at the kill, the next command finds a store, and mends it if it is damaged."""
    file.flip(file.leaves(b"z" * 200)[1])
    steps = ["hardlink_to", "rename", "replace"]
    for name in steps:
        done = getattr(Path, name)

        def killed(self: Path, target: Path, done: Callable[[Path, Path], object] = done) -> None:
            done(self, target)
            raise KeyboardInterrupt

        file.path.with_name("office.db-wal").write_bytes(b"")
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(Path, name, killed)
            file.mend()
        assert file.path.exists()
        assert file.is_damaged() == (name != "replace")
    assert (file.count("notice"), file.count("building")) == (NOTICES, BUILDINGS)
