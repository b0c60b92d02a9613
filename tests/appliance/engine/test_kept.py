"""Tests that what a button is told is on disk, for the ledger that its newest connection names, whatever else is in the record."""

from pathlib import Path

import pytest

from appliance.core.calls.commands import RaiseCall
from appliance.core.ground.place import Place
from appliance.core.ground.words import Door, Source
from appliance.engine.kept import LEDGERS_MAX, Kept, KeptCounts
from appliance.intake import Intake
from appliance.plan.ids import ButtonId, RoomId
from appliance.plan.model import Kind
from hardware.signals import CheckIn, Press
from tests.appliance.engine.harness import Harness, harness_at

A = ButtonId("A")
WALL = ButtonId("B204-wall")
FIRST, SECOND = "1" * 16, "2" * 16


async def pressed(harness: Harness, ledger: str, counter: int, contact: str = "help") -> None:
    source = Source(Door.BUTTON, WALL, contact, counter, ledger=ledger)
    await harness.engine.submit(RaiseCall(place=Place(room=RoomId("B204")), kind=Kind.ASSIST, source=source)).kept


@pytest.mark.slow
@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST)], ids=["in this order", "in the other"])
@pytest.mark.parametrize("here", [FIRST, SECOND])
async def test_after_a_restart_a_button_is_told_of_the_ledger_its_connection_names_with_all_its_counts(
    tmp_path: Path, order: tuple[str, str], here: str
) -> None:
    async with harness_at(tmp_path) as harness:
        for ledger in order:
            await pressed(harness, ledger, 1, "hold")
        for ledger in order:
            await pressed(harness, ledger, 3)
    async with harness_at(tmp_path) as harness:
        intake, there = Intake(harness.engine), SECOND if here == FIRST else FIRST
        told: list[Kept | None] = []
        harness.engine.listen(
            lambda change: told.append(harness.engine.kept.get(WALL)) if WALL in change.buttons else None
        )
        intake.hear(CheckIn(WALL, {"help": 3, "hold": 1}, None, here))
        intake.hear(CheckIn(WALL, {"help": 3, "hold": 1}, None, here))
        intake.hear(Press(WALL, "help", 3, None, there))  # a repeat on a newer connection, whose board is another one
        assert told == [Kept(ledger, {"help": 3, "hold": 1}) for ledger in (here, there)]


async def test_until_a_button_with_two_ledgers_names_one_it_is_told_no_receipt(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        for ledger in (FIRST, SECOND):
            await pressed(harness, ledger, 1)
    async with harness_at(tmp_path) as harness:
        assert harness.engine.kept.get(WALL) is None


def test_the_only_ledger_known_is_the_one() -> None:
    kept = KeptCounts({(A, "help", FIRST): 3})
    assert kept.get(A) == Kept(FIRST, {"help": 3})
    assert not kept.names(A, FIRST)
    assert kept.ledgers() == {A: FIRST}


def test_a_ledger_nobody_knows_is_told_nothing_of_the_others() -> None:
    kept = KeptCounts({(A, "help", FIRST): 3})
    assert kept.names(A, SECOND)
    assert kept.get(A) == Kept(SECOND, {})


def test_a_device_without_a_name_for_its_counting_has_one_all_the_same() -> None:
    kept = KeptCounts({(A, "help", ""): 3, (A, "help", FIRST): 1})
    assert kept.names(A, "")
    assert kept.get(A) == Kept("", {"help": 3})


def test_of_ledgers_without_end_the_newest_and_the_one_in_use_are_kept() -> None:
    kept = KeptCounts({})
    kept.note((A, "help", FIRST), 7)
    for number in range(100):
        kept.note((A, "help", f"{number:016}"), 1)
    assert kept.get(A) == Kept(FIRST, {"help": 7})
    assert kept.names(A, f"{99:016}")
    assert kept.get(A) == Kept(f"{99:016}", {"help": 1})
    assert kept.names(A, f"{101 - LEDGERS_MAX:016}")
    assert kept.get(A) == Kept(f"{101 - LEDGERS_MAX:016}", {"help": 1})
    kept.names(A, f"{100 - LEDGERS_MAX:016}")
    assert kept.get(A) == Kept(f"{100 - LEDGERS_MAX:016}", {})
