"""Tests one incident as the office reads it: everything except which care a member of the staff was offered, and what they answered."""

from appliance.api.records.messages import Hidden, LeftOut
from appliance.core.ground.moment import Moment
from appliance.plan.index import PlanIndex
from appliance.plan.model import NO_PLAN
from appliance.record.events import DutyNoted, FactWritten
from appliance.record.fields import FIELDS
from appliance.record.words import FieldId, ItemId, Klass, Value
from sync.office.incidents import Found, folded
from sync.office.opening import Told
from sync.office.showing import shown
from tests.appliance.core.story import school
from tests.appliance.logbook.box import call
from tests.appliance.record.telling import SOMEBODY


def wrote(field: str, value: Value, item: str) -> FactWritten:
    kept = FIELDS[FieldId(field)]
    return FactWritten(
        incident=call(1).incident,
        by=SOMEBODY,
        klass=kept.klass,
        field=kept.field,
        item=ItemId(item),
        value=value,
        why="",
    )


def test_of_care_the_office_shows_that_it_was_offered_and_counts_what_it_leaves_out() -> None:
    events = (
        call(1),
        wrote("person.type", "teacher", "person-1"),
        wrote("person.impact", "declined", "person-1"),
        wrote("support.person", "person-1", "support-1"),
        wrote("support.kind", "mental-health", "support-1"),
        wrote("support.answer", "accepted", "support-1"),
        wrote("support.kind", "time-off", "support-2"),
        wrote("support.answer", "accepted", "support-2"),
    )
    facts = [Told(number, Moment(number, number), event) for number, event in enumerate(events, 1)]
    incident = folded(facts)
    assert incident is not None
    told = shown(Found(building=b"b", stream=b"s", incident=incident), facts, PlanIndex(NO_PLAN), "Cedar Creek")
    seen = {f"{fact.field} {fact.item}" for fact in told.facts if not fact.system}
    assert {"support.person support-1", "support.kind support-2", "support.answer support-2"} <= seen
    assert not {"support.kind support-1", "support.answer support-1", "person.impact person-1"} & seen
    assert told.left_out == (
        LeftOut(what=Hidden.FACTS, klass=Klass.RESTRICTED, count=1),
        LeftOut(what=Hidden.CARE, count=1),
    )
    assert told.withheld == (Klass.PERSONNEL, Klass.RESTRICTED)


def test_a_first_reader_in_the_building_withholds_nothing_from_the_office_which_is_told_of_them() -> None:
    far_ms = 4_000_000_000_000
    events = (
        call(1),
        wrote("account.text", "It hurt.", "account-1"),
        wrote("account.reporter", "reporter-1", "account-1"),
        wrote("account.first_reader", "human-resources", "account-1"),
        wrote("account.first_reader_until", far_ms, "account-1"),
    )
    facts = [Told(number, Moment(number, number), event) for number, event in enumerate(events, 1)]
    incident = folded(facts)
    assert incident is not None
    told = shown(Found(building=b"b", stream=b"s", incident=incident), facts, PlanIndex(NO_PLAN), "Cedar Creek")
    seen = {fact.field: fact.versions[-1].value for fact in told.facts if not fact.system}
    assert (seen["account.text"], seen["account.first_reader"]) == ("It hurt.", "human-resources")
    assert seen["account.first_reader_until"] == far_ms
    assert told.left_out == ()


def noted(rule: str, klass: Klass, words: str) -> DutyNoted:
    return DutyNoted(
        incident=call(1).incident,
        by=SOMEBODY,
        klass=klass,
        rule=rule,
        about=ItemId(""),
        confirms="what was done",
        done=True,
        words=words,
    )


def test_of_notes_about_duties_the_office_shows_those_that_tell_of_no_care_and_counts_the_others() -> None:
    events = (
        call(1),
        noted("time-for-others", Klass.STUDENT, "In B12."),
        noted("medical-offered", Klass.PERSONNEL, "She went to a doctor."),
        noted("plan-looked-at", Klass.RESTRICTED, "An IEP."),
    )
    facts = [Told(number, Moment(number, number), event) for number, event in enumerate(events, 1)]
    incident = folded(facts)
    assert incident is not None
    told = shown(Found(building=b"b", stream=b"s", incident=incident), facts, PlanIndex(NO_PLAN), "Cedar Creek")
    (duty,) = told.noted
    assert (duty.rule, duty.says, [note.words for note in duty.notes]) == (
        "time-for-others",
        "Time for others",
        ["In B12."],
    )
    assert told.left_out == (LeftOut(what=Hidden.DUTY_NOTES, count=2),)
    assert "doctor" not in str(told) and "IEP" not in str(told)


def test_a_report_has_the_plan_s_name_of_the_building_and_the_district_s_where_that_is_another() -> None:
    facts = [Told(1, Moment(1, 1), call(1))]
    incident = folded(facts)
    assert incident is not None
    found, index = Found(building=b"b", stream=b"s", incident=incident), PlanIndex(school())
    assert shown(found, facts, PlanIndex(NO_PLAN), "Cedar Creek").building == "Cedar Creek"
    assert shown(found, facts, index, school().building.upper()).building == school().building
    assert shown(found, facts, index, "Roosevelt").building == f"{school().building} (THE DISTRICT CALLS IT Roosevelt)"
