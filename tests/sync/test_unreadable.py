"""Tests bodies that a fuzzer found: text that is no UTF-8, and nests too deep, are refused like any other wrong bytes."""

import tracemalloc

import msgspec
import pytest

from appliance.envelope.deposit import Deposit, Refused, Signed, Urgent
from appliance.envelope.format import FormatError, KeyStatement
from sync import protocol

NO_UTF8 = b"\x94\xb4" + b"\xb4" * 60
DEEP = b"\x91" * 100_000


@pytest.mark.parametrize("data", [NO_UTF8, DEEP], ids=["no-utf-8", "deep"])
def test_bytes_that_are_no_text_or_too_deep_are_refused_like_any_other(data: bytes) -> None:
    for kind in (Deposit, Signed, Refused):
        with pytest.raises(FormatError):
            protocol.decode(kind, data)
    with pytest.raises(FormatError):
        KeyStatement.decode(b"K" + data)


@pytest.mark.parametrize("kind", [Deposit, Urgent, protocol.WrapsAdded])
def test_a_body_of_very_many_small_things_is_refused_before_they_are_made(kind: type[msgspec.Struct]) -> None:
    tag, wraps = kind.__struct_config__.tag, ((1, b"", 1, b"", b""),) * 900_000
    between = (bytes(16),) if kind is protocol.WrapsAdded else ((),)
    data = msgspec.msgpack.encode((tag, *between, wraps))
    assert len(data) < protocol.BODY_LEN_MAX
    tracemalloc.start()
    try:
        with pytest.raises(FormatError):
            protocol.decode(kind, data)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
