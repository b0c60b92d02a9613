"""Tests when it is told that nobody serves the pages: not at a restart, in time for whoever can mend it, and once."""

from collections.abc import AsyncIterator

import pytest

from appliance.api.page.messages import PlainOnly
from appliance.core.ground.words import Cause
from appliance.doors.page import away
from appliance.doors.page.away import AWAY_AFTER_S, CAUSE, Away
from tests.appliance.doors.harness import Harness
from tests.appliance.doors.page.pages import Building, connected, pages
from tests.patience import until


class Told:
    """What was reported, in order."""

    def __init__(self) -> None:
        self.told: list[bool] = []
        self.away = Away(self._report)

    def _report(self, cause: Cause, says: str | None) -> None:
        assert cause == CAUSE
        self.told.append(says is not None)

    def looks(self, *times_s: float, served: bool = False, planned: bool = True) -> list[bool]:
        for now_s in times_s:
            self.away.look(now_s, planned=planned, served=served)
        return self.told


def test_a_process_that_is_back_in_time_is_no_trouble() -> None:
    told = Told()
    told.looks(0.0, served=True)
    told.looks(1.0, AWAY_AFTER_S)
    told.looks(AWAY_AFTER_S + 0.5, served=True)
    assert told.looks(AWAY_AFTER_S + 1, 2 * AWAY_AFTER_S) == [False], "a trouble of before this start is over"


def test_pages_that_nobody_serves_are_told_once_and_once_when_they_are_back() -> None:
    told = Told()
    assert told.looks(0.0, AWAY_AFTER_S - 1) == []
    assert told.looks(AWAY_AFTER_S, AWAY_AFTER_S + 1, 500.0) == [True]
    assert told.looks(501.0, 502.0, served=True) == [True, False]


def test_a_plan_without_pages_needs_nobody() -> None:
    told = Told()
    assert told.looks(0.0, 1000.0, planned=False) == [False]
    told.looks(1001.0)
    assert told.looks(1001.0 + AWAY_AFTER_S) == [False, True]
    assert told.looks(1300.0, planned=False) == [False, True, False], "also if the pages are taken out of the plan"


@pytest.fixture
async def building(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Building]:
    monkeypatch.setattr(away, "AWAY_AFTER_S", 0.0)
    async with pages(harness, greeted=False) as building:
        yield building


async def test_the_board_has_the_trouble_until_somebody_speaks_for_pages(building: Building) -> None:
    board = building.harness.engine.board
    await until(lambda: CAUSE.key in building.harness.engine.board.troubles)
    async with connected(building.harness):
        await until(lambda: CAUSE.key not in building.harness.engine.board.troubles)
    await until(lambda: CAUSE.key in building.harness.engine.board.troubles)
    assert board.incidents == {}


async def test_a_line_for_pages_without_encryption_alone_serves_no_page_of_the_plan(building: Building) -> None:
    def troubled() -> bool:
        return CAUSE.key in building.harness.engine.board.troubles

    async with connected(building.harness) as plain:
        plain.client.carry(PlainOnly())
        await until(lambda: any(line.plain_only for line in building.door._lines))
        async with connected(building.harness):
            await until(lambda: not troubled())
        await until(troubled)
