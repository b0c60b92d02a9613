"""Checks what a plan says about telephones and texts: numbers that can be dialled, each of one person, room or phone alone. Pure; a part
of `check`.
"""

import ipaddress
import re
from collections.abc import Iterator

from appliance.plan.bounds import is_id
from appliance.plan.mistakes import Finding, did_you_mean, listed, quoted
from appliance.plan.model import Plan, given
from appliance.plan.telephones import (
    CALLED_BY_PHONE,
    CALLED_BY_TEXT,
    EMERGENCY,
    EXTENSION,
    NUMBER,
    Telephone,
    Texts,
    Transport,
)
from hardware.serial.port import Mistake, where

USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
"""Signs of a SIP user that need no escape (RFC 3261, section 25.1), and no quotes where the account is written: what the process of the
phones takes (`Account` in `appliance.api.phones.messages`). Ours: no phone system has longer account names.
"""

PRIVATE = tuple(ipaddress.IPv4Network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
"""RFC 1918. What speaks to the phone system is let into no other network (the same in `appliance.phone_network.telephone_file`)."""

_TYPED = re.compile(r"[ ().\-/\u00a0]")
_OPEN = {
    Transport.TCP: "TCP without encryption",
    Transport.UDP: "UDP, without encryption",
}


def telephone_findings(plan: Plan) -> Iterator[Finding]:
    """Give everything wrong with the phone system, the modem, extensions and numbers, in the order of the sections."""
    if plan.dialled is not None:
        yield from _system(plan.dialled)
    if plan.texted is not None:
        yield from _modem(plan.texted, {line.port: f"lines[{at}].port" for at, line in enumerate(given(plan.lines))})
    yield from _shared(plan)
    yield from _ways(plan)
    yield from _needed(plan)
    yield from _taken_twice(plan)
    yield from _steps(plan)


def _system(telephone: Telephone) -> Iterator[Finding]:
    try:
        address = ipaddress.IPv4Address(telephone.pbx)
    except ValueError:
        says = f"{quoted(telephone.pbx)} is no IPv4 address."
        do = "Write the address of the phone system in numbers and nothing else, such as 10.20.0.5; its port is `port`."
        yield Finding("telephone.pbx", says, do)
    else:
        if not any(address in network for network in PRIVATE):
            says = f"{telephone.pbx} is no address of a building's own network."
            do = f"Write one in {listed(map(str, PRIVATE))}: Handbell speaks to no phone system on the internet."
            yield Finding("telephone.pbx", says, do)
    yield from _extension("telephone.extension", telephone.extension)
    if telephone.user and not USER.fullmatch(telephone.user):
        says = f"{quoted(telephone.user)} is no account name."
        yield Finding(
            "telephone.user",
            says,
            "Use at most 64 letters, digits, dots, dashes and _, and begin with a letter or a digit.",
        )
    if telephone.transport in _OPEN:
        says = f"The phone system is spoken to over {_OPEN[telephone.transport]}."
        do = "Whoever is in that network can then listen and pretend to be a phone. Use tls if the phone system has it."
        yield Finding("telephone.transport", says, do, warning=True)


def _modem(texts: Texts, lines: dict[str, str]) -> Iterator[Finding]:
    place = where(texts.port)
    if isinstance(place, Mistake):
        says = f"{quoted(texts.port)} is no port here."
        yield Finding("texts.port", says, f"{place.why[:1].upper()}{place.why[1:]}.")
    elif texts.port in lines:
        see = lines[texts.port]
        yield Finding("texts.port", f"A line has this port, at {see}.", "One device has one port.", see=see)
    yield from _number("texts.number", texts.number)


def _shared(plan: Plan) -> Iterator[Finding]:
    zones = {room.zone for room in plan.rooms} | {area.zone for area in plan.areas}
    named = {phone for step in plan.ladder for phone in given(step.phones)}
    first: dict[str, str] = {}
    for at, each in enumerate(given(plan.shared_phones)):
        path = f"shared_phones[{at}]"
        yield from _extension(f"{path}.extension", each.extension)
        if each.zone and each.zone not in zones:
            do = did_you_mean(each.zone, zones) or f"Zones in use: {listed(sorted(zones)[:10])}."
            yield Finding(f"{path}.zone", f"No room or area is in a zone {quoted(each.zone)}.", do, looked_in="rooms")
        see = first.setdefault(each.phone.casefold(), f"{path}.id")
        if see != f"{path}.id":
            says = f"{quoted(each.phone)} is used already, at {see}."
            yield Finding(f"{path}.id", says, "Each must have its own: choose another.", see=see)
        if is_id(each.phone) and each.phone not in named:
            says = f"No step of the ladder rings {each.name}."
            do = f"Name it in a step: `phones: [{each.phone}]`."
            yield Finding(path, says, do, warning=True, looked_in="ladder")


def _ways(plan: Plan) -> Iterator[Finding]:
    for at, room in enumerate(plan.rooms):
        if room.phone:
            yield from _extension(f"rooms[{at}].phone", room.phone)
    for at, person in enumerate(plan.people):
        for number, way in enumerate(given(person.ways)):
            path = f"people[{at}].ways[{number}].to"
            if way.by == CALLED_BY_TEXT and way.to:
                yield from _number(path, way.to)
            elif way.by == CALLED_BY_PHONE and way.to:
                short = way.to.isascii() and way.to.isdigit()
                yield from _extension(path, way.to) if short else _number(path, way.to)


def _needed(plan: Plan) -> Iterator[Finding]:
    """Find phones and texts for which the plan has no phone system and no modem."""
    if plan.dialled is None:
        dialled = [f"rooms[{at}].phone" for at, room in enumerate(plan.rooms) if room.phone]
        dialled += [f"shared_phones[{at}]" for at, _ in enumerate(given(plan.shared_phones))]
        for path in (*dialled, *_by(plan, CALLED_BY_PHONE)):
            do = "Add the section `telephone` with the address of the phone system, or take this out."
            yield Finding(path, "The plan has no phone system.", do, looked_in="telephone")
    if plan.texted is None:
        for path in _by(plan, CALLED_BY_TEXT):
            do = "Add the section `texts` with the port and the number of the modem, or take this out."
            yield Finding(path, "The plan has no modem for texts.", do, looked_in="texts")


def _by(plan: Plan, family: str) -> Iterator[str]:
    for at, person in enumerate(plan.people):
        for number, way in enumerate(given(person.ways)):
            if way.by == family:
                yield f"people[{at}].ways[{number}]"


def _taken_twice(plan: Plan) -> Iterator[Finding]:
    """Find one number for two people, rooms or phones. Nobody could tell who called or answered there.

    A person may be phoned and texted at one number. That two people have one way is found with the ways (`check_messages`).
    """
    first: dict[str, tuple[str, str]] = {}
    ways: set[tuple[str, str]] = set()
    for path, digits, whose, way in _numbers(plan):
        see, owner = first.setdefault(digits, (path, whose))
        if digits and owner != whose and (way, digits) not in ways:
            says = f"{quoted(digits)} is used already, at {see}."
            do = "Give each person, room and phone a number of its own: nobody could tell who calls from there."
            yield Finding(path, says, do, see=see)
        if way:
            ways.add((way, digits))


def _numbers(plan: Plan) -> Iterator[tuple[str, str, str, str]]:
    """Give each number with its path, whose it is, and the family of the way if it is a person's."""
    if plan.dialled is not None:
        yield "telephone.extension", plan.dialled.extension, "telephone", ""
    if plan.texted is not None:
        yield "texts.number", plan.texted.number, "texts", ""
    for at, room in enumerate(plan.rooms):
        yield f"rooms[{at}].phone", room.phone, f"rooms[{at}]", ""
    for at, phone in enumerate(given(plan.shared_phones)):
        yield f"shared_phones[{at}].extension", phone.extension, f"shared_phones[{at}]", ""
    for at, person in enumerate(plan.people):
        for number, way in enumerate(given(person.ways)):
            if way.by in (CALLED_BY_PHONE, CALLED_BY_TEXT):
                yield f"people[{at}].ways[{number}].to", way.to, f"people[{at}]", way.by


def _steps(plan: Plan) -> Iterator[Finding]:
    known = [str(each.phone) for each in given(plan.shared_phones)]
    for at, step in enumerate(plan.ladder):
        for number, phone in enumerate(given(step.phones)):
            if phone not in known:
                do = did_you_mean(phone, known) or "Add it under `shared_phones`, or correct the name."
                says = f"There is no shared phone {quoted(phone)}."
                yield Finding(f"ladder[{at}].phones[{number}]", says, do, looked_in="shared_phones")


def _extension(path: str, text: str) -> Iterator[Finding]:
    if not EXTENSION.fullmatch(text):
        yield Finding(path, f"{quoted(text)} is no extension.", 'Write 2 to 8 digits and nothing else, such as "2204".')
    elif EMERGENCY in text:
        says = f"{quoted(text)} holds {EMERGENCY}."
        yield Finding(
            path, says, f"Choose another: who dials {EMERGENCY} in fear must get {EMERGENCY} and nothing else."
        )


def _number(path: str, text: str) -> Iterator[Finding]:
    if NUMBER.fullmatch(text):
        return
    right = _right_form(text)
    do = (
        f"Write {right}."
        if right
        else "Write a plus, the digits of the country and the number, 8 to 15 digits, such as +17205550199."
    )
    yield Finding(path, f"{quoted(text)} is not written as a telephone number is written here.", do)


def _right_form(text: str) -> str:
    """Give the number as it should be written; "" if nobody can tell which number is meant."""
    digits = _TYPED.sub("", text)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    return digits if NUMBER.fullmatch(digits) else ""
