"""Remembers what one box has sent to its district, and what the district said it kept: a model that a test holds against the store."""

import msgspec

from appliance.envelope.deposit import Wrap
from tests.sync.district.building import Box
from tests.sync.district.tables import RECIPIENT

BODY_LEN = 80  # about the shortest that an entry can be
WRAP_LEN = 100


class Side:
    """What one box has sent, and what it was told."""

    def __init__(self, number: int) -> None:
        self.box = Box(
            bytes([number]) * 16, bytes([number]) * 16
        )  # fixed ids, so that a story is the same when it is told again
        self.wraps: dict[int, tuple[Wrap, ...]] = {}
        self.sent, self.sent_wraps = set[bytes](), set[bytes]()
        self.told, self.told_wraps = dict[bytes, int](), dict[bytes, int]()
        """What the server said is kept: each entry with its number."""
        self.rotted = set[int]()
        """Numbers of entries of which something in the store was changed."""
        self.office_after, self.office_has = 0, set[bytes]()

    def writes(self, count: int, wraps: int) -> None:
        """Write entries that follow the last one; the first of them names keys."""
        first = len(self.box.chain) + 1
        self.box.write(count, bytes(16), BODY_LEN)
        made = (Wrap(first, bytes(16), 1, RECIPIENT, bytes([n]) * WRAP_LEN) for n in range(wraps))
        self.wraps[first] = tuple(
            msgspec.structs.replace(each, wrap=self.box.digest(first) + each.wrap[32:]) for each in made
        )

    def goes_back_to(self, number: int) -> None:
        """Go back, as a box restored from an old copy does."""
        self.box = self.box.copy(number)
        self.wraps = {each: wraps for each, wraps in self.wraps.items() if each <= number}

    def any_before(self, last: int, which: int) -> int:
        """Give a number up to this one; every other time, one of which something rotted."""
        rotted = sorted(number for number in self.rotted if number <= last)
        return rotted[which % len(rotted)] if rotted and which % 2 else which % last + 1

    def wraps_of(self, *numbers: int) -> tuple[Wrap, ...]:
        return tuple(wrap for number in numbers for wrap in self.wraps.get(number, ()))
