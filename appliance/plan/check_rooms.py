"""Checks what a plan says of the inside of rooms: where a class goes when its room is cleared, and the notes for whoever is sent there.
Pure; a part of `check`.
"""

from collections.abc import Iterator

from appliance.plan.mistakes import Finding, counted, did_you_mean, quoted
from appliance.plan.model import Plan

ROOM_NOTE_CHARACTERS_MAX = 120
"""Ours: two lines of a card of 64 columns. Whoever reads it is on the way, and reads three such notes at a glance."""
CLASSES_MAX = 3
"""Ours: a plan that sends more classes than these to one room looks like a name that was copied down the list. A gym takes more, so it is
a warning.
"""

NOTES = (("exits", "exits"), ("can_be_thrown", "thrown"), ("where_to_stand", "stand"))
"""The field in a plan file, and in the plan."""


def room_findings(plan: Plan) -> Iterator[Finding]:
    """Give everything wrong with buddy rooms and with notes of rooms."""
    yield from _buddies(plan)
    for at, room in enumerate(plan.rooms):
        for written, field in NOTES:
            yield from _note(f"rooms[{at}].{written}", getattr(room, field))


def _buddies(plan: Plan) -> Iterator[Finding]:
    known = {each.room for each in plan.rooms}
    classes: dict[str, int] = {}
    for at, room in enumerate(plan.rooms):
        path, buddy = f"rooms[{at}].buddy", room.buddy
        if not buddy:
            continue
        if buddy == room.room:
            yield Finding(path, "This room is its own buddy room.", "Name another room, or leave the line out.")
        elif buddy not in known:
            says = f"There is no room {quoted(buddy)}."
            do = did_you_mean(buddy, known) or "Add the room, or correct the name."
            yield Finding(path, says, do, looked_in="rooms")
        else:
            classes[buddy] = classes.get(buddy, 0) + 1
            if classes[buddy] == CLASSES_MAX + 1:
                rooms = counted(sum(each.buddy == buddy for each in plan.rooms), "room")
                says = f"{quoted(buddy)} is the buddy room of {rooms}."
                do = "Name another for some of them, or leave it if so many people find room there."
                yield Finding(path, says, do, warning=True)


def _note(path: str, text: str) -> Iterator[Finding]:
    if not text.isprintable():
        yield Finding(path, f"{quoted(text)} holds a character that cannot be shown.", "Type it again, on one line.")
    elif len(text) > ROOM_NOTE_CHARACTERS_MAX:
        do = f"Use at most {ROOM_NOTE_CHARACTERS_MAX}, so that whoever is on the way reads it at a glance."
        yield Finding(path, f"This is {len(text)} characters long.", do)
