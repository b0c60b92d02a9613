"""Tests the exercises of a year by keys, on the idle board, and the building's own scenarios, which a real box tells a console of."""

import asyncio
from copy import replace
from pathlib import Path

import pytest

from appliance.core.exercise_sets.commands import AdoptScenario, DropScenario, ScheduleExercise
from appliance.doors.peer import Rights
from appliance.exercises.parse import parse
from appliance.exercises_file import shipped
from appliance.plan.document import digest
from tests.appliance.doors.harness import FRONT, Harness, running_harness
from tests.appliance.exercises.texts import OWN
from tests.patience import patient
from tests.tui.boards import board
from tests.tui.conftest import Sits
from tests.tui.exercise_years import TWO, planning
from tests.tui.stage import Stage
from tui.board.calm import calm
from tui.learned import learned
from tui.line.link import DeskLink
from tui.line.news import FactsArrived, News, ScenariosArrived, StateArrived
from tui.model import ConsoleModel


def test_the_idle_board_says_quietly_what_is_out_of_compliance() -> None:
    found = calm(planning(), 0)
    (said,) = [words for name, words in found.unwatched if name == "Exercises"]
    assert said.startswith("1 exercise out of compliance")
    assert said.endswith(": 4 shows them")
    assert found.all_well == calm(board(), 0).all_well, "no fault of the system"
    assert "Exercises" not in dict(calm(board(), 0).unwatched)


@pytest.mark.slow  # at a person's pace
async def test_a_day_is_chosen_by_keys(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        person.app.model = replace(person.app.model, scenarios=shipped)
        stage.shows(planning())
        await person.sees("1 exercise out of compliance")
        await person.presses("4")
        await person.sees("2 Choose the day of an exercise of this year", "3 Take back the day of one")
        await person.presses("2")
        await person.sees("EXERCISES of this year: 2 wait, 1 out of compliance", "due 2026-10-30 LATE")
        await person.presses("1")
        await person.sees("ON WHICH DAY? Two rooms call at once, due 2026-10-30")
        await person.presses(*"2026-12-01", "enter")
        wanted = ScheduleExercise(name="2026-27", asked=TWO, on="2026-12-01")
        await person.until(lambda: stage.acts == [wanted], "the day")


async def adopts(harness: Harness, text: str) -> None:
    document = text.encode()
    own = AdoptScenario(scenario="own", by="R. Ortiz", digest=digest(document), document=document)
    await harness.engine.submit(own).kept


async def learns(link: DeskLink, posted: asyncio.Queue[News]) -> list[ScenariosArrived]:
    """Ask for the facts once; give what was posted besides them."""
    await link.fetch_facts()
    told = [posted.get_nowait() for _ in range(posted.qsize())]
    assert any(isinstance(each, FactsArrived) for each in told)
    return [each for each in told if isinstance(each, ScenariosArrived)]


async def test_a_console_offers_what_the_building_adopted_and_no_more_once_it_is_dropped(tmp_path: Path) -> None:
    posted: asyncio.Queue[News] = asyncio.Queue()
    own = parse(OWN).scenario
    assert own is not None
    model = ConsoleModel(desk=FRONT, scenarios=shipped)
    async with running_harness(tmp_path, Rights.here()) as harness, patient():
        link = DeskLink(harness.socket, FRONT, posted.put_nowait)
        running = asyncio.get_running_loop().create_task(link.run())
        while not isinstance(await posted.get(), StateArrived):
            pass
        assert await learns(link, posted) == [], "nothing was adopted"
        await adopts(harness, OWN)
        (news,) = await learns(link, posted)
        model = learned(model, news)
        assert own in model.known.scenarios()
        assert len(model.known.scenarios()) == len(shipped()) + 1
        assert await learns(link, posted) == []
        await harness.engine.submit(DropScenario(scenario="own", by="R. Ortiz")).kept
        (news,) = await learns(link, posted)
        assert learned(model, news).known.scenarios() == shipped()
        running.cancel()


def test_one_with_the_id_of_a_shipped_scenario_takes_its_place() -> None:
    own = parse(OWN.replace('id = "own"', 'id = "two-at-once"')).scenario
    assert own is not None
    offered = learned(ConsoleModel(desk=FRONT, scenarios=shipped), ScenariosArrived((own,))).known.scenarios()
    assert len(offered) == len(shipped())
    assert next(each for each in offered if each.scenario == "two-at-once") == own
