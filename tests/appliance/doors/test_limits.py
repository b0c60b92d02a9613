"""Tests token buckets: burst, refill, debt, and a table of buckets that cannot grow."""

from appliance.doors.limits import Buckets, TokenBucket


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


def test_each_key_has_a_bucket_of_its_own() -> None:
    buckets = Buckets(burst=2, per_s=1, keys_max=10)
    assert [buckets.take("a", 0) for _ in range(3)] == [True, True, False]
    assert buckets.take("b", 0)
    assert buckets.take("a", 1)


def test_nobody_gets_rid_of_a_measure_by_coming_under_many_names() -> None:
    buckets = Buckets(burst=1, per_s=0.1, keys_max=3)
    assert [buckets.take(name, 0) for name in "abc"] == [True, True, True]
    assert [buckets.take(str(number), 0) for number in range(100)] == [True, *[False] * 99], "newcomers share one"
    assert len(buckets) == 3
    assert not buckets.take("a", 0)


def test_a_bucket_that_is_full_again_makes_room_for_another() -> None:
    buckets = Buckets(burst=1, per_s=0.1, keys_max=3)
    for name in "abc":
        buckets.take(name, 0)
    assert [buckets.take(name, 10) for name in "def"] == [True, True, True]
    assert len(buckets) == 3
    assert not buckets.take("d", 10)


def test_one_that_is_used_much_hides_none_that_is_full_again() -> None:
    buckets = Buckets(burst=10, per_s=1, keys_max=3)
    for _ in range(10):
        buckets.take("much", 0)
    for name in ("little", "less"):
        buckets.take(name, 0)
    assert [buckets.take(name, 2) for name in ("new", "newer")] == [True, True]
    assert not buckets.take("much", 0)
    assert len(buckets) == 3
