"""Tests pendants at the plain console: a call from one, who carries it, and its walk test."""

from msgspec.structs import replace

from appliance.api.ask import Reply
from appliance.api.board.practice import WalkTestLine
from appliance.api.board.supervised import CarriedLine
from appliance.core.practice.commands import ArmWalkTest
from appliance.flows.devices.carried import CARRIED, TellsCarried
from appliance.plan.ids import ButtonId
from tests.tui.boards import WITH_PENDANTS, board, pressed
from tests.tui.plain.conversation import Conversation
from tui.line.news import CarriedReplied
from tui.plain.asking.replies import carried_replied

RIVERA = "Ms Rivera"
PLAY = ButtonId("play-2")


def desk() -> Conversation:
    said = Conversation()
    said.model = said.model.with_facts(WITH_PENDANTS)
    return said


def test_a_call_from_a_pendant_says_that_it_cannot_be_answered_and_who_carries_it() -> None:
    (call,) = desk().told(board(pressed(12, carried=RIVERA)))
    assert call == (
        "Call 12: Playground 2, near Gymnasium needs help: emergency. Nobody has it. It is a pendant: it cannot show that help is "
        "coming. Whoever carries it may be elsewhere. Carried by Ms Rivera, as was said at the desk today. Type: have 12"
    )


def test_a_call_from_a_page_says_when_its_caller_is_told() -> None:
    (call,) = desk().told(board(pressed(12, "page")))
    assert "It is a page in a browser: it shows what comes of the call only while it is open." in call


def test_asked_for_it_says_what_heard_it_first_and_not_that_no_button_is_there() -> None:
    at = desk()
    at.told(board(pressed(12)))
    said = at.hears("board 12")
    assert "First heard by repeater 1-700." in said
    assert "No button is there" not in said
    at.told(board(pressed(12, hop="receiver", duty="Bus duty", room_name="Bus duty")))
    assert "Its place is not known. First heard by the receiver." in at.hears("board 12")


def test_a_panel_may_have_called_the_police_and_a_contact_has_not() -> None:
    (panel,) = desk().told(board(pressed(12, "panel")))
    assert "The caller cannot be told. The panel may already have called the police." in panel
    (contact,) = desk().told(board(pressed(12, "contact")))
    assert "The caller cannot be told. Type: have 12" in contact


def test_the_911_card_says_that_where_is_not_known() -> None:
    at = desk()
    at.told(board(pressed(12)))
    assert "Where exactly is not known: the call came from the pendant of Playground 2" in at.hears("911")


def test_who_carries_it_is_said_in_one_line_or_asked_for() -> None:
    for line in ("pendant Playground 2: Ms Rivera", "pendant playground 2 Ms Rivera", "pendant play-2 Ms Rivera"):
        assert desk().types(line) == TellsCarried(PLAY, RIVERA)
    at = desk()
    assert "Type 1 for Playground 2, near Gymnasium." in at.hears("pendant")
    asked = "Who carries the pendant of Playground 2 today?"
    assert at.hears("1") == f"{asked} Type 1 for nobody: what was said is taken back. Or type a name."
    assert at.types(RIVERA) == TellsCarried(PLAY, RIVERA)


def test_where_there_is_one_pendant_only_the_name_is_asked_for() -> None:
    at = Conversation()
    at.model = at.model.with_facts(replace(WITH_PENDANTS, duties=WITH_PENDANTS.duties[:1]))
    assert at.hears("pendant").startswith("Who carries the pendant of Playground 2 today?")
    assert at.types(RIVERA) == TellsCarried(PLAY, RIVERA)


def test_a_name_is_taken_back_and_a_command_is_no_name() -> None:
    for answer in ("nobody", "1"):
        at = desk()
        at.hears("pendant bus duty")
        assert at.types(answer) == TellsCarried(ButtonId("bus"), "")
    at = desk()
    at.hears("pendant bus duty")
    assert at.does("test gym") == ArmWalkTest(button=ButtonId("b-gym"))


def test_what_the_box_says_to_it_is_told_and_what_was_typed_is_not_printed() -> None:
    assert carried_replied(CarriedReplied(None, Reply(request=0, ok=True))) == [CARRIED.done]
    no = carried_replied(CarriedReplied(None, Reply(request=0, ok=False, says="No.")))
    assert no == ["Not done. No."]
    assert RIVERA not in repr(TellsCarried(PLAY, RIVERA))


def test_where_no_pendant_goes_with_a_duty_it_is_said() -> None:
    assert Conversation().hears("pendant") == "No pendant of the plan goes with a duty."


def test_who_tells_it_as_far_as_names_are_told_here() -> None:
    line = CarriedLine(button=PLAY, duty="Playground 2", name=RIVERA)
    at = desk()
    at.told(board(carried=(line,)))
    assert "Carried today, as was said at the desk: Playground 2: Ms Rivera." in at.hears("who")
    at.told(board(carried=(replace(line, name=""),)))
    assert "Carried today" not in at.hears("who")


def test_a_walk_test_of_a_duty() -> None:
    at = desk()
    assert at.does("test playground 2") == ArmWalkTest(button=PLAY)
    test = WalkTestLine(button="play-2", room_name="Playground 2, near Gymnasium", ends_in_ms=94_000, pendant=True)
    (said,) = at.told(board(walk_test=test))
    assert said == "Walk test: press the pendant of Playground 2, near Gymnasium now, within 1 minute."
