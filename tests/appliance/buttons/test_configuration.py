"""Tests a device's settings: ESPHome itself accepts them, they hold no key, and the buzzer is left out where a room is quiet."""

import os
import re
import subprocess

import pytest

from appliance.buttons.boards import PARTS
from tests.appliance.buttons.paperwork import SOUNDERS, Paperwork
from tests.firmware.host import esphome


def test_a_quiet_room_has_no_buzzer_and_a_board_only_what_it_has(papers: Paperwork) -> None:
    papers.provision()
    wired, wireless = ((papers.out / f"handbell-{each}-wall.yaml").read_text() for each in ("b210", "c130"))
    assert "buzzer.yaml" in wired
    assert "buzzer.yaml" not in wireless
    assert "wifi_ssid: !secret wifi_ssid" in wireless
    assert "wifi" not in wired
    assert re.findall(r"contact: (\S+), pin: \"(\S+)\"", wired) == [
        ("help", "${pin_help}"),
        ("medical", "${pin_medical}"),
        ("tap-out", "${pin_tap_out}"),
        ("safe", "${pin_safe}"),
    ]
    assert re.findall(r"contact: (\S+),", wireless) == ["help"]


def test_only_parts_that_a_case_has_are_built_in(papers: Paperwork) -> None:
    papers.provision(
        "room,button,board,parts\nA101,one,esp32-c3,\nA101,two,esp32-c3,tamper supply\nA101,three,,TAMPER\n"
    )
    built_in = {
        button: [part for part in PARTS if f"{part}.yaml" in (papers.out / f"handbell-{button}.yaml").read_text()]
        for button in ("one", "two", "three")
    }
    assert built_in == {"one": [], "two": ["tamper", "supply"], "three": ["tamper", "supply"]}
    assert (
        "# The case has tamper: a switch that the closed case presses."
        in (papers.out / "handbell-two.yaml").read_text()
    )


@pytest.mark.slow
@pytest.mark.parametrize("device", ["handbell-b210-wall", "handbell-c130-wall", "handbell-west-hall", "handbell-gym"])
def test_esphome_accepts_the_settings_of_both_boards(papers: Paperwork, device: str) -> None:
    papers.provision(sounders=SOUNDERS)
    with (papers.out / "secrets.yaml").open("a") as file:
        file.write("wifi_ssid: school\nwifi_password: larkspur-way\n")
    done = subprocess.run(
        [esphome(), "config", f"{device}.yaml"],
        cwd=papers.out,
        env={**os.environ, "PLATFORMIO_CORE_DIR": str(papers.folder / "platformio")},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Configuration is valid!" in done.stdout + done.stderr
