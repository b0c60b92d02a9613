"""Reads the sections of a seed except its plan, and says what each may hold. It reads values off a Sheet; `check` says whether they fit
together.

A missing or wrong value is noted on the sheet, and an empty one is used instead, so that the rest is still read.
"""

import re
import zoneinfo

from appliance.plan.ids import DeskId
from appliance.plan.marked import RawValue, Sheet
from appliance.plan.mistakes import did_you_mean, listed, quoted
from image_build.seed.copy import copy_on
from image_build.seed.district import district_on
from image_build.seed.keys import credentials_on, ssh_keys_on
from image_build.seed.model import Accessible, Network, Screen, Seed
from image_build.seed.network import network_on
from image_build.seed.pages import pages_on
from image_build.seed.recovery import recovery_on, replaces_on
from image_build.seed.telephones import phones_on, pin_on
from image_build.seed.values import chosen, filled

NAME_CHARACTERS_MAX = 63  # the limit for one label of a host name (RFC 1035)
UNPROVISIONED = "handbell-unprovisioned"
"""The name that a box without a seed has on the network."""

FONTS = (
    "Lat15-Terminus16",
    "Lat15-TerminusBold16",
    "Lat15-Terminus20x10",
    "Lat15-TerminusBold20x10",
    "Lat15-Terminus24x12",
    "Lat15-TerminusBold24x12",
    "Lat15-Terminus28x14",
    "Lat15-TerminusBold28x14",
    "Lat15-Terminus32x16",
    "Lat15-TerminusBold32x16",
)
"""Fonts of Debian's console-setup that are in the image. People cannot read smaller ones from a chair. Larger ones leave fewer than the
80 columns by 24 lines that the board needs on a screen of 1280 by 800.
"""

_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", re.IGNORECASE | re.ASCII)
_TAKEN = (UNPROVISIONED, "localhost")


def seed_on(sheet: Sheet, sections: dict[str, RawValue]) -> Seed:
    """Read the seed as far as that can be read, without its digest and its plan. It is only sound if the sheet has no mistakes."""
    district, office = district_on(sheet, sections.get("district"))
    network = network_on(sheet, sections["network"]) if "network" in sections else Network()
    return Seed(
        digest="",
        name=_name(sheet, sections.get("name")),
        time_zone=_time_zone(sheet, sections.get("time_zone")),
        screen=_screen(sheet, sections["screen"]) if "screen" in sections else Screen(),
        network=network,
        district=district,
        office=office,
        buttons=credentials_on(sheet, sections.get("buttons")),
        ssh_keys=ssh_keys_on(sheet, sections.get("ssh")),
        plan=None,
        copy=copy_on(sheet, sections.get("copy")),
        recovery=recovery_on(sheet, sections.get("recovery")),
        replaces=replaces_on(sheet, sections.get("replaces")),
        pages=pages_on(sheet, sections.get("pages"), network),
        phones=phones_on(sheet, sections.get("phones")),
        pin=pin_on(sheet, sections.get("texts")),
    )


def _name(sheet: Sheet, raw: RawValue | None) -> str:
    name = filled(sheet, raw)
    if raw is None or not name:
        return ""
    if not _NAME.fullmatch(name):
        says = f"{quoted(name)} cannot be the name of a box on a network."
        sheet.note(raw, says, "Use letters, digits and hyphens, with no hyphen at its beginning or end.")
    elif len(name) > NAME_CHARACTERS_MAX:
        sheet.note(raw, f"This name is {len(name)} characters long.", f"Use at most {NAME_CHARACTERS_MAX}.")
    elif name.isdigit():
        sheet.note(raw, f"{quoted(name)} would be taken for a number.", "Put a letter into it.")
    elif name.casefold() in _TAKEN:
        sheet.note(raw, f"{quoted(name)} is what a box without a name is called.", "Choose another name.")
    return name


def _time_zone(sheet: Sheet, raw: RawValue | None) -> str:
    name = filled(sheet, raw)
    if raw is None or not name:
        return ""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        # To list the zones opens every file of them, so it is done only now. A computer without these files can still check a seed.
        known = zoneinfo.available_timezones()
        if known:
            do = did_you_mean(name, known) or "Write it like America/Denver."
            sheet.note(raw, f"There is no time zone {quoted(name)}.", do)
    return name


def _screen(sheet: Sheet, raw: RawValue) -> Screen:
    held = sheet.fields(raw, (), ("font", "desk", "serial_desk", "accessible"))
    font, desk, serial = (filled(sheet, held.get(name)) for name in ("font", "desk", "serial_desk"))
    if font and font not in FONTS:
        do = did_you_mean(font, FONTS) or f"Choose one of {listed(FONTS)}."
        sheet.note(held["font"], f"There is no font {quoted(font)} in the image.", do)
    return Screen(
        font=font,
        desk=DeskId(desk) if desk else None,
        serial_desk=DeskId(serial) if serial else None,
        accessible=chosen(Accessible, sheet, held.get("accessible"), Accessible.NONE),
    )
