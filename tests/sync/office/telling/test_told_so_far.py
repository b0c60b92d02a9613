"""What is told, when again, and what a channel owes."""

from sync.office.telling.matter import State
from sync.office.telling.told_so_far import AGAIN_MS, OWED_MAX, ToldSoFar, first_of_each, looked, told
from tests.sync.office.telling.matters import NOW_MS, matter

MINUTE_MS = 60_000


def states(so_far: ToldSoFar) -> list[tuple[str, State]]:
    return [(each.matter.id, each.state) for each in so_far.owed]


def test_what_stands_is_told_once_and_once_more_when_it_is_over() -> None:
    begun = looked(ToldSoFar(), [matter(1)], NOW_MS)
    assert states(begun) == [("id-1", State.BEGUN)]
    heard = told(begun, begun.owed)
    later = looked(heard, [matter(1)], NOW_MS + MINUTE_MS)
    assert states(later) == []
    over = looked(later, [], NOW_MS + 2 * MINUTE_MS)
    assert states(over) == [("id-1", State.OVER)]
    assert states(looked(told(over, over.owed), [], NOW_MS + 3 * MINUTE_MS)) == []


def test_what_does_not_stand_for_long_is_never_told() -> None:
    for_a_moment = matter(1, stands_ms=5 * MINUTE_MS)
    seen = looked(ToldSoFar(), [for_a_moment], NOW_MS)
    assert looked(seen, [], NOW_MS + MINUTE_MS) == ToldSoFar()
    waited = looked(seen, [for_a_moment], NOW_MS + 5 * MINUTE_MS)
    assert states(waited) == [("id-1", State.BEGUN)]
    assert waited.owed[0].since_ms == NOW_MS


def test_what_goes_on_is_told_again_each_day_and_not_while_the_first_is_owed() -> None:
    begun = looked(ToldSoFar(), [matter(1), matter(2)], NOW_MS)
    one_heard = told(begun, begun.owed[:1])
    next_day = looked(one_heard, [matter(1), matter(2)], NOW_MS + AGAIN_MS)
    assert states(next_day) == [("id-2", State.BEGUN), ("id-1", State.STILL)]


def test_what_was_over_before_anybody_heard_is_told_all_the_same_and_in_its_order() -> None:
    begun = looked(ToldSoFar(), [matter(1)], NOW_MS)
    over = looked(begun, [], NOW_MS + MINUTE_MS)
    again = looked(over, [matter(1)], NOW_MS + 2 * MINUTE_MS)
    assert states(again) == [("id-1", State.BEGUN), ("id-1", State.OVER), ("id-1", State.BEGUN)]
    assert [each.state for each in first_of_each(again.owed)] == [State.BEGUN]
    assert states(told(again, again.owed[:1])) == [("id-1", State.OVER), ("id-1", State.BEGUN)]


def test_nothing_is_over_where_not_all_could_be_read() -> None:
    begun = looked(ToldSoFar(), [matter(1)], NOW_MS)
    assert states(looked(told(begun, begun.owed), [], NOW_MS + MINUTE_MS, whole=False)) == []


def test_a_clock_that_was_ahead_puts_off_nothing() -> None:
    ahead = looked(ToldSoFar(), [matter(1, stands_ms=5 * MINUTE_MS)], NOW_MS + 365 * AGAIN_MS)
    put_right = looked(ahead, [matter(1, stands_ms=5 * MINUTE_MS)], NOW_MS)
    assert states(looked(put_right, [matter(1, stands_ms=5 * MINUTE_MS)], NOW_MS + 5 * MINUTE_MS)) != []
    told_ahead = looked(ToldSoFar(), [matter(1)], NOW_MS + 365 * AGAIN_MS)
    day_before = looked(told(told_ahead, told_ahead.owed), [matter(1)], NOW_MS)
    assert states(looked(day_before, [matter(1)], NOW_MS + AGAIN_MS)) == [("id-1", State.STILL)]


def test_of_what_a_dead_way_owes_the_oldest_goes_at_last() -> None:
    so_far = looked(ToldSoFar(), [matter(each) for each in range(OWED_MAX + 1)], NOW_MS)
    assert len(so_far.owed) == OWED_MAX
    assert so_far.owed[0].matter.id == "id-1"
