"""Whether each button could be the device it names: name, address, contacts. Pure; a part of `check`."""

import re
from collections.abc import Iterator

from appliance.plan.devices import CONTACTS, NAME_CHARACTERS_MAX, SAFE, device_of, host_and_port
from appliance.plan.families import ESPHOME
from appliance.plan.mistakes import Finding, did_you_mean, listed, quoted
from appliance.plan.model import Button, Contact, Kind, Plan

_DEVICE = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", re.ASCII)
_FITTABLE = tuple(each for each in CONTACTS if each != SAFE)
_MEANS = {"medical": Kind.MEDICAL, "tap-out": Kind.TAP_OUT}  # contacts that say on the button itself what they ask for


def device_findings(plan: Plan) -> Iterator[Finding]:
    """What is wrong with the devices of a plan, button by button."""
    names: dict[str, str] = {}
    places: dict[tuple[str, int], str] = {}
    for at, button in enumerate(plan.buttons):
        path = f"buttons[{at}]"
        yield from _reserved(path, button)
        if button.family == ESPHOME:
            yield from _name(path, button, names)
            yield from _address(path, button, places)
            yield from _contacts(path, button)
        else:
            yield from _of_another_family(path, button)


def _reserved(path: str, button: Button) -> Iterator[Finding]:
    if any(contact.contact == SAFE for contact in button.contacts):
        says = f"{quoted(SAFE)} is kept for room check-ins, which this version does not have; it can never be a call."
        yield Finding(f"{path}.contacts.{SAFE}", says, "Leave it out.")


def _of_another_family(path: str, button: Button) -> Iterator[Finding]:
    for field in ("device", "address"):
        if getattr(button, field):
            says = f"A button of the family {quoted(button.family)} has none."
            yield Finding(f"{path}.{field}", says, f"Leave it out, or write `family: {ESPHOME}`.")


def _name(path: str, button: Button, names: dict[str, str]) -> Iterator[Finding]:
    name = device_of(button)
    where = f"{path}.device" if button.device else f"{path}.id"
    if not _DEVICE.fullmatch(name) or len(name) > NAME_CHARACTERS_MAX:
        says = f"{quoted(name)} cannot be the name of a device{'' if button.device else ', which is made of this id'}."
        do = f"Use a-z, 0-9 and - in between, {NAME_CHARACTERS_MAX} characters in all."
        yield Finding(
            where, says, do if button.device else "Choose a shorter id of letters and digits, or write a `device`."
        )
    first = names.setdefault(name, where)
    if first != where:
        says = f"The device {quoted(name)} is that of another button, at {first}."
        yield Finding(where, says, "Choose another id, or give one of the two another name with `device`.", see=first)


def _address(path: str, button: Button, places: dict[tuple[str, int], str]) -> Iterator[Finding]:
    if not button.address:
        return
    where = f"{path}.address"
    place = host_and_port(button.address)
    if place is None:
        says = f"{quoted(button.address)} is not an address."
        yield Finding(where, says, "Write it like 192.168.10.21 or 192.168.10.21:6053, or leave it out.")
        return
    first = places.setdefault(place, where)
    if first != where:
        says = f"{quoted(button.address)} is the address of another button, at {first}."
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
        do = did_you_mean(name, _FITTABLE) or f"It can have {listed(_FITTABLE)}."
        yield Finding(path, f"Our buttons have no contact {quoted(name)}.", do)
    elif contact.kind is not _MEANS.get(name, contact.kind):
        says = f"{quoted(name)} stands on the button, but it asks for {contact.kind}."
        yield Finding(path, says, f"Write `{name}: {_MEANS[name]}`: a press never means other than it says.")
