"""Reads a text that must be there, and a word out of a few, at a spot of a seed. Pure."""

from enum import StrEnum

from appliance.plan.marked import Sheet, Spot
from appliance.plan.mistakes import did_you_mean, listed, quoted


def filled(sheet: Sheet, spot: Spot | None) -> str:
    """Return the text at a spot, empty if there is none. Quotation marks with nothing between them are a mistake."""
    if spot is None:
        return ""
    before = len(sheet.mistakes)
    text = sheet.text(spot)
    if not text and len(sheet.mistakes) == before:
        sheet.note(spot, "This is empty.", "Write its value, or take the line out.")
    return text


def chosen[Word: StrEnum](words: type[Word], sheet: Sheet, spot: Spot | None, otherwise: Word) -> Word:
    """Return one of a few words. `otherwise` is returned if there is no word, or an unknown one, which is noted."""
    text = filled(sheet, spot)
    known = [str(each) for each in words]
    if text in known:
        return words(text)
    if text and spot is not None:
        do = did_you_mean(text, known) or f"Choose one of {listed(known)}."
        sheet.note(spot, f"{quoted(text)} is not known here.", do)
    return otherwise
