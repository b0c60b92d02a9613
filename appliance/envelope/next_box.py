"""Computes the id of a box once it goes on for another one. Pure: the program that fetches the copy and the one that restores it get the
same id without exchanging a word.
"""

import hashlib

from appliance.envelope.format import ID_LEN

LABEL = b"handbell next box v1".ljust(32, b"\0")


def next_box(own: bytes, former: bytes) -> bytes:
    """Give the new id of a box whose id is `own` until then and which goes on for `former`."""
    return hashlib.sha256(LABEL + own + former).digest()[:ID_LEN]
