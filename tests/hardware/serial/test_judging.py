from hypothesis import given
from hypothesis import strategies as st

from hardware.serial.judging import GARBLED_AFTER_S, GARBLED_BYTES, Judge, Verdict


def test_a_line_that_was_just_opened_is_well_and_falls_silent_after_its_limit() -> None:
    judge = Judge(silent_after_s=100, opened_s=0)
    assert judge.verdict(99.9) is Verdict.WELL
    assert judge.verdict(100) is Verdict.SILENT
    assert judge.why(100) == "nothing that makes sense for 100 s"


def test_one_good_frame_ends_the_silence() -> None:
    judge = Judge(silent_after_s=100, opened_s=0)
    assert judge.verdict(150) is Verdict.SILENT
    judge.heard(151, 5, good=1, bad=0)
    assert judge.verdict(151) is Verdict.WELL
    assert judge.verdict(250.9) is Verdict.WELL
    assert judge.verdict(251) is Verdict.SILENT


def test_bytes_without_one_good_frame_are_garbage_after_twenty_seconds() -> None:
    judge = Judge(silent_after_s=100, opened_s=0)
    for second in range(1, 21):
        judge.heard(second, 19, good=0, bad=0)
        assert judge.verdict(second) is Verdict.WELL
    assert judge.verdict(21) is Verdict.GARBLED
    assert judge.why(21) == "380 bytes in 21 s, and none of them makes sense"


def test_a_wrong_speed_stays_garbage_also_after_the_limit_of_silence() -> None:
    judge = Judge(silent_after_s=60, opened_s=0)
    for second in range(1, 120):
        judge.heard(second, 19, good=0, bad=1)
    assert judge.verdict(120) is Verdict.GARBLED


def test_the_right_speed_ends_garbage_at_the_first_good_frame() -> None:
    judge = Judge(silent_after_s=60, opened_s=0)
    for second in range(1, 30):
        judge.heard(second, 19, good=0, bad=0)
    assert judge.verdict(30) is Verdict.GARBLED
    judge.heard(31, 19, good=1, bad=0)
    assert judge.verdict(31) is Verdict.WELL


def test_a_plug_that_crackles_once_is_silence_and_no_garbage() -> None:
    judge = Judge(silent_after_s=60, opened_s=0)
    judge.heard(1, GARBLED_BYTES - 1, good=0, bad=3)
    assert judge.verdict(59) is Verdict.WELL
    assert judge.verdict(61) is Verdict.SILENT
    assert judge.why(61) == "nothing that makes sense for 61 s; 63 bytes came, so its speed may be wrong"


def test_more_than_half_of_the_frames_bad_is_noise_and_ends_below_a_quarter() -> None:
    judge = Judge(silent_after_s=None, opened_s=0)
    for second in range(10):
        judge.heard(second, 38, good=1, bad=2)
    assert judge.verdict(10) is Verdict.GARBLED
    assert judge.why(10) == "20 of 30 frames of the last minute were damaged"
    for second in range(10, 40):
        judge.heard(second, 19, good=1, bad=0)
    assert judge.verdict(40) is Verdict.GARBLED  # 20 of 60: still above a quarter
    for second in range(40, 65):
        judge.heard(second, 19, good=1, bad=0)
    assert judge.verdict(65) is Verdict.WELL
    for second in range(65, 70):
        judge.heard(second, 38, good=1, bad=1)
    assert judge.verdict(70) is Verdict.WELL  # below a half, a line does not become garbled again


def test_a_few_bad_frames_are_chance() -> None:
    judge = Judge(silent_after_s=None, opened_s=0)
    judge.heard(1, 10, good=1, bad=6)
    assert judge.verdict(2) is Verdict.WELL


def test_a_line_that_speaks_only_when_asked_is_never_silent() -> None:
    assert Judge(silent_after_s=None, opened_s=0).verdict(1_000_000) is Verdict.WELL


@given(
    st.lists(
        st.tuples(st.floats(0, 60), st.integers(0, 4096), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60
    )
)
def test_whatever_comes_a_good_frame_just_now_is_no_silence_and_what_is_kept_stays_small(
    told: list[tuple[float, int, int, int]],
) -> None:
    judge, now_s = Judge(silent_after_s=30, opened_s=0), 0.0
    for wait_s, size, good, bad in told:
        now_s += wait_s
        judge.heard(now_s, size, good, bad)
        verdict = judge.verdict(now_s)
        assert not (good and verdict is Verdict.SILENT)
        assert not (size == 0 and good == 0 and now_s < GARBLED_AFTER_S and verdict is Verdict.SILENT)
        assert judge.why(now_s)
        assert len(judge._slices) <= 7
