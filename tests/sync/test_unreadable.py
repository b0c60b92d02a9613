"""Bodies that a fuzzer found: text that is no UTF-8, and nests too deep, are refused like any other wrong bytes."""

import pytest

from appliance.envelope.deposit import Deposit, Signed
from appliance.envelope.format import FormatError, KeyStatement
from sync import protocol

NO_UTF8 = b"\x94\xb4" + b"\xb4" * 60
DEEP = b"\x91" * 100_000


@pytest.mark.parametrize("data", [NO_UTF8, DEEP], ids=["no-utf-8", "deep"])
def test_bytes_that_are_no_text_or_too_deep_are_refused_like_any_other(data: bytes) -> None:
    for kind in (Deposit, Signed):
        with pytest.raises(FormatError):
            protocol.decode(kind, data)
    with pytest.raises(FormatError):
        KeyStatement.decode(b"K" + data)
    assert protocol.decode_refused(data) is None
