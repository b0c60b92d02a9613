"""Tests pages at the plain console: a window to pair a browser, its code letter by letter, and retiring."""

from appliance.api.ways.pages import PairingOpened
from appliance.core.pages.commands import RetirePage
from appliance.flows.devices.pages import OpensPairing
from appliance.flows.known import Known
from appliance.plan.ids import ButtonId
from tests.tui.boards import WITH_PAGES
from tests.tui.plain.conversation import Conversation
from tui.line.news import PairingArrived
from tui.plain.devices.pages import pairing_told

PAGE = ButtonId("b204-page")


def desk() -> Conversation:
    said = Conversation()
    said.model = said.model.with_facts(WITH_PAGES)
    return said


def test_a_page_is_paired_by_its_room_or_its_own_name() -> None:
    for line in ("pair page B204", "pair page b204-page", "pair page room b204"):
        assert desk().types(line) == OpensPairing(PAGE), line


def test_pair_alone_is_still_two_people_who_are_sent() -> None:
    for line in ("pair 3 security and mental health", "pair", "pai", "pa"):
        said = desk().types(line)
        assert not isinstance(said, OpensPairing) and "pair page" not in str(said), line


def test_a_page_is_retired() -> None:
    assert desk().does("retire page B204") == RetirePage(page=PAGE)


def test_the_code_is_spelled_and_a_refusal_is_said() -> None:
    known = Known(facts=WITH_PAGES)
    opened = PairingOpened(request=0, code="K7QMPF2A", ends_after_s=120)
    first, *rest = pairing_told(PairingArrived(PAGE, opened), known)
    assert first == "Code: K 7 Q M P F 2 A."
    assert rest[0] == "Where: Room B204"
    assert pairing_told(PairingArrived(PAGE, None, "This console only watches."), known) == [
        "This console only watches."
    ]
