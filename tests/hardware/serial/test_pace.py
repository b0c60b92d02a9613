from hypothesis import given
from hypothesis import strategies as st

from hardware.serial.pace import CHUNK_BYTES, Pace


def test_a_wire_at_its_own_speed_is_never_held_up() -> None:
    pace = Pace(9600)
    assert all(pace.spent(96, now_s=100 + tenth / 10) == 0 for tenth in range(1000))


def test_a_second_that_the_loop_was_late_is_caught_up_with() -> None:
    pace = Pace(9600)
    pace.spent(96, 100)
    assert pace.spent(960, 101) == 0


@given(st.lists(st.integers(1, CHUNK_BYTES), min_size=1, max_size=200), st.sampled_from([1200, 9600, 115200]))
def test_a_flood_is_read_at_twice_the_speed_at_most(chunks: list[int], baud: int) -> None:
    pace, now_s, read = Pace(baud), 1000.0, 0
    for size in chunks:
        read += size
        now_s += pace.spent(size, now_s)
    assert read <= CHUNK_BYTES + (now_s - 1000.0) * baud / 5 + 1
