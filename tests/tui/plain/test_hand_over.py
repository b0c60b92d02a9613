"""Tests handing a call over to the district's alarm panel at the plain console: two words, each on a line of its own."""

from msgspec.structs import replace

from appliance.api.board.calls import CallCard, HandedLine
from appliance.core.calls.commands import HandOver
from appliance.core.ground.handed import State
from appliance.core.ground.words import Stage
from appliance.flows.calls.hand_over import NO_PANEL, NOT_EMERGENCY, NOT_SURE
from appliance.plan.model import Kind
from tests.tui.boards import FACTS, WALL_MS, board, call
from tests.tui.plain.conversation import Conversation

EMERGENCY = call(12, "B204", Kind.EMERGENCY, Stage.ACKNOWLEDGED)
ASKED = HandOver(incident=EMERGENCY.incident, typed="POLICE")


def at_a_desk_that_may(card: CallCard = EMERGENCY) -> Conversation:
    desk = Conversation(card)
    desk.model = desk.model.with_facts(replace(FACTS, hands_over="Panel in the office"))
    return desk


def test_it_goes_out_when_both_words_were_typed_each_on_its_own_line() -> None:
    desk = at_a_desk_that_may()
    assert "Type POLICE to hand it over to Panel in the office, or cancel." in desk.hears("panel 12")
    said = desk.hears("police")
    assert "Type YES to close the contacts of Panel in the office once." in said
    assert "Whether police were told is not known here: call 911 too." in said
    assert desk.does("yes") == ASKED
    assert desk.talk.question is None


def test_whoever_types_police_is_asked_for_it_once_more() -> None:
    desk = at_a_desk_that_may()
    assert "Type POLICE" in desk.hears("police 12")
    assert "Type YES" in desk.hears("POLICE")


def test_nothing_goes_out_for_one_line_for_another_word_or_for_enter_alone() -> None:
    desk = at_a_desk_that_may()
    assert "nothing was done" in desk.hears("panel 12 police yes")
    desk.hears("panel 12")
    for wrong in ("", "polic", "1"):
        assert "Type POLICE" in desk.hears(wrong)
    desk.hears("POLICE")
    assert "Type YES" in desk.hears("")
    assert desk.hears("no") == NOT_SURE
    desk.hears("panel 12")
    assert "Nothing was done." in desk.hears("cancel")


def test_only_where_it_may_be() -> None:
    assert Conversation(EMERGENCY).hears("panel 12") == NO_PANEL
    assert at_a_desk_that_may(replace(EMERGENCY, kind=Kind.MEDICAL)).hears("panel 12") == NOT_EMERGENCY
    assert "Practice is never handed over." in at_a_desk_that_may(replace(EMERGENCY, drill=True)).hears("panel 12")


def test_what_becomes_of_it_is_told_as_it_comes_and_with_the_call() -> None:
    desk = at_a_desk_that_may()
    line = HandedLine(wall_ms=WALL_MS, state=State.ASKED)
    for state, why, says in (
        (State.ASKED, "", "Being handed over since 08:13. Call 911."),
        (State.PULSED, "", "Handed over at 08:13; whether police were told is not known here. Call 911."),
        (State.FAILED, "no answer", "NOT handed over at 08:13 (no answer). Call 911."),
    ):
        told = desk.told(board(replace(EMERGENCY, handed=replace(line, state=state, why=why))))
        assert [words for words in told if says in words], told
        assert says in desk.hears("board 12")
