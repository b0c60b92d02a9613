"""Tests the console in front of a scripted box, by keys only, at 80 columns and 24 lines."""

import asyncio
import time

import pytest

from appliance.api.ask import Reply
from appliance.api.board.supervised import CutOffLine, OutOfServiceLine
from appliance.core.calls.commands import (
    Acknowledge,
    AddNote,
    Arrive,
    ConfirmAllRight,
    Dispatch,
    RaiseCallFromDesk,
    Upgrade,
)
from appliance.core.ground.words import Stage as CallStage
from appliance.core.people.commands import SignIn
from appliance.core.practice.commands import StartDrill
from appliance.plan.ids import IncidentId, PersonId, RoomId
from appliance.plan.model import Kind, Role
from tests.tui.boards import TROUBLES, board, call, drill
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tui.asking.pressing import LOOK_FIRST
from tui.line.news import StateArrived
from tui.messages import FromLine
from tui.widgets.call_card import CallCard

pytestmark = pytest.mark.slow  # these tests run at a person's pace: in `make test`, not in `make check`

TWELVE = IncidentId("i-12")


async def test_an_idle_screen_proves_that_the_system_is_alive(sits: Sits) -> None:
    async with sits() as person:
        await person.sees(
            "2 of 2 attended", "38 of 38 heard", "Recording  yes", "Troubles   none", "Front office: Dana Reyes"
        )
        await person.looks(90)
        await person.sees("last heard 9")  # the last digit depends on how many seconds the test itself took


async def test_an_idle_screen_names_places_nobody_can_call_from(stage: Stage, sits: Sits) -> None:
    out = OutOfServiceLine(button="B204-wall", room_name="Room B204", ends_in_ms=3_600_000)
    async with sits() as person:
        stage.shows(board(out_of_service=(out,), cut_off=(CutOffLine(room_name="Gymnasium", why="lost"),)))
        await person.sees("! No answer  Gymnasium (lost)", "! Off        Room B204 (B204-wall) for 1:00:00")
        await person.presses("t")
        await person.sees("Gymnasium: cannot call now (lost)", "B204-wall is out of service, back in 1:00:00")


async def test_one_key_acknowledges(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204", Kind.EMERGENCY)))
        await person.sees("▲ EMERGENCY", "SPACE: I have it", "NOBODY HAS IT YET")
        await person.looks()
        await person.presses("space")
        await person.until(lambda: stage.acts == [Acknowledge(incident=TWELVE)], "the acknowledgement")


async def test_a_key_pressed_as_the_call_appears_acknowledges_nothing(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("SPACE: I have it")
        await person.presses("space")
        await person.sees(LOOK_FIRST)
        assert stage.acts == []


async def test_a_call_that_takes_the_place_of_another_is_not_acknowledged_by_the_same_stroke(
    stage: Stage, sits: Sits
) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("B204")
        await person.looks()
        stage.shows(board(call(12, "B204"), call(13, "Gym", Kind.EMERGENCY)))
        await person.sees("▲ EMERGENCY")
        await person.looks(0)
        await person.presses("space")
        await person.sees(LOOK_FIRST)
        assert stage.acts == []


async def test_a_call_is_reported_as_shown_only_after_it_is_painted_and_the_bell_rang(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(
            board(call(12, "B204"), call(13, "Gym", stage=CallStage.CONFIRMED), call(14, "Hall", rings_here=False))
        )
        await person.until(lambda: stage.reported == [TWELVE], "the report")
        assert "call 12" in person.screen
        assert person.bells == 1
        stage.shows(board(call(12, "B204", presses=2)))
        await person.until(lambda: stage.reported == [TWELVE, TWELVE], "the report of the second press")


async def test_a_call_on_an_empty_board_is_reported_at_once_and_not_with_the_next_second(
    stage: Stage, sits: Sits
) -> None:
    async with sits() as person:
        stage.shows(board())
        await person.sees_no_more("RINGING")
        for timer in list(person.app._timers):
            timer.pause()  # from here on no second passes
        stage.shows(board(call(1, "B204")))
        await person.until(lambda: len(stage.reported) == 1, "the report")


async def test_calls_that_do_not_fit_as_cards_take_a_line_each_and_none_is_left_out(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(*(call(number, f"1{number}") for number in range(12, 32))))
        await person.until(lambda: len(set(stage.reported)) == 20, "the report of every call")
        await person.sees("20 CALLS, 20 OF THEM WAIT", "20 open", "112", "131")


async def test_with_a_panel_open_every_call_nobody_has_still_shows(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(*(call(number, f"1{number}") for number in range(12, 22))))
        await person.sees("10 open")
        await person.presses("question_mark")
        await person.sees("HELP", *(f"1{number}" for number in range(12, 22)))


async def test_the_bell_rings_again_every_three_seconds_and_no_more_often(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.until(lambda: person.bells == 1, "the first bell")
        for age_ms in range(61_000, 64_000, 500):
            stage.shows(board(call(12, "B204", age_ms=age_ms)))
        await person.looks(0)
        assert person.bells == 1
        await person.looks(3)
        await person.until(lambda: person.bells == 2, "the second bell")


async def test_a_key_that_chooses_a_call_waits_for_no_card_of_another(stage: Stage, sits: Sits) -> None:
    """Seconds count on with the next tick."""
    async with sits() as person:
        stage.shows(board(call(12, "B204"), call(13, "Gym"), call(14, "B206")))
        await person.sees("B204", "Gym", "B206")
        await person.looks(5)
        cards = list(person.app.board.query(CallCard))
        before = [card.face for card in cards]
        person.app._select(1)
        assert [card.face.selected for card in cards] == [False, True, False]
        assert [card.face.age for card in cards] == [face.age for face in before]
        assert cards[2].face is before[2], "drawn again, though the key was not about it"
        person.app._tick()
        assert all(card.face.age != face.age for card, face in zip(cards, before, strict=True))


async def test_a_half_typed_note_survives_a_new_call_its_acknowledgement_and_closing(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204", stage=CallStage.ON_SCENE)))
        await person.sees("B204")
        await person.presses("n", *"two pupils")
        stage.shows(board(call(12, "B204", stage=CallStage.ON_SCENE), call(13, "Gym", Kind.EMERGENCY)))
        await person.sees("▲ EMERGENCY", "two pupils")
        await person.looks()
        await person.presses("f2")
        await person.until(lambda: stage.acts == [Acknowledge(incident=IncidentId("i-13"))], "the acknowledgement")
        assert person.typed == "two pupils"
        await person.presses("escape")
        await person.sees_no_more("two pupils")
        await person.presses("up", "down", "n")
        await person.sees("NOTE about Room B204", "two pupils")
        await person.presses(*" left", "enter")
        await person.until(lambda: len(stage.acts) == 2, "the note")
        assert stage.acts[1] == AddNote(incident=TWELVE, text="two pupils left")
        await person.sees_no_more("NOTE about")


async def test_what_the_box_refuses_stays_open_and_says_why(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.answer = lambda _: Reply(request=0, ok=False, code="x", says="This call was stood down already.")
        stage.shows(board(call(12, "B204")))
        await person.sees("B204")
        await person.presses("n", *"hello", "enter")
        await person.sees("! This call was stood down already.")
        assert person.typed == "hello"


async def test_what_is_done_from_memory_says_that_it_is_not_recorded(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.answer = lambda _: Reply(request=0, ok=True, recorded=False)
        stage.shows(board(call(12, "B204", recorded=False), recording=False))
        await person.sees("UNRECORDED", "NOT RECORDING")
        await person.looks()
        await person.presses("space")
        await person.sees("NOT YET RECORDED")


async def test_a_lost_line_fills_the_screen_and_its_return_gives_the_board_back(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204"), call(13, "Gym", Kind.EMERGENCY)))
        await person.sees("B204")
        await person.presses("n", *"half")
        await stage.fall()
        await person.until(lambda: person.blind, "the blind screen")
        await person.sees("Use the phone or the radio.", "▲ Gym (call 13)", "■ Room B204 (call 12)", "no such socket")
        await person.presses("space", "d", "x")
        await stage.open()
        await person.until(lambda: not person.blind, "the board")
        await person.sees("NOTE about Gym")
        assert person.typed == "half"
        assert stage.acts == []


async def test_a_console_started_before_the_box_says_that_it_is_blind(stage: Stage, sits: Sits) -> None:
    await stage.fall()
    async with sits() as person:
        await person.until(lambda: person.blind, "the blind screen")
        await stage.open()
        await person.sees("38 of 38 heard")


async def test_calls_are_reported_again_to_a_box_that_came_back(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.until(lambda: stage.reported == [TWELVE], "the report")
        await stage.fall()
        await person.until(lambda: person.blind, "the blind screen")
        await stage.open()
        await person.until(lambda: stage.reported == [TWELVE, TWELVE], "the second report")


async def test_any_key_says_that_somebody_is_here_but_not_at_every_stroke(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees("38 of 38")
        await person.presses("z", "z", "z")
        await person.until(lambda: stage.presents == 1, "one sign of presence")
        await person.looks(6)
        await person.presses("z")
        await person.until(lambda: stage.presents == 2, "another one")


async def test_a_digit_sends_a_role_and_the_arrows_a_person(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("call 12")
        await person.presses("d")
        await person.sees("4 Nurse          Ines Ortiz", "3 Mental health  NOBODY ON DUTY")
        await person.presses("4")
        await person.until(lambda: len(stage.acts) == 1, "the dispatch")
        await person.sees_no_more("SEND HELP")
        await person.presses("d", *["down"] * 9, "enter")
        await person.until(lambda: len(stage.acts) == 2, "the second dispatch")
        assert stage.acts == [
            Dispatch(incident=TWELVE, role=Role.NURSE),
            Dispatch(incident=TWELVE, role=Role.SECURITY, person=PersonId("marcus")),
        ]


async def test_keys_that_do_nothing_now_say_why(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("B204")
        await person.presses("k")
        await person.sees("K: Nobody is on scene yet")
        await person.presses("ctrl+q")
        await person.sees("A call is open: this desk stays.")


async def test_a_call_that_comes_while_somebody_leaves_is_no_error(sits: Sits) -> None:
    """The key and the call are both under way: the console leaves, because no call was open when the key was pressed."""
    async with sits() as person:
        person.app.post_message(FromLine(StateArrived(board(call(12, "B204")))))
        person.app.action_press("leave")
        await person.until(lambda: not person.app.is_running, "the end of the console")
        assert person.app.return_code is None, "as much as no error"


async def test_the_rest_of_the_keys_do_what_help_says(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204", stage=CallStage.ON_SCENE), troubles=TROUBLES))
        await person.sees("√ Marcus Bell sent", "On scene  ")
        await person.looks()
        await person.presses("k")
        await person.until(lambda: len(stage.acts) == 1, "all right")
        await person.presses("u", "1")
        await person.until(lambda: len(stage.acts) == 2, "the upgrade")
        await person.sees_no_more("HOW URGENT")
        await person.presses("r", *"gym", "enter", "2")
        await person.until(lambda: len(stage.acts) == 3, "the call")
        await person.until(lambda: person.app.board.panel is None, "the panel closed")
        await person.presses("o", *"ortiz", "enter")
        await person.until(lambda: len(stage.acts) == 4, "signing in")
        await person.until(lambda: person.app.board.panel is None, "the panel closed")
        await person.presses("p", *"b205", "enter")
        await person.sees("GO ON with 1 room marked")
        await person.presses("down", "enter")
        await person.sees("Name of the drill")
        await person.presses("enter")
        await person.until(lambda: len(stage.acts) == 5, "the drill")
        assert stage.acts == [
            ConfirmAllRight(incident=TWELVE),
            Upgrade(incident=TWELVE, kind=Kind.EMERGENCY),
            RaiseCallFromDesk(room=RoomId("gym"), kind=Kind.MEDICAL),
            SignIn(person=PersonId("ortiz")),
            StartDrill(name="Practice", rooms=(RoomId("B205"),)),
        ]
        for key, words in (
            ("t", "button lost B117, for 4 min"),
            ("l", "Shown at the front office"),
            ("question_mark", "HELP"),
        ):
            await person.presses(key)
            await person.sees(words)
            await person.presses("escape")
            await person.sees_no_more(words)


async def test_an_arrival_nobody_was_sent_for_asks_for_a_name(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204", stage=CallStage.ACKNOWLEDGED)))
        await person.sees("NOBODY SENT YET")
        await person.looks()
        await person.presses("s")
        await person.sees("Who is there:")
        await person.presses(*"Ms Vo", "enter")
        await person.until(lambda: stage.acts == [Arrive(incident=TWELVE, responder="Ms Vo")], "the arrival")


async def test_practice_beside_a_real_call_is_never_mistaken(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(
            board(call(14, "B205", Kind.MEDICAL, drill=True), call(15, "Gym", Kind.TAP_OUT), drill=drill("B205"))
        )
        await person.sees("DRILL Medical practice", "○ TAP-OUT  RINGING  REAL", "+ DRILL MEDICAL")


async def test_a_flood_of_boards_is_painted_at_most_four_times_a_second(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees("38 of 38")
        painted: list[int] = []
        show = person.app.board.show
        person.app.board.show = lambda model, now_ms: (painted.append(now_ms), show(model, now_ms))[1]  # type: ignore[method-assign]
        began_s = time.monotonic()
        for number in range(100):
            stage.shows(board(call(12, "B204", age_ms=60_000 + number)))
            await asyncio.sleep(0.01)
        await person.until(lambda: person.app.model.calls[0].age_ms == 60_099, "the last board")
        took_s = time.monotonic() - began_s
        assert len(painted) <= 5 * took_s + 3, "four a second, and the tick of each second"


async def test_the_morning_check_has_its_key_at_the_foot_of_a_small_screen(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        await person.sees(" G  Morning ", " ?  Help ")


@pytest.mark.parametrize("key", ["question_mark", "f1", "t", "g", "l", "9"])
async def test_the_key_that_opened_what_is_read_closes_it(stage: Stage, sits: Sits, key: str) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("Room B204")
        await person.looks()
        await person.presses(key)
        await person.sees(" closes   F2 I have it")
        await person.presses(key)
        await person.until(lambda: person.app.board.panel is None, "the panel closed")
