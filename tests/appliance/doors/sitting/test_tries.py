"""Tests that wrong PINs make the next try wait, longer each time, and that nobody waits for somebody else, or for ever."""

from appliance.doors.sitting.tries import ANYWHERE_FREE, FORGOTTEN_AFTER_S, WAIT_S_MAX, Tries
from appliance.plan.ids import DeskId, PersonId

ANA = PersonId("ana"), DeskId("front")


def test_each_wrong_try_doubles_the_wait_up_to_half_a_minute() -> None:
    tries, waits = Tries(), []
    assert tries.wait_s(ANA, 0) == 0
    for _ in range(2000):
        tries.wrong(ANA, 0)
        waits.append(tries.wait_s(ANA, 0))
    assert waits[:7] == [1, 2, 4, 8, 16, 30, 30]
    assert max(waits) == WAIT_S_MAX


def test_a_wait_is_over_when_its_time_is() -> None:
    tries = Tries()
    tries.wrong(ANA, 100)
    tries.wrong(ANA, 101)
    assert [tries.wait_s(ANA, now) for now in (101, 102.5, 103, 500)] == [2, 0.5, 0, 0]


def test_the_right_pin_and_a_quarter_of_an_hour_both_begin_anew() -> None:
    tries = Tries()
    for _ in range(5):
        tries.wrong(ANA, 0)
    tries.right(ANA)
    assert tries.wait_s(ANA, 0) == 0
    for _ in range(5):
        tries.wrong(ANA, 0)
    later = FORGOTTEN_AFTER_S + 1
    tries.wrong(ANA, later)
    assert tries.wait_s(ANA, later) == 1


def test_another_person_and_another_desk_do_not_wait() -> None:
    tries = Tries()
    tries.wrong(ANA, 0)
    assert tries.wait_s((PersonId("ben"), DeskId("front")), 0) == 0
    assert tries.wait_s((PersonId("ana"), DeskId("nurse")), 0) == 0


def test_one_secret_tried_at_many_desks_is_tried_as_seldom_as_at_one() -> None:
    tries, tried, now_s = Tries(), 0, 0.0
    while now_s < 600:
        for desk in range(24):
            trier = ANA[0], DeskId(f"desk-{desk}")
            if tries.wait_s(trier, now_s) == 0:
                tries.wrong(trier, now_s)
                tried += 1
        now_s += 1
    assert tried <= ANYWHERE_FREE + 600 / WAIT_S_MAX


def test_its_owner_does_not_wait_for_them_where_they_were_right_before() -> None:
    tries = Tries()
    tries.right(ANA)
    for desk in range(24):
        tries.wrong((ANA[0], DeskId(f"desk-{desk}")), 0)
    assert tries.wait_s(ANA, 0) == 0
    assert tries.wait_s((ANA[0], DeskId("nurse")), 0) == WAIT_S_MAX
    assert tries.wait_s((PersonId("ben"), DeskId("nurse")), 0) == 0
    assert tries.wait_s((ANA[0], DeskId("nurse")), WAIT_S_MAX) == 0


def test_who_waits_goes_on_waiting_whatever_else_is_tried() -> None:
    tries = Tries()
    for _ in range(6):
        tries.wrong(ANA, 0)
    for number in range(1000):
        tries.wrong((PersonId(str(number)), DeskId("front")), 1)
    assert tries.wait_s(ANA, 1) == WAIT_S_MAX - 1


def test_what_is_forgotten_takes_no_room() -> None:
    tries = Tries()
    for number in range(1000):
        tries.wrong((PersonId(str(number)), DeskId("front")), 0)
    tries.wrong(ANA, FORGOTTEN_AFTER_S + 1)
    assert len(tries) == 1
