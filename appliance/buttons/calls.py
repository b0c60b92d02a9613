"""Finds the address of the box that devices call, in their settings. Writes nothing."""

import ipaddress
import re
from pathlib import Path

_CALLED = re.compile(r"""\s+appliance:\s*["']?([0-9A-Fa-f.:]+)["']?\s*(#.*)?""")  # as `configuration` writes it


def called_in(settings: str) -> tuple[int, ipaddress.IPv4Address | ipaddress.IPv6Address] | None:
    """Give the line and the box's address in the settings of a device; None if these are no settings of ours."""
    for number, line in enumerate(settings.splitlines(), 1):
        if (found := _CALLED.fullmatch(line)) is not None:
            try:
                return number, ipaddress.ip_address(found[1])
            except ValueError:
                return None
    return None


def elsewhere(folder: Path, appliance: str, made_now: set[str]) -> list[str]:
    """Warn of devices of this folder that call the box at another address than `appliance`, whether they are made anew now or left as
    they are.

    Raises OSError.
    """
    call: dict[tuple[str, bool], list[str]] = {}
    for file in sorted(folder.glob("*.yaml")):
        called = called_in(file.read_text(encoding="utf-8", errors="replace"))
        if called is not None and str(called[1]) != appliance:
            call.setdefault((str(called[1]), file.name in made_now), []).append(file.name)
    warnings = []
    for (address, is_made_now), names in call.items():
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        does = "made before to call" if is_made_now else "not in this list, and made to call"
        do = "Flash each of them again" if is_made_now else f"Put them into the list, or make all of it for {address}"
        warnings.append(
            f"warning: {names[0]}{more}: {does} the box at {address}, not at {appliance}. {do}: "
            "a device is heard only at the address it calls."
        )
    return warnings
