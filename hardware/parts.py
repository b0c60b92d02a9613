"""What is known of each radio part by the name printed on it. Pure data; knows no wire.

The bytes are from a public list and were not seen on a wire; a part that says another one is named, and rings all the same.
"""

from collections.abc import Mapping

import msgspec

CHECK_IN_S = 180  # the maker's manual: each three minutes ...
SLOW_CHECK_IN_S = 3600  # ... and each hour for parts whose name ends in "-60"
MISSED_MAX = 2  # one missed check-in is daily life of a radio; two are silence
GRACE_S = 20  # of the transmitter's own clock, and of the repeaters' delay
SLOW = "-60"


class Part(msgspec.Struct, frozen=True):
    """`product` is the byte it says it is; `check_in_s` how often it says that it lives."""

    product: int
    check_in_s: int

    @property
    def silent_after_s(self) -> int:
        """How long it may be silent before anybody knows."""
        return MISSED_MAX * self.check_in_s + GRACE_S


_PRODUCTS = {
    "EN1210": 0x00,
    "EN1223S": 0x18,
    "EN1223D": 0x19,
    "EN1233S": 0x14,
    "EN1233D": 0x15,
    "EN1235S": 0x10,
    "EN1235D": 0x11,
    "EN1235SF": 0x12,
    "EN1235DF": 0x13,
    "EN1236D": 0x39,
    "EN1238D": 0x3A,
}

PARTS: Mapping[str, Part] = {
    f"{name}{slow}": Part(product, SLOW_CHECK_IN_S if slow else CHECK_IN_S)
    for name, product in _PRODUCTS.items()
    for slow in ("", SLOW)
}
"""By the name printed on it."""
