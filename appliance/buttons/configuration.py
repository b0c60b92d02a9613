"""The settings from which ESPHome builds one device's firmware, and the files of ours that they include. Writes no file.

No key stands in them: they name it, and `secrets.yaml` beside them has it.
"""

from importlib.resources import files

import hardware.firmware
from appliance.buttons import keys
from appliance.buttons.folder import Paper
from appliance.buttons.rows import Row
from appliance.plan.devices import device_of
from appliance.plan.model import Button, Room

FIRMWARE = "firmware"  # the folder beside the devices' settings
WIFI = ("wifi_ssid", "wifi_password")  # secrets that only the building's owner knows

_HELD = "hold"  # no contact of its own: *help* held
_WIRELESS = ("esp32-c3",)
_MEASURES_SUPPLY = ("esp32-poe",)  # the others lack the two resistors, and would read nonsense


def firmware_papers() -> list[Paper]:
    """Our firmware's own files."""
    every = files(hardware.firmware).iterdir()
    return [
        Paper(f"{FIRMWARE}/{each.name}", each.read_bytes())
        for each in sorted(every, key=lambda each: each.name)
        if each.name.endswith((".yaml", ".h"))
    ]


def device_paper(row: Row, button: Button, room: Room, appliance: str) -> Paper:
    """The settings of one device. `appliance` is the box's address."""
    name = device_of(button)
    lines = [
        f"# The call button {button.button} of {room.name} ({room.room}), made by `handbell buttons provision`.",
        f"# Over its cable the first time, over the network later:  esphome run {name}.yaml",
        "substitutions:",
        *(f"  {key}: {value}" for key, value in _substitutions(row, button, appliance).items()),
        "# The line `tamper` needs a switch that the closed case presses; where there is none, bridge its pin to ground.",
        "packages:",
        *(f"  {key}: !include {value}" for key, value in _packages(row, button, room).items()),
    ]
    return Paper(f"{name}.yaml", "".join(f"{each}\n" for each in lines).encode())


def wireless(row: Row) -> bool:
    """Whether this board needs the name and password of a Wi-Fi."""
    return row.board in _WIRELESS


def _substitutions(row: Row, button: Button, appliance: str) -> dict[str, str]:
    name = device_of(button)
    api_key, ota_key = keys.names(name)
    wifi = {each: f"!secret {each}" for each in WIFI} if wireless(row) else {}
    return {
        "firmware": FIRMWARE,
        "name": name,
        # ids hold nothing that ESPHome could take for a variable; names of rooms may
        "friendly_name": f'"Call button {button.button}"',
        "appliance": f'"{appliance}"',
        "api_key": f"!secret {api_key}",
        "ota_key": f"!secret {ota_key}",
        **wifi,
    }


def _packages(row: Row, button: Button, room: Room) -> dict[str, str]:
    wanted = [f"board-{row.board}", "button", "network", "lights", "tamper"]
    wanted += ["supply"] if row.board in _MEASURES_SUPPLY else []
    wanted += [] if room.quiet else ["buzzer"]
    packages = {each.replace("-", "_"): f"{FIRMWARE}/{each}.yaml" for each in wanted}
    for each in button.contacts:
        if each.contact != _HELD:
            word = each.contact.replace("-", "_")
            chosen = f'contact: {each.contact}, pin: "${{pin_{word}}}"'
            packages[f"contact_{word}"] = f"{{ file: {FIRMWARE}/contact.yaml, vars: {{ {chosen} }} }}"
    return packages
