"""Attacks what is shown: by subtraction, and by somebody who knows the rule itself and tries every table that would look the same."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator

import pytest

from appliance.numbers.disclosure import FEWEST, Counts, shown_counts, shown_groups

POSSIBLE_LEAST = 10
"""A number from 0 to 9 that is not shown has ten possible values. Whoever finds one of fewer has found something."""


def tables(groups: int, total: int) -> Iterator[tuple[int, ...]]:
    """Give every way to put calls into groups."""
    for bars in itertools.combinations(range(total + groups - 1), groups - 1):
        edges = (-1, *bars, total + groups - 1)
        yield tuple(after - before - 1 for before, after in itertools.pairwise(edges))


def names(groups: int) -> tuple[str, ...]:
    return tuple("abcde"[:groups])


def looking_alike(kind: Iterable[tuple[object, tuple[int, ...]]]) -> Iterator[list[tuple[int, ...]]]:
    """Give the tables that show the same, together."""
    alike: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for shown, table in kind:
        alike[shown].append(table)
    yield from alike.values()


def as_seen(counts: Counts) -> object:
    return tuple(sorted(counts.shown.items())), counts.rest, counts.rest_calls, counts.nearly_all


@pytest.mark.parametrize("groups", [2, 3, pytest.param(4, marks=pytest.mark.slow)])
@pytest.mark.parametrize("total", [10, 11, 18, 19, 20, 27, 28, 29, 30, 36, 37, 38, 45])
def test_who_knows_the_rule_and_the_total_finds_no_count_that_is_not_shown(groups: int, total: int) -> None:
    every = (
        (as_seen(shown_counts(names(groups), dict(zip(names(groups), table, strict=True)))), table)
        for table in tables(groups, total)
    )
    for worlds in looking_alike(every):
        for column in zip(*worlds, strict=True):
            possible = set(column)
            assert min(possible) >= FEWEST or len(possible) >= POSSIBLE_LEAST, worlds[0]


@pytest.mark.parametrize("groups", [2, 3, pytest.param(4, marks=pytest.mark.slow)])
@pytest.mark.parametrize("total", [10, 19, 28, 29, 30, 38, 39, 40, 45])
@pytest.mark.parametrize("less", [0, 9, 36])
def test_who_knows_which_groups_are_shown_finds_the_count_of_none(groups: int, total: int, less: int) -> None:
    every = (
        (shown_groups(names(groups), dict(zip(names(groups), table, strict=True)), total - less), table)
        for table in tables(groups, total)
    )
    for worlds in looking_alike(every):
        for column in zip(*worlds, strict=True):
            assert len(set(column)) >= POSSIBLE_LEAST, worlds[0]


@pytest.mark.parametrize("total", [19, 60, 200])
def test_every_sum_and_difference_of_what_is_shown_is_of_ten_calls_or_more(total: int) -> None:
    for table in itertools.islice(tables(3, total), 0, None, 7):
        counts = shown_counts(names(3), dict(zip(names(3), table, strict=True)))
        parts = [*counts.shown.values(), *([counts.rest_calls] if counts.rest else [])]
        if not counts.shown:
            continue
        for many in range(1, len(parts) + 1):
            for chosen in itertools.combinations(parts, many):
                left = total - sum(chosen)
                assert sum(chosen) >= FEWEST and (left == 0 or left >= FEWEST)


@pytest.mark.parametrize(("groups", "total"), [(2, 19), (3, 28), (3, 55), (4, 37), (5, 46)])
def test_what_is_told_of_nearly_all_calls_is_so(groups: int, total: int) -> None:
    for table in tables(groups, total):
        every = dict(zip(names(groups), table, strict=True))
        counts = shown_counts(names(groups), every)
        for name, count in every.items():
            assert counts.at_least({name}, total) <= count, (table, counts)
        if counts.nearly_all:
            assert total - every[counts.nearly_all] <= counts.rest_calls_most, (table, counts)


class TestShown:
    """What is shown where nothing has to be left out, and where something has."""

    def test_counts_of_ten_and_more_are_all_shown(self) -> None:
        assert shown_counts(("a", "b"), {"a": 10, "b": 31}) == Counts(shown={"a": 10, "b": 31})

    def test_one_small_count_takes_the_next_one_with_it(self) -> None:
        assert shown_counts(names(3), {"a": 40, "b": 3, "c": 20}) == Counts(
            shown={"a": 40}, rest=("b", "c"), rest_calls=23
        )
        assert shown_counts(names(3), {"a": 40, "b": 20, "c": 3}).rest == ("a", "c"), "the order begins anew"
        assert shown_counts(names(4), {"a": 40, "b": 3, "c": 15, "d": 20}).rest == ("b", "c", "d"), "15 leave no room"

    def test_two_small_counts_of_ten_together_take_another_one_with_them_too(self) -> None:
        assert shown_counts(names(4), {"a": 9, "b": 40, "c": 9, "d": 50}) == Counts(
            shown={"d": 50}, rest=("a", "b", "c"), rest_calls=58
        )

    def test_a_few_among_many_are_told_as_fewer_than_ten(self) -> None:
        assert shown_counts(("a", "b"), {"a": 3, "b": 197}) == Counts(nearly_all="b", rest=("a",))
        assert shown_counts(("a", "b"), {"b": 200}) == Counts(nearly_all="b", rest=("a",))
        assert shown_counts(("a", "b"), {"a": 3, "b": 15}).withheld

    def test_several_that_are_few_each_may_be_more_than_ten_together(self) -> None:
        counts = shown_counts(names(5), {"a": 2, "b": 3, "c": 4, "d": 5, "e": 60})
        assert counts == Counts(nearly_all="e", rest=("a", "b", "c", "d")), "they are 14 together"
        assert (counts.rest_calls_most, counts.at_least({"e"}, 74)) == (36, 38)

    def test_at_least_is_what_anybody_can_work_out(self) -> None:
        assert Counts(nearly_all="b", rest=("a",)).at_least({"b"}, 200) == 191
        assert Counts(nearly_all="b", rest=("a",)).at_least({"a"}, 200) == 0
        assert Counts(shown={"a": 40}, rest=("b", "c"), rest_calls=15).at_least({"a", "b"}, 55) == 40
        assert Counts().at_least({"a", "b"}, 18) == 0

    def test_groups_without_counts_are_two_or_more_with_room_for_others(self) -> None:
        table = {"a": 12, "b": 17, "c": 4}
        assert shown_groups(names(3), table, 33) == ("a", "b")
        assert shown_groups(names(3), table, 28) == ()
        assert shown_groups(names(3), {"a": 100, "c": 4}, 104) == ()
