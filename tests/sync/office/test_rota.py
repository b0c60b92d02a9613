"""Tests whose turn it is: buildings one after the other, calls first; buildings that failed or bring nothing new are kept apart from the
others.
"""

from sync.office.pace import A_SECOND, AT_ONCE, SOONER_S, Looks, Pace
from sync.office.rota import AGAIN_S_FIRST, AGAIN_S_MAX, CLOSE, FRUITLESS_MAX, REST_S_MAX, Lane, Rota, Turn

MAD, OAK, PINE = b"m" * 16, b"o" * 16, b"p" * 16


def pages(rota: Rota, count: int, now_s: float = 0.0) -> list[bytes]:
    """Give the next turns, each of a building that has more and brings something new."""
    found = []
    for _ in range(count):
        turn = rota.next(Lane.PAGES, now_s)
        assert turn is not None
        found.append(turn.building)
        rota.done(turn, now_s, more=True, new=True)
    return found


def of(*buildings: bytes) -> Rota:
    rota = Rota()
    for each in buildings:
        rota.has_new(each)
    return rota


def test_a_building_that_always_has_more_waits_behind_the_others() -> None:
    rota = of(MAD)
    assert pages(rota, 3) == [MAD, MAD, MAD]
    rota.has_new(OAK)
    rota.has_new(PINE)
    assert pages(rota, 6) == [MAD, OAK, PINE] * 2


def test_a_building_has_one_answer_out_at_a_time_and_its_call_is_next() -> None:
    """So a building whose answers never come takes only one of the line's two places, and the other place is left for others' calls."""
    rota = of(MAD)
    page = rota.next(Lane.PAGES, 0)
    assert page == Turn(MAD)
    rota.has_new(MAD)
    rota.has_calls(MAD, [7])
    assert [rota.next(lane, 0) for lane in Lane] == [None, None, None]
    rota.has_calls(OAK, [5])
    assert rota.next(Lane.CALLS, 0) == Turn(OAK, (5,))
    rota.done(page, 0, more=True, new=True)
    call = rota.next(Lane.PAGES, 0)
    assert call == Turn(MAD, (7,))
    assert rota.next(Lane.PAGES, 0) is None
    rota.done(call, 0, more=False, new=True)
    assert rota.next(Lane.PAGES, 0) == Turn(MAD)


def test_calls_come_before_pages_and_one_buildings_do_not_hide_anothers() -> None:
    rota = of(OAK)
    rota.has_calls(MAD, range(0, 100 * (CLOSE + 1), CLOSE + 1))
    rota.has_calls(PINE, [5, 6])
    first = rota.next(Lane.PAGES, 0)
    assert first == Turn(MAD, (0,))
    assert rota.next(Lane.CALLS, 0) == Turn(PINE, (5, 6))
    assert rota.next(Lane.PAGES, 0) == Turn(OAK)
    rota.done(first, 0, more=False, new=True)
    assert rota.next(Lane.CALLS, 0) == Turn(MAD, (CLOSE + 1,))


def test_who_failed_is_tried_apart_and_later_each_time() -> None:
    rota, now_s = of(MAD, OAK), 0.0
    turn = rota.next(Lane.PAGES, now_s)
    assert turn == Turn(MAD)
    waits = []
    while not waits or waits[-1] < AGAIN_S_MAX:
        rota.failed(turn, now_s)
        rota.has_new(MAD)
        assert rota.next(Lane.PAGES, now_s + AGAIN_S_MAX) in {Turn(OAK), None}
        waits.append(next(wait_s for wait_s in range(1000) if rota.next(Lane.FAILED, now_s + wait_s) is not None))
        now_s += waits[-1]
    assert waits[0] == AGAIN_S_FIRST
    assert waits == sorted(waits)
    rota.done(turn, now_s, more=True, new=True)
    assert rota.next(Lane.PAGES, now_s) == Turn(MAD)


def test_a_building_whose_calls_fail_again_and_again_gets_its_pages() -> None:
    """If its calls fail, its pages still come; and if its pages fail, its calls still come."""
    for fails_with_calls in (True, False):
        rota, taken = Rota([MAD]), 0
        for now_s in range(3600):
            rota.has_new(MAD)
            rota.has_calls(MAD, [7])
            for lane in Lane:
                if (turn := rota.next(lane, now_s)) is None:
                    continue
                if bool(turn.calls) is fails_with_calls:
                    rota.failed(turn, now_s)
                else:
                    taken += 1
                    rota.done(turn, now_s, more=True, new=True)
        assert taken > 1_000


def test_among_those_who_failed_who_waited_longest_is_next() -> None:
    rota, now_s = Rota(), 0.0
    tried = set[Turn]()
    for each in (MAD, OAK, PINE):
        rota.has_new(each)
        rota.has_calls(each, [7])
    while (turn := rota.next(Lane.PAGES, now_s)) is not None:
        rota.failed(turn, now_s)
    for _ in range(6):
        now_s += AGAIN_S_MAX
        turn = rota.next(Lane.FAILED, now_s)
        assert turn is not None
        tried.add(turn)
        rota.failed(turn, now_s)
    assert len(tried) == 6


def test_who_was_behind_before_is_waited_for_by_nobody() -> None:
    rota = Rota([MAD])
    rota.has_new(MAD)
    assert rota.next(Lane.PAGES, 0) is None
    assert not rota.is_idle(0)
    turn = rota.next(Lane.FAILED, 0)
    assert turn == Turn(MAD)
    rota.failed(turn, 0)
    assert rota.is_idle(0)


def test_who_brings_nothing_new_again_and_again_rests_and_is_no_news() -> None:
    rota = of(MAD)
    for _ in range(FRUITLESS_MAX):
        turn = rota.next(Lane.PAGES, 0)
        assert turn is not None
        rota.done(turn, 0, more=True, new=False)
    turn = rota.next(Lane.PAGES, 0)
    assert turn is not None
    rota.done(turn, 0, more=True, new=False)
    assert rota.next(Lane.PAGES, 0) is None
    assert not rota.has_new(MAD)
    assert rota.has_new(OAK)
    assert rota.next(Lane.PAGES, 0) == Turn(OAK)
    turn = rota.next(Lane.PAGES, REST_S_MAX)
    assert turn == Turn(MAD)
    rota.done(turn, REST_S_MAX, more=True, new=True)
    assert pages(rota, 2, REST_S_MAX) == [MAD, MAD]


def test_a_server_that_says_nothing_new_for_an_hour_is_asked_slowly() -> None:
    pace, now_s, asked = Pace(0.0), 0.0, 0
    while now_s < 3600:
        now_s += pace.rest_s(now_s)
        asked += 1
    assert asked <= AT_ONCE + 3600 * A_SECOND + 2


def test_a_building_that_writes_sooner_than_it_is_fetched_waits_for_a_worker() -> None:
    rota = Rota()
    assert not rota.waits(OAK)
    rota.has_new(OAK)
    assert rota.waits(OAK)
    turn = rota.next(Lane.PAGES, 0)
    assert turn == Turn(OAK) and not rota.waits(OAK), "a worker has it"
    rota.has_new(OAK)
    assert rota.waits(OAK), "and there is more"
    rota.done(turn, 0, more=False, new=False)
    assert not rota.waits(OAK), "the server tells of it though it brings nothing"
    turn = rota.next(Lane.PAGES, 0)
    assert turn is not None
    rota.failed(turn, 0)
    assert not rota.waits(OAK)


def test_with_news_each_second_for_two_minutes_the_whole_list_is_asked_for_each_minute() -> None:
    """If the news is of a building that nobody knows (`wanted`), the list is asked for sooner, though not each time."""
    for wanted, times in ((False, 3), (True, 120 / SOONER_S + 1)):
        looks, looked = Looks(0.0, 60.0), 0
        for now_s in range(121):
            if not looks.wait_s(now_s, wanted=wanted):
                looks.looked(now_s)
                looked += 1
        assert looked == times
