"""Tests entries that a later entry says again: a start passes over them, and over no others. Tests also counts whose place a newer ledger
took.
"""

import secrets
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.core.calls.events import CallRaised, PressedAgain, PressedOften
from appliance.core.ground.ledgers import LEDGERS_MAX
from appliance.core.ground.words import Counting
from appliance.logbook.recovery import LOGBOOK_NAME
from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind
from tests.appliance.logbook.box import Box, box_at, call, note

pytestmark = pytest.mark.slow


def often(presses: int, contact: str = "help") -> PressedOften:
    source = replace(call(1).source, counter=presses, contact=contact)
    return PressedOften(
        incident=IncidentId("i-1"), kind=Kind.ASSIST, source=source, pressed_ago_ms=0, presses=presses, holds=0
    )


def again(counter: int) -> PressedAgain:
    source = replace(call(1).source, counter=counter)
    return PressedAgain(incident=IncidentId("i-1"), kind=Kind.ASSIST, source=source, pressed_ago_ms=0)


def presses(box: Box) -> list[int | None]:
    return [each.event.source.counter for each in box.remembered.facts if isinstance(each.event, PressedAgain)]


def killed(folder: Path) -> Path:
    """Give the folder as a power cut leaves it."""
    shutil.copytree(folder, folder.parent / "killed")
    return folder.parent / "killed"


def spoil(folder: Path, sql: str) -> None:
    with closing(sqlite3.connect(folder / "logbook" / LOGBOOK_NAME, isolation_level=None)) as db:
        db.execute(sql)


async def test_the_newest_of_a_run_is_read_and_whatever_comes_between_begins_another(tmp_path: Path) -> None:
    async with box_at(tmp_path / "box") as box:
        await box.keep(call(1), often(5), often(9), often(3, "hold"), often(12))
        await box.keep(often(15))
        await box.keep(note(1, "he waits"))
        await box.keep(often(20), again(21), often(30))
        await box.logbook.copying.write_all()
        after_the_cut = killed(tmp_path / "box")
    for folder in (tmp_path / "box", after_the_cut):
        async with box_at(folder) as box:
            assert box.remembered.set_aside is None
            assert presses(box) == [3, 15, 20, 21, 30]


async def test_a_side_copy_of_a_moment_before_makes_it_no_damage(tmp_path: Path) -> None:
    async with box_at(tmp_path / "box") as box:
        await box.keep(call(1), often(5), often(9))
        await box.logbook.copying.write_all()
        await box.keep(often(12), often(20))
        after_the_cut = killed(tmp_path / "box")
    async with box_at(after_the_cut) as box:
        assert box.remembered.set_aside is None and presses(box) == [20]


@pytest.mark.parametrize("entry", ["min(number)", "min(number) + 1"])
async def test_nothing_else_is_passed_over_however_the_table_is_damaged(tmp_path: Path, entry: str) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1), often(5), often(9))
    spoil(
        tmp_path,
        f"INSERT INTO said_again SELECT {entry} FROM entry WHERE stream = (SELECT stream FROM open_incident)",
    )
    async with box_at(tmp_path) as box:
        assert box.remembered.set_aside is not None
        assert sum(isinstance(each.event, CallRaised) for each in box.remembered.carried) == 1


async def test_a_count_whose_place_a_newer_ledger_took_is_not_missed(tmp_path: Path) -> None:
    ledgers = [secrets.token_hex(8) for _ in range(LEDGERS_MAX + 1)]
    async with box_at(tmp_path / "box") as box:
        await box.keep(call(1))
        for number, ledger in enumerate(ledgers[:LEDGERS_MAX]):
            pressed = again(number)
            await box.keep(replace(pressed, source=replace(pressed.source, ledger=ledger)))
        await box.logbook.copying.write_all()
        oldest: Counting = (call(1).source.button or pytest.fail(), "help", ledgers[0])
        box.logbook.forget_counts([oldest])
        pressed = again(99)
        await box.keep(replace(pressed, source=replace(pressed.source, ledger=ledgers[-1])))
        after_the_cut = killed(tmp_path / "box")
    for folder in (tmp_path / "box", after_the_cut):
        async with box_at(folder) as box:
            assert box.remembered.set_aside is None
            assert oldest not in box.remembered.counters and len(box.remembered.counters) == LEDGERS_MAX + 1
