"""Tests that a damaged record is put together again: entries, wraps and tables; that nothing destroyed comes back; and that a gap is noted
once.
"""

import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from appliance.core.calls.events import CallRaised
from appliance.core.ground.moment import Moment
from appliance.envelope import format as layout
from appliance.logbook import carve, recovery, verify
from appliance.logbook.aside import Gap
from appliance.logbook.batch import Fact
from appliance.logbook.recovery import LOGBOOK_NAME
from appliance.logbook.refilling import Refilling
from appliance.record.events import KeysDestroyed
from appliance.record.words import Klass
from tests.appliance.logbook.box import WALL_MS, Box, box_at, call, note, stand_down

pytestmark = pytest.mark.slow

YEAR_MS = 365 * 86_400_000


async def breath() -> None:
    """Return at once: there is no call to wait for."""


async def refilled(box: Box) -> list[Gap]:
    assert box.remembered.set_aside is not None
    return await Refilling(box.logbook, box.vault, recovery.set_aside_in(box.logbook.folder), breath).run()


async def lived(folder: Path) -> None:
    async with box_at(folder) as box:
        for number in range(1, 31):
            await box.keep(call(number, f"A{number % 3}"), note(number, "x" * number * 70), stand_down(number))
        await box.keep(call(31, "B204"), note(31, "open"))


def spoil(folder: Path, sql: str, *arguments: object) -> None:
    with closing(sqlite3.connect(folder / "logbook" / LOGBOOK_NAME, isolation_level=None)) as db:
        db.execute(sql, arguments)


async def tables(box: Box) -> dict[str, set[object]]:
    sql = {
        "entry": "SELECT number, stream, entry FROM entry",
        "wrap": "SELECT number, recipient, stream, key_no, wrap FROM wrap",
        "incident": "SELECT * FROM incident",
    }
    return {
        name: set(await box.logbook.work(lambda db, q=query: db.execute(q).fetchall())) for name, query in sql.items()
    }  # type: ignore[misc]


async def faults(box: Box) -> list[str]:
    rows = await box.logbook.reader.after(0, 10_000)
    return [str(each) for each in verify.check(rows, box.vault.building, None) if isinstance(each, verify.Finding)]


async def test_after_damage_in_a_table_all_is_back_and_the_folder_is_gone(tmp_path: Path) -> None:
    await lived(tmp_path)
    async with box_at(tmp_path) as box:
        before = await tables(box)
    spoil(tmp_path, "DELETE FROM standing")
    async with box_at(tmp_path) as box:
        aside = box.remembered.set_aside
        assert aside is not None and await refilled(box) == [] and not aside.exists()
        after = await tables(box)
        assert before["entry"] <= after["entry"] and await faults(box) == []
        assert before["incident"] == after["incident"], (
            "each with its room, its first entry, and whether its record is owed"
        )
        assert len(await box.logbook.reader.streams_of("room:A1", 20)) == 10
        told = await box.told()
        assert sum(isinstance(event, CallRaised) and event.number == 31 for event in told) == 1, (
            "where it was carried to"
        )
        assert {event.number for event in told if isinstance(event, CallRaised)} == set(range(1, 32))
        # For the call that goes on, only the keys of its new stream count: to destroy them is to destroy the call.
        assert len(before["wrap"] - after["wrap"]) == 1


async def test_what_is_left_of_rows_that_were_moved_makes_no_healthy_record_a_damaged_one(tmp_path: Path) -> None:
    dice = random.Random(1)
    async with box_at(tmp_path / "box") as box:
        for number in range(1, 301):
            notes = [note(number, "x" * dice.choice((0, 0, 64, 128))) for _ in range(12)]
            await box.keep(call(number, f"A{number % 3}"), *notes, stand_down(number))
    spoil(tmp_path / "box", "DELETE FROM standing")
    async with box_at(tmp_path / "box") as box:
        await refilled(box)  # each row goes below all that are there, so pages are laid out anew again and again
        await box.logbook.copying.write_all()
        log = carve.read_log(carve.log_of(tmp_path / "box" / "logbook" / LOGBOOK_NAME))
        assert carve.newest_number(log, box.vault.building) == box.logbook.kept[0]
        shutil.copytree(tmp_path / "box", tmp_path / "killed")
    async with box_at(tmp_path / "killed") as box:
        assert box.remembered.set_aside is None


async def test_killed_anywhere_it_begins_again(tmp_path: Path) -> None:
    await lived(tmp_path)
    spoil(tmp_path, "DELETE FROM standing")
    async with box_at(tmp_path) as box:
        aside = box.remembered.set_aside
        assert aside is not None
        for limit in range(0, 60, 7):
            left = iter(range(limit))

            async def killed(left: Iterator[int] = left) -> None:
                if next(left, None) is None:
                    raise OSError("killed")

            with pytest.raises(OSError, match="killed"):
                await Refilling(box.logbook, box.vault, [aside], killed).run()
        assert await refilled(box) == []
        assert await faults(box) == [] and not aside.exists()
        streams = await box.logbook.work(
            lambda db: db.execute("SELECT count(*), count(DISTINCT stream) FROM incident").fetchone()
        )
        assert streams == (30, 30)


async def test_an_entry_nobody_can_read_is_a_gap_and_the_next_start_knows_it(tmp_path: Path) -> None:
    await lived(tmp_path)
    async with box_at(tmp_path) as box:
        head = box.logbook.kept[0]
    spoil(tmp_path, "UPDATE entry SET entry = zeroblob(300) WHERE number = ?", 20)
    spoil(tmp_path, "DELETE FROM standing")
    async with box_at(tmp_path) as box:
        aside = box.remembered.set_aside
        assert aside is not None and await refilled(box) == [Gap(20, 20)]
        assert aside.exists() and "entry 20 cannot be read" in (aside / "brought-back").read_text()
        assert [number for number, _ in await box.logbook.reader.after(0, 25)] == [*range(1, 20), *range(21, 27)]
        assert await faults(box) == ["entry 21: entries 20 to 20 are missing before it"]
    async with box_at(tmp_path) as box:
        assert box.remembered.set_aside is None, "it is not set aside again for it"
        assert box.logbook.kept[0] > head


async def test_the_lowest_entries_are_missing_where_they_are_not_found(tmp_path: Path) -> None:
    await lived(tmp_path)
    for side in (tmp_path / "logbook").glob("*.[01]"):
        side.unlink()
    spoil(tmp_path, "UPDATE entry SET entry = zeroblob(300) WHERE number <= 5")
    spoil(tmp_path, "DELETE FROM standing")
    async with box_at(tmp_path) as box:
        aside = box.remembered.set_aside
        assert aside is not None and await refilled(box) == [Gap(1, 5)] and aside.exists()


async def test_a_number_that_damage_made_of_another_is_passed_over(tmp_path: Path) -> None:
    await lived(tmp_path)
    async with box_at(tmp_path) as box:
        entry = dict(await box.logbook.reader.after(0, 30))[20]
    path = tmp_path / "logbook" / LOGBOOK_NAME
    high_bit_set = entry[: layout.FRONT_LEN] + b"\x40" + entry[layout.FRONT_LEN + 1 :]
    path.write_bytes(path.read_bytes().replace(entry[:64], high_bit_set[:64]))
    spoil(tmp_path, "DELETE FROM standing")
    async with box_at(tmp_path) as box:
        assert await refilled(box) == [Gap(20, 20)]


async def test_what_is_damaged_in_one_folder_is_brought_back_from_another(tmp_path: Path) -> None:
    """A power cut left the folder as it was, although most of it was in the record again. Its name says nothing of its age."""
    await lived(tmp_path)
    recovery.mark(tmp_path / "logbook", "damaged")
    async with box_at(tmp_path, WALL_MS + 5 * YEAR_MS) as box:
        first = box.remembered.set_aside
        assert first is not None
        shutil.copytree(first, tmp_path / "first")
        await refilled(box)
        shutil.copytree(tmp_path / "first", first)
        await box.keep(call(40, "B206"))
    spoil(tmp_path, "UPDATE entry SET entry = zeroblob(300) WHERE number IN (20, 21)")
    recovery.mark(tmp_path / "logbook", "damaged again")
    async with box_at(tmp_path) as box:
        before = box.logbook.kept[0]
        assert len(recovery.set_aside_in(tmp_path / "logbook")) == 2
        assert await refilled(box) == []
        assert [number for number, _ in await box.logbook.reader.after(0, 10_000)] == list(range(1, before + 1))
        assert await faults(box) == []


async def test_nothing_that_was_destroyed_comes_back(tmp_path: Path) -> None:
    await lived(tmp_path)
    async with box_at(tmp_path) as box:
        stream = await box.logbook.reader.stream_of_incident("i-7")
        assert stream is not None
        keys = await box.logbook.work(
            lambda db: db.execute("SELECT stream, key_no FROM wrap WHERE stream = ?", (stream,)).fetchall()
        )
        copy = (
            (tmp_path / "logbook" / LOGBOOK_NAME).read_bytes(),
            (tmp_path / "logbook" / f"{LOGBOOK_NAME}-wal").read_bytes(),
        )
        certificate = KeysDestroyed(incident=call(7).incident, classes=(Klass.OPERATIONAL,), keys=1, wraps=1, rule="r")
        await box.logbook.record(box.logbook.destroy(Fact(Moment(0, box.wall_ms), certificate), keys))
    # The log is gone, and the deletion with it: the file has the bytes of the wrap again, as in an older page.
    (tmp_path / "with-wraps").mkdir()
    for name, data in zip((LOGBOOK_NAME, f"{LOGBOOK_NAME}-wal"), copy, strict=True):
        (tmp_path / "with-wraps" / name).write_bytes(data)
    wraps = _rows(tmp_path / "with-wraps" / LOGBOOK_NAME, "SELECT * FROM wrap WHERE stream = ?", stream)
    assert wraps
    with closing(sqlite3.connect(tmp_path / "logbook" / LOGBOOK_NAME, isolation_level=None)) as db:
        db.executemany("INSERT INTO wrap VALUES (?, ?, ?, ?, ?)", wraps)
    spoil(tmp_path, "DELETE FROM standing")
    async with box_at(tmp_path) as box:
        assert await refilled(box) == []
        assert await box.logbook.opener.key_of(*keys[0]) is None
        assert not any(isinstance(event, CallRaised) and event.number == 7 for event in await box.told())
        assert len(await box.logbook.reader.certificates_of("i-7")) == 1, "what was destroyed of it is found from it"


async def test_nothing_that_was_destroyed_comes_back_with_an_older_file_that_knows_no_certificate(
    tmp_path: Path,
) -> None:
    await lived(tmp_path)
    async with box_at(tmp_path) as box:
        stream = await box.logbook.reader.stream_of_incident("i-7")
        assert stream is not None
        older = {path.name: path.read_bytes() for path in (tmp_path / "logbook").glob(f"{LOGBOOK_NAME}*")}
        wraps = await box.logbook.work(
            lambda db: db.execute("SELECT * FROM wrap WHERE stream = ?", (stream,)).fetchall()
        )
        keys = [(wrap[2], wrap[3]) for wrap in wraps]
        assert await box.logbook.opener.key_of(*keys[0]) is not None
        certificate = KeysDestroyed(incident=call(7).incident, classes=(Klass.OPERATIONAL,), keys=1, wraps=1, rule="r")
        await box.logbook.record(box.logbook.destroy(Fact(Moment(0, box.wall_ms), certificate), keys))
    for name, data in older.items():
        (tmp_path / "logbook" / name).write_bytes(data)
    async with box_at(tmp_path) as box:
        assert box.remembered.set_aside is not None
        assert await refilled(box), "the certificate is missing, so the folder stays"
        assert await box.logbook.opener.key_of(*keys[0]) is None
    data = b"".join(path.read_bytes() for path in (tmp_path / "logbook").rglob("*") if path.is_file())
    assert not [wrap for wrap in wraps if wrap[4] in data], "and it opens from no file"


async def test_what_only_a_side_copy_had_comes_back_too(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1, "B206"), stand_down(1))
        files = (LOGBOOK_NAME, f"{LOGBOOK_NAME}-wal")
        before = [(tmp_path / "logbook" / name).read_bytes() for name in files]
        await box.keep(call(2, "B204"), note(2, "x"))
        await box.logbook.copying.write_all()
        shutil.copytree(tmp_path, tmp_path.with_name("dead"))
        rows = await box.logbook.reader.after(0, 100)
    dead = tmp_path.with_name("dead")
    for name, data in zip(files, before, strict=True):
        (dead / "logbook" / name).write_bytes(data)
    async with box_at(dead) as box:
        assert box.remembered.missing == 0
        assert await refilled(box) == []
        assert set(rows) <= set(await box.logbook.reader.after(0, 100)) and await faults(box) == []


def test_which_was_set_aside_last_is_counted_and_no_clock_says_it(tmp_path: Path) -> None:
    names = []
    for wall_ms in (WALL_MS, WALL_MS - 10 * YEAR_MS, WALL_MS - 5 * YEAR_MS):
        (tmp_path / LOGBOOK_NAME).touch()
        aside = recovery.put_aside(tmp_path, wall_ms)
        os.utime(aside, (wall_ms / 1000, wall_ms / 1000))
        names.insert(0, aside)
    assert recovery.set_aside_before(tmp_path) == names


def test_gaps_are_noted_beside_the_record(tmp_path: Path) -> None:
    assert recovery.gaps_in(tmp_path) == frozenset()
    recovery.note_gaps(tmp_path, [5])
    recovery.note_gaps(tmp_path, [5, 9])
    assert recovery.gaps_in(tmp_path) == {5, 9}
    (tmp_path / recovery.GAPS_NAME).write_bytes(b"\xff5 x 9\n")
    assert recovery.gaps_in(tmp_path) == {9}


def _rows(path: Path, sql: str, *arguments: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql, arguments).fetchall()


async def test_a_gap_noted_by_a_try_that_was_cut_off_keeps_the_folder(tmp_path: Path) -> None:
    await lived(tmp_path)
    spoil(tmp_path, "UPDATE entry SET entry = zeroblob(300) WHERE number = ?", 20)
    spoil(tmp_path, "DELETE FROM standing")
    async with box_at(tmp_path) as box:
        aside = box.remembered.set_aside
        assert aside is not None

        async def killed() -> None:
            if await box.logbook.reader.after(0, 1) and (await box.logbook.reader.after(0, 1))[0][0] < 20:
                raise OSError("killed")

        with pytest.raises(OSError, match="killed"):
            await Refilling(box.logbook, box.vault, [aside], killed).run()
        assert await refilled(box) == [Gap(20, 20)] and aside.exists()
        await box.logbook.reopen()
