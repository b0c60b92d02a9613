"""Defines what is asked and told about released figures, on the desk line. Knows no socket. Whoever asks gets the same: nobody is named in
them, and no small group can be found (`appliance/numbers/README.md`).
"""

from appliance.api.ask import Answer, HouseAsk
from appliance.api.contents import holds


@holds("request releases")
class FiguresKnown(Answer, frozen=True, kw_only=True, tag="figures-known"):
    """Answer to AskFigures: the documents of all releases that stand, the oldest half first (`appliance.numbers.release`)."""

    releases: tuple[bytes, ...]


class AskFigures(HouseAsk[FiguresKnown], frozen=True, kw_only=True, tag="ask-figures"):
    """Send the figures of how soon help came, of each half of a school year that was released."""
