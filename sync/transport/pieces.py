"""What the safety office said, in pieces that fit in one frame to the alert daemon. Pure."""

from collections.abc import Iterator
from itertools import batched

from appliance.envelope.deposit import Notices

OPENED_AT_ONCE = 100  # the alert daemon checks about so many signatures a second, and answers within five
NOTICES_AT_ONCE = 1  # one may have 256 KiB


def in_pieces(told: Notices) -> Iterator[Notices]:
    """The same in the same order: notices first, because they name the keys that *opened* is signed with."""
    for notices in batched(told.notices, NOTICES_AT_ONCE, strict=False):
        yield Notices(notices, (), told.after)
    for opened in batched(told.opened, OPENED_AT_ONCE, strict=False):
        yield Notices((), opened, told.after)
