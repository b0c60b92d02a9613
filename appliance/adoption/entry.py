"""Makes the plan's entry of a device that is to be taken into service, and decides whether it can be. Touches neither keys nor wires."""

from collections.abc import Iterable, Sequence

import msgspec

from appliance.api.desk.buttons import AdoptButton, StrangerLine
from appliance.plan.check import check
from appliance.plan.devices import device_of, usual_contacts
from appliance.plan.families import ON_THE_NETWORK, keyed, wired
from appliance.plan.ids import KeyId
from appliance.plan.mistakes import listed
from appliance.plan.model import Button, Contact, Plan, Wire


class NotAdopted(Exception):
    """Why a device was not adopted, and what to do; in words for whoever asked."""


def entry(
    wish: AdoptButton, stranger: StrangerLine | None, plan: Plan, found: Sequence[StrangerLine], finders: Iterable[str]
) -> Button:
    """Make the button that is wished for. `finders`: families here that find devices by themselves. Raises NotAdopted."""
    families = list(finders)
    family = stranger.family if stranger is not None else wish.family or next(iter(families), "")
    if not family:
        raise NotAdopted("Nothing here finds devices. Start handbell alert with a family that does.")
    if wish.family and wish.family != family:
        raise NotAdopted(f"{wish.device} is of the family {family}, not {wish.family}. Nothing was changed.")
    _not_in_service(wish, plan, families)
    if stranger is None:
        _can_be_unfound(wish, family, found)
    contacts = wish.contacts or usual_contacts(family)
    button = Button(
        button=wish.button,
        room=wish.room,
        family=family,
        key=KeyId(wish.button) if keyed(family) else KeyId(""),
        contacts=contacts,
        address=wish.address,
        safe=wish.safe,
        duty=wish.duty,
        area=wish.area,
        near=wish.near,
        part=wish.part or (stranger.part if stranger is not None else ""),
        wires=_wires(wish, contacts, stranger) if wired(family) else wish.wires,
    )
    if family not in ON_THE_NETWORK or device_of(button) == wish.device:
        return button
    return msgspec.structs.replace(button, device=wish.device)


def with_button(plan: Plan, button: Button) -> Plan:
    """Give the plan with this button added. Raises NotAdopted if that plan is not sound."""
    plan = msgspec.structs.replace(plan, buttons=(*plan.buttons, button))
    mistakes = [f"{found.says} {found.do}" for found in check(plan) if not found.warning]
    if mistakes:
        raise NotAdopted(f"With this button the plan is not sound: {mistakes[0]} Nothing was changed.")
    return plan


def _not_in_service(wish: AdoptButton, plan: Plan, families: Sequence[str]) -> None:
    for each in plan.buttons:
        same_device = each.family in families and each.family in ON_THE_NETWORK and device_of(each) == wish.device
        if each.button == wish.button or same_device:
            where = f"room {each.room}" if each.room else f"duty {each.duty}"
            raise NotAdopted(
                f"Button {each.button} in {where} is in the plan already. To prove it: handbell buttons test {each.button}"
            )


def _can_be_unfound(wish: AdoptButton, family: str, found: Sequence[StrangerLine]) -> None:
    names = listed(each.device for each in found) or "none"
    if wired(family):
        if not wish.wires:
            raise NotAdopted(
                f"Nothing was heard of {wish.device!r} (heard: {names}). Press it, and look: handbell buttons list. "
                "Where it cannot be heard yet, say where it is: --family, --wire."
            )
    elif wish.key is None or not wish.address:
        raise NotAdopted(
            f"No device {wish.device!r} was found (found: {names}). Check its power and network, and wait a minute. Where it "
            "cannot be found by itself, give its address and the key it has: --address, --key-file."
        )


def _wires(wish: AdoptButton, contacts: tuple[Contact, ...], stranger: StrangerLine | None) -> tuple[Wire, ...]:
    """Give the wires that were wished for. Without any, the first contact is where the device was heard."""
    if wish.wires or stranger is None or not stranger.wire:
        return wish.wires
    return (Wire(contacts[0].contact, stranger.wire),)
