"""Radio parts one can buy: how each says what it is, and how long it may be silent. Pure data; knows no wire and no plan."""

import math
from collections.abc import Mapping

import msgspec

CHECK_IN_S = 3 * 60  # every part, as its manual says
CHECK_IN_60_S = 60 * 60  # the same parts whose name ends in -60
GRACE_S = 20  # the transmitters' own clocks drift by a second or two in an hour; what a repeater and a resend take


class Part(msgspec.Struct, frozen=True):
    """One part. `product` is the byte it says of itself, which does not tell a "-60" part from the one without.

    `pendant`: somebody carries it; else it is a transmitter for a contact, whose alarm is a level.
    """

    part: str
    product: int
    check_in_s: int
    pendant: bool

    @property
    def silent_after_s(self) -> int:
        """How long it may be silent before anybody is told: one check-in may be missed, as radio does each day."""
        return 2 * self.check_in_s + GRACE_S


USUAL = Part("", 0x00, CHECK_IN_S, pendant=True)
"""What is taken for a part that nobody named."""

_PRODUCTS = {  # from a public list, seen on no part of ours: a wrong byte only says `button-other-part`
    "EN1210": 0x00,
    "EN1235S": 0x10,
    "EN1235D": 0x11,
    "EN1235SF": 0x12,
    "EN1235DF": 0x13,
    "EN1233S": 0x14,
    "EN1233D": 0x15,
    "EN1223S": 0x18,
    "EN1223D": 0x19,
    "EN1236D": 0x39,
    "EN1238D": 0x3A,
}
_CONTACTS = frozenset({"EN1210"})

PARTS: Mapping[str, Part] = {
    part.part: part
    for name, product in _PRODUCTS.items()
    for part in (
        Part(name, product, CHECK_IN_S, name not in _CONTACTS),
        Part(f"{name}-60", product, CHECK_IN_60_S, name not in _CONTACTS),
    )
}


def part_of(product: int) -> str:
    """What a product byte says: a part's name without "-60", which it does not tell; "" for a byte that is not known."""
    return next((name for name, known in _PRODUCTS.items() if known == product), "")


def called(product: int) -> str:
    """The same for people: one that is not known has its byte for a name."""
    return part_of(product) or f"part 0x{product:02X}"


def in_words(seconds: float) -> str:
    """So long at most, as a plan check says it."""
    minutes = math.ceil(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"
