"""What a device with its own valid key may say, as Hypothesis draws it: close to what an honest one says, and anything else. Knows no
connection.
"""

import json
import string

import msgspec
from hypothesis import strategies as st

from hardware.esphome import wire
from hardware.simulated.frames import FRAME_BYTES_MAX, LENGTH_BYTES

EDGES = [
    0,
    1,
    8,
    2**15,
    2**16,
    2**31 - 2,
    2**31 - 1,
    2**31,
    2**32 - 1,
    2**32,
    2**53,
    2**63 - 1,
    2**63,
    2**64,
    10**10 - 1,
    10**30,
]
"""Numbers at the ends of the types that a number passes through."""
LEDGERS = ["0" * 16, "f" * 16, "5f3a9c21e0d4b7a6"]
CONTACTS = [*wire.CONTACTS, "nothing", ""]
MESSAGES_MAX = 6  # in one turn: a rogue that is cut off for flooding says nothing else for a while
PAYLOAD_BYTES_MAX = 300

numbers = st.sampled_from(EDGES) | st.integers(0, 10**30)
few = st.integers(0, 9)
letters = st.text(max_size=60) | st.text(string.printable, max_size=60)


def _as_firmware_writes(contact: str, count: int, receipted: int, ages: list[int | None]) -> str:
    told = ",".join("?" if age is None else str(age) for age in ages)
    return f"{contact}={count}/{receipted}" + (f"@{told}" if told else "")


def _waiting(receipted: int, more: int, ages: list[int | None], contact: str) -> str:
    """Make some presses above a receipt, wherever that receipt is."""
    return _as_firmware_writes(contact, receipted + more, receipted, ages[:more])


ages = st.lists(st.none() | numbers, max_size=10)
counts = st.builds(_waiting, numbers, few, ages, st.sampled_from(CONTACTS)) | st.builds(
    _as_firmware_writes, st.sampled_from(CONTACTS), numbers, numbers, ages
)
tallies = st.builds(
    lambda ledger, each: " ".join([ledger, *each]), st.sampled_from(LEDGERS), st.lists(counts, max_size=6)
)
faults = st.lists(
    st.builds(
        "{} {}".format, st.sampled_from(["stuck", "chattering", "older-box", "flash-failed", "x"]), numbers | letters
    ),
    max_size=5,
).map(", ".join)
states = st.one_of(
    st.tuples(st.just(wire.COUNTS), tallies | letters),
    st.tuples(st.just(wire.FAULTS), faults | letters),
    st.tuples(st.just(wire.LAMP), letters),
    st.tuples(st.just(wire.SUPPLY), st.floats(width=32)),
    st.tuples(st.just(wire.COUNTS), st.floats(width=32)),
    st.tuples(st.just(wire.SUPPLY), letters),
)
raw_messages = st.tuples(st.integers(0, 200), st.binary(max_size=PAYLOAD_BYTES_MAX))
esphome_turns = st.lists(states, max_size=MESSAGES_MAX) | st.lists(raw_messages, min_size=1, max_size=2)
"""States of entities, of their own type and of another; or messages of any number with any payload."""

small = st.integers(-(2**63), 2**64 - 1) | st.sampled_from([each for each in EDGES if each < 2**64])
values = st.recursive(
    st.none() | st.booleans() | small | st.floats() | letters | st.binary(max_size=40),
    lambda more: st.lists(more, max_size=4) | st.dictionaries(letters, more, max_size=4),
    max_leaves=12,
)
contacts = st.sampled_from(CONTACTS) | letters
frames = st.one_of(
    st.tuples(st.just("pressed"), contacts, small, st.none() | small),
    st.tuples(st.just("check-in"), st.dictionaries(contacts, st.none() | small, max_size=9), st.none() | small),
    st.tuples(st.just("fault"), st.sampled_from(["stuck", "older-box", "flash-failed", "x"]), letters | small),
    st.tuples(st.just("mended"), contacts),
    st.tuples(st.just("seen")),
    st.tuples(st.sampled_from(["hello", "pressed", "check-in", "tell"]), values, values, values),
    values,
)


def _framed(said: object) -> bytes:
    body = msgspec.msgpack.encode(said)[:FRAME_BYTES_MAX]
    return len(body).to_bytes(LENGTH_BYTES) + body


pretend_turns = st.lists(frames.map(_framed), min_size=1, max_size=MESSAGES_MAX).map(b"".join) | st.binary(max_size=200)
"""Frames close to those of a pretend button, and any bytes."""

bodies = st.fixed_dictionaries(
    {},
    optional={
        "contact": st.sampled_from(["help", *CONTACTS]) | letters,
        "counter": numbers | values,
        "button": letters,
        "ledger": st.sampled_from(LEDGERS) | letters,
        "age_ms": numbers | values,
    },
)


def _in_json(said: object) -> bytes:
    return json.dumps(said, default=repr).encode("utf-8", "surrogatepass")


impossible = st.builds(
    lambda count: _in_json({"contact": "help", "counter": count}), st.sampled_from([-1, 2**63, 10**30])
)
webhook_turns = bodies.map(_in_json) | values.map(_in_json) | st.binary(max_size=200) | impossible
"""Bodies that are signed: close to a press, any JSON, any bytes, and a press with an impossible count.

The impossible press is here since a slow machine says too few of the others to flood the door, and then the box would have no reason to
name the device.
"""

turns = st.one_of(
    st.tuples(st.just("esphome"), esphome_turns),
    st.tuples(st.just("esphome"), st.just("press")),
    st.tuples(st.just("esphome"), st.just("hang up")),
    st.tuples(st.just("pretend"), pretend_turns),
    st.tuples(st.just("webhook"), webhook_turns),
)
"""Whose turn it is, and what that device does."""
