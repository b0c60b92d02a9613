"""Tests what is signed about who follows a box: its bytes are as the document beside the code says, and nothing else is read as one."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.envelope.format import FormatError
from appliance.envelope.statements import HandoverSaid, Succession, SuccessionKey

ids, digests, numbers = (
    st.binary(min_size=16, max_size=16),
    st.binary(min_size=32, max_size=32),
    st.integers(0, 2**64 - 1),
)
KEYS = st.builds(SuccessionKey, ids, ids, digests)
SUCCESSIONS = st.builds(Succession, ids, ids, ids, digests, ids, numbers, digests)
HANDOVERS = st.builds(HandoverSaid, ids, digests, digests)


@given(st.one_of(KEYS, SUCCESSIONS, HANDOVERS))
def test_what_is_packed_is_read_again_and_as_nothing_else(said: SuccessionKey | Succession | HandoverSaid) -> None:
    assert type(said).unpack(said.pack()) == said
    for other in {SuccessionKey, Succession, HandoverSaid} - {type(said)}:
        with pytest.raises(FormatError):
            other.unpack(said.pack())
    with pytest.raises(FormatError):
        type(said).unpack(said.pack()[:-1])


def test_a_succession_lies_byte_for_byte_as_documented() -> None:
    said = Succession(b"B" * 16, b"F" * 16, b"N" * 16, b"K" * 32, b"E" * 16, 4_812, b"D" * 32)
    label = b"handbell succession v1".ljust(32, b"\0")
    assert (
        said.pack()
        == label + b"B" * 16 + b"F" * 16 + b"N" * 16 + b"K" * 32 + b"E" * 16 + (4_812).to_bytes(8) + b"D" * 32
    )


@pytest.mark.parametrize(
    "said",
    [
        SuccessionKey(b"B" * 16, b"X" * 16, b"short"),
        Succession(b"B" * 16, b"F" * 15, b"N" * 16, b"K" * 32, b"E" * 16, 1, b"D" * 32),
        Succession(b"B" * 16, b"F" * 16, b"N" * 16, b"K" * 31, b"E" * 16, 1, b"D" * 32),
        Succession(b"B" * 16, b"F" * 16, b"N" * 16, b"K" * 32, b"E" * 16, -1, b"D" * 32),
        HandoverSaid(b"B" * 16, b"P" * 32, b"S" * 33),
    ],
)
def test_what_has_no_such_length_is_never_signed(said: msgspec.Struct) -> None:
    with pytest.raises(FormatError):
        said.pack()  # type: ignore[attr-defined]
