"""Tests what leaves the building: never its own wraps, and from a former box's record only what is for the safety office."""

from appliance.doors.feed.leaving import Leaving

OWN, OFFICE, UNKNOWN = b"own", b"office", b"unknown"


def test_the_buildings_own_never_leave() -> None:
    leaving = Leaving({OWN}, {OFFICE}, taken_over=0)
    assert [leaving.may(5, each) for each in (OWN, OFFICE, UNKNOWN)] == [False, True, True]


def test_of_a_former_boxs_record_only_what_is_for_the_office() -> None:
    leaving = Leaving({OWN}, {OFFICE}, taken_over=5)
    assert [leaving.may(5, each) for each in (OWN, OFFICE, UNKNOWN)] == [False, True, False]
    assert [leaving.may(6, each) for each in (OWN, OFFICE, UNKNOWN)] == [False, True, True]
