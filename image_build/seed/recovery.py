"""Reads the sections `recovery` and `replaces` of a seed: for which phrase the box seals what a new box needs, and which box it
replaces.
"""

import re

from appliance.envelope.public_half import public_of
from appliance.plan.marked import RawValue, Sheet
from image_build.seed.model import Replaces
from image_build.seed.values import filled

_ID = re.compile(r"[0-9a-f]{32}")
_PAPER = "Copy it again from what `handbell recovery new` printed."


def recovery_on(sheet: Sheet, raw: RawValue | None) -> bytes:
    """Read the public half of the recovery phrase; empty if there is none."""
    if raw is None:
        return b""
    if not sheet.is_section(raw):
        # the phrase may stand here, so it is not shown
        says = "This must be a section with `public`. The phrase itself stands in no seed."
        sheet.note(raw, says, "If these are its words, somebody may have read them: make another phrase.")
        return b""
    return _public(sheet, sheet.fields(raw, ("public",)).get("public"))


def replaces_on(sheet: Sheet, raw: RawValue | None) -> Replaces | None:
    """Read which box this one must replace."""
    if raw is None:
        return None
    held = sheet.fields(raw, ("building", "box"))
    return Replaces(_id(sheet, held.get("building")), _id(sheet, held.get("box")))


def _public(sheet: Sheet, raw: RawValue | None) -> bytes:
    text = filled(sheet, raw)
    if raw is None or not text:
        return b""
    public = public_of(text)
    if isinstance(public, str):
        sheet.note(raw, public, _PAPER)
        return b""
    return public


def _id(sheet: Sheet, raw: RawValue | None) -> bytes:
    text = filled(sheet, raw).casefold()
    if raw is None or not text:
        return b""
    if not _ID.fullmatch(text):
        says = "This is not the number of a building or box: it has 32 digits, 0-9 and a-f."
        sheet.note(raw, says, "Copy it again from what `handbell district enrol --replace` printed.")
        return b""
    return bytes.fromhex(text)
