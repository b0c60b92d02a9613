"""Tests when it is told that more comes through a door than people make: not for a few, once, and until it rested."""

import pytest

from appliance.core.ground.words import Cause
from appliance.doors.callers import FLOOD_OVER_S, FLOODED_AFTER_S
from appliance.doors.flooded import Flooded
from appliance.doors.page import plain
from appliance.words.troubles import PAGES_FLOODED
from tests.appliance.doors.harness import Harness
from tests.appliance.doors.page.pages import pages
from tests.appliance.doors.page.test_plain import allowed, press
from tests.patience import until

CAUSE = Cause(PAGES_FLOODED.word, "plain-http")


class Told:
    """What was reported, in order."""

    def __init__(self) -> None:
        self.told: list[bool] = []
        self.flooded = Flooded(self._report, PAGES_FLOODED, "plain-http")

    def _report(self, cause: Cause, says: str | None) -> None:
        assert cause == CAUSE
        self.told.append(says is not None)

    def looks(self, now_s: float) -> list[bool]:
        self.flooded.look(now_s)
        return self.told


def test_one_refused_press_is_no_flood_and_a_trouble_of_before_this_start_is_over() -> None:
    told = Told()
    told.flooded.held_back(10.0)
    assert told.looks(10.0) == told.looks(10.0 + FLOOD_OVER_S) == [False]


def test_a_flood_is_told_once_and_is_over_when_it_rested() -> None:
    told = Told()
    told.looks(0.0)
    for now_s in (10.0, 10.0 + FLOODED_AFTER_S, 11.0 + FLOODED_AFTER_S):
        told.flooded.held_back(now_s)
        told.looks(now_s)
    assert told.told == [False, True]
    assert told.looks(10.0 + FLOODED_AFTER_S + FLOOD_OVER_S) == [False, True], "a flood that pauses is one still"
    assert told.looks(11.0 + FLOODED_AFTER_S + FLOOD_OVER_S) == [False, True, False]


async def test_a_room_that_presses_without_end_is_a_trouble_at_every_desk(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain, "AGAIN_AFTER_S", 0.0)
    monkeypatch.setattr("appliance.doors.flooded.FLOODED_AFTER_S", 0.0)
    async with pages(harness) as building:
        await allowed(building)
        for _ in range(plain.ROOM_BURST + 1):
            await press(building)
        await until(lambda: CAUSE.key in harness.engine.board.troubles)
