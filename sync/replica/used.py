"""Leaves and reads marks beside a copy that say who fetched it: so a second box that goes on with a copy is told of the first. Believes
nothing of them.

A mark is a file `used-<box>`: <box> is the id that the box has once it goes on with the copy, zeros where the copy was fetched by hand. Its
content is the time, in digits.
"""

import logging

from appliance.envelope.format import ID_LEN
from appliance.envelope.next_box import next_box
from sync.replica.faults import CopyFault
from sync.replica.marker import is_id
from sync.replica.target import Target

USED = "used-"
BY_HAND = bytes(ID_LEN)
DIGITS_MAX = 13  # the digits of milliseconds since the Unix epoch, until 2286

log = logging.getLogger("handbell.fetch")


def user(own: bytes, former: bytes) -> bytes:
    """Give the box for which `own` fetches a copy of `former`; a zero id where `own` is empty, because then it is not known."""
    return next_box(own, former) if own else BY_HAND


def is_mark(name: str) -> bool:
    """Whether this is the name of a mark."""
    return name.startswith(USED) and is_id(name.removeprefix(USED))


def marks(target: Target, own: bytes, former: bytes) -> dict[str, bytes]:
    """Give the marks that others left there, by name. Raises CopyFault."""
    mine = f"{USED}{next_box(own, former).hex()}" if own else ""
    names = [name for name, _ in target.names() if is_mark(name) and name != mine]
    return {name: target.read(name, DIGITS_MAX) or b"" for name in names}


def leave(target: Target, own: bytes, former: bytes, now_ms: int) -> None:
    """Leave our mark. A place that cannot be written can still be restored from."""
    try:
        target.write(f"{USED}{user(own, former).hex()}", b"%d" % now_ms)
    except CopyFault as fault:
        log.warning("that this copy was fetched could not be noted there: %s", fault.says)
