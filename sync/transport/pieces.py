"""Cuts what the safety office said into pieces that fit in one frame to the alert daemon. Pure."""

from collections.abc import Iterator
from itertools import batched

from appliance.envelope.deposit import Notices, Signed

OPENED_AT_ONCE = 100  # the alert daemon checks about so many signatures in a second, and answers within five
PIECE_LEN_MAX = (
    256 * 1024
)  # a quarter of a frame (HAND_IN_LEN_MAX), so that signatures and one more statement find room
NOTICES_AT_ONCE = 1  # one notice may have 256 KiB


def in_pieces(told: Notices) -> Iterator[Notices]:
    """Give the same in pieces and in order: notices first, because they name the keys that sign *opened*."""
    for notices in batched(told.notices, NOTICES_AT_ONCE, strict=False):
        yield Notices(notices, (), told.after)
    for opened in _opened(told.opened):
        yield Notices((), opened, told.after)


def _opened(told: tuple[Signed, ...]) -> Iterator[tuple[Signed, ...]]:
    """Cut the *opened* statements by number and by length. A true one has 200 bytes; but whoever answers in a district's place may send
    longer ones, and even then no frame is too long.
    """
    begin, length = 0, 0
    for at, each in enumerate(told):
        length += len(each.statement)
        if at > begin and (length > PIECE_LEN_MAX or at - begin == OPENED_AT_ONCE):
            yield told[begin:at]
            begin, length = at, len(each.statement)
    if told:
        yield told[begin:]
