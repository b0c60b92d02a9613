"""Has the words for whoever called by telephone or text, as every console, the log and the record say them. Pure; looks nothing up."""

HIDDEN = "number hidden"
WITHHELD = "number withheld"
NOT_PROVED = "number not proved"
UNVERIFIED = "UNVERIFIED"
"""Nobody knows that a person of this building called. It rings like any call."""


def from_words(number: str, *, owner: str = "", withheld: bool = False, unproved: bool = False) -> str:
    """Say where a call or a text came from: "from extension 2417", "from +17205550111", "from the phone of Ana Reyes (2210)". A number that
    is kept back here, or that nobody told, is said as such. `owner`: whose number it is by the plan.
    """
    if withheld:
        return WITHHELD
    if not number:
        return HIDDEN
    named = number if number.startswith("+") else f"extension {number}"
    said = f"from the phone of {owner} ({number})" if owner else f"from {named}"
    return f"{said}, {NOT_PROVED}" if unproved else said
