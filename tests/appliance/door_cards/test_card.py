"""Tests what a door card says of a room: only what the plan gives it, in both languages, and with a code that changes with its words."""

from msgspec.structs import replace

from appliance.core.calls.lamps import Lamp
from appliance.door_cards import texts
from appliance.door_cards.card import NO_FLOOR, NO_LIGHT, DoorCard, door_cards
from appliance.door_cards.legend import SILENT
from appliance.plan.cli import example
from appliance.plan.devices import CONTACTS, SAFE
from appliance.plan.ids import AreaName, ButtonId, KeyId, RoomId
from appliance.plan.model import Button, Contact, Kind, Plan
from appliance.plan.parse import parse
from appliance.plan.telephones import Telephone, Texts
from appliance.supports.language import Both


def example_plan() -> Plan:
    plan = parse(example(), "plan.yaml")
    assert isinstance(plan, Plan)
    return plan


PLAN = example_plan()


def card_of(room: str, plan: Plan = PLAN) -> DoorCard:
    return next(each for each in door_cards(plan) if each.room == room)


def english(card: DoorCard) -> list[str]:
    return [each.says.en for each in (*card.calls, *card.lamp, *card.fallback)]


def with_buttons(room: str, *buttons: Button) -> Plan:
    others = tuple(each for each in PLAN.buttons if each.room != room)
    return replace(PLAN, buttons=(*others, *buttons))


def pendant(**where: str) -> Button:
    place = {
        "room": RoomId(where.get("room", "")),
        "near": RoomId(where.get("near", "")),
        "duty": where.get("duty", ""),
    }
    return Button(
        ButtonId("play-2"), family="inovonics", key=KeyId(""), contacts=(Contact("help", Kind.ASSIST),), **place
    )  # fmt: skip


def test_a_card_says_what_each_contact_of_its_room_asks_for_and_nothing_else() -> None:
    assert english(card_of("B204"))[:4] == [
        "Press the button: help",
        "Hold the button for 2 seconds: an emergency",
        "Press the medical button: medical help",
        "Press the tap-out button: a break or cover",
    ]
    assert not any("medical button" in each for each in english(card_of("B202")))
    assert [each.signs for each in card_of("B204").calls[:2]] == [("press", "assist"), ("hold", "emergency")]


def test_a_wish_that_two_buttons_of_a_room_share_is_said_once() -> None:
    one = next(each for each in PLAN.buttons if each.button == "A101-desk")
    twice = with_buttons("A101", one, replace(one, button=ButtonId("A101-door")))
    assert [each.says for each in card_of("A101", twice).calls] == [each.says for each in card_of("A101").calls]
    assert card_of("A101", twice).buttons == ("A101-desk", "A101-door")


def test_buttons_of_a_room_are_named_where_the_same_gesture_asks_for_different_things() -> None:
    said = english(card_of("C120"))
    assert "Press the button C120-wall: help" in said and "Press the button C120-pendant: an emergency" in said
    assert "Hold the button for 2 seconds: an emergency" in said, "only one of them can be held"
    assert "Pulse el botón C120-pendant: una emergencia" in [each.says.es for each in card_of("C120").calls]


def test_the_lamp_is_told_only_where_a_button_has_one() -> None:
    assert [each.signs[0] for each in card_of("A101").lamp] == [*map(str, _legend_order()), NO_LIGHT]
    alone = card_of("A101", with_buttons("A101", pendant(room="A101")))
    assert alone.lamp == ()
    assert set(SILENT) <= set(english(alone)), "a button that cannot be told anything says so at the door"
    assert not set(SILENT) & set(english(card_of("A101")))


def test_a_dark_lamp_in_a_lockdown_sends_nobody_to_the_phone() -> None:
    for card in filter(lambda each: each.lamp, door_cards(PLAN)):
        assert card.lamp[-1].signs == (NO_LIGHT,)
        assert card.lamp[-1].says.en.endswith("In a lockdown the lamp is dark on purpose: a press still calls.")
        assert card.lamp[-1].says.es.endswith(texts.LOCKDOWN.es)


def test_a_room_without_a_button_is_told_to_phone_first() -> None:
    bare = card_of("A101", with_buttons("A101"))
    assert english(bare)[0] == f"There is no button in this room. Phone {PLAN.phone}"
    assert bare.buttons == () and bare.lamp == ()
    assert not any("Anybody may press" in each for each in english(bare))


def test_a_pendant_is_named_near_its_room_with_its_duty_and_covers_nothing() -> None:
    card = card_of("A101", with_buttons("A101", pendant(near="A101", duty="Playground 2")))
    assert english(card)[0].startswith("There is no button in this room.")
    assert english(card)[1] == "If you carry the pendant “Playground 2”: press the button: help"
    assert card.calls[1].signs == ("pendant", "assist")


def test_every_card_says_what_to_do_without_the_button_and_what_911_is_told() -> None:
    for room, card in zip(PLAN.rooms, door_cards(PLAN), strict=True):
        said = english(card)
        assert any(PLAN.phone in each for each in said)
        assert f"Danger to life: call 911. Say: {room.phone_name}, {PLAN.address}" in said


def test_a_quiet_room_says_that_only_the_lamp_speaks() -> None:
    assert texts.QUIET.en in english(card_of("C124"))
    assert texts.QUIET.en not in english(card_of("C120"))


def test_everything_stands_in_both_languages() -> None:
    for card in door_cards(PLAN):
        for each in (*(line.says for line in (*card.calls, *card.lamp, *card.fallback)), *card.statement):
            assert each.en.strip() and each.es.strip() and each.en != each.es
    assert set(texts.LAMP_SPANISH) == set(Lamp) and set(texts.WISHES) == set(Kind)
    assert set(texts.GESTURES) == set(CONTACTS) - {SAFE}
    assert len(texts.SILENT_SPANISH) == len(SILENT)


def test_a_contact_with_a_name_of_its_own_is_named() -> None:
    own = Button(ButtonId("x"), RoomId("A101"), "esphome", KeyId("x"), (Contact("yellow", Kind.ASSIST),))
    assert card_of("A101", with_buttons("A101", own)).calls[0].says == Both(
        "Press the button “yellow”: help", "Pulse el botón «yellow»: ayuda"
    )


class TestCode:
    """The code on a card."""

    def test_the_same_plan_gives_the_same_codes_and_every_room_has_its_own(self) -> None:
        codes = [each.code for each in door_cards(PLAN)]
        assert codes == [each.code for each in door_cards(example_plan())]
        assert len(set(codes)) == len(codes)

    def test_it_changes_with_the_phone_a_contact_a_name_and_the_statement(self) -> None:
        was = card_of("B204").code
        renamed = tuple(replace(each, name="Room 9") if each.room == "B204" else each for each in PLAN.rooms)
        fewer = tuple(replace(each, contacts=each.contacts[:1]) for each in PLAN.buttons)
        other = replace(PLAN.supported, no_repercussions=None)
        changes = (
            replace(PLAN, phone="+1 720 555 0199"),
            replace(PLAN, rooms=renamed),
            replace(PLAN, buttons=fewer),
            replace(PLAN, supports=other),
        )
        assert len({was, *(card_of("B204", each).code for each in changes)}) == 5

    def test_what_a_card_does_not_say_changes_no_code(self) -> None:
        other = replace(PLAN, people=(), ladder=(), desks=())
        assert [each.code for each in door_cards(other)] == [each.code for each in door_cards(PLAN)]
        exchanged = tuple(replace(each, button=ButtonId(f"{each.button}-new")) for each in PLAN.buttons)
        renewed = door_cards(replace(PLAN, buttons=exchanged))
        naming = [each.room for each in door_cards(PLAN) if any(name in repr(each.calls) for name in each.buttons)]
        changed = [was.room for was, now in zip(door_cards(PLAN), renewed, strict=True) if was.code != now.code]
        assert changed == naming == ["C120"], "two buttons there ask for different things, so its card names them"

    def test_a_change_in_one_room_leaves_the_other_cards_as_they_hang(self) -> None:
        renamed = tuple(replace(each, name="Room 9") if each.room == "B204" else each for each in PLAN.rooms)
        pairs = zip(door_cards(PLAN), door_cards(replace(PLAN, rooms=renamed)), strict=True)
        assert [was.room for was, now in pairs if was.code != now.code] == ["B204"]


def _legend_order() -> list[Lamp]:
    return [
        Lamp.READY,
        Lamp.SENDING,
        Lamp.RECEIVED,
        Lamp.ACKNOWLEDGED,
        Lamp.ON_THE_WAY,
        Lamp.NOT_DELIVERED,
        Lamp.OUT_OF_SERVICE,
        Lamp.CLASS_COMING,
        Lamp.TEST,
    ]


def test_an_area_has_a_card_where_a_pendant_is_used_in_it_and_no_other_area_has_one() -> None:
    assert [each.name for each in door_cards(PLAN)] == [each.name for each in PLAN.rooms], (
        "no pendant of it is used in an area"
    )
    used = replace(pendant(duty="Playground 2"), area=AreaName("Playground"))
    *rooms, card = door_cards(replace(PLAN, buttons=(*PLAN.buttons, used)))
    assert tuple(rooms) == door_cards(PLAN), "the cards of rooms stay as they hang"
    assert (card.room, card.name, card.floor, card.lamp, card.buttons) == (
        "Playground",
        "Playground",
        NO_FLOOR,
        (),
        ("play-2",),
    )
    assert english(card)[0] == "If you carry the pendant “Playground 2”: press the button: help"
    (instead,) = [each.instead for each in PLAN.areas if each.name == "Playground"]
    assert card.fallback[0].says.en == instead and SILENT[0] in english(card)
    assert f"Danger to life: call 911. Say: Playground, {PLAN.address}" in english(card)
    assert card.statement == rooms[0].statement


def test_a_room_with_a_phone_of_the_plan_says_what_to_dial_and_every_room_where_to_text() -> None:
    phoned = replace(
        PLAN,
        rooms=tuple(replace(each, phone="2204") if each.room == "B204" else each for each in PLAN.rooms),
        telephone=Telephone("10.20.0.5", "4357"),
        texts=Texts("/dev/serial/by-id/usb-modem", "+17205550199"),
    )
    said, elsewhere = english(card_of("B204", phoned)), english(card_of("B202", phoned))
    assert "This room's telephone: dial 4357, and listen" in said
    assert not any("4357" in each for each in elsewhere)
    for each in (said, elsewhere):
        assert "By text: HELP and the room, to +17205550199" in each
    assert not any("By text" in each for each in english(card_of("B204")))
