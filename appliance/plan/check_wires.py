"""Checks buttons on wires and buttons that go with a duty: their points, parts and places. Pure; a part of `check`."""

from collections.abc import Iterator

from appliance.plan.bounds import NAME_CHARACTERS_MAX
from appliance.plan.families import GPIO, INOVONICS, MODBUS, keyed, wired
from appliance.plan.mistakes import Finding, did_you_mean, quoted
from appliance.plan.model import Button, Plan, Speaks, given
from appliance.plan.wire_text import Unreadable, read_point, written
from hardware.parts import PARTS, USUAL, in_words
from hardware.points import InputPair, PinPair, Point

HOLD = "hold"
NOTICED_S = 0.3  # a contact is looked at every 0.2 s, and its wire must keep still before the contact is believed


def wire_findings(plan: Plan) -> Iterator[Finding]:
    """Give everything wrong with the buttons of wire families, and with duties."""
    boards = {board.board: board for board in given(plan.boards)}
    lines = {line.line: line for line in given(plan.lines)}
    taken: dict[str, str] = {}
    for at, button in enumerate(plan.buttons):
        path = f"buttons[{at}]"
        yield from _place(path, button, plan)
        if not wired(button.family):
            yield from _of_another_family(path, button)
            continue
        yield from _keyless(path, button)
        yield from _part(path, button)
        yield from _wanted(path, button)
        if button.family == INOVONICS and not any(line.speaks is Speaks.INOVONICS for line in lines.values()):
            do = "Add the line of a receiver under `lines`: speaks: inovonics."
            yield Finding(f"{path}.family", "No receiver of this plan hears it.", do, looked_in="lines")
        for wire in button.wires:
            where = f"{path}.wires.{wire.contact}"
            point = read_point(button.family, wire.at, boards, lines)
            if isinstance(point, Unreadable):
                yield Finding(where, point.says, point.do, looked_in="boards" if button.family == MODBUS else "lines")
                continue
            yield from _taken_once(where, point, taken)
        if button.family == MODBUS:
            says = f"A press of {button.button} that is shorter than {NOTICED_S} s may be missed: its board is asked in turn."
            yield Finding(f"{path}.family", says, "Fit buttons that stay in, or tell people to hold it.", warning=True)


def _place(path: str, button: Button, plan: Plan) -> Iterator[Finding]:
    if bool(button.duty) == bool(button.room):
        says = "This button has neither a room nor a duty." if not button.duty else "This button has a room and a duty."
        yield Finding(f"{path}.duty" if button.duty else f"{path}.room", says, "Write one of the two.")
    if button.duty and button.family != INOVONICS:
        says = f"A button of the family {quoted(button.family)} cannot be carried."
        yield Finding(f"{path}.duty", says, "Write its `room`.")
    if button.duty and (not button.duty.isprintable() or len(button.duty) > NAME_CHARACTERS_MAX):
        yield Finding(f"{path}.duty", "This is no line of text.", f"Use at most {NAME_CHARACTERS_MAX} characters.")
    for field, text in (("area", button.area), ("near", button.near)):
        if text and button.room:
            yield Finding(f"{path}.{field}", "This button has a room.", "Leave it out: only a duty has one.")
    if button.area and button.near:
        yield Finding(f"{path}.near", "This button has an area and a room near it.", "Write one of the two.")
    areas, rooms = {each.name for each in plan.areas}, {each.room for each in plan.rooms}
    if button.area and button.area not in areas:
        do = did_you_mean(button.area, areas) or "Add it under `areas`."
        yield Finding(f"{path}.area", f"There is no area {quoted(button.area)}.", do, looked_in="areas")
    if button.near and button.near not in rooms:
        do = did_you_mean(button.near, rooms) or "Add the room, or correct the name."
        yield Finding(f"{path}.near", f"There is no room {quoted(button.near)}.", do, looked_in="rooms")


def _of_another_family(path: str, button: Button) -> Iterator[Finding]:
    for field in ("part", "wires"):
        if getattr(button, field):
            says = f"A button of the family {quoted(button.family)} is on no wire of this box."
            yield Finding(f"{path}.{field}", says, "Leave it out.")


def _keyless(path: str, button: Button) -> Iterator[Finding]:
    if button.key and not keyed(button.family):
        says = f"A button of the family {quoted(button.family)} has no key: it proves nothing."
        yield Finding(f"{path}.key", says, "Leave it out.")


def _part(path: str, button: Button) -> Iterator[Finding]:
    if not button.part and button.family != INOVONICS:
        return
    part = (PARTS.get(button.part) if button.part else USUAL) if button.family == INOVONICS else None
    if part is None:
        do = did_you_mean(button.part, PARTS) or "Leave it out."
        yield Finding(f"{path}.part", f"There is no part {quoted(button.part)} of this family.", do)
        return
    which = button.part or "no part named"
    says = f"{button.button} ({which}) may be silent for {in_words(part.silent_after_s)} before anybody knows."
    do = "It cannot be told what became of a press: no room is covered by it."
    yield Finding(f"{path}.part", says, do if button.part else f"Name its part. {do}", warning=True)


def _wanted(path: str, button: Button) -> Iterator[Finding]:
    contacts = {contact.contact for contact in button.contacts}
    wires = {wire.contact for wire in button.wires}
    for contact in sorted(contacts - wires - {HOLD}):
        yield Finding(
            f"{path}.wires", f"The plan does not say where the contact {quoted(contact)} is.", f"Add it: {contact}: ..."
        )
    for contact in sorted(wires - (contacts - {HOLD})):
        do = "Leave it out: holding is told by time." if contact == HOLD else "Add it to `contacts`, or leave it out."
        yield Finding(f"{path}.wires.{contact}", f"This button has no contact {quoted(contact)} on a wire.", do)
    if HOLD in contacts and button.family not in {MODBUS, GPIO}:
        says = f"Nobody can tell how long a button of the family {quoted(button.family)} is held."
        yield Finding(f"{path}.contacts.{HOLD}", says, "Leave it out.")
    if HOLD in contacts and "help" not in contacts:
        says = "This button has `hold` but no `help`: a short press would mean nothing."
        yield Finding(f"{path}.contacts.{HOLD}", says, "Add `help: assist`.")


def _taken_once(where: str, point: Point, taken: dict[str, str]) -> Iterator[Finding]:
    for place in _places(point):
        first = taken.setdefault(place, where)
        if first != where:
            yield Finding(where, f"{quoted(place)} is used already, at {first}.", "Correct one of the two.", see=first)


def _places(point: Point) -> list[str]:
    match point:
        case InputPair(board=board, closes=closes, opens=opens):
            return [f"{board}/{each}" for each in (closes, opens) if each is not None]
        case PinPair(closes, opens):
            return [each for each in (closes, opens) if each is not None]
        case _:
            return [written(point)]
