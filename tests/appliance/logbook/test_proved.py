"""Tests that a start finds when a button was proved, and that an older record, which has no walk tests in its table, starts as usual."""

import sqlite3
from pathlib import Path

from appliance.core.ground.words import Door, Source
from appliance.core.practice.events import WalkTestPassed
from appliance.logbook.recovery import LOGBOOK_NAME
from appliance.plan.ids import ButtonId
from appliance.starting import rebuilt
from tests.appliance.logbook.box import Box, box_at


def passed(button: str, counter: int) -> WalkTestPassed:
    return WalkTestPassed(
        button=ButtonId(button), source=Source(Door.BUTTON, ButtonId(button), "help", counter, ledger="f00d")
    )


def proved(box: Box) -> set[str]:
    return {*rebuilt(box.remembered).proved}


async def test_the_last_test_of_each_button_is_found_again_and_its_count_as_before(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(passed("B201", 1), passed("B202", 7), passed("B201", 2))
    async with box_at(tmp_path) as box:
        board = rebuilt(box.remembered)
        assert {*board.proved} == {"B201", "B202"}
        assert board.counters == {(ButtonId("B201"), "help", "f00d"): 2, (ButtonId("B202"), "help", "f00d"): 7}
        assert (board.walk_test, box.remembered.set_aside) == (None, None)


async def test_a_record_of_before_in_which_no_test_stands_is_intact(tmp_path: Path) -> None:
    """In that release a walk test only removed what waited for it. The side copies are from the same release."""
    async with box_at(tmp_path) as box:
        await box.keep(passed("B201", 1))
        tag = box.vault.tag("proved:B201")
    for copy in (tmp_path / "logbook").glob("*.[01]"):
        copy.unlink()
    with sqlite3.connect(tmp_path / "logbook" / LOGBOOK_NAME) as db:
        assert db.execute("DELETE FROM standing WHERE tag = ?", (tag,)).rowcount == 1
    db.close()
    async with box_at(tmp_path) as box:
        assert (proved(box), box.remembered.set_aside, box.remembered.troubles) == (set(), None, [])
        await box.keep(passed("B201", 2))
    async with box_at(tmp_path) as box:
        assert (proved(box), box.remembered.set_aside) == ({"B201"}, None)
