"""Makes the card of each room out of the plan: all that it says, in both languages, and its code. Pure; knows no page and no test."""

import base64
import hashlib
from collections.abc import Iterator

import msgspec

from appliance.door_cards import texts
from appliance.door_cards.legend import DARK, LEGEND, SILENT
from appliance.plan.coverage import calls_for_help
from appliance.plan.families import two_way
from appliance.plan.ids import ButtonId, RoomId
from appliance.plan.model import Button, Contact, Plan, Room
from appliance.supports.language import Both, Language
from appliance.supports.statement import statement

NO_LIGHT = "dark"
"""The sign of a lamp on which no light is lit."""

PHONE_SIGN = "phone"
PENDANT_SIGN = "pendant"
SAFE_SIGN = "safe"

_CODE_BYTES = 5
"""40 bits, which are eight letters. A code is compared with that of the same room's card alone. So one change in a million million would
pass unseen, and eight letters are still read from a door without a mistake.
"""


class Line(msgspec.Struct, frozen=True):
    """One thing that the card says. `signs` name its pictograms, from left to right; there may be none."""

    says: Both
    signs: tuple[str, ...] = ()


class DoorCard(msgspec.Struct, frozen=True):
    """All that the card of one room says. `lamp` is empty if no button here has a lamp. `buttons` are those whose walk tests count here.

    The day of a walk test is no part of it: a card does not become wrong because somebody tested a button since. For the same reason the
    `buttons` are no part of the code: a card does not become wrong because a button was exchanged for one that does the same.
    """

    building: str
    room: RoomId
    name: str
    floor: str
    calls: tuple[Line, ...]
    lamp: tuple[Line, ...]
    fallback: tuple[Line, ...]
    statement: tuple[Both, ...]
    buttons: tuple[ButtonId, ...]

    @property
    def code(self) -> str:
        """The code that is printed on the card, such as "K7QD-2M4X". Two cards of a room have the same code if they say the same."""
        digest = hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(self, buttons=()))).digest()
        letters = base64.b32encode(digest[:_CODE_BYTES]).decode()
        return f"{letters[:4]}-{letters[4:]}"


def door_cards(plan: Plan) -> tuple[DoorCard, ...]:
    """Make the card of every room, in the plan's order."""
    inside: dict[RoomId, list[Button]] = {}
    for button in plan.buttons:
        place = button.room or button.near
        if place:
            inside.setdefault(place, []).append(button)
    return tuple(_card(plan, room, inside.get(room.room, [])) for room in plan.rooms)


def _card(plan: Plan, room: Room, buttons: list[Button]) -> DoorCard:
    fixed = [each for each in buttons if each.room]
    lit = any(two_way(each.family) for each in fixed)
    english, spanish = (statement(plan.supported.no_repercussions, language) for language in Language)
    return DoorCard(
        building=plan.building,
        room=room.room,
        name=room.name,
        floor=room.floor,
        calls=tuple(_calls(plan, room, buttons)),
        lamp=tuple(_lamp()) if lit else (),
        fallback=tuple(_fallback(plan, room, fixed)),
        statement=tuple(Both(en, es) for en, es in zip(english, spanish, strict=True)),
        buttons=tuple(each.button for each in buttons),
    )


def _calls(plan: Plan, room: Room, buttons: list[Button]) -> Iterator[Line]:
    """Say each way to call once, however many buttons of the room have it. Buttons that cannot be told come after those that can."""
    fixed = sorted((each for each in buttons if each.room), key=lambda each: not two_way(each.family))
    if not any(map(calls_for_help, fixed)):
        yield Line(_filled(texts.NO_BUTTON, plan.phone), (PHONE_SIGN,))
    yield from dict.fromkeys(_pressed(contact) for button in fixed for contact in button.contacts)
    if any(each.safe for each in fixed):
        yield Line(texts.SAFE, ("press", SAFE_SIGN))
    yield from dict.fromkeys(
        _carried(button, contact) for button in buttons if not button.room for contact in button.contacts
    )
    if buttons:
        yield from (Line(each) for each in (texts.ANYBODY, texts.AGAIN))
    if room.quiet and fixed:
        yield Line(texts.QUIET)


def _pressed(contact: Contact) -> Line:
    gesture = texts.GESTURES.get(contact.contact) or _filled(texts.OTHER_CONTACT, contact.contact)
    wish = texts.WISHES[contact.kind]
    says = Both(f"{gesture.en}: {wish.en}", f"{gesture.es}: {wish.es}")
    return Line(says, ("hold" if contact.contact == "hold" else "press", str(contact.kind)))


def _carried(button: Button, contact: Contact) -> Line:
    does = _pressed(contact)
    says = Both(
        texts.CARRIED.en.format(button.duty, _in_sentence(does.says.en)),
        texts.CARRIED.es.format(button.duty, _in_sentence(does.says.es)),
    )
    return Line(says, (PENDANT_SIGN, *does.signs[1:]))


def _lamp() -> Iterator[Line]:
    for sign in LEGEND:
        looks, means = texts.LAMP_SPANISH[sign.lamp]
        yield Line(Both(f"{sign.means} ({sign.looks})", f"{means} ({looks})"), (str(sign.lamp),))
    (means, looks), (means_es, looks_es) = DARK, texts.DARK_SPANISH
    lockdown = texts.LOCKDOWN
    yield Line(Both(f"{means} ({looks}) {lockdown.en}", f"{means_es} ({looks_es}) {lockdown.es}"), (NO_LIGHT,))


def _fallback(plan: Plan, room: Room, fixed: list[Button]) -> Iterator[Line]:
    if any(map(calls_for_help, fixed)):  # otherwise the phone is the first way of this card
        yield Line(_filled(texts.PHONE, plan.phone), (PHONE_SIGN,))
    if any(not two_way(each.family) for each in fixed):
        yield from (Line(Both(en, es)) for en, es in zip(SILENT, texts.SILENT_SPANISH, strict=True))
    yield Line(_filled(texts.DANGER, ", ".join(filter(None, [room.phone_name, plan.address]))), (PHONE_SIGN,))


def _filled(text: Both, value: str) -> Both:
    return Both(text.en.format(value), text.es.format(value))


def _in_sentence(text: str) -> str:
    return text[:1].lower() + text[1:]
