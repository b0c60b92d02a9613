"""Tests what may be destroyed of a record, when, and by which rule; and that everything against it is said in a sentence."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.calls.events import CallMadeReal, CallRaised, StoodDown
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Actor, Outcome
from appliance.plan.index import PlanIndex
from appliance.plan.model import Kind, Retention
from appliance.record.derived import derived
from appliance.record.events import CopyOffered, DutyNoted, HoldReleased, RecordHeld, RecordViewed
from appliance.record.retention import RULES, Due, Verdict, day_of, judge, soonest
from appliance.record.words import ItemId, Klass, Status
from tests.appliance.core.story import school
from tests.appliance.logbook.box import call, stand_down
from tests.appliance.record.telling import FRONT, SOMEBODY, TEN_MS, Writing

WRITTEN = day_of(TEN_MS)  # 1 September 2026, a Tuesday
KEPT = Retention()
INDEX = PlanIndex(school())
A, B, C, D = Klass


def judged(told: Writing, today: date, kept: Retention = KEPT) -> Verdict:
    return judge(told.record, derived(told.record, INDEX), kept, today)


def called(began: CallRaised | None = None, ended: StoodDown | None = None) -> Writing:
    told = Writing()
    told.record.incident = call(1).incident
    told.happens(began or call(1))
    told.happens(ended or stand_down(1))
    return told


def finished(*, hurt: bool = False, offered: bool = True) -> Writing:
    """A call, an account, a review; the educator was offered a copy."""
    told = called()
    told.facts(event_kind="happened", anyone_hurt=hurt)
    told.facts("a1", account_text="He bit me.")
    told.move(Status.SUBMITTED)
    told.move(Status.REVIEWED)
    if offered:
        told.happens_to_record(CopyOffered(incident=told.record.incident, by=SOMEBODY, klass=A, taken=False))
    return told


def test_an_incident_goes_whole_on_the_monday_seven_years_after_it_was_last_written_to() -> None:
    monday = date(2033, 9, 5)
    kept = judged(finished(), monday - timedelta(days=1))
    assert kept.due == ()
    assert kept.says == "Kept until 2033-09-05: incident, 7 years after it was last written to."
    gone = judged(finished(), monday)
    assert gone.due == (Due((A, B, C, D), "incident, 7 years after it was last written to", monday),)
    assert gone.says == "Its time is over since 2033-09-05: incident, 7 years after it was last written to."


def test_a_note_about_a_duty_keeps_the_record_as_writing_does_and_reading_it_does_not() -> None:
    told = finished()
    noted = DutyNoted(
        incident=told.record.incident,
        by=SOMEBODY,
        klass=B,
        rule="time-for-others",
        about=ItemId(""),
        confirms="when they had time",
        done=True,
    )
    told.happens_to_record(noted, date(2027, 3, 1))
    viewed = RecordViewed(incident=told.record.incident, by=SOMEBODY, klass=A, classes=(B,))
    told.happens_to_record(viewed, date(2028, 3, 1))
    assert (
        judged(told, date(2034, 3, 5)).says == "Kept until 2034-03-06: incident, 7 years after it was last written to."
    )
    assert told.record.changed == told.record.newest - 1, "a view changes nothing"


def test_medical_facts_go_first_where_somebody_was_hurt() -> None:
    first = judged(finished(hurt=True), date(2032, 1, 5))
    assert first.due == (Due((D,), "injury, 5 years after the end of that year", date(2032, 1, 5)),)
    assert judged(finished(hurt=True), date(2032, 1, 4)).due == ()
    assert {klass for due in judged(finished(hurt=True), date(2033, 9, 5)).due for klass in due.classes} == {A, B, C, D}


def test_nothing_that_says_who_was_hurt_goes_before_the_injurys_time_is_over() -> None:
    short = Retention(incident_years=2)
    assert judged(finished(hurt=True), date(2031, 12, 31), short).due == ()
    assert judged(finished(hurt=True), date(2032, 1, 5), short).due[0].classes == (A, B, C, D)
    assert judged(finished(), date(2028, 9, 4), short).due[0].classes == (A, B, C, D)


def test_a_test_a_needless_call_and_practice_have_their_own_time() -> None:
    tested = called(ended=StoodDown(incident=call(1).incident, by=Actor(FRONT), outcome=Outcome.TEST, saw_room="A."))
    assert judged(tested, date(2027, 9, 6)).due[0].rule == "needless, 1 year after it was last written to"
    drilled = called(msgspec.structs.replace(call(1), drill="d1"))
    assert judged(drilled, date(2029, 9, 2)).due == ()
    assert judged(drilled, date(2029, 9, 3)).due[0].rule == "drill, 3 years after it was last written to"
    made_real = called(msgspec.structs.replace(call(1), drill="d1"))
    made_real.happens(CallMadeReal(incident=call(1).incident, by=Actor(FRONT), kind=Kind.ASSIST))
    assert judged(made_real, date(2029, 9, 3)).says.startswith("Kept: the record is not finished.")
    broken_off = called(msgspec.structs.replace(call(1), kind=Kind.TAP_OUT))
    assert judged(broken_off, date(2027, 9, 6)).due[0].classes == (A, B, C, D)


@pytest.mark.parametrize("facts", [{"anyone_hurt": True}, {"account_text": "I fell in the hall."}])
def test_who_was_hurt_or_told_of_it_in_practice_is_kept_as_an_incident_is(facts: dict[str, object]) -> None:
    drilled = called(msgspec.structs.replace(call(1), drill="d1"))
    drilled.facts("a1" if "account_text" in facts else "", **facts)
    drilled.move(Status.SUBMITTED)
    drilled.move(Status.REVIEWED)
    assert judged(drilled, date(2029, 9, 3)).says == "Kept: the educator was not offered a full copy yet."


def test_a_call_of_nothing_in_which_somebody_was_hurt_is_no_needless_one() -> None:
    told = called()
    told.facts(event_kind="nothing", anyone_hurt=True)
    told.move(Status.SUBMITTED)
    told.move(Status.REVIEWED)
    assert judged(told, date(2027, 9, 6)).due == ()


def test_a_call_in_which_nothing_happened_is_reviewed_first_and_an_account_in_it_makes_it_an_incident() -> None:
    nothing = called()
    nothing.facts(event_kind="nothing")
    assert "not finished" in judged(nothing, date(2040, 1, 2)).says
    nothing.move(Status.SUBMITTED)
    nothing.move(Status.REVIEWED)
    assert judged(nothing, date(2027, 9, 6)).due[0].rule.startswith("needless")
    nothing.facts("a1", account_text="I was afraid.")
    assert judged(nothing, date(2027, 9, 6)).due == ()


def test_held_open_unfinished_and_never_offered_records_never_go() -> None:
    late = date(2126, 1, 7)
    assert judged(finished(offered=False), late) == Verdict((), "Kept: the educator was not offered a full copy yet.")
    assert "not finished" in judged(called(), late).says
    still_open = Writing()
    still_open.happens(call(1))
    assert judged(still_open, late).says == "Kept: the call is not over."
    held = finished()
    held.happens_to_record(RecordHeld(incident=held.record.incident, by=SOMEBODY, klass=A, reason="a claim"))
    assert judged(held, late).says == "Kept: it is held, until an administrator releases it."
    held.happens_to_record(HoldReleased(incident=held.record.incident, by=SOMEBODY, klass=A, reason="settled"))
    assert judged(held, late).due
    assert "how it began cannot be read" in judged(Writing(), late).says


def test_writing_keeps_a_record_longer_and_reading_it_does_not() -> None:
    told = finished()
    told.happens_to_record(
        RecordViewed(incident=told.record.incident, by=SOMEBODY, klass=A, classes=(B,)), date(2030, 1, 1)
    )
    assert judged(told, date(2033, 9, 5)).due
    told.write("summary", "Added later.")
    version = next(iter(told.record.versions.values()))[-1]
    later = told.record.versions[next(reversed(told.record.versions))]
    later.append(type(version)("again", SOMEBODY, Moment(0, TEN_MS + 365 * 86_400_000, 600), told.record.newest + 1))
    assert judged(told, date(2033, 9, 5)).due == ()


def test_a_clock_that_was_not_trusted_makes_nothing_old() -> None:
    told = Writing()
    told.record.take(1, Moment(0, 0), msgspec.structs.replace(call(1), kind=Kind.TAP_OUT))
    told.record.take(2, Moment(0, 0), stand_down(1))
    assert judged(told, date(2040, 1, 2)).says == "Kept: no clock that could be trusted says how old it is."


@given(
    st.builds(Retention, st.integers(2, 100), st.integers(5, 100), st.integers(1, 100), st.integers(1, 100)),
    st.integers(0, 40_000),
    st.booleans(),
)
def test_nothing_goes_before_the_shortest_rule_and_class_a_never_before_the_others(
    kept: Retention, days: int, hurt: bool
) -> None:
    today = WRITTEN + timedelta(days=days)
    for told in (finished(hurt=hurt), called()):
        verdict = judged(told, today, kept)
        gone = {klass for due in verdict.due for klass in due.classes}
        assert A not in gone or gone == {A, B, C, D}
        assert not gone or soonest(kept, today) >= WRITTEN
        assert all(due.since <= today and due.since.weekday() == 0 for due in verdict.due)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_says_what_it_covers_and_where_its_figure_comes_from(rule: object) -> None:
    assert isinstance(rule, type(RULES[0]))
    assert rule.years(KEPT) >= 1
    assert rule.covers
    assert len(rule.source) > 20
