"""How something became known for which nobody pressed, as choices of an act. Pure."""

from appliance.core.ground.words import KnownBy
from appliance.flows.parts import Given, Option

KNOWN_BY = {
    KnownBy.RADIO: "Over the radio",
    KnownBy.PHONE: "By telephone",
    KnownBy.WORD_OF_MOUTH: "Somebody told us",
    KnownBy.REPORTED_LATER: "Reported later",
    KnownBy.PAPER: "From the paper form",
}


def known_ways(given: Given) -> tuple[Option, ...]:
    """Offer all of them."""
    del given
    lower = {known: f"{words[:1].lower()}{words[1:]}" for known, words in KNOWN_BY.items()}
    return tuple(Option(known, lower[known], (lower[known],), line=words) for known, words in KNOWN_BY.items())
