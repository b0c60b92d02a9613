"""Checks whether a plan holds together: every name leads to an entry, and a call from anywhere reaches somebody. Pure; knows no file.

Every finding carries the path that it would have in a plan file (`rooms[3].zone`), so that a reader of the file can add the line.
"""

import re
from collections.abc import Iterable, Iterator

from appliance.plan.bounds import (
    CONTACTS_MAX,
    ID,
    ID_CHARACTERS_MAX,
    NAME_CHARACTERS_MAX,
    TEXT_CHARACTERS_MAX,
    outside_limits,
    outside_retention,
    too_many,
)
from appliance.plan.check_browser_desks import browser_desk_findings
from appliance.plan.check_devices import device_findings
from appliance.plan.check_hand_over import hand_over_findings
from appliance.plan.check_lines import line_findings
from appliance.plan.check_messages import message_findings
from appliance.plan.check_other_help import other_help_findings
from appliance.plan.check_pages import page_findings
from appliance.plan.check_pairable import pairable_findings
from appliance.plan.check_power import power_findings
from appliance.plan.check_reach import reach_findings
from appliance.plan.check_relays import relay_findings
from appliance.plan.check_rooms import room_findings
from appliance.plan.check_supports import support_findings
from appliance.plan.check_tap_outs import tap_out_findings
from appliance.plan.check_telephones import telephone_findings
from appliance.plan.check_walls import wall_findings
from appliance.plan.check_wires import wire_findings
from appliance.plan.check_zones import zone_findings
from appliance.plan.coverage import calls_for_help, coverage
from appliance.plan.families import BUTTON_FAMILIES, ESPHOME, SOUNDER_FAMILIES, keyed
from appliance.plan.mistakes import Finding, did_you_mean, listed, quoted
from appliance.plan.model import Button, Plan, given

PHONE_DIGITS_MIN = 10  # 911 can call back from anywhere only with an area code (Kari's Law installations)

_TIMEZONE = re.compile(r"UTC|[A-Z][A-Za-z_]+(/[A-Z][A-Za-z0-9_+-]*){1,2}")
_PHONE = re.compile(r"\+?[0-9 ().-]+")

# section, field of its id ("" for none), fields with a name of one line, fields with one word, fields with a longer text
_SECTIONS = (
    ("rooms", "room", ("name", "floor", "phone_name"), ("zone",), ()),
    ("areas", "", ("name",), ("zone",), ("instead",)),
    ("buttons", "button", (), (), ()),
    ("hangs_on", "hangs", ("name",), (), ()),
    ("lines", "line", ("name",), (), ()),
    ("boards", "board", ("name",), (), ()),
    ("power", "supply", ("name",), (), ()),
    ("desks", "desk", ("name",), ("zone",), ()),
    ("people", "person", ("name",), (), ()),
    ("sounders", "sounder", ("name",), ("zone",), ()),
    ("walls", "", ("name",), (), ()),
    ("shared_phones", "phone", ("name",), ("zone",), ()),
)

_WHY_NEEDED = {
    "phone_name": "Write the name the phone system shows for this room: 911 is told the same place (RAY BAUM's Act).",
    "instead": "Write how somebody there calls for help, such as a radio channel or the nearest phone.",
    "zone": "Write the part of the building it is in: a desk beside a call does not count as help for it.",
}


def check(plan: Plan) -> list[Finding]:
    """Give everything wrong with a plan, mistakes and warnings, in the order of its sections. An empty list means that the plan is
    sound.
    """
    crowded = list(too_many(plan))
    if crowded:
        # No building has a section this long. To compare each of its names with every other would take minutes.
        return crowded
    return [
        *_building(plan),
        *_texts(plan),
        *_twice(plan),
        *_rooms_of_buttons(plan),
        *room_findings(plan),
        *zone_findings(plan),
        *_buttons(plan),
        *device_findings(plan),
        *line_findings(plan),
        *wire_findings(plan),
        *hand_over_findings(plan),
        *power_findings(plan),
        *relay_findings(plan),
        *reach_findings(plan),
        *message_findings(plan),
        *telephone_findings(plan),
        *support_findings(plan),
        *tap_out_findings(plan),
        *other_help_findings(plan),
        *page_findings(plan),
        *browser_desk_findings(plan),
        *wall_findings(plan),
        *pairable_findings(plan),
        *outside_limits(plan.limits),
        *outside_retention(plan.kept),
        *_uncovered(plan),
    ]


def _building(plan: Plan) -> Iterator[Finding]:
    yield from _line("building.name", plan.building, NAME_CHARACTERS_MAX)
    yield from _line("building.address", plan.address, TEXT_CHARACTERS_MAX)
    if not _PHONE.fullmatch(plan.phone) or sum(each.isdigit() for each in plan.phone) < PHONE_DIGITS_MIN:
        says = f"{quoted(plan.phone)} is not a number that 911 can call back."
        yield Finding("building.phone", says, "Write it with its area code, such as +1 720 555 0100.")
    if not _TIMEZONE.fullmatch(plan.timezone):
        says = f"{quoted(plan.timezone)} is not the name of a timezone."
        yield Finding("building.timezone", says, "Write it like America/Denver.")
    if plan.kept.approved:
        yield from _line("retention.approved", plan.kept.approved, TEXT_CHARACTERS_MAX)
    if not plan.rooms:
        yield Finding(
            "rooms", "The plan has no rooms.", "List every room, also those without a button.", looked_in="rooms"
        )


def _texts(plan: Plan) -> Iterator[Finding]:
    for section, own, names, words, longer in _SECTIONS:
        for at, each in enumerate(given(getattr(plan, section))):
            path = f"{section}[{at}]"
            if own:
                yield from _word(f"{path}.id", getattr(each, own))
            for field in words:
                yield from _word(f"{path}.{field}", getattr(each, field), _WHY_NEEDED.get(field, ""))
            for field in names:
                yield from _line(f"{path}.{field}", getattr(each, field), NAME_CHARACTERS_MAX)
            for field in longer:
                yield from _line(f"{path}.{field}", getattr(each, field), TEXT_CHARACTERS_MAX)


def _word(path: str, text: str, why_needed: str = "") -> Iterator[Finding]:
    if not text:
        yield Finding(path, "This is empty.", why_needed or "Write a short name for it.")
    elif not ID.fullmatch(text):
        says = f"{quoted(text)} cannot be used as a name here."
        yield Finding(path, says, "Use letters, digits, - _ and . only, beginning with a letter or digit.")
    elif len(text) > ID_CHARACTERS_MAX:
        says = f"{quoted(text)} is {len(text)} characters long."
        yield Finding(path, says, f"Use at most {ID_CHARACTERS_MAX}: it stands on labels and in narrow columns.")


def _line(path: str, text: str, most: int) -> Iterator[Finding]:
    if not text:
        yield Finding(path, "This is empty.", _WHY_NEEDED.get(path.rpartition(".")[2], "Write it after the colon."))
    elif not text.isprintable():
        yield Finding(path, f"{quoted(text)} holds a character that cannot be shown.", "Type it again, on one line.")
    elif len(text) > most:
        yield Finding(path, f"This is {len(text)} characters long.", f"Use at most {most}, so that it fits the screen.")


def _twice(plan: Plan) -> Iterator[Finding]:
    yield from _repeats("rooms", "id", (each.room for each in plan.rooms))
    yield from _repeats("rooms", "name", (each.name for each in plan.rooms))
    yield from _repeats("buttons", "id", (each.button for each in plan.buttons))
    yield from _repeats("hangs_on", "id", (each.hangs for each in given(plan.hangs_on)))
    yield from _repeats("lines", "id", (each.line for each in given(plan.lines)))
    yield from _repeats("boards", "id", (each.board for each in given(plan.boards)))
    yield from _repeats("power", "id", (each.supply for each in given(plan.power)))
    yield from _repeats("desks", "id", (each.desk for each in plan.desks))
    yield from _repeats("people", "id", (each.person for each in plan.people))
    yield from _repeats("people", "name", (each.name for each in plan.people))
    yield from _repeats("sounders", "id", (each.sounder for each in plan.sounders))
    keys = [(f"buttons[{at}].key", each.key) for at, each in enumerate(plan.buttons)]
    yield from _same([*keys, *((f"sounders[{at}].key", each.key) for at, each in enumerate(plan.sounders))])


def _repeats(section: str, field: str, names: Iterable[str]) -> Iterator[Finding]:
    return _same((f"{section}[{at}].{field}", name) for at, name in enumerate(names))


def _same(named: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for path, name in named:
        if not name:
            continue
        # The box would take "b204" and "B204" as two things; a person who reads the labels would take them as one
        folded = name.casefold()
        if folded in first:
            does = "Two devices never share one" if path.endswith(".key") else "Each must have its own"
            says = f"{quoted(name)} is used already, at {first[folded]}."
            yield Finding(path, says, f"{does}: choose another.", see=first[folded])
        first.setdefault(folded, path)


def _rooms_of_buttons(plan: Plan) -> Iterator[Finding]:
    rooms = {each.room for each in plan.rooms}
    for at, button in enumerate(plan.buttons):
        if button.room and button.room not in rooms:
            says = f"There is no room {quoted(button.room)}."
            do = did_you_mean(button.room, rooms) or "Add the room, or correct the name."
            yield Finding(f"buttons[{at}].room", says, do, looked_in="rooms")


def _buttons(plan: Plan) -> Iterator[Finding]:
    for at, button in enumerate(plan.buttons):
        path = f"buttons[{at}]"
        if button.room:
            yield from _word(f"{path}.room", button.room)
        if keyed(button.family):
            yield from _word(f"{path}.key", button.key)
        yield from _family(f"{path}.family", button.family, BUTTON_FAMILIES)
        yield from _contacts(path, button)
    for at, sounder in enumerate(plan.sounders):
        path = f"sounders[{at}]"
        yield from _family(f"{path}.family", sounder.family, SOUNDER_FAMILIES)
        if sounder.family == ESPHOME:
            yield from _word(f"{path}.key", sounder.key, "Write the name of its secret in the box's credential store.")
        else:
            yield from _line(f"{path}.output", sounder.output, TEXT_CHARACTERS_MAX)


def _family(path: str, family: str, known: Iterable[str]) -> Iterator[Finding]:
    if family not in known:
        do = did_you_mean(family, known) or f"Known families: {listed(known)}."
        yield Finding(path, f"Nothing here speaks to a family {quoted(family)}.", do)


def _contacts(path: str, button: Button) -> Iterator[Finding]:
    if not button.contacts:
        yield Finding(f"{path}.contacts", "This button has no contacts.", "Write at least `help: assist`.")
    elif not calls_for_help(button):
        says = "Every contact of this button is a tap-out, which climbs no ladder."
        yield Finding(
            f"{path}.contacts", says, "Add a contact that calls for help, such as `help: assist`.", warning=True
        )
    if len(button.contacts) > CONTACTS_MAX:
        says = f"This button has {len(button.contacts)} contacts."
        yield Finding(f"{path}.contacts", says, f"A button reports at most {CONTACTS_MAX}.")
    for contact in button.contacts:
        yield from _word(f"{path}.contacts.{contact.contact}", contact.contact)
    yield from _same((f"{path}.contacts", contact.contact) for contact in button.contacts)
    kinds = {contact.contact: contact.kind for contact in button.contacts}
    if "help" in kinds and "hold" in kinds and kinds["hold"].urgency < kinds["help"].urgency:
        says = f"Holding this button asks for less ({kinds['hold']}) than pressing it ({kinds['help']})."
        yield Finding(f"{path}.contacts.hold", says, "A longer press never means less: make hold at least as urgent.")


def _uncovered(plan: Plan) -> Iterator[Finding]:
    found = coverage(plan)
    at = {room.room: number for number, room in enumerate(plan.rooms)}
    listed_names = {area.name.casefold() for area in plan.areas}
    for room in found.bare:
        if not {room.room.casefold(), room.name.casefold()} & listed_names:
            says = f"{room.name} is not covered: no button there calls for help."
            do = "Fit one, or list it under `areas` with how to call from there."
            yield Finding(f"rooms[{at[room.room]}]", says, do, warning=True, looked_in="buttons")
    for room in found.one_way:
        says = f"{room.name} is not covered: its button cannot be told whether anybody heard."
        yield Finding(
            f"rooms[{at[room.room]}]", says, "Fit a two-way button, or tell its people to phone as well.", warning=True
        )
