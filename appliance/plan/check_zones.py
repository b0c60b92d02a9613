"""Checks whether the zones of a plan are the parts of the building that its author means. Pure; a part of `check`."""

from collections import Counter
from collections.abc import Iterator
from itertools import takewhile

from appliance.plan.mistakes import Finding, did_you_mean, listed, quoted
from appliance.plan.model import Plan

# a building needs two or three; a running box checks plans too, and a thousand zones would take it seconds
ZONES_COMPARED_MAX = 20
SLIP_LETTERS_MIN = 3  # shorter names are codes: "n" and "ne" are two zones
MISTYPED_LETTERS_MIN = 5  # shorter names are often two words that differ by a letter: "hall" and "hill"

_TWO_MEANT = "leave it where it is a part of the building by itself."


def zone_findings(plan: Plan) -> Iterator[Finding]:
    """Give everything wrong with zones: zones that nothing is in, and zones that look like a typing mistake."""
    places: list[tuple[str, str]] = [(f"rooms[{at}].zone", each.zone) for at, each in enumerate(plan.rooms)]
    places += [(f"areas[{at}].zone", each.zone) for at, each in enumerate(plan.areas)]
    standing = [(f"desks[{at}].zone", each.zone) for at, each in enumerate(plan.desks)]
    standing += [(f"sounders[{at}].zone", each.zone) for at, each in enumerate(plan.sounders)]
    zones = {zone for _, zone in places}
    for path, zone in standing:
        if zone and zone not in zones:
            says = f"No room or area is in a zone {quoted(zone)}."
            do = did_you_mean(zone, zones) or f"Zones in use: {listed(sorted(zones)[:10])}."
            yield Finding(path, says, do, looked_in="rooms")
    yield from _slips(places, Counter(zone for _, zone in [*places, *standing] if zone))


def _slips(places: list[tuple[str, str]], uses: Counter[str]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for path, zone in places:
        first.setdefault(zone, path)
    # Of two zones that are nearly alike, the one used less is the mistake. If both are used equally often, it is the later one.
    usual = sorted(filter(None, first), key=lambda zone: -uses[zone])
    for at, zone in enumerate(usual):
        before = usual[:at] if len(usual) <= ZONES_COMPARED_MAX else ()
        meant = next((other for other in before if _nearly(zone, other)), None)
        if meant is not None:
            by = "differs from {} only in capitals" if zone.casefold() == meant.casefold() else "is nearly {}"
            says = f"Zone {quoted(zone)} {by.format(quoted(meant))}, and counts as another."
            yield Finding(first[zone], says, f"Write both the same way, or {_TWO_MEANT}", warning=True)
        elif uses[zone] == 1 and first[zone].startswith("rooms"):
            says = f"This room is alone in zone {quoted(zone)}: no other room, no area, desk or sounder is in it."
            yield Finding(first[zone], says, f"Write the zone of the rooms beside it, or {_TWO_MEANT}", warning=True)


def _nearly(one: str, other: str) -> bool:
    """Whether both texts are the same word, apart from a typing mistake, capitals, or the signs that join it."""
    one, other = one.casefold(), other.casefold()
    if _joined(one) == _joined(other):
        return True
    if min(len(one), len(other)) < SLIP_LETTERS_MIN:
        return False
    start = _alike(one, other)
    end = _alike(one[start:][::-1], other[start:][::-1])
    this, that = one[start : len(one) - end], other[start : len(other) - end]
    if not (this + that).isalpha():  # "wing1" and "wing2" are two zones, and so are "hall" and "hall-e"
        return False
    # one letter was mistyped; that counts only inside a word, because "wing-a" and "wing-b" are two zones
    if len(this) == len(that) == 1:
        around = one[start - 1 : start] + one[len(one) - end :][:1]
        return min(len(one), len(other)) >= MISTYPED_LETTERS_MIN and len(around) == 2 and around.isalpha()
    return len(this + that) == 1 or this == that[::-1]


def _joined(zone: str) -> str:
    return zone.translate({ord(each): None for each in "-_."})


def _alike(one: str, other: str) -> int:
    """Count the letters that both texts begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
