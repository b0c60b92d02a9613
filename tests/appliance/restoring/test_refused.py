"""Tests folders that hold no copy, a copy of another box, or a changed one: each is refused by name, and nothing of this box is touched."""

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from appliance.core.calls.events import CallRaised
from appliance.envelope.phrase import new_phrase
from appliance.logbook.predecessor import predecessor_in
from appliance.restoring.doubts import doubts
from appliance.restoring.found import Marker
from appliance.restoring.refused import Refused
from appliance.restoring.restoring import Restored, restored
from appliance.settings import Settings
from appliance.vault.vault import Vault
from tests.appliance.logbook.box import box_at, call, note, stand_down
from tests.appliance.restoring.copied import (
    PHRASE,
    contents_of,
    database,
    kept_wraps,
    key_of,
    write_bundle,
    write_mirror,
)
from tests.appliance.restoring.opened import opened_at

pytestmark = pytest.mark.slow  # these tests use real files and keys: in `make test`


OTHER_PHRASE = new_phrase(bytes(range(1, 17)))

type Spoil = Callable[[Path, Path], None]
"""A way to spoil a copy, given the copy and the folder of the box it was made of."""


@pytest.fixture
async def dead(tmp_path: Path) -> Path:
    """A box that heard three calls, of which the second is over."""
    folder = tmp_path / "dead"
    async with box_at(folder) as box:
        await box.keep(call(1), note(1, "she is at the window"))
        await box.keep(call(2, "B205"), stand_down(2))
        await box.keep(call(3, "B206"))
    return folder


def sql(name: str, statement: str) -> Spoil:
    def spoil(copy: Path, _: Path) -> None:
        with database(copy / name) as db:
            db.execute(statement)

    return spoil


def without(name: str) -> Spoil:
    return lambda copy, _: (copy / name).unlink()


def overwritten(name: str, content: bytes) -> Spoil:
    def spoil(copy: Path, _: Path) -> None:
        (copy / name).write_bytes(content)

    return spoil


def a_bit(name: str) -> Spoil:
    def spoil(copy: Path, _: Path) -> None:
        data = bytearray((copy / name).read_bytes())
        data[-20] ^= 1
        (copy / name).write_bytes(data)

    return spoil


def only_the_stick(copy: Path, _: Path) -> None:
    for path in copy.iterdir():
        path.unlink()
    (copy / "handbell-copy").mkdir()


def its_bundle_of(phrase: str) -> Spoil:
    def spoil(copy: Path, dead: Path) -> None:
        vault = Vault.open(dead / "keys", mends=False)
        write_bundle(copy, vault, contents_of(dead, vault, set()), 7, newest_of(copy), phrase)

    return spoil


def signed_by_another(copy: Path, dead: Path) -> None:
    """Somebody who can write to the copy signs its end with a key of their own."""
    stranger = Vault.open(dead.parent / "stranger")
    rows = rows_of(copy)
    (copy / "mirror.db").unlink()
    write_mirror(copy, stranger, rows)
    with database(copy / "mirror.db") as db:
        vault = Vault.open(dead / "keys", mends=False)
        db.execute("UPDATE about SET value = ? WHERE name = 'building'", (vault.building,))
        db.execute("UPDATE about SET value = ? WHERE name = 'box'", (vault.box,))


def rows_of(copy: Path) -> list[tuple[int, bytes]]:
    with database(copy / "mirror.db") as db:
        return db.execute("SELECT number, entry FROM entry ORDER BY number").fetchall()


def newest_of(copy: Path) -> tuple[int, bytes]:
    return rows_of(copy)[-1]


SPOILT: dict[str, tuple[str, Spoil]] = {
    "an empty folder": ("nothing-there", lambda copy, _: [path.unlink() for path in copy.iterdir()] and None),
    "the stick itself": ("not-fetched", only_the_stick),
    "no wraps": ("copy-incomplete", without("wraps.db")),
    "no bundle": ("no-bundle", without("bundle-00000007")),
    "no database": ("copy-damaged", overwritten("mirror.db", b"no database at all" * 300)),
    "an empty database": ("copy-damaged", overwritten("mirror.db", b"")),
    "another format": ("copy-damaged", sql("mirror.db", "UPDATE about SET value = x'39' WHERE name = 'format'")),
    "no table of entries": ("copy-damaged", sql("mirror.db", "DROP TABLE entry")),
    "a bundle of noise": ("bundle-changed", overwritten("bundle-00000007", bytes(range(256)))),
    "a bundle with another bit": ("bundle-changed", a_bit("bundle-00000007")),
    "a bundle for another phrase": ("wrong-phrase", its_bundle_of(OTHER_PHRASE)),
    "databases of another building": (
        "another-building",
        sql("mirror.db", "UPDATE about SET value = zeroblob(16) WHERE name = 'building'"),
    ),
    "databases of another box": (
        "another-box",
        sql("mirror.db", "UPDATE about SET value = zeroblob(16) WHERE name = 'box'"),
    ),
    "no entries": ("no-entries", sql("mirror.db", "DELETE FROM entry")),
    "no head": ("head-not-signed", sql("mirror.db", "DELETE FROM head")),
    "a head that is none": ("head-not-signed", sql("mirror.db", "UPDATE head SET statement = x'00'")),
    "a head of a stranger": ("head-not-signed", signed_by_another),
    "an end that was cut off": ("copy-cut-off", sql("mirror.db", "DELETE FROM entry WHERE number > 4")),
    "an end that was changed": (
        "head-changed",
        sql("mirror.db", "UPDATE entry SET entry = zeroblob(300) WHERE number = (SELECT max(number) FROM entry)"),
    ),
}


@pytest.mark.parametrize("what", SPOILT)
def test_it_is_refused_and_named(what: str, copy: Path, dead: Path, new: Settings) -> None:
    code, spoil = SPOILT[what]
    spoil(copy, dead)
    refused = restored(copy, key_of(), new)
    assert isinstance(refused, Refused) and refused.code == code, refused
    assert (len(refused.says) > 40 and refused.says.endswith(".")) or "handbell" in refused.says
    assert not new.restored.exists() and not new.keys.exists() and not new.logbook.exists()


def marked(copy: Path, bundle: int) -> None:
    marker = msgspec.msgpack.decode((copy / "latest").read_bytes(), type=Marker)
    (copy / "latest").write_bytes(msgspec.msgpack.encode(msgspec.structs.replace(marker, bundle=bundle)))


def test_another_phrase_of_the_list_is_another_buildings(copy: Path, new: Settings) -> None:
    refused = restored(copy, key_of(OTHER_PHRASE), new)
    assert isinstance(refused, Refused) and refused.code == "wrong-phrase"
    assert "the phrase is another building's, or was renewed since" in refused.says


def test_a_bundle_of_another_building_beside_this_ones_databases(copy: Path, dead: Path, new: Settings) -> None:
    other = Vault.open(dead.parent / "other" / "keys")
    write_bundle(copy, other, contents_of(dead.parent / "other", other, set()), 7, newest_of(copy))
    refused = restored(copy, key_of(), new)
    assert isinstance(refused, Refused) and refused.code == "another-building"


async def test_the_newest_bundle_that_lacks_a_key_restores_all_the_same_and_says_so(
    copy: Path, dead: Path, new: Settings
) -> None:
    """A week began in the last minute: what is under its key is lost, and no other call with it."""
    its_bundle_of(PHRASE)(copy, dead)
    done = restored(copy, key_of(), new)
    assert isinstance(done, Restored) and done.open_calls == 0 and done.lost_calls == 2
    assert done.unread == 4, "all three, and the house"
    before = predecessor_in(new.restored / "logbook")
    assert before is not None and before.lost_calls == 2


def test_an_older_bundle_will_do_where_it_has_every_key(copy: Path, new: Settings) -> None:
    marked(copy, bundle=8)
    assert isinstance(restored(copy, key_of(), new), Restored)


def test_a_damaged_bundle_beside_an_older_one_that_has_every_key(copy: Path, new: Settings) -> None:
    shutil.copy(copy / "bundle-00000007", copy / "bundle-00000008")
    a_bit("bundle-00000008")(copy, copy)
    assert isinstance(restored(copy, key_of(), new), Restored)


def test_an_older_bundle_that_lacks_keys_restores_the_rest_and_says_what_is_lost(
    copy: Path, dead: Path, new: Settings
) -> None:
    """The newest bundle is rotten. Before a person says yes, they hear what the bundle before it does not open."""
    shutil.copy(copy / "bundle-00000007", copy / "bundle-00000008")
    a_bit("bundle-00000008")(copy, copy)
    its_bundle_of(PHRASE)(copy, dead)
    done = restored(copy, key_of(), new)
    assert isinstance(done, Restored) and (done.older, done.unread, done.lost_calls) == (7, 4, 2)
    [doubt] = doubts(done)
    assert "(number 7)" in doubt and "4 records of what came last cannot be read" in doubt


async def test_entries_above_the_signed_head_are_nobodys(copy: Path, dead: Path, new: Settings) -> None:
    number, entry = newest_of(copy)
    with database(copy / "mirror.db") as db:
        db.execute("INSERT INTO entry VALUES (?, ?)", (number + 1, entry))
    done = restored(copy, key_of(), new)
    assert isinstance(done, Restored) and done.up_to == number
    async with opened_at(new.restored) as found:
        assert found.logbook.kept[0] == number


async def test_one_changed_entry_costs_no_other(copy: Path, new: Settings) -> None:
    """Entries below the changed one count again from the first one that opens under a key which is known to be right. Here the note of the
    first call is lost, and nothing below it depends on it.
    """
    rows = dict(rows_of(copy))
    [changed] = [number for number, entry in rows.items() if number == 5]
    with database(copy / "mirror.db") as db:
        db.execute("UPDATE entry SET entry = zeroblob(300) WHERE number = ?", (changed,))
    done = restored(copy, key_of(), new)
    assert isinstance(done, Restored) and done.gaps[0][1] == changed
    async with opened_at(new.restored) as found:
        assert "B206" in {fact.event.room for fact in found.remembered.facts if isinstance(fact.event, CallRaised)}
        assert not found.remembered.troubles


async def test_a_destroyed_key_never_comes_back(copy: Path, new: Settings) -> None:
    with database(copy / "wraps.db") as db:
        over = (
            # the third stream: before it come the house and one call
            "SELECT stream FROM wrap GROUP BY stream ORDER BY min(number) LIMIT 1 OFFSET 2"
        )
        db.execute(f"INSERT INTO gone SELECT DISTINCT stream, key_no FROM wrap WHERE stream = ({over})")
    done = restored(copy, key_of(), new)
    assert isinstance(done, Restored) and done.open_calls == 2
    with database(new.restored / "logbook" / "logbook.db") as db:
        gone = db.execute("SELECT stream FROM wrap GROUP BY stream").fetchall()
    assert len(gone) == 3, "of four streams"


def test_a_wrap_that_no_entry_names_is_left_behind(copy: Path, dead: Path, new: Settings) -> None:
    with database(copy / "wraps.db") as db:
        [(wrap,)] = db.execute("SELECT wrap FROM wrap ORDER BY number LIMIT 1").fetchall()
        db.execute("UPDATE wrap SET wrap = ? WHERE number = (SELECT max(number) FROM wrap)", (wrap,))
    done = restored(copy, key_of(), new)
    assert isinstance(done, Restored) and done.open_calls == 1


def test_a_name_in_the_bundle_writes_nowhere_else(copy: Path, dead: Path, new: Settings) -> None:
    vault = Vault.open(dead / "keys", mends=False)
    with database(dead / "logbook" / "logbook.db") as db:
        needed = {each[3] for each in kept_wraps(db)}
    names = ("../above.secret", "credentials/../../above.secret", "/tmp/above.secret", "device.key", "rank", "box.id")
    contents = msgspec.structs.replace(
        contents_of(dead, vault, needed),
        files=(*((name, b"x" * 32) for name in names), ("credentials/r12.secret", b"k" * 32)),
    )
    write_bundle(copy, vault, contents, 7, newest_of(copy))
    done = restored(copy, key_of(), new)
    assert isinstance(done, Restored) and done.left_out == names
    assert not list(new.data.rglob("above*"))
    assert (new.restored / "keys" / "credentials" / "r12.secret").read_bytes() == b"k" * 32
    assert (new.restored / "keys" / "device.key").read_bytes() != b"x" * 32


def test_a_week_in_the_bundle_that_is_none_is_refused_in_words(copy: Path, dead: Path, new: Settings) -> None:
    vault = Vault.open(dead / "keys", mends=False)
    contents = contents_of(dead, vault, set())
    for week in ("2026\0W48", "../2026-W48", ""):
        odd = msgspec.structs.replace(contents, reading=((week, bytes(32)), *contents.reading))
        write_bundle(copy, vault, odd, 7, newest_of(copy))
        refused = restored(copy, key_of(), new)
        assert isinstance(refused, Refused) and refused.code == "bundle-changed" and "week" in refused.says
    assert not new.restored.exists()


def test_a_second_restore_waits_for_the_first(copy: Path, new: Settings) -> None:
    assert isinstance(restored(copy, key_of(), new), Restored)
    again = restored(copy, key_of(), new)
    assert isinstance(again, Refused) and again.code == "waits-already"


def test_a_copy_that_was_used_before_says_so(copy: Path, new: Settings, tmp_path: Path) -> None:
    first = restored(copy, key_of(), new)
    assert isinstance(first, Restored) and not first.used_by
    (tmp_path / "second").mkdir(mode=0o700)
    second = restored(copy, key_of(), Settings(data=tmp_path / "second"))
    assert isinstance(second, Restored) and second.used_by == (first.new_box.hex(),)
    before = predecessor_in(tmp_path / "second" / "restored" / "logbook")
    assert before is not None and before.used_before
