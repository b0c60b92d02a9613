"""Holds what is known of texts that came in: which were taken, and which wait to be read. Pure values."""

import msgspec

from appliance.core.ground.moment import Moment
from appliance.plan.ids import PersonId

REMEMBERED = 256
"""Texts of which a restart knows that they were taken. A SIM card holds 10 to 255 texts (3GPP TS 51.011, EF-SMS), and only what is still on
it can come again.
"""


class UnreadText(msgspec.Struct, frozen=True, kw_only=True):
    """A text that nobody read yet. `number` counts all texts. `sender` is empty if the number is that of a `person` of the plan."""

    number: int
    sender: str
    person: PersonId | None
    words: str
    rang: bool
    at: Moment


class KnownTexts(msgspec.Struct, frozen=True):
    """The newest `REMEMBERED` texts: `count` is the number of the newest, `known` has the number of each by its identity."""

    count: int = 0
    known: dict[str, int] = {}
    unread: dict[int, UnreadText] = {}


def slot_of(number: int) -> int:
    """Give the place that a text takes among those that are remembered."""
    return number % REMEMBERED
