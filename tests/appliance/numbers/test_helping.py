"""Tests the counts of calls by kind of help: against a second count, and by subtraction from everything that a release says of them."""

import random
from collections import defaultdict
from itertools import product

import pytest

from appliance.numbers.disclosure import FEWEST
from appliance.numbers.helping import GROUPS, HELP, NO_HELP, NOT_CALLED, helped_counts
from appliance.numbers.release import Release, from_document, to_document
from appliance.plan.other_help import HelpKind
from tests.appliance.numbers.test_release import AUTUMN, calls_of, released, year_of

type Called = dict[HelpKind, bool]


def some(seed: int, calls: int) -> list[Called]:
    chance = random.Random(seed)
    often = {kind: chance.choice((0.02, 0.1, 0.3, 0.6)) for kind in HelpKind}
    return [{kind: chance.random() < 0.7 for kind in HelpKind if chance.random() < often[kind]} for _ in range(calls)]


def second_count(calls: list[Called], kind: HelpKind) -> dict[str, int]:
    """Count by sieving: who was helped, who was called at all, and who is left."""
    helped = len([1 for call in calls if call.get(kind) is True])
    called = len([1 for call in calls if kind in call])
    return {HELP: helped, NO_HELP: called - helped, NOT_CALLED: len(calls) - called}


@pytest.mark.parametrize("seed", range(40))
def test_what_is_shown_is_what_a_second_count_finds_and_no_small_group_is_shown(seed: int) -> None:
    calls = some(seed, 200)
    shown = 0
    for kind, counts in helped_counts(calls).items():
        wanted = second_count(calls, kind)
        assert all(count == wanted[group] >= FEWEST for group, count in counts.shown.items())
        if counts.nearly_all:
            assert len(calls) - wanted[counts.nearly_all] <= counts.rest_calls_most
        shown += len(counts.shown)
        left = len(calls) - sum(counts.shown.values())
        assert not counts.shown or left == 0 or left >= FEWEST, "all but what is shown is a small group"
    assert shown, "a year of 200 calls shows something"


@pytest.mark.parametrize("total", [19, 28, 30, 45])
def test_who_knows_the_rule_finds_no_small_group_of_a_kind(total: int) -> None:
    """Put all halves that look the same together: each count that may be small has ten possible values."""
    alike: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    kind = HelpKind.MOBILE_CRISIS
    for helped, called in product(range(total + 1), repeat=2):
        if helped > called:
            continue
        calls = [{kind: True}] * helped + [{kind: False}] * (called - helped) + [{}] * (total - called)
        seen = helped_counts(calls)[kind]
        alike[repr((sorted(seen.shown.items()), seen.rest, seen.rest_calls, seen.nearly_all))].append(
            (helped, called - helped, total - called)
        )
    for worlds in alike.values():
        for column in (*zip(*worlds, strict=True), [helped + unhelped for helped, unhelped, _ in worlds]):
            assert min(column) >= FEWEST or len(set(column)) >= FEWEST, worlds[0]


def test_kinds_do_not_tell_of_each_other() -> None:
    """Whatever is noted of one kind, what is shown of another stays the same."""
    calls = some(3, 120)
    other = [{kind: helped for kind, helped in call.items() if kind is HelpKind.FAMILY} for call in calls]
    assert helped_counts(calls)[HelpKind.FAMILY] == helped_counts(other)[HelpKind.FAMILY]


def test_a_release_keeps_them_and_one_from_before_has_none() -> None:
    made = released(calls_of(year_of(0)), AUTUMN)
    assert made.helped is not None and set(made.helped) == set(HelpKind)
    assert from_document(to_document(made)) == made
    before = to_document(made).replace(b'"helped":', b'"unknown":')
    assert from_document(before).helped is None


def test_fewer_than_ten_calls_tell_nothing_of_any_kind() -> None:
    few = calls_of([row for row in year_of(0) if not row["practice"]])[:9]
    made: Release = released(few, AUTUMN)
    assert made.calls is None and made.helped is not None
    assert all(counts.withheld for counts in made.helped.values())
    assert GROUPS[-1] == NOT_CALLED, "a group that is often small stands before the one that takes its place"
