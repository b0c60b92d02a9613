"""Tests every board's configuration in a file as a device has it: ESPHome takes it, warns of nothing, and makes its sources."""

import base64
import os
import subprocess
from pathlib import Path

import pytest

from tests.firmware import host

pytestmark = pytest.mark.slow

FIRMWARE = Path(__file__).parents[2] / "hardware/firmware"
BOARDS = ("esp32-poe", "esp32-c3")
API_KEY, OTA_KEY = (base64.b64encode(bytes([each]) * 32).decode() for each in (1, 2))
EXTRAS = ("buzzer", "tamper", "supply")
SUBSTITUTIONS = f"""\
substitutions:
  firmware: {FIRMWARE}
  name: handbell-b204-1
  api_key: "{API_KEY}"
  ota_key: "{OTA_KEY}"
  appliance: 192.0.2.5
  wifi_ssid: school
  wifi_password: chalk and cheese
packages:
"""


@pytest.fixture(scope="session")
def esphome() -> Path:
    """Give ESPHome itself, which stands beside the programs it has built."""
    return host.esphome()


def device_file(folder: Path, board: str, *, contacts: tuple[str, ...] = (), extras: tuple[str, ...] = ()) -> Path:
    """Write the file of a button with these contacts, or of a sounder where there are none."""
    parts = {each: f"{FIRMWARE}/{each}.yaml" for each in (f"board-{board}", "network", *extras)}
    parts |= {each: f"{FIRMWARE}/{each}.yaml" for each in (("button", "lights") if contacts else ("sounder", "horn"))}
    for contact in contacts:
        pin = "${pin_" + contact.replace("-", "_") + "}"
        parts[contact] = f'{{ file: {FIRMWARE}/contact.yaml, vars: {{ contact: {contact}, pin: "{pin}" }} }}'
    file = folder / "device.yaml"
    file.write_text(
        SUBSTITUTIONS + "".join(f"  {each.replace('-', '_')}: !include {part}\n" for each, part in parts.items())
    )
    return file


def esphome_says(esphome: Path, folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [esphome, *arguments],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env={**os.environ, "ESPHOME_DATA_DIR": str(folder / "data"), "PLATFORMIO_CORE_DIR": str(folder / "pio")},
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize(
    ("contacts", "extras"), [(("help",), ()), (("help", "medical", "tap-out", "safe"), EXTRAS)], ids=["least", "all"]
)
def test_a_button_of_this_board_is_valid(
    esphome: Path, tmp_path: Path, board: str, contacts: tuple[str, ...], extras: tuple[str, ...]
) -> None:
    said = esphome_says(
        esphome, tmp_path, "config", str(device_file(tmp_path, board, contacts=contacts, extras=extras))
    )
    assert "Configuration is valid!" in said
    assert "WARNING" not in said
    assert said.count("reboot_timeout: 0s") >= 1


@pytest.mark.parametrize("board", BOARDS)
def test_a_sounder_of_this_board_is_valid(esphome: Path, tmp_path: Path, board: str) -> None:
    said = esphome_says(esphome, tmp_path, "config", str(device_file(tmp_path, board)))
    assert "Configuration is valid!" in said
    assert "WARNING" not in said


@pytest.mark.parametrize("board", BOARDS)
def test_its_sources_hold_two_keys_and_what_is_fitted(esphome: Path, tmp_path: Path, board: str) -> None:
    file = device_file(tmp_path, board, contacts=("help", "safe"))
    esphome_says(esphome, tmp_path, "compile", "--only-generate", str(file))
    source = (tmp_path / "data/build/handbell-b204-1/src/main.cpp").read_text()
    made = source[source.index("void setup()") :]
    assert f'base64_decode(std::string("{API_KEY}")' in made
    assert "noise_psk[] PROGMEM = {" + ", ".join(["2"] * 32) + "}" in source  # the key for updates over the air
    fitted = [
        each for each in ("help", "medical", "tap-out", "safe") if f'fit(handbell::contact_named("{each}"))' in made
    ]
    assert fitted == ["help", "safe"]
