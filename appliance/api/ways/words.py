"""Writes the ways into and out of rooms in words: the lines that the command prints and both consoles show. Pure; rooms with too few
ways come first.
"""

import textwrap
from collections.abc import Iterable, Iterator

from appliance.api.ways.messages import MessageWayLine, RoomWaysLine, WayLine, WayLost, WaysKnown, ZoneWaysLine
from appliance.core.messages.proving import UNPROVED_AFTER_DAYS
from appliance.plan.families import class_of, classes_of
from appliance.words.classes import promise_lines

ENOUGH = 2
UNPROVED = "A plan file knows of no test: nothing here says whether any of it works. A box does: --socket asks it."
_MEANS = "Ways are independent when they share nothing but the box itself."
_DAY_MS, _HOUR_MS, _MINUTE_MS = 86_400_000, 3_600_000, 60_000


def in_words(known: WaysKnown, width: int) -> list[str]:
    """Give everything below the headline, no line longer than `width`. Ways that are away and rooms with too few come first."""
    return [line for says, indent in _everything(known) for line in _wrapped(says, indent, width)]


def headline(known: WaysKnown) -> str:
    """Say how many rooms have too few ways, or that none has."""
    few = sum(_too_few(each, known) for each in known.rooms)
    if not known.rooms:
        return "The plan has no rooms."
    if not few:
        return f"Each of {len(known.rooms)} rooms has two or more independent ways in and out."
    return (
        f"{few} of {len(known.rooms)} rooms {'has' if few == 1 else 'have'} fewer than two independent ways in or out."
    )


def enough(known: WaysKnown) -> bool:
    """Whether every room has two independent ways in and out."""
    return not few(known)


def lost_words(lost: tuple[WayLost, ...]) -> list[str]:
    """Say each loss once, with every room that has it."""
    rooms: dict[tuple[bool, int, tuple[str, ...]], list[str]] = {}
    for each in lost:
        rooms.setdefault((each.inward, each.left, each.causes), []).append(each.room_name)
    return [_lost(names, *which) for which, names in rooms.items()]


def few(known: WaysKnown) -> tuple[RoomWaysLine, ...]:
    """Give the rooms with fewer than two independent ways in or out."""
    return tuple(each for each in known.rooms if _too_few(each, known))


def of_room(room: RoomWaysLine, known: WaysKnown) -> list[str]:
    """Describe one room, one sentence each: how many ways, each way in, what all of them share, and its phone."""
    out = next((each.independent for each in known.zones if each.zone == room.zone), 0)
    lost = {each.inward: f", {each.left or 'none'} now" for each in known.lost if each.room_name == room.name}
    ins, outs = (
        f"{_many(many)} {side}{lost.get(side == 'in', '')}" for side, many in (("in", room.independent), ("out", out))
    )
    return [
        f"{room.name} ({room.room}): {ins}; {outs} of zone {room.zone}",
        *(f"- {_way(each, known)}" for each in room.ways),
        *([f"all of them share: {', '.join(room.share)}"] if room.share else []),
        f"- phone {room.phone}{_dials(room, known)}: not watched, never counted",
    ]


def _dials(room: RoomWaysLine, known: WaysKnown) -> str:
    if not (room.extension and known.help_extension):
        return ""
    return f" (extension {room.extension}), which calls for this room at {known.help_extension}"


def out_of_zone(zone: ZoneWaysLine, known: WaysKnown) -> list[str]:
    """Describe the ways out of a zone, one sentence each."""
    return [
        f"Out of zone {zone.zone}: {_many(zone.independent)}",
        *(f"- {_way(each, known)}" for each in zone.ways),
        *([f"all of them share: {', '.join(zone.share)}"] if zone.share else []),
    ]


def message_words(known: WaysKnown) -> list[str]:
    """Describe each way of messages in a sentence, with a mark before it: "!" where somebody is not reached, or not surely."""
    return [
        f"{'!' if each.away or (each.unproved and known.seen) else '='} {_message(each, known)}"
        for each in known.messages
    ]


def of_classes(rooms: Iterable[RoomWaysLine], also: tuple[str, ...] = ()) -> list[list[str]]:
    """Say what each class promises of which these rooms have a button: for each class its title, then its promises. `also` are families
    besides those of buttons.
    """
    families = (*(way.family for room in rooms for way in room.ways if way.kind == "button"), *also)
    return [list(promise_lines(each)) for each in classes_of(families)]


def _by_voice(known: WaysKnown) -> tuple[str, ...]:
    """Give the families of telephones and texts by which people can call."""
    return (*(("telephone",) if known.help_extension else ()), *(("text",) if known.by_text else ()))


def _lost(names: list[str], inward: bool, left: int, causes: tuple[str, ...]) -> str:
    has, way = ("has", "its") if len(names) == 1 else ("have", "their")
    side = "in" if inward else "out"
    which = f"{way} second way {side}" if left else f"{way} last way {side}" if len(names) == 1 else f"every way {side}"
    return f"{', '.join(names)} {has} lost {which}: {', '.join(causes)}"


def _everything(known: WaysKnown) -> Iterator[tuple[str, int]]:
    yield _MEANS, 0
    if not known.seen:
        yield UNPROVED, 0
    for words in lost_words(known.lost):
        yield f"! {words}", 2
    lost = {each.room_name for each in known.lost}
    wrong = {each.room: each.name in lost or _too_few(each, known) for each in known.rooms}
    for room in sorted(known.rooms, key=lambda each: not wrong[each.room]):
        yield from _under("!" if wrong[room.room] else "=", of_room(room, known))
    for zone in known.zones:
        yield from _under("!" if zone.independent < ENOUGH else "=", out_of_zone(zone, known))
    for line in message_words(known):
        yield from _under(line[0], [line[2:]])
    for title, *promised in of_classes(known.rooms, _by_voice(known)):
        yield from (("", 0), (title, 0), *((each, 6) for each in promised))


def _under(mark: str, lines: list[str]) -> Iterator[tuple[str, int]]:
    yield "", 0
    yield f"{mark} {lines[0]}", 2
    yield from ((each, 6) for each in lines[1:])


def _way(way: WayLine, known: WaysKnown) -> str:
    what = f"{way.name} ({_family(way)})" if way.kind != "desk" else way.name
    carried = ", if somebody has it" if way.if_carried else ""
    hangs = ", then ".join(way.hangs_on)
    heard = f"heard by {' or '.join(way.heard_by)}" if way.heard_by else ""
    unsaid = "" if way.said else "nobody said what it hangs on"
    on = "; ".join(each for each in (heard, hangs and f"on {hangs}", unsaid) if each) or "on the box itself"
    proved = f"; {_proved(way)}" if known.seen else ""
    return f"{what}{carried}: {'AWAY NOW; ' if way.away else ''}{on}{proved}"


def _message(line: MessageWayLine, known: WaysKnown) -> str:
    people = "1 person" if line.people == 1 else f"{line.people} people"
    away = f"; {line.away} NOT REACHED NOW" if line.away else ""
    unproved = f"; {line.unproved} not proved within {UNPROVED_AFTER_DAYS} days" if line.unproved else "; all proved"
    return f"Besides, {line.way} to {people}, which never counts as a way out{away}{unproved if known.seen else ''}"


def _family(way: WayLine) -> str:
    promised = class_of(way.family) if way.kind == "button" else None
    return way.family if promised is None else f"{way.family}, class {promised.number}"


def _proved(way: WayLine) -> str:
    did = {"button": "tested", "desk": "last key", "sounder": "proved itself"}[way.kind]
    ago_ms = way.proved_ago_ms
    if ago_ms is None:
        return {"button": "never tested", "desk": "no key since the box started"}.get(
            way.kind, "not proved since the box started"
        )
    for step_ms, word in ((_DAY_MS, "day"), (_HOUR_MS, "hour"), (_MINUTE_MS, "minute")):
        if ago_ms >= step_ms:
            number = ago_ms // step_ms
            return f"{did} {number} {word}{'' if number == 1 else 's'} ago"
    return f"{did} just now"


def _many(independent: int) -> str:
    return ("no way", "1 way")[independent] if independent < ENOUGH else "2 or more ways"


def _too_few(room: RoomWaysLine, known: WaysKnown) -> bool:
    out = next((each.independent for each in known.zones if each.zone == room.zone), 0)
    return min(room.independent, out) < ENOUGH


def _wrapped(says: str, indent: int, width: int) -> list[str]:
    first = "" if says[:2] in {"! ", "= "} else " " * max(0, indent - 2)
    return textwrap.wrap(says, width, initial_indent=first, subsequent_indent=" " * indent) or [""]
