"""Of any record: the order in which different facts came changes nothing, and a duty is open exactly when its trigger holds and nothing
closed it.
"""

import random
from dataclasses import replace
from datetime import date

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as some

from appliance.duties.counting import Term, Unit, count
from appliance.duties.deriving import derive
from appliance.duties.duty import Duty, State, tells
from appliance.duties.parties import Party
from appliance.duties.rules import Late, Verified
from appliance.record.words import FieldId, ItemId
from tests.appliance.duties.any_record import WRITERS, Fact, facts, told
from tests.appliance.duties.naive import Naive, stands_as_its_rule_says
from tests.appliance.duties.school import CALENDAR, Telling, adopted, with_snow

RULES = adopted("neutral", "colorado", "district-example")
BY_ID = {rule.rule: rule for rule in RULES}


def duties(story: Telling) -> tuple[Duty, ...]:
    return derive(story.record, story.seen, RULES, story.calendar)


def shuffled(written: list[Fact], seed: int) -> list[Fact]:
    """The same facts in another order; only versions of one value keep theirs, since the last one stands."""
    order = [(each.field, each.item) for each in written]
    random.Random(seed).shuffle(order)
    waiting = {fact: [each for each in written if (each.field, each.item) == fact] for fact in order}
    return [waiting[fact].pop(0) for fact in order]


@settings(max_examples=40, deadline=None)
@given(facts(), some.integers())
def test_the_order_in_which_facts_came_changes_nothing(written: list[Fact], seed: int) -> None:
    assert duties(told(written)) == duties(told(shuffled(written, seed)))


@settings(max_examples=40, deadline=None)
@given(facts(), some.integers())
def test_who_wrote_or_reported_it_changes_no_duty(written: list[Fact], seed: int) -> None:
    """So nothing of what is owed could be grouped by who called, wrote or reported."""
    dice = random.Random(seed)
    by_others = [replace(each, by=dice.choice(WRITERS)) for each in written]
    assert duties(told(written)) == duties(told(by_others))


@settings(max_examples=40, deadline=None)
@given(facts())
def test_a_duty_is_open_exactly_when_its_trigger_holds_and_nothing_closed_it(written: list[Fact]) -> None:
    story = told(written)
    stands_as_its_rule_says(duties(story), Naive(story.record, story.seen), RULES)


@settings(max_examples=40, deadline=None)
@given(facts())
def test_each_duty_says_what_its_state_needs(written: list[Fact]) -> None:
    for duty in duties(told(written)):
        owed = duty.state in {State.OPEN, State.CLOSED}
        assert (duty.due is not None) is (duty.since_ms is not None) is owed
        assert (duty.closed is not None) is (duty.state is State.CLOSED)
        assert (duty.withdrawn is not None) is (duty.state is State.WITHDRAWN)
        assert bool(duty.waits) is (duty.state is State.NOT_YET)
        assert {each.field for each in duty.reads} <= duty.fields
        assert duty.verified is None and duty.late == ()
        if duty.closed is not None:
            assert duty.closed.by
        if duty.withdrawn is not None:
            assert duty.withdrawn.because
            assert all(each in duty.reads for each in duty.withdrawn.because)


LATE = (
    Late(Party.ADMINISTRATOR, Term(Unit.SCHOOL_DAYS, 1)),
    Late(Party.LEAD, Term(Unit.HOURS, 5)),
    Late(Party.NURSE, Term(Unit.SAME_DAY)),
    Late(Party.HUMAN_RESOURCES, Term(Unit.CALENDAR_DAYS, 30)),
)
VERIFIED = tuple(
    msgspec.structs.replace(each, verified=Verified("the attorney", date(2026, 8, 1)), late=LATE) for each in RULES
)


@settings(max_examples=20, deadline=None)
@given(facts(), some.integers(-40, 80))
def test_somebody_is_told_exactly_while_a_duty_is_open_and_the_time_of_their_rule_is_over(
    written: list[Fact], days: int
) -> None:
    story = told(written)
    for duty in derive(story.record, story.seen, VERIFIED, story.calendar):
        if duty.due is None:
            assert duty.late == ()
            continue
        assert [each.tell for each in duty.late] == [each.tell for each in LATE]
        assert all(each.from_ms >= duty.due.at_ms for each in duty.late), "nobody is told before it is late"
        now_ms = duty.due.at_ms + days * 6 * 3_600_000
        told_now = {each.tell for each in duty.late if tells(duty, each, now_ms)}
        over = duty.state is State.OPEN and duty.due.trusted and duty.due.at_ms < now_ms
        assert told_now == {each.tell for each in duty.late if over and each.from_ms <= now_ms}
        assert Party.HUMAN_RESOURCES not in told_now or Party.ADMINISTRATOR in told_now


@settings(max_examples=8, deadline=None)
@given(facts())
def test_no_date_moves_without_a_word(written: list[Fact]) -> None:
    """Each fact in turn, and then a snow day: if a date that was told before is another one now, the duty says why."""
    before: dict[tuple[str, ItemId], Duty] = {}
    in_time = sorted(written, key=lambda each: each.at_ms)
    distinct = [each for number, each in enumerate(in_time) if not number or each.at_ms > in_time[number - 1].at_ms]
    for number in range(len(distinct)):
        story = told(distinct[: number + 1])
        now = {(each.rule, each.about): each for each in duties(story)}
        _says_each_move(before, now)
        before = now
    snowed = told(distinct)
    snowed.calendar = with_snow("2026-12-01", "2026-12-19 05:30")
    _says_each_move(before, {(each.rule, each.about): each for each in duties(snowed)})


def _says_each_move(before: dict, now: dict) -> None:
    for key, duty in now.items():
        earlier = before.get(key)
        if earlier is None or earlier.due is None or duty.due is None or earlier.since_ms != duty.since_ms:
            continue  # a duty that began anew says since when
        if earlier.due.at_ms != duty.due.at_ms:
            assert len(duty.due.moved) > len(earlier.due.moved), duty


def test_the_calendar_alone_gives_the_date_of_a_duty() -> None:
    story = Telling("2026-11-25 10:02").facts(restraint_used=True)
    duty = story.duties(RULES)["co-restraint-told"]
    term = BY_ID["co-restraint-told"].due
    assert term.after == FieldId("occurred_at")
    assert duty.due.at_ms == count(CALENDAR, term, story.now_ms).at_ms
