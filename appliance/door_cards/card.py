"""Makes the card of each room, and of areas with pendants, out of the plan: all that it says, in both languages, and its code. Pure; knows
no page and no test.
"""

import base64
import hashlib
from collections.abc import Iterator

import msgspec

from appliance.door_cards import texts
from appliance.door_cards.legend import DARK, LEGEND, SILENT
from appliance.plan.coverage import calls_for_help
from appliance.plan.families import two_way
from appliance.plan.ids import ButtonId, RoomId
from appliance.plan.model import Area, Button, Contact, Kind, Plan, Room
from appliance.supports.language import Both, Language
from appliance.supports.statement import statement

NO_LIGHT = "dark"
"""The sign of a lamp on which no light is lit."""

PHONE_SIGN = "phone"
PENDANT_SIGN = "pendant"
SAFE_SIGN = "safe"

NO_FLOOR = ""
"""The floor on the card of an area. Every room has one: the check of a plan asks for it."""

_CODE_BYTES = 5
"""40 bits, which are eight letters. A code is compared with that of the same room's card alone. So one change in a million million would
pass unseen, and eight letters are still read from a door without a mistake.
"""


class Line(msgspec.Struct, frozen=True):
    """One thing that the card says. `signs` name its pictograms, from left to right; there may be none."""

    says: Both
    signs: tuple[str, ...] = ()


class DoorCard(msgspec.Struct, frozen=True):
    """All that the card of one room says, or of an area, whose name is also its `room`. `lamp` is empty if no button here has a lamp.
    `buttons` are those whose walk tests count here.

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


def to_document(card: DoorCard) -> bytes:
    """Give the bytes in which a card is sent."""
    return msgspec.json.encode(card)


def from_document(document: bytes) -> DoorCard:
    """Read a card that was sent. Raises msgspec.DecodeError where these bytes are no card."""
    return msgspec.json.decode(document, type=DoorCard)


def door_cards(plan: Plan) -> tuple[DoorCard, ...]:
    """Make the card of every room, and after them of every area in which a pendant of the plan is used, in the plan's order."""
    inside: dict[RoomId, list[Button]] = {}
    for button in plan.buttons:
        place = button.room or button.near
        if place:
            inside.setdefault(place, []).append(button)
    used = {area.name: [each for each in plan.buttons if each.area == area.name] for area in plan.areas}
    return (
        *(_card(plan, room, inside.get(room.room, [])) for room in plan.rooms),
        *(_of_area(plan, area, used[area.name]) for area in plan.areas if used[area.name]),
    )


def _of_area(plan: Plan, area: Area, pendants: list[Button]) -> DoorCard:
    """Make the card for the door to an area. The district's own words how to call from there are in the language of the plan."""
    carried = dict.fromkeys(_carried(button, contact) for button in pendants for contact in button.contacts)
    silent = () if all(two_way(each.family) for each in pendants) else _silent()
    place = ", ".join(filter(None, [area.name, plan.address]))
    return DoorCard(
        building=plan.building,
        room=RoomId(area.name),
        name=area.name,
        floor=NO_FLOOR,
        calls=(*carried, Line(texts.ANYBODY), Line(texts.AGAIN)),
        lamp=(),
        fallback=(
            Line(Both(area.instead, area.instead)),
            *silent,
            Line(_filled(texts.PHONE, plan.phone), (PHONE_SIGN,)),
            Line(_filled(texts.DANGER, place), (PHONE_SIGN,)),
        ),
        statement=_statement(plan),
        buttons=tuple(each.button for each in pendants),
    )


def _statement(plan: Plan) -> tuple[Both, ...]:
    english, spanish = (statement(plan.supported.no_repercussions, language) for language in Language)
    return tuple(Both(en, es) for en, es in zip(english, spanish, strict=True))


def _silent() -> Iterator[Line]:
    yield from (Line(Both(en, es)) for en, es in zip(SILENT, texts.SILENT_SPANISH, strict=True))


def _card(plan: Plan, room: Room, buttons: list[Button]) -> DoorCard:
    fixed = [each for each in buttons if each.room]
    lit = any(two_way(each.family) for each in fixed)
    return DoorCard(
        building=plan.building,
        room=room.room,
        name=room.name,
        floor=room.floor,
        calls=tuple(_calls(plan, room, buttons)),
        lamp=tuple(_lamp()) if lit else (),
        fallback=tuple(_fallback(plan, room, fixed)),
        statement=_statement(plan),
        buttons=tuple(each.button for each in buttons),
    )


def _calls(plan: Plan, room: Room, buttons: list[Button]) -> Iterator[Line]:
    """Say each way to call once, however many buttons of the room have it. Buttons that cannot be told come after those that can."""
    fixed = sorted((each for each in buttons if each.room), key=lambda each: not two_way(each.family))
    if not any(map(calls_for_help, fixed)):
        yield Line(_filled(texts.NO_BUTTON, plan.phone), (PHONE_SIGN,))
    meant = _meant(fixed)
    yield from dict.fromkeys(
        _pressed(contact, button.button if len(meant[contact.contact]) > 1 else "")
        for button in fixed
        for contact in button.contacts
    )
    if any(each.safe for each in fixed):
        yield Line(texts.SAFE, ("press", SAFE_SIGN))
    yield from dict.fromkeys(
        _carried(button, contact) for button in buttons if not button.room for contact in button.contacts
    )
    if room.phone and plan.dialled is not None:
        yield Line(_filled(texts.DIAL, plan.dialled.extension), (PHONE_SIGN,))
    if plan.texted is not None:
        yield Line(_filled(texts.TEXT, plan.texted.number), (PHONE_SIGN,))
    if buttons:
        yield from (Line(each) for each in (texts.ANYBODY, texts.AGAIN))
    if room.quiet and fixed:
        yield Line(texts.QUIET)


def _meant(buttons: list[Button]) -> dict[str, set[Kind]]:
    """Give all that each gesture asks for in this room. If that is more than one thing, the card must say of which button it speaks."""
    meant: dict[str, set[Kind]] = {}
    for button in buttons:
        for contact in button.contacts:
            meant.setdefault(contact.contact, set()).add(contact.kind)
    return meant


def _pressed(contact: Contact, named: str = "") -> Line:
    """Say what a gesture asks for. `named` is the button's name, where the same gesture asks for something else at another one."""
    gesture = texts.GESTURES.get(contact.contact) or _filled(texts.OTHER_CONTACT, contact.contact)
    if named:
        gesture = Both(f"{gesture.en} {named}", f"{gesture.es} {named}")
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
        yield from _silent()
    yield Line(_filled(texts.DANGER, ", ".join(filter(None, [room.phone_name, plan.address]))), (PHONE_SIGN,))


def _filled(text: Both, value: str) -> Both:
    return Both(text.en.format(value), text.es.format(value))


def _in_sentence(text: str) -> str:
    return text[:1].lower() + text[1:]
