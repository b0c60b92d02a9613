"""Tests that a damaged logbook is set aside whole, the chain goes on after the last signed head, and what was open is carried over."""

import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.core.building.events import CheckInStarted, ResponseStarted, RoomMarked
from appliance.core.calls.events import CallMadeReal, CallRaised, CallRaisedElsewhere
from appliance.core.ground.place import Place
from appliance.core.ground.words import Actor, BuildingResponse, RoomAnswer
from appliance.logbook import verify
from appliance.logbook.errors import NotKept
from appliance.logbook.recovery import LOGBOOK_NAME
from appliance.plan.ids import AreaName, CheckInId, DeskId, DrillId, RoomId
from tests.appliance.logbook.box import Box, box_at, call, call_from, note, stand_down

pytestmark = pytest.mark.slow


async def filled(folder: Path) -> int:
    """Make a logbook of 30 ended calls and one open; returns its head."""
    async with box_at(folder) as box:
        for number in range(1, 31):
            await box.keep(call(number, "B206"), stand_down(number))
        await box.keep(call(31, "B204"), note(31, "open"))
        return box.logbook.kept[0]


def spoil(folder: Path, sql: str, *arguments: object) -> None:
    with sqlite3.connect(folder / "logbook" / LOGBOOK_NAME) as db:
        db.execute(sql, arguments)
    db.close()


async def carried(box: Box) -> list[int]:
    assert box.remembered.set_aside is not None
    return [fact.event.number for fact in box.remembered.carried if isinstance(fact.event, CallRaised)]


async def test_an_intact_logbook_is_taken_as_it_is(tmp_path: Path) -> None:
    head = await filled(tmp_path)
    async with box_at(tmp_path) as box:
        assert box.remembered.set_aside is None
        assert box.remembered.parent is not None and box.remembered.parent[1] == head


async def test_a_changed_entry_in_the_tail_sets_the_logbook_aside_and_keeps_the_open_call(tmp_path: Path) -> None:
    head = await filled(tmp_path)
    spoil(tmp_path, "UPDATE entry SET entry = zeroblob(200) WHERE number = ?", head - 20)
    async with box_at(tmp_path) as box:
        assert box.remembered.set_aside is not None and (box.remembered.set_aside / LOGBOOK_NAME).exists()
        assert f"entry {head - 20}" in box.remembered.troubles[0]
        assert box.remembered.parent is not None and box.remembered.parent[1] == head
        assert box.logbook.kept[0] > head, "numbers go on, none is used twice"
        assert await carried(box) == [31]


async def test_open_calls_from_elsewhere_are_kept_with_their_places(tmp_path: Path) -> None:
    head = await filled(tmp_path)
    places = [Place(area=AreaName("Playground")), Place(words="Behind the gym", near=RoomId("B204")), Place()]
    async with box_at(tmp_path) as box:
        await box.keep(*(call_from(number, place) for number, place in enumerate(places, 32)))
    spoil(tmp_path, "UPDATE entry SET entry = zeroblob(200) WHERE number = ?", head)
    for mended in (False, True):
        async with box_at(tmp_path) as box:
            assert (box.remembered.set_aside is None) is mended
            facts = [each.event for each in (*box.remembered.facts, *box.remembered.carried)]
            assert [each.place for each in facts if isinstance(each, CallRaisedElsewhere)] == places
            assert set(box.logbook.chain.incidents) == {"i-31", "i-32", "i-33", "i-34"}


@pytest.mark.parametrize("drill", [None, DrillId("d-1")])
async def test_what_the_whole_building_does_is_carried_over_and_practice_is_not(
    tmp_path: Path, drill: DrillId | None
) -> None:
    by, name, room = Actor(DeskId("front")), CheckInId("k-1"), RoomId("B204")
    lockdown = ResponseStarted(by=by, response=BuildingResponse.LOCKDOWN, detail="", drill=drill)
    asked = CheckInStarted(by=by, check_in=name, rooms=(room,), drill=drill)
    marked = RoomMarked(by=by, check_in=name, room=room, answer=RoomAnswer.SAFE)
    head = await filled(tmp_path)
    async with box_at(tmp_path) as box:
        await box.keep(lockdown, asked, marked)
    spoil(tmp_path, "UPDATE entry SET entry = zeroblob(200) WHERE number = ?", head - 20)
    async with box_at(tmp_path) as box:
        carried_over = [fact.event for fact in box.remembered.carried]
    assert (lockdown in carried_over, asked in carried_over) == (drill is None, drill is None)
    assert marked in carried_over


async def test_a_practice_call_stays_behind_with_its_drill_and_counts_as_no_lost_call(tmp_path: Path) -> None:
    real, practice = call(41), replace(call(42, "B205"), drill=DrillId("d-1"))
    head = await filled(tmp_path)
    async with box_at(tmp_path) as box:
        await box.keep(real, practice)
    spoil(tmp_path, "UPDATE entry SET entry = zeroblob(200) WHERE number = ?", head - 20)
    async with box_at(tmp_path) as box:
        carried_over = [fact.event for fact in box.remembered.carried]
        assert (real in carried_over, practice in carried_over) == (True, False)
        assert box.remembered.lost_calls == 0


async def test_practice_that_was_made_real_is_carried_over_as_a_real_call(tmp_path: Path) -> None:
    practice = replace(call(42, "B205"), drill=DrillId("d-1"))
    real = CallMadeReal(incident=practice.incident, by=Actor(DeskId("front")), kind=practice.kind)
    head = await filled(tmp_path)
    async with box_at(tmp_path) as box:
        await box.keep(practice, real)
    spoil(tmp_path, "UPDATE entry SET entry = zeroblob(200) WHERE number = ?", head - 20)
    async with box_at(tmp_path) as box:
        carried_over = [fact.event for fact in box.remembered.carried]
        assert practice in carried_over and real in carried_over


async def test_a_cut_off_end_shows_against_the_signed_head(tmp_path: Path) -> None:
    head = await filled(tmp_path)
    spoil(tmp_path, "DELETE FROM entry WHERE number > ?", head - 2)
    async with box_at(tmp_path) as box:
        assert f"entry {head} was signed" in box.remembered.troubles[0]
        assert box.remembered.parent is not None and box.remembered.parent[1] == head


async def test_an_older_copy_of_the_whole_file_shows_as_well(tmp_path: Path) -> None:
    head = await filled(tmp_path)
    copy = (tmp_path / "logbook" / LOGBOOK_NAME).read_bytes()
    async with box_at(tmp_path) as box:
        await box.keep(note(31, "more"))
        newer = box.logbook.kept[0]
    (tmp_path / "logbook" / LOGBOOK_NAME).write_bytes(copy)
    async with box_at(tmp_path) as box:
        assert f"it ends at entry {head}, but entry {newer} was signed" in box.remembered.troubles[0]


@pytest.mark.parametrize("damage", ["garbage", "a foreign database", "torn pages"])
async def test_a_file_that_is_no_logbook_is_set_aside(tmp_path: Path, damage: str) -> None:
    head = await filled(tmp_path)
    path = tmp_path / "logbook" / LOGBOOK_NAME
    if damage == "garbage":
        path.write_bytes(b"\x93not a database\0" * 4000)
    elif damage == "a foreign database":
        path.unlink()
        spoil(tmp_path, "CREATE TABLE shopping (item TEXT)")
    else:
        data = path.read_bytes()
        path.write_bytes(data[:4096] + bytes(len(data) - 8192) + data[-4096:])
    async with box_at(tmp_path) as box:
        assert box.remembered.set_aside is not None
        assert box.remembered.parent is not None and box.remembered.parent[1] == head
        await box.keep(call(32))


async def test_an_entry_of_a_later_version_sets_the_logbook_aside_unharmed(tmp_path: Path) -> None:
    head = await filled(tmp_path)
    with sqlite3.connect(tmp_path / "logbook" / LOGBOOK_NAME) as db:
        entry = bytearray(db.execute("SELECT entry FROM entry WHERE number = ?", (head,)).fetchone()[0])
        entry[4] = 2
        db.execute("UPDATE entry SET entry = ? WHERE number = ?", (bytes(entry), head))
    db.close()
    async with box_at(tmp_path) as box:
        assert box.remembered.set_aside is not None
        assert "version 2" in box.remembered.troubles[0]
        assert await carried(box) == [31], "what this version can read is carried over"


async def test_the_whole_chain_is_checked_and_every_fault_named(tmp_path: Path) -> None:
    await filled(tmp_path)
    async with box_at(tmp_path) as box:
        rows = await box.logbook.reader.after(0, 1000)
        building = box.vault.building
        assert [each for each in verify.check(rows, building, None) if isinstance(each, verify.Finding)] == []
        without = [row for row in rows if row[0] != 40]
        swapped = [*rows[:9], (10, rows[10][1]), (11, rows[9][1]), *rows[11:]]
        assert [each.number for each in verify.check(without, building, None) if isinstance(each, verify.Finding)] == [
            41
        ]
        assert {each.number for each in verify.check(swapped, building, None) if isinstance(each, verify.Finding)} == {
            10,
            11,
            12,
        }
        assert any("another building" in str(each) for each in verify.check(rows[:1], bytes(16), None))


async def test_a_start_that_fails_half_way_lets_go_of_the_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1))
    with monkeypatch.context() as failing:
        failing.setattr("appliance.logbook.remembering._look", _disk_fails)
        with pytest.raises(NotKept, match="disk I/O error"):
            async with box_at(tmp_path):
                pass
    with monkeypatch.context() as failing:
        failing.setattr("appliance.logbook.recovery.inspect", _disk_fails)
        with pytest.raises(NotKept, match="disk I/O error"):
            async with box_at(tmp_path):
                pass
    async with box_at(tmp_path) as box:
        assert len(await box.told()) == 3


def _disk_fails(*_: object) -> None:
    raise sqlite3.OperationalError("disk I/O error")
