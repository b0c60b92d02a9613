"""The school of the system tests: plan, buttons, keys. Its names occur nowhere else, so tests can look for them."""

import hashlib
from pathlib import Path

from appliance.plan.ids import ButtonId, DeskId, KeyId, PersonId, RoomId, SounderId, ZoneId
from appliance.plan.model import (
    Area,
    Button,
    Contact,
    Desk,
    Hours,
    Kind,
    Limits,
    Person,
    Plan,
    Role,
    Room,
    Sounder,
    Step,
)
from appliance.vault.credentials import Credentials

ALL_WEEK = (Hours(0, 7 * 1440),)
CONTACTS = ("help", "hold", "medical")
SECRET_WORDS = ("Juniper", "Ottoline", "Vasquez", "Thaddeus", "Quimby", "assist", "medical", "emergency", "Larkspur")
"""Words from rooms, people, kinds and addresses. No file but the plan's own may ever have them in clear."""


def rooms(count: int = 20) -> tuple[str, ...]:
    """Give room ids, from "B201" on."""
    return tuple(f"B{201 + number}" for number in range(count))


def button_of(room: str) -> str:
    """Give the id of a room's wall button."""
    return f"{room}-wall"


def pendant_of(room: str) -> str:
    """Give the id of a room's pendant, which speaks HTTPS and cannot be told."""
    return f"{room}-pendant"


def school(count: int = 20, limits: Limits | None = None) -> Plan:
    """Make the plan: `count` rooms upstairs, a wall button in each and a pendant in the first four; two desks downstairs; two people all
    week.
    """
    upstairs, office = ZoneId("upstairs"), ZoneId("office")
    bell = SounderId("office-bell")
    contacts = (Contact("help", Kind.ASSIST), Contact("hold", Kind.EMERGENCY), Contact("medical", Kind.MEDICAL))
    walls = (
        Button(ButtonId(button_of(room)), RoomId(room), "simulated", _key_id(button_of(room)), contacts)
        for room in rooms(count)
    )
    pendants = (
        Button(
            ButtonId(pendant_of(room)),
            RoomId(room),
            "webhook",
            _key_id(pendant_of(room)),
            (Contact("help", Kind.EMERGENCY),),
        )
        for room in rooms(count)[:4]
    )
    return Plan(
        building="Juniper Middle School",
        timezone="UTC",
        address="1 Larkspur Lane",
        phone="+1 720 555 0100",
        rooms=tuple(
            Room(RoomId(room), f"Juniper {room}", "2", upstairs, f"Juniper phone {room}") for room in rooms(count)
        ),
        areas=(Area("Juniper yard", office, "the radio, channel 1"),),
        buttons=(*walls, *pendants),
        desks=(Desk(DeskId("front"), "Front office", office), Desk(DeskId("hall"), "Hall", office)),
        people=(
            Person(PersonId("vasquez"), "Ottoline Vasquez", (Role.LEAD,), ALL_WEEK),
            Person(PersonId("quimby"), "Thaddeus Quimby", (Role.NURSE,), ALL_WEEK),
        ),
        sounders=(Sounder(bell, "Bell in the office", "simulated", "office-bell", office),),
        occupied=ALL_WEEK,
        ladder=(Step(0, (DeskId("front"), DeskId("hall"))), Step(15, sounders=(bell,))),
        limits=limits or Limits(),
    )


def key_of(device: str) -> bytes:
    """Give the secret of a button or pendant."""
    return hashlib.sha256(f"key of {device}".encode()).digest()


def give_keys(plan: Plan, data: Path) -> None:
    """Put every device's key into the credential store of a box, which may not have started yet."""
    (data / "keys").mkdir(mode=0o700, parents=True, exist_ok=True)
    credentials = Credentials(data / "keys" / "credentials")
    for button in plan.buttons:
        if button.key:
            credentials.put(button.key, key_of(button.button))


def _key_id(device: str) -> KeyId:
    """Make a key id that says nothing, since file names are no secret."""
    return KeyId("k-" + hashlib.sha256(device.encode()).hexdigest()[:8])
