"""Checks sounders on relays: their outputs, what they show, and who is told by them. Pure; a part of `check`."""

from collections.abc import Iterator

from appliance.plan.ids import SounderId
from appliance.plan.mistakes import Finding, did_you_mean, listed, quoted
from appliance.plan.model import Kind, Plan, Sounder, given
from appliance.plan.wire_text import Unreadable, pins_of, read_output

RELAY = "relay"
FLASHES = ("steady", "slow", "fast")
_OF_RELAYS = ("kinds", "zones", "flash", "dark", "drills")


def relay_findings(plan: Plan) -> Iterator[Finding]:
    """Give everything wrong with sounders on relays, then every person who is told by a sounder that is not for all calls."""
    boards = {board.board: board for board in given(plan.boards)}
    zones = {room.zone for room in plan.rooms} | {area.zone for area in plan.areas}
    outputs: dict[str, str] = dict(_read_pins(plan))
    for at, sounder in enumerate(plan.sounders):
        path = f"sounders[{at}]"
        if sounder.family != RELAY:
            yield from _of_another_family(path, sounder)
            continue
        output = read_output(sounder.output, boards)
        if isinstance(output, Unreadable):
            yield Finding(f"{path}.output", output.says, output.do)
        first = outputs.setdefault(sounder.output, f"{path}.output")
        if first != f"{path}.output":
            yield Finding(f"{path}.output", f"This is used already, at {first}.", "Choose another.", see=first)
        for zone in sounder.zones:
            if zone not in zones:
                do = did_you_mean(zone, zones) or "Correct the name."
                yield Finding(f"{path}.zones", f"There is no zone {quoted(zone)}.", do, looked_in="rooms")
        if sounder.flash not in ("", *FLASHES):
            do = f"Choose one of {listed(FLASHES)}."
            yield Finding(f"{path}.flash", f"{quoted(sounder.flash)} is not known here.", do)
        yield from _remarks(path, sounder)
    yield from _told_by(plan)


def _read_pins(plan: Plan) -> Iterator[tuple[str, str]]:
    """Give the pins that contacts are read from, each with its path in the plan."""
    for at, button in enumerate(plan.buttons):
        yield from ((name, f"buttons[{at}].wires.{contact}") for contact, name in pins_of(button))


def _of_another_family(path: str, sounder: Sounder) -> Iterator[Finding]:
    for field in _OF_RELAYS:
        if getattr(sounder, field):
            says = f"A sounder of the family {quoted(sounder.family)} has no `{field}`."
            yield Finding(f"{path}.{field}", says, f"Leave it out, or write `family: {RELAY}`.")


def _remarks(path: str, sounder: Sounder) -> Iterator[Finding]:
    if sounder.dark and (not sounder.kinds or Kind.EMERGENCY in sounder.kinds):
        says = f"{sounder.name} is off in a lockdown: whoever cannot hear is not told by it then."
        yield Finding(f"{path}.dark", says, "See that they are told otherwise.", warning=True)


def _told_by(plan: Plan) -> Iterator[Finding]:
    some = {each.sounder for each in plan.sounders if each.kinds or each.zones}
    for at, person in enumerate(plan.people):
        for sounder in person.told_by:
            if SounderId(sounder) in some:
                says = f"The sounder {quoted(sounder)} is for some calls alone, so {person.name} would miss the others."
                yield Finding(f"people[{at}].told_by", says, "Name one that is for every call.")
