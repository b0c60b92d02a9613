"""Makes the settings from which ESPHome builds one device's firmware, and lists the files of ours that they include. Writes no file. The
settings hold no key: they name it, and `secrets.yaml` beside them has it.
"""

from importlib.resources import files

import hardware.firmware
from appliance.buttons import keys
from appliance.buttons.boards import MEASURES_SUPPLY, PARTS, WIRELESS
from appliance.buttons.folder import Paper
from appliance.buttons.rows import Row
from appliance.buttons.sounder_rows import SounderRow
from appliance.plan.devices import SAFE, device_of
from appliance.plan.model import Button, Room, Sounder

FIRMWARE = "firmware"  # the folder beside the devices' settings
WIFI = ("wifi_ssid", "wifi_password")  # secrets that only the building's owner knows

_HELD = "hold"  # no contact of its own: it is *help*, held


def firmware_papers() -> list[Paper]:
    """Give the files of our own firmware."""
    every = files(hardware.firmware).iterdir()
    return [
        Paper(f"{FIRMWARE}/{each.name}", each.read_bytes())
        for each in sorted(every, key=lambda each: each.name)
        if each.name.endswith((".yaml", ".h"))
    ]


def button_paper(row: Row, button: Button, room: Room, appliance: str) -> Paper:
    """Make the settings of one call button. `appliance` is the box's address."""
    what = f"The call button {button.button} of {room.name} ({room.room})"
    fitted = _fitted(row, room)
    packages = {**_common(row, "button"), **_included("lights", *fitted), **_contacts(button)}
    remarks = [f"# The case has {each}: {PARTS[each]}." for each in row.parts]
    # Ids hold nothing that ESPHome could take for a variable; names of rooms may.
    return _paper(row, device_of(button), what, f"Call button {button.button}", appliance, packages, remarks)


def sounder_paper(row: SounderRow, sounder: Sounder, appliance: str) -> Paper:
    """Make the settings of one sounder with its hall lamp. `appliance` is the box's address."""
    what = f"The sounder {sounder.sounder}, {sounder.name}"
    packages = {**_common(row, "sounder"), **_included("horn")}
    return _paper(row, device_of(sounder), what, f"Sounder {sounder.sounder}", appliance, packages, [])


def wireless(row: Row | SounderRow) -> bool:
    """Return whether this board needs the name and password of a Wi-Fi."""
    return row.board in WIRELESS


def _paper(
    row: Row | SounderRow,
    name: str,
    what: str,
    friendly_name: str,
    appliance: str,
    packages: dict[str, str],
    remarks: list[str],
) -> Paper:
    lines = [
        f"# {what}, made by `handbell buttons provision`.",
        f"# Over its cable the first time, over the network later:  esphome run {name}.yaml",
        "substitutions:",
        *(f"  {key}: {value}" for key, value in _substitutions(row, name, friendly_name, appliance).items()),
        *remarks,
        "packages:",
        *(f"  {key}: !include {value}" for key, value in packages.items()),
    ]
    return Paper(f"{name}.yaml", "".join(f"{each}\n" for each in lines).encode())


def _substitutions(row: Row | SounderRow, name: str, friendly_name: str, appliance: str) -> dict[str, str]:
    api_key, ota_key = keys.names(name)
    wifi = {each: f"!secret {each}" for each in WIFI} if wireless(row) else {}
    return {
        "firmware": FIRMWARE,
        "name": name,
        "friendly_name": f'"{friendly_name}"',
        "appliance": f'"{appliance}"',
        "api_key": f"!secret {api_key}",
        "ota_key": f"!secret {ota_key}",
        **wifi,
    }


def _common(row: Row | SounderRow, device: str) -> dict[str, str]:
    return _included(f"board-{row.board}", device, "network")


def _included(*names: str) -> dict[str, str]:
    return {each.replace("-", "_"): f"{FIRMWARE}/{each}.yaml" for each in names}


def _fitted(row: Row, room: Room) -> list[str]:
    """Give the parts to build in: the parts of the case and of the board itself, but nothing that sounds in a quiet room."""
    there = {*row.parts, *(["supply"] if row.board in MEASURES_SUPPLY else [])}
    return [each for each in PARTS if each in there and not (each == "buzzer" and room.quiet)]


def _contacts(button: Button) -> dict[str, str]:
    packages: dict[str, str] = {}
    wired = [each.contact for each in button.contacts if each.contact != _HELD]
    for contact in [*wired, *([SAFE] if button.safe else [])]:
        word = contact.replace("-", "_")
        chosen = f'contact: {contact}, pin: "${{pin_{word}}}"'
        packages[f"contact_{word}"] = f"{{ file: {FIRMWARE}/contact.yaml, vars: {{ {chosen} }} }}"
    return packages
