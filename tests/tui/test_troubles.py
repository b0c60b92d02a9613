"""Tests troubles that are put aside at a console: by keys only, never without a reason, and never out of sight."""

from pathlib import Path

import msgspec
import pytest

from appliance.api.board.practice import WalkTestOverLine
from appliance.api.board.supervised import CutOffLine
from appliance.core.devices.commands import ReportTrouble, ShelveTrouble, UnshelveTrouble
from appliance.core.district.copies import ASK_ROOMS
from appliance.core.district.events import BeyondBroughtBack
from appliance.core.ground.words import Cause
from appliance.district.tail import says_beyond
from appliance.doors.peer import Rights
from appliance.words.troubles import ENTRIES_BEYOND_COPY
from tests.appliance.doors.harness import running_harness
from tests.tui.boards import FRONT, TROUBLES, WALL_MS, board, call
from tests.tui.conftest import Sits
from tests.tui.sitting import sitting_at
from tests.tui.stage import Stage
from tui.board.calm import WELL, calm
from tui.model import ConsoleModel
from tui.plain.readings import troubles
from tui.screens.devices.troubles import trouble_rows

LOST, NURSE = Cause("button-lost", "B117"), Cause("desk-not-attended", "nurse")
ASIDE = msgspec.structs.replace(TROUBLES[1], shelved_ms=3_600_000)


def test_what_is_put_aside_is_listed_after_the_others_and_no_longer_warned_of() -> None:
    view = board(troubles=(ASIDE, TROUBLES[0]))
    words = [row.words for row in trouble_rows(view, 60_000, ())]
    assert words[0].startswith("! button lost B117")
    assert "~ desk not attended nurse, put aside for 59:00 more" in words
    assert not calm(view, 0).all_well
    assert calm(board(troubles=(ASIDE,)), 0).all_well
    assert ("Troubles", "0 and 1 put aside: T shows them", True) in calm(board(troubles=(ASIDE,)), 0).lines


def test_a_room_that_cannot_call_is_warned_of_whatever_was_put_aside() -> None:
    aside = msgspec.structs.replace(TROUBLES[0], shelved_ms=3_600_000)
    view = board(troubles=(aside,), cut_off=(CutOffLine(room_name="Room 117", why="lost"),))
    assert not calm(view, 0).all_well
    assert "! Room 117: cannot call now (lost)" in [row.words for row in trouble_rows(view, 0, ())]


def test_what_is_not_well_without_a_trouble_is_said_where_troubles_are_listed() -> None:
    view = board(test_over=WalkTestOverLine(button="b-117", wall_ms=WALL_MS, ended_ms=0, passed=False))
    assert not calm(view, 0).all_well
    (only,) = trouble_rows(view, 0, ())
    assert only.words.startswith("! Last test: b-117 at ") and only.words.endswith("NOT PASSED: W tests it again")
    assert [row.words for row in trouble_rows(board(buttons_heard=0), 0, ())] == ["! Buttons: 0 of 38 heard"]
    assert [row.words for row in trouble_rows(board(), 0, ())] == [f"= {WELL}"]


def test_what_is_not_well_is_said_also_beside_a_trouble_that_was_put_aside() -> None:
    failed = WalkTestOverLine(button="b-117", wall_ms=WALL_MS, ended_ms=0, passed=False)
    view = board(troubles=(ASIDE,), test_over=failed)
    assert not calm(view, 0).all_well
    rows = [row.words for row in trouble_rows(view, 0, ())]
    assert rows[0].startswith("~ desk not attended nurse") and rows[-1].startswith("! Last test: b-117")
    said = troubles(ConsoleModel(desk=FRONT).with_board(view, 0), 0)
    assert said[0].startswith("Put aside for") and said[-1].startswith("Last test: b-117")
    assert trouble_rows(board(troubles=(ASIDE,)), 0, ())[-1].words.startswith("    "), (
        "and nothing where all else is well"
    )


def test_what_is_not_well_is_told_to_its_end_however_long_its_sign_is() -> None:
    here, _ = board().desks
    away = tuple(msgspec.structs.replace(here, name=f"Desk of the {floor} floor", attended=False) for floor in "abcd")
    told = " ".join(row.words.strip() for row in trouble_rows(board(desks=away), 0, ()))
    assert told == f"! Desks: 0 of 4 attended ! Nobody at: {', '.join(desk.name for desk in away)}"


slow = pytest.mark.slow  # these tests run at a person's pace


@slow
async def test_a_trouble_is_put_aside_with_a_reason_and_an_end(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(troubles=TROUBLES))
        await person.sees("! TROUBLE (T)")
        await person.presses("t")
        await person.sees("TROUBLES: 2 are open", "ENTER puts it aside")
        await person.presses("down", "enter")
        await person.sees("PUT ASIDE: button lost B117", "Why it can wait:")
        await person.presses("enter", "1")
        await person.sees("! Say why it can wait first")
        await person.presses("up", *"new plug at noon", "enter", "2")
        wanted = ShelveTrouble(cause=LOST, ends_after_s=7200, reason="new plug at noon")
        await person.until(lambda: stage.acts == [wanted], "the trouble put aside")


@slow
async def test_the_top_of_the_screen_speaks_of_trouble_only_where_one_is_listed(stage: Stage, sits: Sits) -> None:
    failed = WalkTestOverLine(button="b-117", wall_ms=WALL_MS, ended_ms=0, passed=False)
    async with sits() as person:
        stage.shows(board(troubles=(TROUBLES[0],)))
        await person.sees("! TROUBLE (T)", "1: T shows them")
        stage.shows(board(test_over=failed))
        await person.sees("! NOT WELL (T)", "Troubles   none")
        assert "TROUBLE (T)" not in person.screen
        await person.presses("t")
        await person.sees("TROUBLES: none is open, but not everything is well", "! Last test: b-117")


@slow
async def test_the_highlight_stays_with_its_trouble_when_another_comes(stage: Stage, sits: Sits) -> None:
    newer = msgspec.structs.replace(TROUBLES[0], subject="A101", age_ms=1000)
    async with sits() as person:
        stage.shows(board(troubles=(TROUBLES[0],)))
        await person.sees("! TROUBLE (T)")
        await person.presses("t")
        await person.sees("TROUBLES: 1 is open")
        stage.shows(board(troubles=(newer, TROUBLES[0]), version=2))
        await person.sees("TROUBLES: 2 are open", "! button lost A101")
        await person.presses("enter")
        await person.sees("PUT ASIDE: button lost B117")


@slow
async def test_one_put_aside_is_taken_back_by_the_same_key_and_calls_show_meanwhile(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(troubles=(ASIDE,)))
        await person.sees("0 and 1 put aside: T shows them")
        assert "TROUBLE (T)" not in person.screen
        await person.presses("t")
        await person.sees("TROUBLES: none is open, 1 put aside", "~ desk not attended nurse, put aside for")
        stage.shows(board(call(12, "B204"), troubles=(ASIDE,)))
        await person.sees("RINGING", "~ desk not attended nurse")
        await person.presses("enter")
        await person.until(lambda: stage.acts == [UnshelveTrouble(cause=NURSE)], "the trouble back")
        stage.shows(board(troubles=(TROUBLES[1],)))
        await person.sees("TROUBLES: 1 is open", "! desk not attended nurse")


@slow
async def test_every_screen_asks_for_every_room_until_somebody_says_that_it_was_done(tmp_path: Path) -> None:
    async with running_harness(tmp_path, Rights.here()) as harness, sitting_at(harness.socket) as person:
        why = "Calls may have been open: ask every room."
        await harness.engine.submit(ReportTrouble(cause=ASK_ROOMS, detail=why)).kept
        await person.sees("! ASK EVERY ROOM (T)", "Calls may have been open: ask every room. T ends it")
        await person.presses("t", "enter")
        await person.sees(
            "calls may be open: is it done?", "1 Not yet, and it can wait", "2 Done: every room was asked"
        )
        await person.presses("1")
        await person.sees("PUT ASIDE: calls may be open")
        await person.presses(*"fire alarm", "enter", "1")
        await person.sees("0 and 1 put aside", "ask every room. T ends it")
        await person.presses("t", "enter")
        await person.sees("1 Not yet, and nobody waits: take it back")
        await person.presses("2")
        await person.sees_no_more("ask every room")
        assert not harness.engine.board.troubles


@slow
async def test_what_lies_beyond_the_copy_is_told_until_somebody_says_that_it_was_read(tmp_path: Path) -> None:
    async with running_harness(tmp_path, Rights.here()) as harness, sitting_at(harness.socket) as person:
        says = says_beyond(BeyondBroughtBack(former_box=b"f" * 16, first=10, last=21, readable=7))
        await harness.engine.submit(ReportTrouble(cause=Cause(ENTRIES_BEYOND_COPY.word, "10-21"), detail=says)).kept
        await person.sees("TROUBLE (T)")
        await person.presses("t")
        await person.sees(
            "entries beyond copy 10-21", "what the copy lacks: 12", "7 of them can be read here: handbell log"
        )
        await person.sees("5 of them cannot", "ask its room")
        await person.presses("enter")
        await person.sees("is it done?", "2 Done: those entries were read")
        await person.presses("2")
        await person.sees_no_more("entries beyond copy")
        assert not harness.engine.board.troubles


@slow
async def test_against_a_real_box_it_goes_and_comes_and_the_log_has_why(tmp_path: Path) -> None:
    chime = Cause("sounder-silent", "hall")
    async with running_harness(tmp_path, Rights.here()) as harness, sitting_at(harness.socket) as person:
        await harness.engine.submit(ReportTrouble(cause=chime, detail="Look at the plug.")).kept
        await person.sees("1: T shows them")
        await person.presses("t", "enter")
        await person.sees("PUT ASIDE: sounder silent hall")
        await person.presses(*"fixed at two", "enter", "1")
        await person.sees("0 and 1 put aside: T shows them")
        assert harness.engine.board.shelved[chime.key].reason == "fixed at two"
        await person.presses("t", "enter")
        await person.sees("TROUBLES: 1 is open", "! sounder silent hall")
        assert not harness.engine.board.shelved
