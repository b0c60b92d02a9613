"""Asks systemd about our units, through its own program. Gives nothing if systemd does not run this machine."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from appliance.doctor.facts import Unit

SYSTEMD_HERE = Path("/run/systemd/system")  # sd_booted(3)
SYSTEMCTL = "/usr/bin/systemctl"
ANSWER_WAIT_S = 10.0  # it answers in milliseconds; a box that swaps may take seconds
ASKED = (
    "handbell-alert.service",
    "handbell-uplink.service",
    "handbell-console@tty1.service",
    "handbell-page.service",
    "handbell-browser-desk.service",
    "handbell-phones.service",
    "handbell-phone-network.service",
    "handbell-phrases.service",
)


def units(asked: Iterable[str] = ASKED) -> dict[str, Unit] | None:
    """Give unit → its state. None if systemd is not here or does not answer."""
    names = list(asked)
    if not SYSTEMD_HERE.is_dir():
        return None
    command = [SYSTEMCTL, "show", "--property=Id,ActiveState,NRestarts", *names]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=ANSWER_WAIT_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return read(answer.stdout)


def read(text: str) -> dict[str, Unit]:
    """Read blocks of NAME=VALUE lines: one block for each unit, with an empty line between blocks."""
    found = {}
    for block in text.strip().split("\n\n"):
        said = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
        if "Id" in said:
            restarts = said.get("NRestarts", "")
            found[said["Id"]] = Unit(said.get("ActiveState", "unknown"), int(restarts) if restarts.isdecimal() else 0)
    return found
