"""Tests the hours of a week that each kind of help covers, against counting each minute alone."""

import random

import pytest

from appliance.other_help.coverage import Covered, covered
from appliance.plan.hours import from_words
from appliance.plan.model import Hours
from appliance.plan.other_help import SHIPPED, Helper, HelpKind
from tests.appliance.other_help.test_opening import some_hours

SCHOOL = from_words("mon-fri 07:30-16:00")
WEEK_MIN = 10_080


def minutes(hours: tuple[Hours, ...]) -> set[int]:
    return {minute for span in hours for minute in range(span.start_min, span.end_min)}


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("occupied", [SCHOOL, ()])
def test_each_kind_covers_the_minutes_in_which_one_of_its_helpers_can_be_called(
    seed: int, occupied: tuple[Hours, ...]
) -> None:
    chance = random.Random(seed)
    kinds = [chance.choice(list(HelpKind)) for _ in range(7)]
    helpers = [Helper(f"h{at}", kind, "A", "988", some_hours(chance)) for at, kind in enumerate(kinds)]
    found = covered(helpers, occupied)
    assert [each.kind for each in found] == [kind for kind in HelpKind if kind in kinds]
    school = minutes(occupied) or set(range(WEEK_MIN))
    for each in found:
        there = set().union(*(minutes(helper.hours) for helper in helpers if helper.kind is each.kind))
        assert (each.helpers, each.week_min, each.school_min) == (
            kinds.count(each.kind),
            len(there),
            len(there & school),
        )


def test_988_covers_every_hour() -> None:
    assert covered(SHIPPED, SCHOOL)[1] == Covered(HelpKind.CRISIS_LINE, 1, WEEK_MIN, 5 * 510)
