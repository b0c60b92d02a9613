"""Reads the sections `phones` and `texts` of a seed: how the box proves itself to the phone system, and the PIN of the modem's SIM card. No
sentence ever shows one of them.
"""

import re

from appliance.phones.account import SECRET_CHARACTERS, SECRET_LEN_MAX
from appliance.plan.marked import RawValue, Sheet
from image_build.seed.authority import certificates_on
from image_build.seed.model import Phones
from image_build.seed.values import filled

_PIN = re.compile("[0-9]{4,8}")
"""TS 31.101, 9.5.1."""


def phones_on(sheet: Sheet, raw: RawValue | None) -> Phones | None:
    """Read the section `phones` as far as that can be read; None if there is none."""
    if raw is None:
        return None
    if raw.empty or not sheet.is_section(raw):
        # the secret may stand here, so it is not shown
        sheet.note(
            raw,
            "This must be a section with the `secret` of the account at the phone system.",
            "Write `secret:` below it.",
        )
        return None
    held = sheet.fields(raw, ("secret",), ("ca",))
    return Phones(_secret(sheet, held.get("secret")), certificates_on(sheet, held.get("ca"), "authority's")[0])


def pin_on(sheet: Sheet, raw: RawValue | None) -> str:
    """Read the PIN in the section `texts`; empty if there is none."""
    if raw is None:
        return ""
    if raw.empty or not sheet.is_section(raw):
        sheet.note(raw, "This must be a section with the `pin` of the modem's SIM card.", "Write `pin:` below it.")
        return ""
    pin = sheet.fields(raw, ("pin",)).get("pin")
    text = filled(sheet, pin)
    if pin is None or not text:
        return ""
    if not _PIN.fullmatch(text):
        do = "Write its 4 to 8 digits. A wrong one is tried once; after three the card locks itself."
        sheet.note(pin, "This is not the PIN of a SIM card.", do)
        return ""
    return text


def _secret(sheet: Sheet, raw: RawValue | None) -> str:
    text = filled(sheet, raw)
    if raw is None or not text:
        return ""
    if len(text) > SECRET_LEN_MAX or not set(text) <= SECRET_CHARACTERS:
        says = f"This secret cannot be used: it must have 1 to {SECRET_LEN_MAX} letters, digits and signs of ASCII, without blanks"
        sheet.note(
            raw, f'{says} and without ; , " < > \\ %.', "Set another one at the phone system, and write it here."
        )
        return ""
    return text
