"""Tests an open call that a start did not find, and that was found later in the damaged record: the next start rings it."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.core.calls.events import CallMadeReal, CallRaised, NoteAdded
from appliance.core.events import Event
from appliance.core.ground.place import Place
from appliance.core.ground.words import Actor
from appliance.logbook import recovery
from appliance.logbook.recovery import LOGBOOK_NAME
from appliance.logbook.refilling import Refilling
from appliance.plan.ids import AreaName, DeskId, DrillId, RoomId
from tests.appliance.logbook.box import Box, box_at, call, call_from, note, stand_down, undone

pytestmark = pytest.mark.slow


async def breath() -> None:
    """Return at once: there is no call to wait for."""


@asynccontextmanager
async def started_without(
    folder: Path, *events: Event, keep_copies: bool = False
) -> AsyncIterator[tuple[Box, Refilling]]:
    """Start a box that began anew without these events; give it and what brings the events back. The start saw none of them."""
    async with box_at(folder) as box:
        await box.keep(*events)
    record = folder / "logbook" / LOGBOOK_NAME
    shutil.move(record, folder / "was")
    if not keep_copies:
        for copy in record.parent.glob("*.[01]"):
            copy.unlink()
    async with box_at(folder) as box:
        aside = box.remembered.set_aside
        assert aside is not None and (keep_copies or box.remembered.carried == [])
        shutil.copy(folder / "was", aside / LOGBOOK_NAME)
        yield box, Refilling(box.logbook, box.vault, recovery.set_aside_in(box.logbook.folder), breath)


def open_in(box: Box) -> list[str]:
    """Give the ids of the calls that are open."""
    return list(box.logbook.chain.incidents)


async def test_it_rings_from_the_next_start_on(tmp_path: Path) -> None:
    slip = (call(2, "A1"), stand_down(2), undone(2))
    over = (call(3, "C3"), stand_down(3))
    async with started_without(tmp_path, call(1), note(1, "he waits"), *slip, *over) as (box, refilling):
        await box.logbook.copying.write_all()  # the side copies know nothing of these calls
        assert await refilling.run() == [] and {each.room for each in refilling.open_again} == {"A1", "B204"}
        shutil.copytree(tmp_path / "logbook", tmp_path / "killed" / "logbook")
        shutil.copytree(tmp_path / "keys", tmp_path / "killed" / "keys")
    for folder in (tmp_path, tmp_path / "killed"):
        async with box_at(folder) as box:
            assert box.remembered.set_aside is None and box.remembered.lost_calls == 0
            assert open_in(box) == ["i-1", "i-2"]
            notes = [each.event.text for each in box.remembered.facts if isinstance(each.event, NoteAdded)]
            assert notes == ["he waits"]
            await box.keep(stand_down(1), stand_down(2))
        async with box_at(folder) as box:
            assert open_in(box) == [] and box.remembered.set_aside is None


async def test_a_later_call_from_the_room_has_taken_its_place(tmp_path: Path) -> None:
    async with started_without(tmp_path, call(1, "A1"), call(2, "A2")) as (box, refilling):
        await box.keep(call(11, "A1"), call(12, "A2"), stand_down(12))
        assert await refilling.run() == [] and refilling.open_again == []
        assert open_in(box) == ["i-11"]


async def test_calls_from_elsewhere_ring_too_and_each_is_told_from_the_others(tmp_path: Path) -> None:
    """A later call from the same area, or from the same words, has taken the place of the found one. For unknown places
    nobody can say so.
    """
    playground, gym = Place(area=AreaName("Playground")), Place(words="Behind the gym", near=RoomId("B204"))
    lost = (call_from(1, playground), call_from(2, gym), call_from(3, Place()), call_from(4, Place()))
    async with started_without(tmp_path, *lost, call_from(5, Place(words="by the bus loop"))) as (box, refilling):
        await box.keep(call_from(11, playground), call_from(12, Place(words="behind THE gym")), call_from(13, Place()))
        assert await refilling.run() == []
        found = sorted(each.words for each in refilling.open_again)
        assert found == ["", "", "by the bus loop"] and playground not in refilling.open_again
    async with box_at(tmp_path) as box:
        assert set(open_in(box)) == {"i-3", "i-4", "i-5", "i-11", "i-12", "i-13"}


async def test_practice_is_over(tmp_path: Path) -> None:
    drill = replace(call(1), drill=DrillId("drill-1"))
    async with started_without(tmp_path, drill) as (_, refilling):
        assert await refilling.run() == [] and refilling.open_again == []


async def test_practice_that_was_made_real_is_not(tmp_path: Path) -> None:
    drill = replace(call(1), drill=DrillId("drill-1"))
    real = CallMadeReal(incident=drill.incident, by=Actor(DeskId("front")), kind=drill.kind)
    async with started_without(tmp_path, drill, real) as (_, refilling):
        assert await refilling.run() == [] and [each.room for each in refilling.open_again] == ["B204"]


async def test_what_a_side_copy_knew_to_be_over_stays_over(tmp_path: Path) -> None:
    """It stays over although nobody can read any more who stood it down."""
    async with box_at(tmp_path) as box:
        await box.keep(call(1, "A1"))
        end = (await box.keep(stand_down(1))).last
        spoil = "UPDATE entry SET entry = zeroblob(200) WHERE number = ?"
        await box.logbook.work(lambda db: db.execute(spoil, (end,)))
    async with started_without(tmp_path, call(2, "A2"), keep_copies=True) as (box, refilling):
        await refilling.run()
        assert refilling.open_again == []
        assert [each.event.incident for each in box.remembered.carried if isinstance(each.event, CallRaised)] == ["i-2"]
