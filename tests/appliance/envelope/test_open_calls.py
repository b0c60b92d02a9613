"""Tests what is signed about the calls that are open where a copy ends: its bytes are as documented, and nothing else is read as such."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.envelope.format import FormatError
from appliance.envelope.open_calls import OPEN_MAX, OpenCalls

ids, digests = st.binary(min_size=16, max_size=16), st.binary(min_size=32, max_size=32)
SAID = st.builds(
    OpenCalls, ids, ids, st.integers(0, 2**64 - 1), digests, st.lists(ids, max_size=4).map(sorted).map(tuple)
)


@given(SAID)
def test_what_is_packed_is_read_again_and_nothing_shorter_or_longer_is(said: OpenCalls) -> None:
    assert OpenCalls.unpack(said.pack()) == said
    for changed in (said.pack()[:-1], said.pack() + b"\0", b"x" + said.pack()[1:]):
        with pytest.raises(FormatError):
            OpenCalls.unpack(changed)


def test_it_lies_byte_for_byte_as_documented() -> None:
    said = OpenCalls(b"B" * 16, b"F" * 16, 4_812, b"D" * 32, (b"2" * 16, b"1" * 16))
    label = b"handbell open calls v1".ljust(32, b"\0")
    front = b"B" * 16 + b"F" * 16 + (4_812).to_bytes(8) + b"D" * 32 + (2).to_bytes(2)
    assert said.pack() == label + front + b"1" * 16 + b"2" * 16


@pytest.mark.parametrize(
    "said",
    [
        OpenCalls(b"B" * 15, b"F" * 16, 1, b"D" * 32, ()),
        OpenCalls(b"B" * 16, b"F" * 16, 1, b"D" * 31, ()),
        OpenCalls(b"B" * 16, b"F" * 16, -1, b"D" * 32, ()),
        OpenCalls(b"B" * 16, b"F" * 16, 1, b"D" * 32, (b"1",)),
        OpenCalls(b"B" * 16, b"F" * 16, 1, b"D" * 32, (b"1" * 16,) * (OPEN_MAX + 1)),
    ],
)
def test_what_has_no_such_length_is_never_signed(said: OpenCalls) -> None:
    with pytest.raises(FormatError):
        said.pack()
