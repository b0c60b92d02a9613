"""Which id a box has once it goes on for another one. Pure: who fetches the copy and who restores it come to the same, and say no word."""

import hashlib

from appliance.envelope.format import ID_LEN

LABEL = b"handbell next box v1".ljust(32, b"\0")


def next_box(own: bytes, former: bytes) -> bytes:
    """Of the box that is `own` until then and goes on for `former`."""
    return hashlib.sha256(LABEL + own + former).digest()[:ID_LEN]
