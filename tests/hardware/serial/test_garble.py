from hypothesis import given
from hypothesis import strategies as st

from hardware.serial.garble import garbled


@given(st.binary(max_size=60))
def test_the_same_speed_changes_nothing(data: bytes) -> None:
    assert garbled(data, 9600, 9600) == data


@given(st.binary(max_size=60))
def test_two_clocks_of_cheap_crystals_still_understand_each_other(data: bytes) -> None:
    assert garbled(data, 9600, 9700) == data
    assert garbled(data, 9600, 9500) == data


def test_a_reader_twice_as_fast_reads_each_bit_twice() -> None:
    # 0x55 on the wire is 0 10101010 1. A reader at twice the speed sees 0011001100 …: a start bit 0, the bits 0 1 1 0 0 1 1 0, and no stop
    # bit. So the byte is damaged, and the reader gets \0.
    assert garbled(b"\x55", 9600, 19200)[:1] == b"\x00"
    assert (
        garbled(b"\xff", 9600, 19200) == b"\xfe"
    )  # the start bit is read twice, as 00, then come ones: so the first data bit is the second half of the start bit


def test_a_reader_half_as_fast_reads_every_other_bit() -> None:
    assert garbled(b"\xff\xff", 19200, 9600) != b"\xff\xff"
    assert len(garbled(b"\x72\x12\xb2\x00\x01\x02", 19200, 9600)) <= 6


@given(
    st.binary(max_size=40), st.sampled_from([1200, 9600, 19200, 115200]), st.sampled_from([1200, 9600, 19200, 115200])
)
def test_it_comes_to_an_end_at_any_speeds(data: bytes, sent: int, read: int) -> None:
    assert len(garbled(data, sent, read)) <= len(data) * max(1, read // sent) * 6
