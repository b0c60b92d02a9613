"""Reads a text that must be there, and a word out of a few, in a seed. Pure."""

from enum import StrEnum

from appliance.plan.marked import RawValue, Sheet
from appliance.plan.mistakes import did_you_mean, listed, quoted


def filled(sheet: Sheet, raw: RawValue | None) -> str:
    """Return the text of a value, empty if there is none. Quotation marks with nothing between them are a mistake."""
    if raw is None:
        return ""
    before = len(sheet.mistakes)
    text = sheet.text(raw)
    if not text and len(sheet.mistakes) == before:
        sheet.note(raw, "This is empty.", "Write its value, or take the line out.")
    return text


def chosen[Word: StrEnum](words: type[Word], sheet: Sheet, raw: RawValue | None, otherwise: Word) -> Word:
    """Return one of a few words. `otherwise` is returned if there is no word, or an unknown one, which is noted."""
    text = filled(sheet, raw)
    known = [str(each) for each in words]
    if text in known:
        return words(text)
    if text and raw is not None:
        do = did_you_mean(text, known) or f"Choose one of {listed(known)}."
        sheet.note(raw, f"{quoted(text)} is not known here.", do)
    return otherwise
