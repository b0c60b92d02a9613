"""The ways into and out of rooms in words: the lines that the command prints and both consoles show. Pure; rooms with too few first."""

import textwrap
from collections.abc import Iterator

from appliance.api.ways_messages import RoomWaysLine, WayLine, WayLost, WaysKnown, ZoneWaysLine

ENOUGH = 2
UNPROVED = "A plan file knows of no test: nothing here says whether any of it works. A box does: --socket asks it."
_MEANS = "Ways are independent when they share nothing but the box, which all hang on."
_DAY_MS, _HOUR_MS, _MINUTE_MS = 86_400_000, 3_600_000, 60_000


def in_words(known: WaysKnown, width: int) -> list[str]:
    """Everything, none of it wider than that."""
    return [line for says, indent in _everything(known) for line in _wrapped(says, indent, width)]


def headline(known: WaysKnown) -> str:
    """How many rooms have too few, or that none has."""
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
    return not any(_too_few(each, known) for each in known.rooms)


def lost_words(lost: tuple[WayLost, ...]) -> list[str]:
    """The same loss once, with every room it is of."""
    rooms: dict[tuple[bool, int, tuple[str, ...]], list[str]] = {}
    for each in lost:
        rooms.setdefault((each.inward, each.left, each.causes), []).append(each.room_name)
    return [_lost(names, *which) for which, names in rooms.items()]


def _lost(names: list[str], inward: bool, left: int, causes: tuple[str, ...]) -> str:
    has, way = ("has", "its") if len(names) == 1 else ("have", "their")
    side = "in" if inward else "out"
    which = f"{way} second way {side}" if left else f"{way} last way {side}" if len(names) == 1 else f"every way {side}"
    return f"{', '.join(names)} {has} lost {which}: {', '.join(causes)}"


def _everything(known: WaysKnown) -> Iterator[tuple[str, int]]:
    yield f"{known.building}: {headline(known)}", 0
    yield _MEANS, 0
    if not known.seen:
        yield UNPROVED, 0
    for words in lost_words(known.lost):
        yield f"! {words}", 2
    for each in sorted(known.rooms, key=lambda each: not _too_few(each, known)):
        yield from _room(each, known)
    for zone in known.zones:
        yield from _zone(zone, known)


def _room(room: RoomWaysLine, known: WaysKnown) -> Iterator[tuple[str, int]]:
    out = next((each.independent for each in known.zones if each.zone == room.zone), 0)
    yield "", 0
    mark = "!" if _too_few(room, known) else "="
    yield f"{mark} {room.name} ({room.room}): {_many(room.independent)} in, {_many(out)} out of zone {room.zone}", 2
    yield from _ways(room.ways, room.share, known)
    yield f"- phone {room.phone}: not watched, never counted", 6


def _zone(zone: ZoneWaysLine, known: WaysKnown) -> Iterator[tuple[str, int]]:
    yield "", 0
    yield f"{'=' if zone.independent >= ENOUGH else '!'} Out of zone {zone.zone}: {_many(zone.independent)}", 2
    yield from _ways(zone.ways, zone.share, known)


def _ways(ways: tuple[WayLine, ...], share: tuple[str, ...], known: WaysKnown) -> Iterator[tuple[str, int]]:
    for each in ways:
        yield f"- {_way(each, known)}", 6
    if share:
        yield f"all of them share: {', '.join(share)}", 6


def _way(way: WayLine, known: WaysKnown) -> str:
    what = f"{way.name} ({way.family})" if way.kind != "desk" else way.name
    carried = ", if somebody has it" if way.if_carried else ""
    hangs = ", then ".join(way.hangs_on)
    heard = f"heard by {' or '.join(way.heard_by)}" if way.heard_by else ""
    unsaid = "" if way.said else "nobody said what it hangs on"
    on = "; ".join(each for each in (heard, hangs and f"on {hangs}", unsaid) if each) or "on the box itself"
    proved = f"; {_proved(way)}" if known.seen else ""
    return f"{what}{carried}: {'AWAY NOW; ' if way.away else ''}{on}{proved}"


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
