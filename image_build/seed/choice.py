"""One of a few words, at a spot of a seed. Pure."""

from enum import StrEnum

from appliance.plan.marked import Sheet, Spot
from appliance.plan.mistakes import did_you_mean, listed, quoted


def chosen[Word: StrEnum](words: type[Word], sheet: Sheet, spot: Spot | None, otherwise: Word) -> Word:
    """One of a few words; `otherwise` where none stands, or another one, which is noted."""
    text = sheet.text(spot)
    known = [str(each) for each in words]
    if text in known:
        return words(text)
    if text and spot is not None:
        do = did_you_mean(text, known) or f"Choose one of {listed(known)}."
        sheet.note(spot, f"{quoted(text)} is not known here.", do)
    return otherwise
