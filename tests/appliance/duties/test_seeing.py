"""Nobody learns through a duty what they may not read, and whoever owes or is owed a duty finds it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from appliance.duties.deriving import derive
from appliance.duties.duty import Duty, State
from appliance.duties.seeing import concerns, may_see
from appliance.plan.ids import PersonId
from appliance.plan.model import Role
from appliance.record.access import Rights, rights
from appliance.record.mine import Reader, about_care, mine, of_staff
from appliance.record.record import Record
from appliance.record.words import FactId, ItemId
from tests.appliance.duties.any_record import Fact, facts, told
from tests.appliance.duties.school import Telling, adopted, ms
from tests.appliance.record.telling import reporter, staff

RULES = adopted("neutral", "colorado", "district-example")
NOBODY = Reader()
EDUCATOR = Reader(reporter=ItemId("reporter-1"))
OWN = rights((), proven=False, own=True)


def one(role: Role) -> Rights:
    return rights((role,), proven=True)


def seen_by(story: Telling, its: Rights, reader: Reader = NOBODY) -> dict[str, Duty]:
    return {name: duty for name, duty in story.duties(RULES).items() if may_see(duty, story.record, its, reader)}


def bitten() -> Telling:
    """A teacher was bitten by a student. The office wrote it down, and the point of contact said who the reporter is."""
    story = Telling("2026-11-25 10:02")
    story.facts(
        event_kind="happened", behavior="battery", contact_form=("bit",), directed_at=("staff",), anyone_hurt=True
    )
    story.facts("p1", person_role="affected", person_type="teacher")
    story.facts("p2", person_role="involved", person_type="student")
    story.facts("i1", injury_person="p1", injury_level="minor")
    story.facts("reporter-1", by=reporter("reporter-1"), reporter_name="Jo Brandt")
    story.facts("reporter-1", by=staff("tran"), reporter_is_person="p1")
    return story


def test_each_role_sees_what_it_may_read_and_what_it_owes() -> None:
    story = bitten()
    contact = set(seen_by(story, one(Role.POINT_OF_CONTACT)))
    assert {"rights-told p1", "medical-offered p1", "check-in-7 p1", "co-injury-notice i1"} <= contact
    of_the_student = {name for name in contact if name.endswith("p2")}
    assert of_the_student == {"support-for-the-student p2"}, "they may read who was involved, and no more"
    administrator = set(seen_by(story, one(Role.ADMINISTRATOR)))
    assert {"point-of-contact p1", "co-asked-before-removal p2", "family-told p2"} <= administrator
    assert "co-injury-notice i1" not in administrator, "whether it was stamped is a matter of personnel"
    assert "medical-offered p1" not in administrator, "which care is offered is not a superior's"
    assert "co-protections-answered p2" not in administrator, "whether there is a plan is special education's"
    assert "co-protections-answered p2" in seen_by(story, one(Role.SPECIAL_EDUCATION))
    assert {"co-insurer-told i1", "co-injury-recorded i1"} <= set(seen_by(story, one(Role.HUMAN_RESOURCES)))
    assert set(seen_by(story, one(Role.SECURITY))) == {
        *(f"no-repercussions-{days}-principal" for days in (30, 90, 180)),
        "facts-submitted",
    }
    for role in (Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR):
        assert seen_by(story, one(role)) == {}


def test_the_educator_sees_what_they_owe_and_are_owed_whoever_wrote_it() -> None:
    found = seen_by(bitten(), OWN, EDUCATOR)
    assert {
        "co-injury-notice i1",
        "rights-told p1",
        "medical-offered p1",
        "point-of-contact p1",
        "no-repercussions-30-educator p1",
    } <= set(found)
    assert not any(name.endswith("p2") for name in found)
    assert seen_by(bitten(), OWN, Reader(reporter=ItemId("reporter-2"))).keys().isdisjoint({"co-injury-notice i1"})


def test_a_care_that_was_offered_hides_no_matter_of_work_from_an_administrator() -> None:
    story = bitten()
    story.facts("s1", by=staff("tran"), support_person="p1", support_kind="mental-health", support_answer="accepted")
    found = seen_by(story, one(Role.ADMINISTRATOR))
    assert found["point-of-contact p1"].state is State.OPEN
    assert found["paid-time p1"].state is State.OPEN
    assert "mental-health-offered p1" not in found
    assert seen_by(story, one(Role.POINT_OF_CONTACT))["mental-health-offered p1"].state is State.OPEN, "not offered yet"
    story.facts("s1", by=staff("tran"), support_offered_at=ms("2026-11-25 11:00"))
    assert seen_by(story, one(Role.POINT_OF_CONTACT))["mental-health-offered p1"].state is State.CLOSED


def test_a_care_that_was_put_right_to_a_matter_of_work_gives_nothing_away_to_an_administrator() -> None:
    story = bitten()
    story.facts("s1", by=staff("tran"), support_person="p1", support_kind="medical")
    story.at("2026-11-25 12:00").facts("s1", by=staff("tran"), support_kind="paid-time")
    story.facts("s1", by=staff("tran"), support_offered_at=ms("2026-11-25 11:00"))
    assert story.duties(RULES)["paid-time p1"].state is State.CLOSED
    found = seen_by(story, one(Role.ADMINISTRATOR))
    assert "paid-time p1" not in found, "that it was closed would say what stands where care stood"
    assert found["point-of-contact p1"].state is State.OPEN, "another kind says no more than none"


def test_what_was_written_about_another_person_gives_nobodys_duty_a_date() -> None:
    story = bitten()
    story.at("2026-11-24 10:00").facts("p1", person_role="witness")  # the clock went back by a day
    name = "check-in-7 p1"
    alone = story.duties(RULES)[name]
    assert alone.state is State.WITHDRAWN and alone.withdrawn is not None
    assert alone.withdrawn.at_ms == ms("2026-11-25 10:02"), "since it was owed for the last time"
    story.at("2026-11-30 10:00").facts("s1", support_person="p3", support_answer="not-again")
    assert story.duties(RULES)[name] == alone


def test_what_is_offered_to_a_colleague_hides_nothing_of_ones_own() -> None:
    story = bitten()
    story.facts("p3", person_role="affected", person_type="para")
    story.facts("s1", by=staff("tran"), support_person="p3", support_kind="medical", support_answer="declined")
    found = seen_by(story, OWN, EDUCATOR)
    assert "medical-offered p1" in found
    assert "medical-offered p3" not in found


def test_not_to_be_asked_again_is_between_the_educator_and_their_point_of_contact() -> None:
    story = bitten()
    story.at("2026-11-30 10:00")
    story.facts("s1", by=staff("tran"), support_person="p1", support_kind="check-in-1", support_answer="not-again")
    name = "check-in-7 p1"
    assert seen_by(story, one(Role.POINT_OF_CONTACT))[name].state is State.WITHDRAWN
    assert name in seen_by(story, OWN, EDUCATOR)
    for role in set(Role) - {Role.POINT_OF_CONTACT}:
        assert name not in seen_by(story, one(role))


def test_whom_a_duty_concerns() -> None:
    story = bitten()
    duties = story.duties(RULES)

    def its(roles: tuple[Role, ...], reader: Reader = NOBODY) -> set[str]:
        return {name for name, duty in duties.items() if concerns(duty, story.record, roles, reader)}

    assert "point-of-contact p1" in its((Role.ADMINISTRATOR,))
    assert "rights-told p1" not in its((Role.ADMINISTRATOR,))
    assert {"rights-told p1", "point-of-contact p1", "hurt-looked-at i1", "facts-submitted"} <= its((), EDUCATOR)
    assert "family-told p2" not in its((), EDUCATOR)
    other = its((), Reader(reporter=ItemId("reporter-2")))
    assert "facts-submitted" in other
    assert "rights-told p1" not in other
    assert its((), Reader(person=PersonId("tran"))) == set()


def masked(record: Record, its: Rights, reader: Reader) -> Record:
    """The record without anything that the reader may not read."""

    def readable(fact_id: FactId) -> bool:
        own = mine(record, fact_id, reader)
        if fact_id.field in {"person.role", "person.type"} and reader.reporter is not None:
            own = own or record.value("reporter.is_person", reader.reporter) == fact_id.item
        return its.may_read(
            fact_id.field, mine=own, of_staff=of_staff(record, fact_id), care=about_care(record, fact_id)
        )

    left = Record(record.incident, record.live, {s: v for s, v in record.versions.items() if readable(s)}, record.items)
    left.moved, left.status = record.moved, record.status
    return left


READERS = [
    *((role.value, one(role), NOBODY) for role in Role),
    ("nobody", rights((), proven=False), NOBODY),
    ("educator", OWN, EDUCATOR),
    *((f"{role.value} as reyes", one(role), Reader(person=PersonId("reyes"))) for role in Role),
]


@pytest.mark.parametrize(("its", "reader"), [each[1:] for each in READERS], ids=[each[0] for each in READERS])
@settings(max_examples=12, deadline=None)
@given(facts())
def test_a_duty_that_somebody_sees_could_be_derived_from_what_they_may_read(
    its: Rights, reader: Reader, written: list[Fact]
) -> None:
    story = told(written)
    whole = derive(story.record, story.seen, RULES, story.calendar)
    left = masked(story.record, its, reader)
    told_them = {(each.rule, each.about): each for each in derive(left, story.seen, RULES, story.calendar)}
    for duty in whole:
        if may_see(duty, story.record, its, reader):
            assert told_them.get((duty.rule, duty.about)) == duty


@settings(max_examples=40, deadline=None)
@given(facts(), some.sampled_from(READERS))
def test_what_is_not_seen_is_not_seen_for_a_field_that_may_not_be_read(
    written: list[Fact], who: tuple[str, Rights, Reader]
) -> None:
    _, its, reader = who
    story = told(written)
    for duty in derive(story.record, story.seen, RULES, story.calendar):
        plain = all(its.may_read(field) for field in duty.fields)
        care = any(about_care(story.record, fact_id) for fact_id in duty.reads)
        absent = any(field.startswith("support.") for field in duty.fields)
        if plain and not care and not absent:
            assert may_see(duty, story.record, its, reader)
