"""Compares the address of the box that a building's buttons call with the addresses at which this box will hear them. Writes nothing.

The buttons' address stands in the settings that `handbell buttons provision` made. They are in the folder that a list names, or in
one beside the seed, or in the current folder; its `secrets.yaml` must have the secrets of that seed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from appliance.buttons.calls import called_in
from appliance.buttons.keys import SECRETS, KeysError, kept
from appliance.plan.devices import device_of, usual_device
from appliance.plan.mistakes import listed
from appliance.plan.model import Button, Sounder
from image_build.provision.buildings import Building, Told
from image_build.seed.model import Network, Purpose

BESIDE = (SECRETS, f"*/{SECRETS}", f"*/*/{SECRETS}")  # As INSTALL arranges them: buttons/fox-hollow beside the seed.
SETTINGS_CHARACTERS_MAX = 64 * 1024  # A settings file has 1,500. A longer file is something else.

type Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Door:
    """A place where this box lets buttons in. `address` is None if DHCP gives it."""

    path: str
    address: Address | None


def made_for(building: Building) -> tuple[list[Told], list[Told]]:
    """Return mistakes and warnings: buttons that call where this box is not, and what could not be compared."""
    seed = building.seed
    if not any(each.secret for each in seed.buttons):
        return [], []
    folder = building.made or _beside(building)
    calls = _calls(folder, _names(building)) if folder is not None else {}
    if folder is None or not calls:
        return [], [building.told("buttons", *_not_compared(building))]
    doors = list(_doors(seed.network))
    strays = {address: files for address, files in calls.items() if address not in {each.address for each in doors}}
    may_be_given = any(each.address is None for each in doors)
    words = _by_dhcp if may_be_given else _elsewhere
    told = [building.told("buttons", *words(building, folder, doors, *each)) for each in strays.items()]
    return ([], told) if may_be_given else (told, [])


def _not_compared(building: Building) -> tuple[str, str]:
    where = f"in {building.made}" if building.made is not None else f"beside {building.source.name}, nor in this folder"
    says = f"Nobody could compare which address these buttons call with the box's own: their settings are not {where}."
    do = "Run this where the folder of their `handbell buttons provision` is, or look into it: each says it behind `appliance`."
    return says, do


def _elsewhere(
    building: Building, folder: Path, doors: list[Door], address: Address, files: list[str]
) -> tuple[str, str]:
    heard = listed(f"{each.address} ({_at(building, each)})" for each in doors)
    says = f"{_of_whom(folder, address, files)}, and this box will hear buttons at {heard} alone."
    if address in _every(building.seed.network):
        says += f" {address} is an address of this box too, but the door of the buttons is shut there."
    new = doors[0].address
    do = (
        "Correct the one that is wrong, here or there. To make these settings anew: "
        f"handbell buttons provision … --appliance {new}, then flash each of these devices again."
    )
    return says, do


def _by_dhcp(
    building: Building, folder: Path, doors: list[Door], address: Address, files: list[str]
) -> tuple[str, str]:
    given = next(each for each in doors if each.address is None)
    says = f"{_of_whom(folder, address, files)}, and this box gets its address there by DHCP ({_at(building, given)})."
    return says, f"See that this network always gives it {address}, or write that address."


def _of_whom(folder: Path, address: Address, files: list[str]) -> str:
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return f"The devices made in {folder} call {address} ({files[0]}{more})"


def _at(building: Building, door: Door) -> str:
    """Say where the address of a door is written: the column of a list, or path and line of a seed."""
    column = building.columns.get(door.path)
    return column or f"{door.path}, line {building.line_of(door.path)}"


def _doors(network: Network) -> Iterator[Door]:
    further = [
        Door(f"network.more[{at}].address", each.address.ip.ip if each.address is not None else None)
        for at, each in enumerate(network.more)
        if each.purpose is Purpose.BUTTONS
    ]
    yield from further
    if not further or Purpose.BUTTONS in network.also:
        yield Door("network.address", network.address.ip.ip if network.address is not None else None)


def _every(network: Network) -> set[Address]:
    return {each.ip.ip for each in (network.address, *(more.address for more in network.more)) if each is not None}


def _names(building: Building) -> frozenset[str]:
    """Return the devices whose secrets the seed has. If the plan was not read, they have the usual names: a key is named like its
    device.
    """
    keys = {each.key for each in building.seed.buttons}
    plan = building.seed.plan
    if plan is None:
        return frozenset(usual_device(each) for each in keys)
    planned: list[Button | Sounder] = [*plan.buttons, *plan.sounders]
    return frozenset(device_of(each) for each in planned if each.key in keys)


def _calls(folder: Path, names: frozenset[str]) -> dict[Address, list[str]]:
    """Return address → the files whose devices call it, each with the line."""
    found: dict[Address, list[str]] = {}
    for file in sorted(folder / f"{name}.yaml" for name in names):
        try:
            with file.open(encoding="utf-8", errors="replace") as opened:
                called = called_in(opened.read(SETTINGS_CHARACTERS_MAX))
        except OSError:  # this device was made elsewhere
            continue
        if called is not None:
            line, address = called
            found.setdefault(address, []).append(f"{file.name}:{line}")
    return found


def _beside(building: Building) -> Path | None:
    """Find the folder in which the secrets of this seed were made: no other folder has one of them."""
    secrets = {each.secret for each in building.seed.buttons if each.secret}
    looked_at = (
        each for folder in (building.source.parent, Path()) for pattern in BESIDE for each in folder.glob(pattern)
    )
    for file in looked_at:
        try:
            has = secrets & set(kept(file.parent).values())
        except KeysError:  # it is not ours, or we may not read it; then nothing is compared, and that is told
            continue
        if has:
            return file.parent
    return None
