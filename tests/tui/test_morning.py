"""Tests the morning check: what is not well comes first, on one screen, and a key signs it. Tests also who signed it, on the idle board."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.api.ask import Reply
from appliance.api.board.board import BoardView
from appliance.api.board.building import DayCheckLine
from appliance.api.desk.morning import AskMorning, BrokenLine, MorningKnown
from appliance.core.devices.commands import ReportTrouble, ShelveTrouble
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Cause
from appliance.core.people.commands import SignDay
from appliance.core.practice.commands import ArmWalkTest, EndWalkTest
from appliance.doors.peer import Rights
from appliance.flows.people.morning import morning, verdict
from tests.appliance.doors.harness import running_harness
from tests.tui.boards import FRONT, MORNING, TROUBLES, WALL_MS, board, call
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tui.board.calm import calm
from tui.screens.people import morning as panel

pytestmark = pytest.mark.slow


SIGNED = DayCheckLine(wall_ms=WALL_MS, by="Dana Reyes", today=True, not_well=2)
WELL = replace(MORNING, broken=(), buttons_silent=(), duty=MORNING.duty[1:])


def said(view: BoardView, known=MORNING) -> list[tuple[str, str]]:
    """Give what is not well."""
    return [(each.name, each.words) for each in morning(view, known, (), 0) if each.well is False]


def test_what_is_not_well_stands_first_and_by_name() -> None:
    found = morning(board(troubles=TROUBLES), MORNING, ("Playground: use the radio",), 0)
    ill = [each.well is False for each in found]
    assert ill == sorted(ill, reverse=True)
    assert [(each.name, each.words) for each in found[: sum(ill)]] == [
        ("Rooms", "Room 117: button lost"),
        ("Buttons", "37 of 38 heard; not heard: B117-wall (Room 117)"),
        ("Trouble", "button lost B117"),
        ("Trouble", "desk not attended nurse"),
        ("On duty", "NO team lead today"),
    ]
    assert verdict(found) == "5 things are not well."


def test_a_place_without_a_button_is_no_fault_and_is_still_said() -> None:
    found = morning(board(), WELL, ("Playground: use the radio",), 0)
    assert verdict(found) == "Everything this box watches is well."
    assert ("No button", "Playground: use the radio", None) in [(each.name, each.words, each.well) for each in found]
    assert {each.name for each in found if each.well is None} >= {"Power", "District"}, "neither well nor ill"


@pytest.mark.parametrize(
    ("view", "known", "name", "words"),
    [
        (board(call(12, "B204")), WELL, "Calls", "1 is open"),
        (board(recording=False), WELL, "Recording", "NO: the disk is not writing"),
        (board(clock_trusted=False), WELL, "Clock", "NOT KNOWN: ask district IT"),
        (
            board(troubles=(replace(TROUBLES[0], shelved_ms=60_000),)),
            WELL,
            "Trouble",
            "button lost B117, put aside for 1:00 more",
        ),
        (board(), replace(WELL, sounders_silent=("Hall",)), "Sounders", "2 of 3 work; silent: Hall"),
        (
            board(),
            replace(WELL, broken=(BrokenLine(why="Nobody at all would be told.", rooms=("Room 1", "Room 2")),)),
            "Rooms",
            "Room 1, Room 2: nobody at all would be told",
        ),
    ],
)
def test_each_thing_that_can_be_wrong_is_named(view, known, name, words) -> None:
    assert said(view, known) == [(name, words)]


async def test_what_is_not_well_now_and_what_was_when_it_was_signed_is_counted_alike(tmp_path: Path) -> None:
    async with running_harness(tmp_path, Rights.here()) as harness, harness.console(FRONT) as front:
        await front.attended()
        for cause in (Cause("button-stuck", "B203"), Cause("sounder-silent", "hall")):
            await harness.engine.submit(ReportTrouble(cause=cause, detail="Look at it.")).kept
        aside = ShelveTrouble(cause=cause, ends_after_s=600, reason="known")
        (button, *_) = harness.engine.board.index.supervised
        for command in (aside, ArmWalkTest(button=button.button), EndWalkTest(button=button.button)):
            done = await front.line.act(command)
            assert done.ok, done.says
        harness.press("201")
        await front.sees("201")
        known = await front.line.ask(AskMorning(request=0))
        assert isinstance(known, MorningKnown)
        found = morning(await front.board(), known, (), 0)
        assert (await front.line.act(SignDay(name="Pat"))).ok
        check = (await front.board(lambda board: board.day_check is not None)).day_check
    assert check is not None and check.not_well > sum(each.well is False for each in found), "lines stand for several"
    assert verdict(found) == f"{check.not_well} things are not well."


async def test_a_check_left_open_is_asked_again(stage: Stage, sits: Sits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panel, "ASK_AGAIN_S", 0.1)  # in place of half a minute
    async with sits() as person:
        await person.presses("g")
        await person.sees("37 of 38 heard; not heard: B117-wall")
        stage.morning = WELL
        await person.sees("Everything this box watches is well.")


def test_the_idle_board_says_it_quietly() -> None:
    unchecked = calm(board(day_unchecked=True), 0)
    assert ("Morning", "Not checked today: G opens the check") in unchecked.unwatched, "neither well nor ill"
    assert unchecked.all_well
    for view in (board(), board(day_check=SIGNED)):
        assert [name for name, _ in calm(view, 0).unwatched].count("Morning") == (view.day_check is not None)
    well = calm(board(day_check=replace(SIGNED, not_well=0)), 0)
    assert [words.split()[0] for name, words, _ in well.lines if name == "Morning"] == ["Checked"]


async def test_a_key_shows_it_and_a_name_signs_it(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(day_unchecked=True))
        await person.sees("Not checked today")
        await person.presses("g")
        await person.sees("MORNING CHECK. Not checked today. 3 things are not well.", "! Rooms         Room 117")
        await person.presses("enter")
        await person.sees("SIGN THE MORNING CHECK", "Dana Reyes")
        await person.presses("enter")
        await person.until(lambda: stage.acts == [SignDay(name="Dana Reyes")], "the signature")


async def test_whoever_proved_who_they_are_signs_by_one_key(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(proven=True))
        await person.is_signed_in()
        await person.presses("g")
        await person.sees("3 things are not well")
        await person.presses("enter")
        await person.until(lambda: stage.acts == [SignDay()], "the signature")
        await person.sees_no_more("MORNING CHECK")


async def test_the_check_follows_the_board_while_it_is_read(stage: Stage, sits: Sits) -> None:
    stage.morning = WELL
    async with sits() as person:
        stage.shows(board())
        await person.sees("38 of 38")
        await person.presses("g")
        await person.sees("Everything this box watches is well.")
        stage.shows(board(troubles=TROUBLES))
        await person.sees("2 things are not well", "! Trouble       button lost B117")


async def test_a_signature_the_box_refuses_says_why_and_keeps_what_was_typed(stage: Stage, sits: Sits) -> None:
    stage.answer = lambda _: Reply(request=0, ok=False, says=Rejection.SIGNED_BY_NOBODY.says)
    async with sits() as person:
        stage.shows(board())
        await person.sees("38 of 38")
        await person.presses("g")
        await person.sees("3 things are not well")
        await person.presses("enter")
        await person.sees("SIGN THE MORNING CHECK")
        await person.presses("enter")
        await person.sees("! Say who signs", "Dana Reyes")
