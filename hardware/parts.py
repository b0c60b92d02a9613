"""Lists the radio parts that one can buy: what each says of itself, and how long it may be silent. Pure data; knows no wire and no plan."""

import math
from collections.abc import Mapping

import msgspec

CHECK_IN_S = 3 * 60  # how often every part checks in, as its manual says
CHECK_IN_60_S = 60 * 60  # how often the same parts check in if their name ends in -60
# The transmitters' own clocks drift by a second or two in an hour. The rest is for repeaters and for sending again.
GRACE_S = 20


class Part(msgspec.Struct, frozen=True):
    """One radio part. `product` is the byte that the part sends; it is the same for a "-60" part and the part without "-60".

    `pendant`: somebody carries it. Otherwise it is a transmitter for a contact, and its alarm is a level.
    """

    part: str
    product: int
    check_in_s: int
    pendant: bool

    @property
    def silent_after_s(self) -> int:
        """How long the part may be silent before anybody is told. One check-in may be missed, as happens with radio every day."""
        return 2 * self.check_in_s + GRACE_S


USUAL = Part("", 0x00, CHECK_IN_S, pendant=True)
"""The part that is assumed if the plan names none."""

# Taken from a public list; we have seen none of these parts. A wrong byte has only one effect: `button-other-part` is reported.
_PRODUCTS = {
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
    """Return the part's name for a product byte, without "-60", which the byte does not tell; "" for an unknown byte."""
    return next((name for name, known in _PRODUCTS.items() if known == product), "")


def called(product: int) -> str:
    """Return the part's name for people. An unknown part is named by its byte."""
    return part_of(product) or f"part 0x{product:02X}"


def in_words(seconds: float) -> str:
    """Say a time in words, as a plan check does: in whole minutes, rounded up, or in hours."""
    minutes = math.ceil(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"
