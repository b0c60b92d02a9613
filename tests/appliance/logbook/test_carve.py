"""Tests that entries and wraps are found by their bytes alone, in the database and in its log, and put together over several pages."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from appliance.core.ground.events import PlanAdopted
from appliance.logbook import carve
from appliance.logbook.recovery import LOGBOOK_NAME
from tests.appliance.logbook.box import Box, box_at, call, note

type Row = tuple[int, bytes]


async def kept(box: Box) -> tuple[dict[int, bytes], set[carve.WrapFound]]:
    rows = dict(await box.logbook.reader.after(0, 10_000))
    return rows, set(await box.logbook.work(lambda db: db.execute("SELECT * FROM wrap").fetchall()))


async def filled(box: Box) -> None:
    """Write short entries, and longer ones of every length at which SQLite divides a row in another way."""
    for number in range(1, 60):
        await box.keep(call(number, f"B{number}"), note(number, "x" * number * 61))
    await box.keep(PlanAdopted(by="", digest="", document=bytes(200_000)))


async def test_everything_is_found_in_the_log_of_a_record_in_use(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await filled(box)
        rows, wraps = await kept(box)
        with closing(carve.Pages.of(tmp_path / "logbook" / LOGBOOK_NAME)) as pages:
            assert dict(pages.entries_in_wal(box.vault.building)) == rows
            assert {wrap for wrap, _ in carve.wraps_in(pages.wal, sorted(box.logbook.own_readers))} == wraps
            assert carve.newest_number(pages.wal, box.vault.building) == max(rows) - 1, "the last commit may be torn"
            assert carve.newest_number(pages.wal, bytes(16)) == 0, "another building's"


async def test_everything_is_found_in_the_file_of_a_record_that_was_closed(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await filled(box)
        rows, wraps = await kept(box)
        own = sorted(box.logbook.own_readers)
    with closing(carve.Pages.of(tmp_path / "logbook" / LOGBOOK_NAME)) as pages:
        found = [each for piece in pages.pieces(8192) for each in pages.entries_in(*piece, box.vault.building)]
        assert {number: entry for number, entry, _ in found} == rows
        assert all(pages.entry_at(place) == entry for _, entry, place in found)
        assert {wrap for piece in pages.pieces(8192) for wrap, _ in pages.wraps_in(*piece, own)} == wraps


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["header", "first page", "no log", "cut"])
async def test_what_is_damaged_hides_nothing_else(tmp_path: Path, damage: str) -> None:
    async with box_at(tmp_path) as box:
        await filled(box)
        rows, _ = await kept(box)
    path = tmp_path / "logbook" / LOGBOOK_NAME
    data = path.read_bytes()
    spoilt = {
        "header": b"\xff" * 100 + data[100:],
        "first page": bytes(2048) + data[2048:],
        "no log": data,
        "cut": data[:-3000],
    }
    path.write_bytes(spoilt[damage])
    with closing(carve.Pages.of(path)) as pages:
        found = {
            number for piece in pages.pieces(1 << 20) for number, _, _ in pages.entries_in(*piece, box.vault.building)
        }
    missing = rows.keys() - found
    assert len(missing) <= (4 if damage == "cut" else 0), missing


def test_a_file_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    with closing(carve.Pages.of(tmp_path / "nothing.db")) as pages:
        assert list(pages.pieces(4096)) == [] and pages.wal == b"" and pages.page(1) == b""
        assert list(pages.entries_in_wal(bytes(16))) == []


def test_bytes_that_only_look_like_an_entry_are_none(tmp_path: Path) -> None:
    path = tmp_path / "any.db"
    path.write_bytes((b"HBE1\x01\x01" + bytes(16)) * 300)
    with closing(carve.Pages.of(path)) as pages:
        assert [each for piece in pages.pieces(4096) for each in pages.entries_in(*piece, bytes(16))] == []


@pytest.mark.slow
async def test_a_row_is_found_as_sqlite_lays_it_at_any_page_size(tmp_path: Path) -> None:
    async with box_at(tmp_path / "box") as box:
        await filled(box)
        rows, _ = await kept(box)
    for size in (2048, 4096, 65536):
        path = tmp_path / f"{size}.db"
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute(f"PRAGMA page_size={size}")
            db.execute(
                "CREATE TABLE entry (number INTEGER PRIMARY KEY, stream BLOB NOT NULL, entry BLOB NOT NULL) STRICT"
            )
            db.executemany("INSERT INTO entry VALUES (?, ?, ?)", [(n, bytes(16), each) for n, each in rows.items()])
        with closing(carve.Pages.of(path)) as pages:
            found = {
                n: e for piece in pages.pieces(1 << 18) for n, e, _ in pages.entries_in(*piece, box.vault.building)
            }
        assert found == rows, size
