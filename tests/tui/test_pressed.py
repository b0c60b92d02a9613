"""Tests calls whose device cannot be answered: how a card, the plain console's words and the 911 card tell of them."""

from msgspec.structs import replace

from appliance.api.board.calls import CallCard
from appliance.api.board.practice import WalkTestLine
from appliance.api.board.supervised import CarriedLine
from appliance.core.ground.words import Stage
from appliance.plan.ids import ButtonId
from tests.tui.boards import FRONT, WITH_PENDANTS, board, call, pressed
from tui.board.calm import calm
from tui.board.faces import CardFace, banners, face
from tui.keys.table import BY_ACTION
from tui.model import ConsoleModel
from tui.screens.calls.card_911 import card_lines
from tui.widgets.call_card import CallCard as Card
from tui.widgets.call_card import Shape
from tui.widgets.lines import cells

RIVERA = "Ms Rivera"
CARRIED = (CarriedLine(button=ButtonId("play-2"), duty="Playground 2", name=RIVERA),)


def shown(card: CallCard, *, nameless: bool = False, aimed: bool = True) -> CardFace:
    return face(card, 0, selected=aimed, aimed=aimed, practising=False, nameless=nameless)


def lines(card: CallCard, shape: Shape = Shape.BIG, width: int = 79, *, nameless: bool = False) -> str:
    drawn = Card(shown(card, nameless=nameless), shape).lines(width)
    assert all(cells(line.plain) <= width for line in drawn)
    return "\n".join(line.plain for line in drawn)


def test_a_pendants_card_says_that_it_cannot_be_answered_who_carries_it_and_what_heard_it() -> None:
    card = lines(pressed(12, carried=RIVERA))
    for words in (
        "pendant: cannot show that help is coming",
        "carried by Ms Rivera (said at the desk today)",
        "first heard by repeater 1-700",
        "May be elsewhere, phone LMS-gym",
        "SPACE: I have it",
    ):
        assert words in card
    wide = lines(pressed(12, carried=RIVERA), width=119)
    assert "Playground 2, near Gymnasium, may be elsewhere, phone LMS-gym" in wide
    assert "no button there" not in card


def test_what_the_receiver_heard_itself_and_a_place_that_nobody_knows_are_said() -> None:
    bus = pressed(12, room_name="Bus duty", duty="Bus duty", hop="receiver", phone_name="")
    card = lines(bus)
    assert "Bus duty, place not known" in card
    assert "first heard by the receiver" in card
    assert "first heard" not in lines(replace(bus, hop=""))


def test_a_page_is_said_to_tell_its_caller_only_while_it_is_open() -> None:
    assert "page: told only while it is open" in lines(pressed(12, "page"))


def test_nobody_is_named_where_visitors_see_the_screen() -> None:
    card = pressed(12, carried=RIVERA)
    assert all(RIVERA not in lines(card, shape, nameless=True) for shape in Shape)
    assert "Carried" not in [name for name, _, _ in calm(board(carried=CARRIED), 0, nameless=True).lines]


def test_the_longest_name_leaves_the_key_where_it_is() -> None:
    card = lines(pressed(12, carried="W" * 40))
    assert "SPACE: I have it" in card
    assert "carried by WWW" in card


def test_a_low_card_says_it_in_short() -> None:
    for shape in (Shape.PLAIN, Shape.SMALL):
        assert "panel told police?" in lines(pressed(13, "panel", room_name="Front office"), shape)
    assert "carried by Ms Rivera" in lines(pressed(12, carried=RIVERA, duty="Bus", room_name="Bus"), Shape.PLAIN)


def test_a_panel_may_have_called_the_police_and_a_wired_contact_has_not() -> None:
    panel = lines(pressed(12, "panel"))
    assert "the panel may already have called the police" in panel
    assert "caller CANNOT BE TOLD" in panel
    contact = lines(pressed(12, "contact"))
    assert "caller CANNOT BE TOLD" in contact
    assert "police" not in contact


def test_the_911_card_does_not_send_them_to_a_place_nobody_is_sure_of() -> None:
    said = " ".join(" ".join(card_lines(WITH_PENDANTS, pressed(12), 0)).split())
    assert "Where exactly is not known: the call came from the pendant of Playground 2, near Gymnasium." in said


def test_the_idle_screen_says_who_carries_what() -> None:
    assert ("Carried", "Playground 2: Ms Rivera", True) in calm(board(carried=CARRIED), 0).lines
    unnamed = (replace(CARRIED[0], name=""),)
    for carried in ((), unnamed):
        assert "Carried" not in [name for name, _, _ in calm(board(carried=carried), 0).lines]


def test_a_walk_test_of_a_pendant_is_for_whoever_has_it() -> None:
    test = WalkTestLine(button="play-2", room_name="Playground 2, near Gymnasium", ends_in_ms=94_000, pendant=True)
    (banner,) = banners(board(walk_test=test), (), 0, FRONT)
    assert banner.text == "WALK TEST: press the pendant of Playground 2, near Gymnasium now, 1:34 left. W ends it."


def test_a_call_that_can_be_told_says_what_it_said_before() -> None:
    card = shown(call(12, "B204", stage=Stage.ACKNOWLEDGED))
    assert (card.beside, card.beside_in_short, card.caller[:12]) == ("", "", "caller sees:")


def test_the_key_is_there_where_a_pendant_goes_with_a_duty_and_nowhere_else() -> None:

    bare = ConsoleModel(desk=FRONT).with_board(board(), 0)
    assert bare.why_not(BY_ACTION["carried"]) == "No pendant of the plan goes with a duty."
    assert bare.with_facts(WITH_PENDANTS).why_not(BY_ACTION["carried"]) == ""
    watching = ConsoleModel(desk=None).with_board(board(), 0).with_facts(WITH_PENDANTS)
    assert watching.why_not(BY_ACTION["carried"]).startswith("This console only watches.")
