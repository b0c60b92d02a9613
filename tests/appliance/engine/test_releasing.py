"""Tests that a running box releases the figures of each half of a school year by itself, once, out of its own records."""

import asyncio
from datetime import date
from pathlib import Path

import msgspec
import pytest

from appliance.core.calls.commands import Arrive, AssignCover, RaiseCall, StandDown
from appliance.core.calls.events import CallRaised
from appliance.core.ground.place import Place
from appliance.core.ground.words import Actor, Door, Outcome, Source
from appliance.engine.outcome import Done
from appliance.engine.releasing import FiguresKeeper
from appliance.numbers.call import Step
from appliance.numbers.release import Release, from_document
from appliance.plan.ids import ButtonId, DeskId, RoomId
from appliance.plan.model import Kind
from appliance.record.retention import ALL, Due
from tests.appliance.engine.years import Years, years_at

pytestmark = pytest.mark.slow

BEFORE, IN_AUTUMN, IN_SPRING = date(2025, 5, 6), date(2025, 9, 16), date(2026, 2, 10)
SETTLED = date(2026, 7, 31)
"""The first day on which January to June is released."""


def keeper_of(box: Years) -> FiguresKeeper:
    return FiguresKeeper(box.engine, box.records, box.logbook, box.queries, breath_s=0)


def released(box: Years) -> dict[tuple[int, int], Release]:
    return {half: from_document(document) for half, document in box.engine.board.figures.released.items()}


async def calls(box: Years, many: int, outcome: Outcome = Outcome.ATTENDED) -> None:
    for _ in range(many):
        incident = await box.call(outcome)
        await box.write(incident, box.fact(incident, "location_type", "", "hallway"))


async def test_a_half_is_released_when_it_is_settled_and_stands_over_a_restart(tmp_path: Path) -> None:
    async with years_at(tmp_path, IN_AUTUMN) as box:
        await calls(box, 3)
        await box.turn_to(IN_SPRING)
        await calls(box, 21)
        await calls(box, 11, Outcome.NOT_ATTENDED)
        await box.turn_to(date(2026, 7, 30))
        keeper = keeper_of(box)
        assert await keeper.look(), "July to December is settled, and nobody looked before"
        assert not await keeper.look()
        assert list(released(box)) == [(2025, 2)] and released(box)[2025, 2].calls is None
        await box.turn_to(SETTLED)
        assert await keeper.look()
        made = released(box)[2026, 1]
        assert (made.building, made.calls, made.practice) == ("Fox Hollow Elementary", 32, None)
        assert made.attended.shown == {"unattended": 11, "attended": 21}
        assert made.recorded.shown == {} and Step.ON_SCENE not in made.times
        kept = box.engine.board.figures
    async with years_at(tmp_path, SETTLED) as again:
        assert again.engine.board.figures == kept
        assert not await keeper_of(again).look(), "it is released once"


async def test_what_is_destroyed_afterwards_changes_nothing_of_it(tmp_path: Path) -> None:
    async with years_at(tmp_path, IN_SPRING) as box:
        await calls(box, 25)
        incident = await box.call()
        await box.turn_to(SETTLED)
        assert await keeper_of(box).look()
        before = released(box)
        assert await box.retention.keys.destroy(incident, Due(ALL, "a test", SETTLED)) is not None
        assert not await keeper_of(box).look()
        assert released(box) == before and before[2026, 1].calls == 26


async def test_figures_say_that_records_were_gone_before_they_were_made(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEFORE) as box:
        await box.turn_to(IN_AUTUMN)
        early = await box.call()
        await calls(box, 11)
        await box.turn_to(IN_SPRING)
        gone = await box.call()
        await calls(box, 12)
        await box.turn_to(date(2026, 3, 1))
        assert await keeper_of(box).look()
        assert not released(box)[2025, 2].incomplete, "nothing is gone yet"
        for incident in (early, gone):
            assert await box.retention.keys.destroy(incident, Due(ALL, "a test", date(2026, 3, 1))) is not None
        await box.turn_to(SETTLED)
        assert await keeper_of(box).look()
        made = released(box)[2026, 1]
        assert (made.calls, made.incomplete) == (12, True)


async def test_what_is_gone_of_another_half_leaves_the_figures_whole(tmp_path: Path) -> None:
    async with years_at(tmp_path, IN_AUTUMN) as box:
        early = await box.call()
        await calls(box, 1)
        await box.turn_to(IN_SPRING)
        await calls(box, 11)
        assert await box.retention.keys.destroy(early, Due(ALL, "a test", IN_SPRING)) is not None
        await box.turn_to(SETTLED)
        assert await keeper_of(box).look()
        assert (released(box)[2026, 1].calls, released(box)[2026, 1].incomplete) == (11, False)


async def test_a_half_that_was_over_before_the_record_began_is_never_released(tmp_path: Path) -> None:
    async with years_at(tmp_path, SETTLED) as box:
        assert not await keeper_of(box).look(), "a new box has no calls of it, and the school may have had many"
        await calls(box, 10)
        await box.turn_to(date(2027, 2, 1))
        assert await keeper_of(box).look()
        assert list(released(box)) == [(2026, 2)]
        assert released(box)[2026, 2].incomplete, "the record began within it"


async def test_nothing_is_released_while_nobody_knows_what_day_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with years_at(tmp_path, IN_SPRING) as box:
        await box.turn_to(SETTLED)
        now = type(box.calendar).now
        monkeypatch.setattr(
            type(box.calendar), "now", lambda self: msgspec.structs.replace(now(self), week_minute=None)
        )
        assert not await keeper_of(box).look()
        monkeypatch.undo()
        assert await keeper_of(box).look()


async def test_an_open_call_holds_the_reading_of_records_up(tmp_path: Path) -> None:
    async with years_at(tmp_path, IN_SPRING) as box:
        await calls(box, 2)
        await box.turn_to(SETTLED)
        incident = await box.press()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await keeper_of(box).look()
        assert not box.engine.board.figures.released, "calls come first"
        await box.answer(incident)
        assert await keeper_of(box).look()


async def breaks(box: Years, many: int) -> None:
    """Let somebody ask for a short break, have it, and come back."""
    source = Source(Door.BUTTON, ButtonId("B204-wall"), "tap-out", None)
    for _ in range(many):
        asked = RaiseCall(place=Place(room=RoomId("B204")), kind=Kind.TAP_OUT, source=source)
        raised = await box.engine.submit(asked).kept
        assert isinstance(raised, Done)
        incident = next(event.incident for event in raised.events if isinstance(event, CallRaised))
        for command in (
            AssignCover(incident=incident, cover="Ana Ortiz"),
            Arrive(incident=incident, responder="Ana Ortiz"),
            StandDown(incident=incident, outcome=Outcome.COVERED, saw_room=""),
        ):
            assert isinstance(await box.engine.submit(command, Actor(DeskId("front"))).kept, Done)


async def test_how_long_cover_took_is_one_figure_beside_calls_and_none_of_nine_breaks(tmp_path: Path) -> None:
    async with years_at(tmp_path, IN_AUTUMN) as box:
        await breaks(box, 9)
        await box.turn_to(IN_SPRING)
        await breaks(box, 10)
        await box.turn_to(date(2026, 7, 30))
        keeper = keeper_of(box)
        assert await keeper.look()
        await box.turn_to(SETTLED)
        assert await keeper.look()
        autumn, spring = released(box)[2025, 2], released(box)[2026, 1]
        assert (autumn.cover_half_s, autumn.calls) == (None, None)
        assert isinstance(spring.cover_half_s, int) and spring.calls is None, "a break is no call"
