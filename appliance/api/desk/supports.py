"""Defines what is asked and told about a district's supports for educators, on the desk line. The field names are the wire format; knows no
socket. Whoever asks gets the same: nobody has to say who they are or why they ask.
"""

from appliance.api.ask import Answer, HouseAsk
from appliance.api.contents import holds
from appliance.plan.supports import Supports


@holds("request building supports")
class SupportsKnown(Answer, frozen=True, kw_only=True, tag="supports-known"):
    """Answer to AskSupports: what the adopted plan says. The card is made of it (`appliance.supports.card`)."""

    building: str
    supports: Supports


class AskSupports(HouseAsk[SupportsKnown], frozen=True, kw_only=True, tag="ask-supports"):
    """Send what the district filled in of its supports for educators."""
