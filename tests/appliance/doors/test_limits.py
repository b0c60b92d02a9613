"""Token buckets: burst, refill, debt, and a table of sources that cannot grow."""

from appliance.doors.limits import FailureLimits, TokenBucket


def test_a_burst_and_then_so_many_a_second() -> None:
    bucket = TokenBucket(burst=3, per_s=2, now_s=0)
    assert [bucket.take(0) for _ in range(4)] == [True, True, True, False]
    assert not bucket.take(0.4)
    assert bucket.take(0.5)
    assert [bucket.take(100) for _ in range(4)] == [True, True, True, False]


def test_debt_says_how_long_to_wait() -> None:
    bucket = TokenBucket(burst=2, per_s=10, now_s=0)
    assert bucket.spend(2, 0) == 0
    assert bucket.spend(5, 0) == 0.5
    assert bucket.spend(0, 0.25) == 0.25
    assert bucket.spend(0, 0.5) == 0


def test_failures_are_counted_per_source() -> None:
    limits = FailureLimits(burst=2, per_s=1, sources_max=10)
    assert [limits.failed("a", 0) for _ in range(3)] == [True, True, False]
    assert limits.failed("b", 0)
    assert limits.failed("a", 1)


def test_the_table_forgets_whom_it_heard_longest_ago_and_never_grows() -> None:
    limits = FailureLimits(burst=1, per_s=0, sources_max=3)
    for number in range(100):
        limits.failed(str(number), 0)
    assert len(limits) == 3
    assert limits.failed("0", 0)
    assert not limits.failed("99", 0)
