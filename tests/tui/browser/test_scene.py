"""Tests what stands on the page of a desk: the words of the consoles, nobody's name, and never a board that only looks alive."""

import re

import msgspec
import pytest

from appliance.api.board.board import BoardView
from appliance.api.board.building import ResponseLine
from appliance.core.ground.words import BuildingResponse, Stage
from appliance.plan.model import Kind
from appliance.private_line.frames import TEXT_LEN_MAX
from tests.tui import scenes
from tests.tui.boards import TROUBLES, board, call, pair
from tests.tui.browser.page import Page
from tests.tui.clears import SECOND, clear, walking
from tests.tui.test_tap_outs import tap_out
from tui.board.counter import told_aloud
from tui.browser.reachable import HERE
from tui.browser.scene import BLIND, LOCKED, NO_BOARD, as_json, begins_to_ring, scene_of

NAMES = ("Dana", "Reyes", "Marcus", "Bell", "Ines", "Ortiz", "Kim")


def test_before_the_first_board_it_says_that_it_waits() -> None:
    assert Page().scene.lost == (NO_BOARD,)


def test_a_calm_board_shows_signs_of_life() -> None:
    page = Page()
    page.shows(board(troubles=TROUBLES))
    scene = page.scene
    assert (scene.headline, scene.status, scene.calls) == ("No call is open", "! TROUBLE", ())
    assert {("=", "Recording"), ("!", "Troubles")} <= {(mark, name) for mark, name, _ in scene.signs}


def test_a_call_is_shown_in_the_words_of_the_console() -> None:
    page = Page()
    page.shows(board(call(12, "B204", Kind.EMERGENCY)))
    (cell,) = page.scene.calls
    assert (cell.headline, cell.room, cell.stage) == ("▲ EMERGENCY", "Room B204", "NOBODY HAS IT YET")
    assert (cell.ringing, cell.selected, cell.aimed, cell.next) == (True, True, True, "SPACE: I have it")
    assert [button.label for button in page.scene.buttons][:2] == ["I have it", "Send help"]
    assert {button.about for button in page.scene.buttons if button.of_call} == {"Room B204"}


def test_the_board_names_nobody_and_what_somebody_opens_does() -> None:
    page = Page()
    started = ResponseLine(
        response=BuildingResponse.HOLD, detail="", started_by="Dana Reyes", age_ms=1000, practice=False
    )
    gone = call(13, "117", stage=Stage.CONFIRMED, acknowledged_by="Dana Reyes", names_owed=())
    page.shows(board(pair(12, "B204", Stage.DISPATCHED, Stage.CONFIRMED), gone, response=started))
    drawn = as_json(page.scene).decode()
    assert [name for name in NAMES if name in drawn] == []
    page.press("d")
    assert "Marcus Bell" in as_json(page.scene).decode()


def test_whoever_walks_with_a_class_is_named_to_nobody_who_did_not_ask() -> None:
    page = Page()
    page.shows(walking(clear(), clear(SECOND)))
    bare = told_aloud(page.talk.model).view
    assert bare is not None and [each.walks for each in bare.clears] == ["", ""]
    assert "Ines" not in as_json(page.scene).decode()


def test_a_locked_desk_shows_the_board_and_neither_a_question_nor_a_key() -> None:
    page = Page()
    page.shows(board(call(12, "B204", Kind.EMERGENCY, Stage.ACKNOWLEDGED)))
    page.press("d")
    scene = scene_of(page.talk, page.now_ms, locked=True)
    assert scene.locked == LOCKED
    assert (scene.asked, scene.card, scene.buttons, scene.calls[0].next) == (None, None, (), "")
    assert scene.calls[0].room == "Room B204"


def test_without_a_line_to_the_box_no_board_is_drawn_and_every_open_call_is_named() -> None:
    page = Page()
    page.shows(board(call(12, "B204", Kind.EMERGENCY), call(13, "117", stage=Stage.DISPATCHED)))
    named = ("▲ Room B204 (call 12), nobody has it", "■ Room 117 (call 13)")
    assert page.scene.if_lost == named
    page.talk.lost("The daemon is gone.", page.now_ms)
    page.after(65_000)
    scene = page.scene
    assert scene.lost[0] == BLIND and scene.lost[2:] == named
    assert "1:05" in scene.lost[1]
    assert (scene.calls, scene.buttons, scene.signs) == ((), (), ())


def test_a_screen_reader_is_told_of_a_call_that_begins_to_ring_and_of_one_pressed_again() -> None:
    one = call(12, "B204", Kind.EMERGENCY)
    says = "Somebody may be hurt or in danger now: Room B204. Call 12."
    assert begins_to_ring((), (one,)) == says
    assert begins_to_ring((one,), (one,)) == ""
    assert begins_to_ring((one,), (msgspec.structs.replace(one, presses=2),)) == says


def test_the_largest_board_fits_one_frame() -> None:
    page = Page()
    long = "A wing with a name that is as long as any plan may have it, and some more"
    page.shows(
        board(
            *(call(number, f"{long} {number}", lamp="not-delivered", exhausted=True) for number in range(1, 400)),
            tap_outs=tuple(tap_out(number, room_name=f"{long} {number}") for number in range(400, 1000)),
        )
    )
    page.press("r")
    drawn = as_json(page.scene)
    assert len(drawn) <= TEXT_LEN_MAX
    assert len(page.scene.calls) + page.scene.calls_more == 399
    *shown, more = page.scene.tap_outs
    assert more == ("", f"{600 - len(shown)} more ask for cover. Answer those above first.", "")
    assert any(words.startswith("!! NOT DELIVERED") and words.endswith("...") for _, words in page.scene.banners)


def test_what_a_screen_of_letters_parts_by_blanks_stands_in_two_columns() -> None:
    page = Page()
    page.shows(board(call(12, "B204", stage=Stage.ACKNOWLEDGED)))
    page.press("d")
    assert [(row.words, row.beside, row.key) for row in page.asked.rows][3] == ("Nurse", "Ines Ortiz", "4")
    page.press("escape", "r")
    assert (page.asked.rows[0].words, page.asked.rows[0].beside) == ("Room 117", "floor 1")


def test_a_new_box_is_set_up_at_a_console_and_a_browser_does_not_speak_of_it() -> None:
    page = Page()
    page.shows(board(new=True))
    drawn = as_json(page.scene).decode()
    assert "New box" not in drawn and "Buttons" in drawn


NAMES_A_KEY = re.compile(
    r"(?<![\w'-])([A-Z0-9=?-])(?=(?: and [A-Z0-9])?,? (?:shows|names|ends|opens|tests|says|then|if|restores)\b)"
)
BOARDS = [name for name, each in vars(scenes).items() if isinstance(each, BoardView)]


@pytest.mark.parametrize("name", BOARDS)
def test_no_sign_and_no_banner_names_a_key_that_a_browser_has_not(name: str) -> None:
    page = Page()
    page.shows(vars(scenes)[name])
    said = [*(words for _, _, words in page.scene.signs), *(words for _, words in page.scene.banners)]
    named = {key for words in said for key in NAMES_A_KEY.findall(words)}
    assert named <= {key.shown for key in HERE}, said


def test_signs_name_a_console_where_a_browser_has_no_key() -> None:
    page = Page()
    page.shows(board(troubles=TROUBLES, ways_lost=3, day_unchecked=True))
    words = {name: words for _, name, words in page.scene.signs}
    assert words["Troubles"].endswith("a console of the box shows them")
    assert words["Ways"] == "3 rooms have lost one: a console of the box says which"
    assert words["Last test"] == "none since the box started: a console of the box tests a button"
    assert words["Morning"].endswith(": a console of the box opens the check")


def test_a_walk_test_that_rang_is_answered_at_a_console_and_said_in_a_browser() -> None:
    page = Page()
    page.shows(scenes.GYM_RANG)
    said = [words for _, words in page.scene.banners]
    assert "! REAL unless Front office says that it was their walk test: Gymnasium rang." in said


def test_a_call_can_be_taken_by_a_touch_while_something_else_is_asked() -> None:
    page = Page()
    page.shows(board(call(12, "B204", stage=Stage.ACKNOWLEDGED), call(13, "117", Kind.EMERGENCY)))
    page.press("r")
    buttons = [(button.stroke, button.key, button.label, button.about) for button in page.scene.buttons]
    assert buttons == [("f2", "F2", "I have it", "Room 117")]
    assert page.press("f2") is not None
    page.press("escape", "9")
    assert [button.stroke for button in page.scene.buttons] == ["f2"]
