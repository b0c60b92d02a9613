"""Tests what a desk looks up by one key: the card for 911, who would be told, and everything that can be done now."""

import msgspec
import pytest

from appliance.api.desk.entries import FeedItem
from appliance.core.ground.words import Stage as CallStage
from appliance.flows.calls.card_911 import NOT_KNOWN
from appliance.flows.calls.dispatch import whom
from appliance.flows.parts import about_nothing
from appliance.plan.ids import IncidentId
from appliance.plan.model import Kind
from tests.tui.boards import FACTS, FRONT, REACH, WALL_MS, board, call, drill
from tests.tui.conftest import Sits
from tests.tui.sitting import Sitting
from tests.tui.stage import Stage
from tui.model import ConsoleModel
from tui.screens.calls.card_911 import card_lines
from tui.screens.calls.reach import reach_lines
from tui.screens.calls.timeline import TimelinePanel

SEEN = call(12, "B204", stage=CallStage.ACKNOWLEDGED)


def test_the_911_card_says_where_what_and_which_number_to_call_back() -> None:
    page = "\n".join(card_lines(FACTS, call(12, "B204", Kind.MEDICAL, age_ms=60_000), 5000))
    for words in ("1 Main Street", "Lincoln Middle School", "LMS-B204", "floor 2", "555 0100", "MEDICAL", "1:05"):
        assert words in page
    assert "somebody is ill or injured" in page.lower()


def test_the_911_card_without_a_call_still_says_where_this_is() -> None:
    page = "\n".join(card_lines(FACTS, None, 0))
    assert "1 Main Street" in page and "555 0100" in page


def test_what_the_plan_does_not_say_is_not_made_up() -> None:
    bare = type(FACTS)(request=0, building="Lincoln", address="", phone="", rooms=(), people=(), desks=(), uncovered=())
    assert sum(NOT_KNOWN in line for line in card_lines(bare, None, 0)) == 2


def test_a_drill_says_on_the_card_before_all_else_not_to_call_911() -> None:
    assert card_lines(FACTS, call(12, "B204", drill=True), 0)[0].strip() == "THIS IS A DRILL: do not call 911 for it."


def test_every_line_of_the_cards_fits_eighty_columns() -> None:
    for lines in (card_lines(FACTS, call(12, "Library and media centre, west wing"), 0), reach_lines(REACH)):
        assert max(map(len, lines)) <= 75


def test_a_step_that_reaches_nobody_says_so() -> None:
    assert reach_lines(REACH)[-1].split() == ["After", "60", "s", "NOBODY"]


@pytest.mark.slow
async def test_nine_shows_the_card_for_the_selected_call(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204", Kind.EMERGENCY)))
        await person.sees("EMERGENCY")
        await person.presses("9")
        await person.sees("911: Handbell does NOT call 911", "LMS-B204", "555 0100", "B204")


@pytest.mark.slow
async def test_the_card_says_what_the_call_is_now_and_that_it_is_not_open_any_more(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204", age_ms=60_000)))
        await person.sees("call 12")
        await person.presses("9")
        await person.sees("911: Handbell does NOT call 911", "What       ■ ASSIST", "Since      1:0")
        stage.shows(board(call(12, "B204", Kind.EMERGENCY, age_ms=600_000), version=2))
        await person.sees("What       ▲ EMERGENCY", "Since      10:0")
        stage.shows(board(call(13, "B205"), version=3))
        await person.sees("911: call 12 is NOT OPEN any more", "What       ▲ EMERGENCY")


@pytest.mark.slow
async def test_the_card_of_a_drill_says_so_on_the_first_screen_however_long_the_room_is_called(
    stage: Stage, sits: Sits
) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "Library and media centre, west wing", drill=True), drill=drill("lib")))
        await person.sees("DRILL ASSIST")
        await person.presses("9")
        await person.sees("911: a DRILL. Do NOT call 911 for it", "THIS IS A DRILL: do not call 911 for it.")


@pytest.mark.slow
async def test_who_would_be_told_is_answered_by_the_box_for_the_room_picked(sits: Sits) -> None:
    async with sits() as person:
        await person.presses("v", *"b204", "enter")
        await person.sees("IF Room B204 PRESSED NOW", "desk Front office", "Marcus Bell", "Ines Ortiz", "NOBODY")


@pytest.mark.slow
async def test_the_commands_do_what_their_key_does_and_change_the_colours(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204", stage=CallStage.ACKNOWLEDGED)))
        await person.sees("call 12")
        await person.presses("ctrl+p", *"hand off", "enter")
        await person.sees("HAND OFF Room B204")
        await person.presses("escape", "ctrl+p", *"bright", "enter")
        await person.until(lambda: person.app.theme == "light", "light colours")


@pytest.mark.slow
async def test_a_call_that_comes_while_commands_are_open_shows_above_them(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.presses("ctrl+p", *"tro")
        await person.sees("COMMANDS")
        stage.shows(board(call(12, "B204", Kind.EMERGENCY)))
        await person.sees("▲ EMERGENCY", "RINGING", "COMMANDS")
        assert person.typed == "tro"


LONG = tuple(
    FeedItem(
        number=number, wall_ms=WALL_MS + number * 1000, incident=IncidentId("i-12"), call=12, line=f"Note {number}."
    )
    for number in range(1, 41)
)


def records(stage: Stage, line: str, version: int) -> None:
    """Record one more entry, and show the board that comes with it."""
    number = stage.recorded[-1].number + 1
    item = msgspec.structs.replace(stage.recorded[-1], number=number, line=line)
    stage.recorded = (*stage.recorded, item)
    stage.shows(board(SEEN, version=version))


def row_of(person: Sitting, words: str) -> int:
    (row,) = [place for place, line in enumerate(person.screen.splitlines()) if words in line]
    return row


@pytest.mark.slow
async def test_the_log_has_the_newest_entry_on_top_and_follows_while_it_is_read(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(SEEN))
        await person.sees("ASSIST")
        await person.presses("l")
        await person.sees("LOG of Room B204", "Call 12 raised from Room B204", "Shown at the front office")
        assert row_of(person, "Note by Dana Reyes") < row_of(person, "Shown at") < row_of(person, "Call 12 raised")
        records(stage, "Marcus Bell is on the way.", version=2)
        await person.sees("Marcus Bell is on the way.")
        assert row_of(person, "Marcus Bell is on") < row_of(person, "Note by Dana Reyes")


@pytest.mark.slow
async def test_what_comes_new_never_moves_the_line_somebody_reads(stage: Stage, sits: Sits) -> None:
    stage.recorded = LONG
    async with sits() as person:
        stage.shows(board(SEEN))
        await person.sees("ASSIST")
        await person.presses("l")
        await person.sees("Note 40.")
        await person.presses(*["down"] * 20)
        await person.sees("Note 20.")
        row = row_of(person, "Note 20.")
        for version, line in enumerate(("A first one.", "A second one " + "which is long " * 10), 2):
            records(stage, line, version)
            panel = person.app.board.panel
            assert isinstance(panel, TimelinePanel)
            await person.until(lambda: panel.head == stage.recorded[-1].number, "the entry")  # noqa: B023
            await person.looks()
            assert row_of(person, "Note 20.") == row
        await person.presses("home")
        await person.sees("A second one which is long", "A first one.")


def test_whom_to_send_says_who_is_sent_already_and_who_is_off_duty() -> None:
    there = call(7, "117", stage=CallStage.DISPATCHED, going="Marcus Bell")
    model = ConsoleModel(desk=FRONT).with_board(board(there, SEEN), 0).with_facts(FACTS)
    words = [option.shown for option in whom(about_nothing(model.known))]
    assert "Team lead      Marcus Bell (sent to Room 117)" in words
    assert "Marcus Bell (sent to Room 117), as security" in words
    assert "Nurse          Ines Ortiz" in words
    assert "Mental health  NOBODY ON DUTY; off duty: Sun-hee Kim" in words
    assert "Administrator  nobody has this role in the plan" in words


@pytest.mark.slow
@pytest.mark.parametrize("key", ["t", "l", "9", "question_mark"])
async def test_enter_on_a_line_that_is_only_read_does_nothing(stage: Stage, sits: Sits, key: str) -> None:
    async with sits() as person:
        stage.shows(board(SEEN))
        await person.sees("ASSIST")
        await person.presses(key)
        await person.sees("closes   F2")
        panel = person.app.board.panel
        await person.presses("down", "enter", "1", "space")
        await person.looks()
        assert person.app.board.panel is panel is not None
        assert stage.acts == []
