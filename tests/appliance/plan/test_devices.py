"""Tests buttons on the network in a plan: their names, addresses and contacts, and rooms where none may buzz."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from appliance.plan.check import check
from appliance.plan.devices import CONTACTS, NAME_PREFIX, USUAL_PORT, device_of, host_and_port
from appliance.plan.document import from_document, to_document
from appliance.plan.families import ESPHOME, two_way
from appliance.plan.ids import ButtonId, KeyId, RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.lines import button_line
from appliance.plan.model import NO_PLAN, Button, Contact, Kind, Plan
from appliance.plan.parse import Mistake, ParsedPlan, parse
from hardware.esphome import wire

Spoilt = Callable[..., ParsedPlan]
Only = Callable[[list[Mistake]], tuple[str, int, str]]

DESK = "id: A101-desk, room: A101, family: simulated, key: A101-desk, contacts: {help: assist}"
WALL = "id: B204-wall, room: B204, family: simulated, key: B204-wall, contacts: {help: assist, hold: emergency}"


def esphome(
    text: str, more: str = "", contacts: str = "{help: assist, hold: emergency}", name: str = ""
) -> tuple[str, str]:
    """Give the change that makes a button of the sound plan one of ours."""
    start = text.partition(", contacts")[0].replace("simulated", "esphome")
    if name:
        start = f"id: {name}, {start.partition(', ')[2]}"
    return text, f"{start}, contacts: {contacts}{more}"


BELL = "family: file, output: bell.wav, zone: front"


def lan_bell(more: str) -> tuple[str, str]:
    """Give the change that makes the sounder of the sound plan one of ours."""
    return BELL, f"family: esphome, {more}zone: front"


def test_a_sounder_of_ours_is_read_with_its_key_and_without_an_output(spoilt: Spoilt) -> None:
    plan = spoilt(lan_bell("key: bell, address: 192.168.10.61, ")).plan
    assert plan is not None
    (bell,) = plan.sounders
    assert (device_of(bell), bell.key, bell.address, bell.output) == ("handbell-bell", "bell", "192.168.10.61", "")
    assert from_document(to_document(plan)) == plan


def test_a_button_of_ours_is_read_with_its_device_and_address(spoilt: Spoilt) -> None:
    plan = spoilt(esphome(DESK, ", device: hall-7, address: 192.168.10.21"), esphome(WALL)).plan
    assert plan is not None
    assert [(device_of(each), each.address) for each in plan.buttons] == [
        ("hall-7", "192.168.10.21"),
        ("handbell-b204-wall", ""),
    ]
    assert two_way(plan.buttons[0].family)


MISTAKES = [
    ([esphome(WALL, ", device: Hall_7")], "buttons[1].device", 14,
     '"Hall_7" cannot be the name of a device. Use a-z, 0-9 and - in between, 31 characters in all.'),
    ([esphome(WALL, name="B204-wall-beside-the-door")], "buttons[1].id", 14,
     '"handbell-b204-wall-beside-the-door" cannot be the name of a device, which is made of this id. '
     "Choose a shorter id of letters and digits, or write a `device`."),
    ([esphome(DESK), esphome(WALL, ", device: handbell-a101-desk")], "buttons[1].device", 14,
     'The device "handbell-a101-desk" belongs to another button, on line 13. '
     "Choose another id, or give one of the two another name with `device`."),
    ([esphome(DESK, name="B204.wall"), esphome(WALL)], "buttons[1].id", 14,
     'The device "handbell-b204-wall" belongs to another button, on line 13. '
     "Choose another id, or give one of the two another name with `device`."),
    ([esphome(WALL, ', address: "192.168.10.21:0"')], "buttons[1].address", 14,
     '"192.168.10.21:0" is not an address. Write it like 192.168.10.21 or 192.168.10.21:6053, or leave it out.'),
    ([esphome(DESK, ", address: 192.168.10.21"), esphome(WALL, ', address: "192.168.10.21:6053"')],
     "buttons[1].address", 14,
     '"192.168.10.21:6053" is the address of another button, on line 13. Correct one of the two, or leave both out.'),
    ([(WALL, WALL + ", device: hall-7")], "buttons[1].device", 14,
     'A button of the family "simulated" has no `device`. Leave it out, or write `family: esphome`.'),
    ([esphome(WALL, contacts="{help: assist, hold: emergency, hlep: assist}")], "buttons[1].contacts.hlep", 14,
     'Our buttons have no contact "hlep". Did you mean "help"?'),
    ([esphome(WALL, contacts="{help: assist, hold: emergency, door: assist}")], "buttons[1].contacts.door", 14,
     'Our buttons have no contact "door". It can have help, hold, medical, tap-out and safe.'),
    ([esphome(WALL, contacts="{hold: emergency}")], "buttons[1].contacts.hold", 14,
     "This button has `hold` but no `help`: a short press would mean nothing. Add `help: assist`."),
    ([esphome(WALL, contacts="{help: assist}")], "buttons[1].contacts", 14,
     "This button has `help` but no `hold`, which every one of ours counts by itself. Add `hold: emergency`."),
    ([esphome(WALL, contacts="{help: assist, hold: emergency, tap-out: emergency}")], "buttons[1].contacts.tap-out", 14,
     '"tap-out" stands on the button, but it asks for emergency. '
     "Write `tap-out: tap-out`: a press always means what the button says."),
    ([esphome(WALL, contacts="{help: assist, hold: emergency, safe: safe}")], "buttons[1].contacts.safe", 14,
     '"safe" answers a room check-in and can never be a call, but it asks for "safe". '
     "Write `safe: check-in`, or leave it out."),
    ([("{help: assist, hold: emergency}", "{help: assist, safe: assist}")], "buttons[1].contacts.safe", 14,
     '"safe" answers a room check-in and can never be a call, but it asks for "assist". '
     "Write `safe: check-in`, or leave it out."),
    ([(WALL, WALL + ", tells_age: yes")], "buttons[1].tells_age", 14,
     'A button of the family "simulated" always says when it was pressed. '
     "Leave it out: only a webhook device may do either."),
    ([(WALL, WALL.replace("simulated", "fixed-url") + ", tells_age: yes")], "buttons[1].tells_age", 14,
     'A button of the family "fixed-url" cannot say when it was pressed. '
     "Leave it out: only a webhook device may do either."),
    ([lan_bell("")], "sounders[0].key", 22, "This is empty. Write the name of its secret in the box's credential store."),
    ([lan_bell("key: bell, output: bell.wav, ")], "sounders[0].output", 22,
     'A sounder of the family "esphome" has no `output`: it is a device of its own. Leave it out.'),
    ([(BELL, f"key: bell, {BELL}")], "sounders[0].key", 22,
     'A sounder of the family "file" has no `key`. Leave it out, or write `family: esphome`.'),
    ([("output: bell.wav, ", "")], "sounders[0].output", 22, "This is empty. Write it after the colon."),
    ([lan_bell("key: bell, device: Bell 7, ")], "sounders[0].device", 22,
     '"Bell 7" cannot be the name of a device. Use a-z, 0-9 and - in between, 31 characters in all.'),
    ([lan_bell("key: bell, address: 192.168.10, ")], "sounders[0].address", 22,
     '"192.168.10" is not an address. Write it like 192.168.10.21 or 192.168.10.21:6053, or leave it out.'),
    ([esphome(WALL), lan_bell("key: bell, device: handbell-b204-wall, ")], "sounders[0].device", 22,
     'The device "handbell-b204-wall" belongs to a button, on line 14. '
     "Choose another id, or give one of the two another name with `device`."),
    ([lan_bell("key: B204-wall, ")], "sounders[0].key", 22,
     '"B204-wall" is used already, on line 14. Two devices never share one: choose another.'),
    ([("simulated, key: B204-wall, contacts: {help: assist, hold: emergency}",
       "webhook, key: B204-wall, contacts: {help: assist, safe: check-in}")], "buttons[1].contacts.safe", 14,
     'A button of the family "webhook" cannot be told whether its *safe* was taken. '
     "Leave it out: a desk marks this room in a check-in."),
    ([("name: Room 204", "name: Room 204, quiet: maybe")], "rooms[1].quiet", 9,
     'This must be yes or no, not "maybe". Write yes or no.'),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "path", "line", "sentence"), MISTAKES)
def test_each_mistake_about_a_device_with_its_line(
    spoilt: Spoilt, only: Only, changes: list[tuple[str, str]], path: str, line: int, sentence: str
) -> None:
    assert only(spoilt(*changes).mistakes) == (path, line, sentence)


@pytest.mark.parametrize(
    ("word", "quiet"), [("yes", True), ("true", True), ("Yes", True), ("no", False), ("false", False)]
)
def test_a_room_may_ask_that_nothing_buzzes(spoilt: Spoilt, word: str, quiet: bool) -> None:
    plan = spoilt(("name: Room 204", f"name: Room 204, quiet: {word}")).plan
    assert plan is not None
    assert [room.quiet for room in plan.rooms] == [False, quiet]
    index = PlanIndex(plan)
    assert [index.quiet(each.button) for each in plan.buttons] == [False, quiet]
    assert not index.quiet(ButtonId("no such button"))


def test_a_plan_without_the_new_fields_keeps_its_bytes(sound: str) -> None:
    plan = parse(sound, "plan.yaml")
    assert isinstance(plan, Plan)
    document = to_document(plan)
    assert not any(field in document for field in (b'"quiet"', b'"device"', b'"tells_age"'))
    assert document.count(b'"key"') == len(plan.buttons), "and of no sounder"
    assert document.count(b'"address"') == 1, "the building's own"
    assert from_document(document) == plan


def test_a_plan_with_them_comes_back_unchanged(spoilt: Spoilt) -> None:
    plan = spoilt(esphome(WALL, ", device: hall-7, address: host.lan"), ("Rm A101}", "Rm A101, quiet: yes}")).plan
    assert plan is not None
    assert from_document(to_document(plan)) == plan


def test_which_buttons_say_when_they_were_pressed(spoilt: Spoilt) -> None:
    webhook = WALL.replace("simulated", "webhook")
    for wall, untimed in (
        (WALL, False),
        (WALL.replace("simulated", "fixed-url"), True),
        (webhook, True),
        (f"{webhook}, tells_age: no", True),
        (f"{webhook}, tells_age: yes", False),
    ):
        plan = spoilt((WALL, wall)).plan
        assert plan is not None
        index = PlanIndex(plan)
        assert index.untimed == ({ButtonId("B204-wall")} if untimed else set()), wall
        assert index.untimed_in((RoomId("B204"), RoomId("A101"))) == (*index.untimed,)
        assert from_document(to_document(plan)) == plan
        assert ("tells_age: yes" in button_line(plan.buttons[1])) == ("tells_age: yes" in wall)


def test_a_contact_safe_is_no_contact_of_a_call_and_comes_back_unchanged(spoilt: Spoilt) -> None:
    plan = spoilt(esphome(WALL, contacts="{help: assist, hold: emergency, safe: check-in}")).plan
    assert plan is not None
    assert [button.safe for button in plan.buttons] == [False, True]
    assert [contact.contact for contact in plan.buttons[1].contacts] == ["help", "hold"]
    assert PlanIndex(plan).contact(ButtonId("B204-wall"), "safe") is None
    assert from_document(to_document(plan)) == plan
    assert "safe: check-in" in button_line(plan.buttons[1])


def test_no_document_makes_safe_a_call() -> None:
    button = Button(ButtonId("B"), RoomId("A"), ESPHOME, KeyId("B"), (Contact("safe", Kind.ASSIST),))
    found = check(msgspec.structs.replace(NO_PLAN, buttons=(button,)))
    assert any(each.says == '"safe" can never be a call.' for each in found)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.168.10.21", ("192.168.10.21", USUAL_PORT)),
        ("192.168.10.21:7000", ("192.168.10.21", 7000)),
        ("Button-7.lan", ("button-7.lan", USUAL_PORT)),
        ("fd00:0::7", ("fd00::7", USUAL_PORT)),
        ("[FD00::7]:7000", ("fd00::7", 7000)),
        *((wrong, None) for wrong in ("", ":6053", "a b", "host:", "host:0", "host:65536", "1.2.3", "1.2.3.456", "[host]:1",
                                      "host:6053:1", "-a", "a..b", "host/7", "http://host", "٣.٣.٣.٣", "a" * 64)),
    ],
)  # fmt: skip
def test_an_address_is_a_host_with_or_without_a_port(address: str, place: tuple[str, int] | None) -> None:
    assert host_and_port(address) == place


@given(some.text(max_size=80))
def test_nothing_typed_as_an_address_is_an_exception(text: str) -> None:
    place = host_and_port(text)
    assert place is None or (place[0] and 1 <= place[1] <= 65535)


@given(some.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", fullmatch=True), some.text(max_size=40))
def test_nothing_a_document_may_call_a_device_is_an_exception(name: str, device: str) -> None:
    button = Button(
        ButtonId(name), RoomId("A101"), ESPHOME, KeyId(name), (Contact("help", Kind.ASSIST),), device, device
    )
    plan = msgspec.structs.replace(NO_PLAN, buttons=(button,))
    assert all(each.says and each.do for each in check(plan))
    assert device_of(button) == (device or wire.device_name(name))


def test_the_words_are_those_of_the_firmware() -> None:
    assert (CONTACTS, NAME_PREFIX, USUAL_PORT) == (wire.CONTACTS, wire.NAME_PREFIX, wire.API_PORT)
