"""Checks whether each button and sounder can be the device that it names: its name, address and contacts. Pure; a part of `check`."""

import re
from collections.abc import Iterator

from appliance.plan.devices import CHECK_IN, CONTACTS, NAME_CHARACTERS_MAX, SAFE, device_of, host_and_port
from appliance.plan.families import AGE_IN_BODY, ESPHOME, TELLS_AGE, two_way
from appliance.plan.mistakes import Finding, did_you_mean, listed, quoted
from appliance.plan.model import Button, Contact, Kind, Plan, Sounder

_DEVICE = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", re.ASCII)
_MEANS = {"medical": Kind.MEDICAL, "tap-out": Kind.TAP_OUT}  # contacts whose meaning is printed on the button itself


def device_findings(plan: Plan) -> Iterator[Finding]:
    """Give everything wrong with the devices of a plan, button by button, then sounder by sounder."""
    names: dict[str, str] = {}
    places: dict[tuple[str, int], str] = {}
    for at, button in enumerate(plan.buttons):
        path = f"buttons[{at}]"
        yield from _safe(path, button)
        yield from _age(path, button)
        if button.family == ESPHOME:
            yield from _name(path, button, names)
            yield from _address(path, button, places)
            yield from _contacts(path, button)
        else:
            yield from _of_another_family(path, button, ("device", "address"))
    for at, sounder in enumerate(plan.sounders):
        path = f"sounders[{at}]"
        if sounder.family == ESPHOME:
            yield from _name(path, sounder, names)
            yield from _address(path, sounder, places)
            yield from _no_output(path, sounder)
        else:
            yield from _of_another_family(path, sounder, ("key", "device", "address"))


def _safe(path: str, button: Button) -> Iterator[Finding]:
    where = f"{path}.contacts.{SAFE}"
    if any(contact.contact == SAFE for contact in button.contacts):
        yield Finding(where, f"{quoted(SAFE)} can never be a call.", f"Write `{SAFE}: {CHECK_IN}`, or leave it out.")
    if button.safe and not two_way(button.family):
        says = f"A button of the family {quoted(button.family)} cannot be told whether its *safe* was taken."
        yield Finding(where, says, "Leave it out: a desk marks this room in a check-in.")


def _age(path: str, button: Button) -> Iterator[Finding]:
    if button.tells_age and button.family != AGE_IN_BODY:
        always = button.family in TELLS_AGE
        says = f"A button of the family {quoted(button.family)} {'always says' if always else 'cannot say'} when it was pressed."
        yield Finding(f"{path}.tells_age", says, "Leave it out: only a webhook device may do either.")


def _of_another_family(path: str, planned: Button | Sounder, fields: tuple[str, ...]) -> Iterator[Finding]:
    for field in fields:
        if getattr(planned, field):
            says = f"A {_kind_of(path)} of the family {quoted(planned.family)} has no `{field}`."
            yield Finding(f"{path}.{field}", says, f"Leave it out, or write `family: {ESPHOME}`.")


def _name(path: str, planned: Button | Sounder, names: dict[str, str]) -> Iterator[Finding]:
    name = device_of(planned)
    where = f"{path}.device" if planned.device else f"{path}.id"
    if not _DEVICE.fullmatch(name) or len(name) > NAME_CHARACTERS_MAX:
        says = f"{quoted(name)} cannot be the name of a device{'' if planned.device else ', which is made of this id'}."
        do = f"Use a-z, 0-9 and - in between, {NAME_CHARACTERS_MAX} characters in all."
        yield Finding(
            where, says, do if planned.device else "Choose a shorter id of letters and digits, or write a `device`."
        )
    first = names.setdefault(name, where)
    if first != where:
        says = f"The device {quoted(name)} belongs to {_other(where, first)}, at {first}."
        yield Finding(where, says, "Choose another id, or give one of the two another name with `device`.", see=first)


def _address(path: str, planned: Button | Sounder, places: dict[tuple[str, int], str]) -> Iterator[Finding]:
    if not planned.address:
        return
    where = f"{path}.address"
    place = host_and_port(planned.address)
    if place is None:
        says = f"{quoted(planned.address)} is not an address."
        yield Finding(where, says, "Write it like 192.168.10.21 or 192.168.10.21:6053, or leave it out.")
        return
    first = places.setdefault(place, where)
    if first != where:
        says = f"{quoted(planned.address)} is the address of {_other(where, first)}, at {first}."
        yield Finding(where, says, "Correct one of the two, or leave both out.", see=first)


def _contacts(path: str, button: Button) -> Iterator[Finding]:
    for contact in button.contacts:
        yield from _contact(f"{path}.contacts.{contact.contact}", contact)
    named = {contact.contact for contact in button.contacts}
    if "hold" in named and "help" not in named:
        says = "This button has `hold` but no `help`: a short press would mean nothing."
        yield Finding(f"{path}.contacts.hold", says, "Add `help: assist`.")
    if "help" in named and "hold" not in named:
        says = "This button has `help` but no `hold`, which every one of ours counts by itself."
        yield Finding(f"{path}.contacts", says, "Add `hold: emergency`.")


def _contact(path: str, contact: Contact) -> Iterator[Finding]:
    name = contact.contact
    if name not in CONTACTS:
        do = did_you_mean(name, CONTACTS) or f"It can have {listed(CONTACTS)}."
        yield Finding(path, f"Our buttons have no contact {quoted(name)}.", do)
    elif contact.kind is not _MEANS.get(name, contact.kind):
        says = f"{quoted(name)} stands on the button, but it asks for {contact.kind}."
        yield Finding(path, says, f"Write `{name}: {_MEANS[name]}`: a press always means what the button says.")


def _no_output(path: str, sounder: Sounder) -> Iterator[Finding]:
    if sounder.output:
        says = f"A sounder of the family {quoted(ESPHOME)} has no `output`: it is a device of its own."
        yield Finding(f"{path}.output", says, "Leave it out.")


def _other(where: str, first: str) -> str:
    """Name the kind of the entry that was found first, with "another" or "a" in front."""
    return f"{'another' if _kind_of(where) == _kind_of(first) else 'a'} {_kind_of(first)}"


def _kind_of(path: str) -> str:
    return "button" if path.startswith("buttons") else "sounder"
