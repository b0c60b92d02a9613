"""Tests `handbell exercises`: scenarios are listed and printed, files are taken whole, and a set stands as a real box recorded it."""

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from appliance.api.desk.exercises import AdoptScenarioFile, AskExercised, AssignSet, ExercisedKnown
from appliance.api.desk.plan import AskPlan, PlanFacts
from appliance.calendars.ics_file import read
from appliance.commands.exercises import main
from appliance.core.exercises.commands import AgreeOnAction, AnnounceExercise, EndExercise, LeaveExercise, StepExercise
from appliance.core.ground.words import Actor
from appliance.doors.peer import Rights
from appliance.exercises.text import WIDTH, as_text
from appliance.exercises_file import shipped
from appliance.plan.ids import ExerciseId
from tests.appliance.doors.harness import FRONT, PIN, Harness, running_harness
from tests.appliance.exercises.texts import OWN, text_of

SET = """\
[set]
name = "this-year"
title = "Exercises of this year"
first = {first}
last = {last}

[[exercise]]
scenario = "medical-help"
by = {last}

[[exercise]]
scenario = "two-at-once"
by = {last}

[[exercise]]
scenario = "weapon-seen"
by = {last}
on = {last}

[[exercise]]
scenario = "return-after"
by = {first}
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "own.toml"
    file.write_text(text, encoding="utf-8")
    return file


def this_year(folder: Path, today: date) -> Path:
    return written(folder, SET.format(first=today - timedelta(days=30), last=today + timedelta(days=30)))


def test_every_scenario_is_listed_and_printed_for_whoever_leads_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert len(listed) == len(shipped())
    assert "two-at-once            17 min  Two rooms call at once" in listed
    for scenario in shipped():
        assert main(["show", scenario.scenario]) == 0
        printed = capsys.readouterr().out
        assert printed == as_text(scenario)
        assert max(map(len, printed.splitlines())) <= WIDTH
        flat = " ".join(printed.split())
        for said in (scenario.announce, scenario.leave, scenario.closing, *(step.says for step in scenario.steps)):
            assert said in flat
        for step in scenario.steps:
            assert all(ask in flat for ask in step.asks)
            assert all(inject.says in flat for inject in step.injects)


def test_a_scenario_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "none"]) == 1
    assert capsys.readouterr().err == 'There is no scenario "none". See: handbell exercises list\n'


def test_a_scenario_of_ones_own_is_sound_or_refused_with_each_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(written(tmp_path, text_of("two-at-once")))]) == 0
    assert capsys.readouterr().out == "Two rooms call at once: sound. 3 steps, 17 minutes, 4 seats.\n"
    file = written(tmp_path, OWN.replace("A room calls.", "A siren goes.").replace('"own"', '"O"'))
    assert main(["check", str(file)]) == 1
    first, second, last = capsys.readouterr().err.splitlines()
    assert first.startswith(f'{file}:2: scenario.id: "O" cannot be')
    assert second.startswith(f'{file}:21: step[0].says: "siren" makes a noise')
    assert last == "2 mistakes. The file is refused as a whole."


def test_a_file_that_is_not_there_or_is_no_text_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "none.toml")]) == 2
    assert "none.toml could not be used" in capsys.readouterr().err
    (tmp_path / "latin.toml").write_bytes("# é\n".encode("latin-1"))
    assert main(["check", str(tmp_path / "latin.toml")]) == 1
    assert "latin.toml:1: This is no UTF-8 text." in capsys.readouterr().err


def test_a_set_becomes_a_calendar_without_a_box(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "year.ics"
    assert main(["calendar", str(this_year(tmp_path, date(2026, 11, 2))), "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"4 exercises written to {out}. Take the file into any calendar program.\n"
    assert len(read(out.read_bytes(), None).happenings) == 4
    assert main(["calendar", str(this_year(tmp_path, date(2026, 11, 2))), "--out", str(tmp_path / "no" / "x.ics")]) == 2
    assert "could not be used" in capsys.readouterr().err
    the_set = this_year(tmp_path, date(2026, 11, 2))
    before = the_set.read_bytes()
    assert main(["calendar", str(the_set), "--out", str(the_set)]) == 2
    assert "does not end in .ics" in capsys.readouterr().err and the_set.read_bytes() == before


# ---- a box


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[Harness]:
    async with running_harness(tmp_path, Rights.here()) as harness:
        yield harness


async def held(harness: Harness, scenario: str, *, left: bool = False) -> None:
    """Hold an exercise of one step, and end it or leave it."""
    by = Actor(FRONT)
    announced = AnnounceExercise(scenario=scenario, title="Table", steps=1, minutes=5, asked_alone=True)
    await harness.engine.submit(announced, by).kept
    on = harness.engine.board.exercise
    assert on is not None
    exercise: ExerciseId = on.exercise
    await harness.engine.submit(StepExercise(exercise=exercise, step=1), by).kept
    end = LeaveExercise(exercise=exercise) if left else EndExercise(exercise=exercise)
    await harness.engine.submit(end, by).kept


async def test_a_set_stands_as_the_box_recorded_it(
    harness: Harness, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await held(harness, "medical-help")
    await held(harness, "two-at-once", left=True)
    today = datetime.fromtimestamp(harness.engine.clock.now().wall_ms / 1000, UTC).date()
    file = this_year(tmp_path, today)
    assert await asyncio.to_thread(main, ["set", str(file), "--socket", str(harness.socket)]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.startswith("Exercises of this year, on ")
    assert first.endswith(": 1 assigned, 1 scheduled, 1 out of compliance, 1 completed.")
    stand = {line.split(",")[0].split()[-1]: line for line in rest}
    assert stand["medical-help"].startswith("  COMPLETED ")
    assert ", done on " in stand["medical-help"]
    assert stand["two-at-once"].startswith("  ASSIGNED "), "what was left is not done"
    assert stand["weapon-seen"].startswith("  SCHEDULED ")
    assert stand["return-after"].startswith("  OUT OF COMPLIANCE ")


async def test_without_a_box_a_set_cannot_stand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = this_year(tmp_path, date(2026, 11, 2))
    assert await asyncio.to_thread(main, ["set", str(file), "--socket", str(tmp_path / "none.sock")]) == 2
    assert capsys.readouterr().err


async def test_the_report_after_an_exercise_is_printed_or_written_as_far_as_its_reader_may_read(
    harness: Harness, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["report", "--socket", str(harness.socket), "--desk", str(FRONT)]
    assert await asyncio.to_thread(main, asked) == 1
    assert "The box knows no exercise." in capsys.readouterr().err
    await held(harness, "two-at-once")
    on = harness.engine.board.exercise
    assert on is not None
    by, due_on = Actor(FRONT), f"{datetime.now(UTC).date() + timedelta(days=7)}"
    agree = AgreeOnAction(exercise=on.exercise, says="Hang a sign.", owner="Ben Ruiz", due_on=due_on)
    await harness.engine.submit(agree, by).kept

    assert await asyncio.to_thread(main, asked) == 0
    said = capsys.readouterr().out
    assert "After the exercise" in said and "not shown" in said and "Hang a sign." not in said

    harness.give_pins("ana")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PIN}\n"))
    out = tmp_path / "after.html"
    assert await asyncio.to_thread(main, [*asked, "--as", "ana", "-o", str(out)]) == 0
    assert capsys.readouterr().out == f"Written: {out}\n"
    assert "Hang a sign." in out.read_text("utf-8") and "Ben Ruiz" in out.read_text("utf-8")
    assert await asyncio.to_thread(main, [*asked, "-o", str(out)]) == 2
    assert "is there already" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO("000000\n"))
    assert await asyncio.to_thread(main, [*asked, "--as", "ana"]) == 1
    assert capsys.readouterr().err.startswith("handbell exercises: ")
    assert await asyncio.to_thread(main, [*asked, "-o", str(tmp_path / "after.doc")]) == 1
    assert "Let the name end in one of" in capsys.readouterr().err


async def told(harness: Harness, *arguments: str) -> int:
    return await asyncio.to_thread(main, [*arguments, "--socket", str(harness.socket)])


async def test_a_set_is_assigned_to_a_box_once_and_stands_there(
    harness: Harness, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    today = datetime.fromtimestamp(harness.engine.clock.now().wall_ms / 1000, UTC).date()
    file = this_year(tmp_path, today)
    file.write_text(file.read_text() + f'\n[[exercise]]\ndrill = "Spring drill"\nby = {today + timedelta(days=20)}\n')
    assert await told(harness, "year") == 0
    assert "No set of exercises is assigned." in capsys.readouterr().out
    assert await told(harness, "assign", str(file), "--by", "R. Ortiz") == 0
    assert "Exercises of this year (this-year) is assigned: 5 exercises." in capsys.readouterr().out
    assert await told(harness, "assign", str(file)) == 1
    assert capsys.readouterr().err.startswith("Not done.")
    await held(harness, "medical-help")
    out = tmp_path / "year.ics"
    assert await told(harness, "year", "--ics", str(out)) == 0
    said = capsys.readouterr().out
    assert said.startswith("this-year, assigned by ")
    assert "3 assigned, 0 scheduled, 1 out of compliance, 1 completed." in said
    assert "  ASSIGNED           drill Spring drill, by " in said
    assert len(read(out.read_bytes(), None).happenings) == 5
    assert await told(harness, "withdraw", "this-year") == 0
    assert await told(harness, "withdraw", "this-year") == 1
    assert "No set of exercises has this name." in capsys.readouterr().err
    assert harness.engine.board.year.sets == {}


async def test_a_set_with_mistakes_is_refused_whole_and_nothing_is_assigned(
    harness: Harness, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, SET.format(first="2026-08-17", last="2027-05-28").replace("medical-help", "medical-hepl"))
    assert await told(harness, "assign", str(file)) == 1
    assert 'There is no scenario "medical-hepl"' in capsys.readouterr().err
    assert harness.engine.board.year.sets == {}


async def test_a_scenario_of_ones_own_is_adopted_asked_for_and_dropped(
    harness: Harness, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await told(harness, "adopt", str(written(tmp_path, OWN.replace("A room calls.", "A siren goes.")))) == 1
    assert "The file is refused as a whole." in capsys.readouterr().err
    assert harness.engine.board.year.scenarios == {}
    assert await told(harness, "adopt", str(written(tmp_path, OWN)), "--by", "R. Ortiz") == 0
    assert "Consoles offer it within a minute." in capsys.readouterr().out
    its = SET.format(first="2026-08-17", last="2027-05-28").replace("medical-help", "own")
    assert await told(harness, "assign", str(written(tmp_path, its))) == 0, "a set may ask for it from now on"
    assert await told(harness, "year") == 0
    assert "Scenario own, adopted on " in capsys.readouterr().out
    async with harness.console(FRONT) as front:
        facts = await front.line.ask(AskPlan(request=0))
        known = await front.line.ask(AskExercised(request=0))
    assert isinstance(facts, PlanFacts)
    assert isinstance(known, ExercisedKnown)
    assert facts.scenarios
    assert [each.document.decode() for each in known.scenarios] == [OWN]
    assert await told(harness, "drop", "own") == 0
    assert harness.engine.board.year.scenarios == {}


async def test_the_box_itself_refuses_what_a_command_should_never_send(harness: Harness) -> None:
    async with harness.console(None) as admin:
        wrong = await admin.line.ask(
            AdoptScenarioFile(request=0, document=OWN.replace("A room", "A siren").encode(), by="A")
        )
        garbled = await admin.line.ask(AdoptScenarioFile(request=0, document=b"\xff", by="A"))
        empty = await admin.line.ask(AssignSet(request=0, name="x", title="X", first="", last="", asked=(), by="A"))
    assert [each.code for each in (wrong, garbled, empty)] == ["not-sound"] * 3
    assert '"siren" makes a noise' in wrong.says
