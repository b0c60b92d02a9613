"""Marks beside a copy that say who fetched it: a second box that is to go on with it is told of the first. Believes nothing of them.

used-<box>      the id that box has once it goes on with the copy, zeros where it was fetched by hand; its content is when, in digits
"""

import logging

from appliance.envelope.format import ID_LEN
from appliance.envelope.next_box import next_box
from sync.replica.faults import CopyFault
from sync.replica.marker import is_id
from sync.replica.target import Target

USED = "used-"
BY_HAND = bytes(ID_LEN)
DIGITS_MAX = 13  # milliseconds since the Unix epoch, until 2286

log = logging.getLogger("handbell.fetch")


def user(own: bytes, former: bytes) -> bytes:
    """For whom a copy of `former` is fetched, where `own` asks; nobody that is known, where that is empty."""
    return next_box(own, former) if own else BY_HAND


def is_mark(name: str) -> bool:
    """Whether this is the name of one."""
    return name.startswith(USED) and is_id(name.removeprefix(USED))


def marks(target: Target, own: bytes, former: bytes) -> dict[str, bytes]:
    """What others left there, by name. Raises CopyFault."""
    mine = f"{USED}{next_box(own, former).hex()}" if own else ""
    names = [name for name, _ in target.names() if is_mark(name) and name != mine]
    return {name: target.read(name, DIGITS_MAX) or b"" for name in names}


def leave(target: Target, own: bytes, former: bytes, now_ms: int) -> None:
    """Leave ours. What cannot be written to can be restored from all the same."""
    try:
        target.write(f"{USED}{user(own, former).hex()}", b"%d" % now_ms)
    except CopyFault as fault:
        log.warning("that this copy was fetched could not be noted there: %s", fault.says)
