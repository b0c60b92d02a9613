"""Works out what a list of rooms adds to a plan, or every reason why it cannot. Pure: knows no file and writes none. Whatever the plan's
own check judges is not judged here: the rows become rooms and buttons, the plan's check reads them, and its findings are told with the
line of the row.
"""

import msgspec

from appliance.buttons.findings import RowFindings
from appliance.buttons.rows import Row
from appliance.plan.devices import CHECK_IN, SAFE, usual_contacts
from appliance.plan.families import keyed
from appliance.plan.ids import AreaName, ButtonId, KeyId, RoomId, ZoneId
from appliance.plan.mistakes import Mistake, quoted
from appliance.plan.model import Button, Plan, Room

_TEXTS = ("name", "floor", "zone", "phone_name")


class Entries(RowFindings):
    """What a list adds. `rooms` and `buttons` are the ones that the plan has not yet. `of` has the button of every row, `room_of` the
    room of every button that has one.
    """

    rooms: list[Room] = msgspec.field(default_factory=list)
    buttons: list[Button] = msgspec.field(default_factory=list)
    of: list[tuple[Row, Button]] = msgspec.field(default_factory=list)
    room_of: dict[ButtonId, Room] = msgspec.field(default_factory=dict)


def entries(rows: list[Row], plan: Plan) -> Entries:
    """Work out what the rows add to this plan. The result counts only if there are no mistakes."""
    found = Entries("in the plan")
    known = {room.room: room for room in plan.rooms}
    buttons = {button.button: button for button in plan.buttons}
    lines: dict[str, list[int]] = {"rooms": [], "buttons": []}
    first_lines: dict[str, int] = {}
    for row in rows:
        room = _room(row, known.get(RoomId(row.room)), found) if row.room else None
        if room is not None and room.room not in known:
            known[room.room] = room
            found.rooms.append(room)
            lines["rooms"].append(row.line)
        planned = buttons.get(ButtonId(row.button))
        button = _button(row, planned)
        if planned is None:
            found.buttons.append(button)
            lines["buttons"].append(row.line)
        else:
            _same_as_planned(row, button, planned, found)
            # For new buttons the plan's check says this. A button that the plan has is not added again, but two rows would make two
            # devices alike.
            found.note_again("button", row.button, row.line, first_lines)
        found.of.append((row, planned or button))
        if room is not None:
            found.room_of[button.button] = room
    found.judge(with_entries(plan, found), lines)
    return found


def with_entries(plan: Plan, found: Entries) -> Plan:
    """Give the plan as it will be."""
    return msgspec.structs.replace(plan, rooms=(*plan.rooms, *found.rooms), buttons=(*plan.buttons, *found.buttons))


def _room(row: Row, known: Room | None, found: Entries) -> Room:
    if known is None:
        return Room(RoomId(row.room), row.name, row.floor, ZoneId(row.zone), row.phone_name, bool(row.quiet))
    for column in _TEXTS:
        said, stands = getattr(row, column), getattr(known, column)
        if said and said != stands:
            _differs(row, column, quoted(said), quoted(stands), f"room {quoted(row.room)}", found)
    if row.quiet is not None and row.quiet != known.quiet:
        words = {True: "yes", False: "no"}
        _differs(row, "quiet", words[row.quiet], words[known.quiet], f"room {quoted(row.room)}", found)
    return known


def _button(row: Row, planned: Button | None) -> Button:
    contacts, safe = row.contacts, row.safe
    if not contacts:
        contacts, safe = (planned.contacts, planned.safe) if planned else (usual_contacts(row.family), False)
    return Button(
        ButtonId(row.button),
        RoomId(row.room),
        row.family,
        # the key is named like its button: people would only mix up two names
        KeyId(row.button) if keyed(row.family) else KeyId(""),
        contacts,
        address=row.address,
        safe=safe,
        duty=row.duty,
        area=AreaName(row.area),
        near=RoomId(row.near),
        part=row.part,
        wires=row.wires,
    )


def _same_as_planned(row: Row, button: Button, planned: Button, found: Entries) -> None:
    """Check that the plan's button is the one in the row: a device made for another button would not be heard."""
    whose = f"button {quoted(row.button)}"
    if planned.room != button.room:
        _differs(row, "room", quoted(button.room), quoted(planned.room), whose, found)
    if planned.family != button.family:
        says = f"The plan has {whose} already, of the family {quoted(planned.family)}."
        key = f" and `key: {button.key}`" if button.key else ""
        do = f"Write `family: {button.family}`{key} there, or name another button here."
        found.mistakes.append(Mistake("button", row.line, says, do))
    elif planned.key != button.key:
        says = f"The plan has {whose} already, with the key {quoted(planned.key)}."
        found.mistakes.append(
            Mistake("button", row.line, says, f"Write `key: {button.key}` there, or name another button here.")
        )
    if (set(planned.contacts), planned.safe) != (set(button.contacts), button.safe):
        _differs(row, "contacts", _in_words(button), _in_words(planned), whose, found)
    for column in ("duty", "area", "near", "part"):
        said, stands = getattr(button, column), getattr(planned, column)
        if said != stands:
            _differs(row, column, quoted(said), quoted(stands), whose, found)
    if set(button.wires) != set(planned.wires):
        _differs(row, "wires", _places(button), _places(planned), whose, found)
    if button.address and planned.address != button.address:
        _differs(row, "address", quoted(button.address), quoted(planned.address), whose, found)


def _in_words(button: Button) -> str:
    calling = [f"{each.contact}={each.kind}" for each in button.contacts]
    return quoted(" ".join([*calling, *([f"{SAFE}={CHECK_IN}"] if button.safe else [])]))


def _places(button: Button) -> str:
    return quoted(" ".join(f"{each.contact}={each.at}" for each in button.wires))


def _differs(row: Row, column: str, said: str, stands: str, whose: str, found: Entries) -> None:
    says = f"This says {said}; {whose} stands with {stands} in the plan or on an earlier line."
    found.mistakes.append(Mistake(column, row.line, says, "Correct one of the two."))
