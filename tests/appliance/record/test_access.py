"""Tests who may read and write what: every role over every field, with the sensitive fields written out by hand."""

import itertools

import pytest

from appliance.plan.model import ROLES_SENT, Role
from appliance.record.access import ACTS, READS, WRITES, Rights, rights
from appliance.record.fields import FIELDS, field, of_group, of_klass, of_part
from appliance.record.words import FieldId, Klass, Part, Status

ALL = frozenset(FIELDS)
NOBODY = rights((), proven=False)


def one(role: Role, *, own: bool = False, glass: bool = False, status: Status = Status.DRAFT) -> Rights:
    return rights((role,), proven=True, own=own, glass=glass, status=status)


def readers(name: str) -> set[Role]:
    """Give the roles that read a field about somebody else."""
    return {role for role in Role if one(role).may_read(FieldId(name), of_staff=True)}


LEAD, ADMIN, NURSE, MIND = Role.LEAD, Role.ADMINISTRATOR, Role.NURSE, Role.MENTAL_HEALTH
CONTACT, PEOPLE, SPECIAL = Role.POINT_OF_CONTACT, Role.HUMAN_RESOURCES, Role.SPECIAL_EDUCATION
OFFICE, GUARD, OFFICER = Role.OFFICE, Role.SECURITY, Role.SCHOOL_RESOURCE_OFFICER
TEACHER, AUDITOR, KEEPER = Role.TEACHER, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR

SENSITIVE = {
    "account.text": {LEAD, ADMIN, NURSE, MIND},
    "account.on_behalf_of": {CONTACT},
    "account.representative": {CONTACT},
    "account.agrees": {ADMIN, CONTACT, PEOPLE},
    "account.addition": {ADMIN, CONTACT, PEOPLE},
    "reporter.name": {CONTACT},
    "reporter.person": {CONTACT},
    "reporter.about_them": {CONTACT},
    "reporter.is_person": {CONTACT},
    "person.role": {LEAD, ADMIN, NURSE, MIND, CONTACT, PEOPLE, SPECIAL},
    "person.student_name": {LEAD, ADMIN, NURSE, MIND, SPECIAL},
    "person.staff_name": {ADMIN, NURSE, CONTACT, PEOPLE},
    "person.plan_status": {SPECIAL},
    "person.manifestation_review": {SPECIAL},
    "person.early_grade": {LEAD, ADMIN, NURSE, MIND},
    "person.asked_first": {LEAD, ADMIN, NURSE, MIND},
    "person.impact": {NURSE, MIND},
    "injury.level": {ADMIN, NURSE, CONTACT, PEOPLE},
    "injury.body_part": {NURSE, PEOPLE},
    "injury.nature": {NURSE, PEOPLE},
    "injury.treatment": {NURSE, PEOPLE},
    "injury.osha_class": {PEOPLE},
    "injury.lost_days": {PEOPLE},
    "injury.notice_at": {CONTACT, PEOPLE},
    "injury.notice_stamped_at": {CONTACT, PEOPLE},
    "support.kind": {ADMIN, CONTACT, PEOPLE},
    "behavior": {LEAD, ADMIN, NURSE, MIND, SPECIAL},
    "anyone_hurt": {LEAD, ADMIN, NURSE, MIND},
    "restraint.seconds": {LEAD, ADMIN, NURSE, MIND, SPECIAL},
    "law_enforcement": {LEAD, ADMIN, NURSE, MIND},
    "disclosure.to": {LEAD, ADMIN, NURSE, MIND},
    **{each.field: {LEAD, ADMIN, NURSE, MIND, CONTACT} for each in of_group("statement")},
    "meeting.educator_agrees": {CONTACT},
    **{
        each.field: {LEAD, ADMIN, NURSE, MIND, CONTACT}
        for each in of_group("meeting")
        if each.field != "meeting.educator_agrees"
    },
    **{each.field: {LEAD, ADMIN, NURSE, MIND} for group in ("change", "telling") for each in of_group(group)},
    "debrief.sent_words": {LEAD, ADMIN, NURSE, MIND},
    "responder.name": set(Role) - {TEACHER, AUDITOR, KEEPER},
    "room_name": set(Role) - {AUDITOR, KEEPER},
}


@pytest.mark.parametrize("name", SENSITIVE)
def test_who_reads_a_sensitive_field(name: str) -> None:
    assert field(name) is not None
    assert readers(name) == SENSITIVE[name]


def test_every_role_is_decided_and_no_role_opens_all_of_class_d() -> None:
    assert set(READS) == set(Role)
    assert not any(Klass.RESTRICTED in classes for classes in READS.values())
    for role in Role:
        assert not of_klass(Klass.RESTRICTED) <= one(role).reads


@pytest.mark.parametrize("role", [CONTACT, PEOPLE])
def test_what_concerns_staff_opens_no_injury_of_a_student(role: Role) -> None:
    its = one(role)
    of_one_person = {each.field for group in ("injury", "support") for each in of_group(group)}
    assert FieldId("injury.level") in its.reads_of_staff
    assert not of_one_person & its.reads
    assert one(role, glass=True).reads & of_one_person == of_one_person - of_klass(Klass.RESTRICTED)
    assert FieldId("injury.treatment") in rights((role, NURSE), proven=True).reads


@pytest.mark.parametrize("name", ["support.kind", "support.answer", "support.due", "support.done_at"])
def test_which_care_was_offered_and_taken_is_for_the_person_and_their_point_of_contact_alone(name: str) -> None:
    care = FieldId(name)
    for glass in (False, True):
        its = {role: one(role, glass=glass) for role in Role}
        assert {role for role in Role if its[role].may_read(care, of_staff=True, care=True)} == {CONTACT}
        assert {role for role in Role if its[role].may_write(care, care=True)} == {CONTACT}
    assert rights((), proven=False, own=True).may_read(care, mine=True, care=True)
    assert not rights((), proven=False, own=True).may_read(care, care=True)


def test_that_somebody_cannot_be_asked_about_care_is_confirmed_by_human_resources_and_told_to_no_superior() -> None:
    confirmed = FieldId("support.confirmed")
    for glass in (False, True):
        its = {role: one(role, glass=glass) for role in Role}
        assert {role for role in Role if its[role].may_read(confirmed, of_staff=True, care=True)} == {CONTACT, PEOPLE}
        assert {role for role in Role if its[role].may_write(confirmed, care=True)} == {PEOPLE}
    assert rights((), proven=False, own=True).may_read(confirmed, mine=True, care=True)


def test_what_somebody_answered_to_care_is_told_to_nobody_by_how_they_are_and_refused_treatment_to_the_nurse() -> None:
    for glass in (False, True):
        its = {role: one(role, glass=glass) for role in Role}
        assert not {role for role in Role if its[role].may_read(FieldId("person.impact"), of_staff=True, care=True)}
        treated = FieldId("injury.treatment")
        assert {role for role in Role if its[role].may_read(treated, of_staff=True, care=True)} == {NURSE}
    assert one(MIND).may_read(FieldId("person.impact"), mine=True, care=True), "what they wrote themselves"


def test_an_administrator_sees_that_care_was_offered_offers_it_and_asks_nobody_what_they_said() -> None:
    for name in ("support.person", "support.offered_at"):
        assert one(ADMIN).may_read(FieldId(name), of_staff=True)
    for role in (ADMIN, PEOPLE):
        offers = {
            name
            for name in ("kind", "answer", "due", "done_at")
            if one(role).may_write(FieldId(f"support.{name}"), mine=True, care=True)
        }
        assert offers == {"kind"}
        assert one(role).may_write(FieldId("support.answer")), "of what is no care"


def test_no_other_role_asks_whether_somebody_is_staff() -> None:
    assert {role for role in Role if one(role).reads_of_staff} == {CONTACT, PEOPLE}


@pytest.mark.parametrize("role", Role)
def test_a_field_outside_a_roles_classes_is_read_only_if_it_is_written_out_above(role: Role) -> None:
    its = one(role)
    beyond = {each for each in its.reads | its.reads_of_staff if FIELDS[each].klass not in READS[role]}
    if role is SPECIAL:  # this role reads what a manifestation determination looks at
        beyond -= {each for each in beyond if FIELDS[each].klass is Klass.STUDENT}
    assert {each for each in beyond if FIELDS[each].klass is not Klass.OPERATIONAL} <= {
        *(FieldId(name) for name in SENSITIVE if role in SENSITIVE[name]),
        *(each.field for each in of_group("support")),
        *(FieldId(f"injury.{name}") for name in ("person", "object")),
        FieldId("person.type"),
    }


def test_a_desk_without_a_pin_reads_what_happened_and_no_names() -> None:
    assert NOBODY.reads == {
        each.field for each in FIELDS.values() if each.klass is Klass.OPERATIONAL and not each.names_somebody
    }
    assert NOBODY.reads_own == frozenset()
    assert NOBODY.timeline


def test_a_desk_without_a_pin_answers_for_a_draft_and_reads_none_of_it_back() -> None:
    assert FieldId("behavior") in NOBODY.writes
    assert not NOBODY.may_read(FieldId("behavior"), mine=True)
    assert {FIELDS[each].klass for each in NOBODY.writes} == {Klass.OPERATIONAL, Klass.STUDENT}
    assert {FIELDS[each].part for each in NOBODY.writes} == {Part.TEACHER}
    assert rights((), proven=False, status=Status.SUBMITTED).writes == frozenset()


def test_roles_without_a_pin_are_only_claimed() -> None:
    assert rights((ADMIN, NURSE), proven=False) == NOBODY
    assert rights((ADMIN,), proven=False, glass=True) == NOBODY


def test_whoever_told_it_reads_and_answers_their_own_and_nothing_of_anybody_elses() -> None:
    own = rights((), proven=False, own=True)
    assert own.reads == NOBODY.reads
    for name in ("account.text", "behavior", "injury.level", "injury.treatment", "reporter.name", "support.kind"):
        assert own.may_read(FieldId(name), mine=True), name
        assert not own.may_read(FieldId(name)), name
    for name in ("person.plan_status", "law_enforcement", "summary", "disclosure.to", "action.kind"):
        assert not own.may_read(FieldId(name), mine=True), name
    assert own.acts == {"open", "submit", "own-page"}


def test_an_account_is_written_by_whoever_tells_it_and_by_nobody_else() -> None:
    accounts = {each.field for each in of_group("account")}
    for role, glass in itertools.product(Role, (False, True)):
        assert not accounts & one(role, glass=glass).writes
        assert not accounts & one(role, glass=glass).writes_own
    own = rights((), proven=False, own=True)
    assert not own.may_write(FieldId("account.text"))
    assert own.may_write(FieldId("account.text"), mine=True)


def test_who_told_it_is_never_a_field_that_somebody_types_over() -> None:
    typed = {"reporter.name", "reporter.person", "reporter.about_them", "account.reporter"}
    for role in Role:
        assert not typed & (one(role, own=True).writes | one(role, own=True).writes_own)
    # Nobody says of themselves which person they are, since that opens that person's injury to them.
    assert {role for role in Role if "reporter.is_person" in WRITES.get(role, ())} == {ADMIN, CONTACT}
    assert FieldId("reporter.is_person") not in rights((), proven=False, own=True).writes_own


def test_after_it_was_submitted_the_reporter_amends_their_own_and_no_more() -> None:
    own = rights((), proven=False, own=True, status=Status.SUBMITTED)
    assert own.writes == frozenset()
    assert own.may_write(FieldId("behavior"), mine=True)
    assert not own.may_write(FieldId("behavior"))


@pytest.mark.parametrize("role", [ADMIN, LEAD, OFFICE, NURSE, MIND, CONTACT, PEOPLE, SPECIAL, GUARD])
def test_broken_glass_opens_b_and_c_and_nothing_more_of_d(role: Role) -> None:
    before, broken = one(role), one(role, glass=True)
    assert of_klass(Klass.STUDENT) | of_klass(Klass.PERSONNEL) <= broken.reads
    assert broken.reads & of_klass(Klass.RESTRICTED) == before.reads & of_klass(Klass.RESTRICTED)
    assert (broken.writes, broken.acts) == (before.writes, before.acts)


@pytest.mark.parametrize("role", [TEACHER, OFFICER, AUDITOR, KEEPER])
def test_these_have_no_glass_to_break(role: Role) -> None:
    assert one(role, glass=True) == one(role)


def test_an_auditor_sees_who_read_and_nothing_else_and_a_system_administrator_nothing() -> None:
    auditor, keeper = one(AUDITOR), one(KEEPER)
    assert (auditor.reads, auditor.writes, auditor.acts, auditor.timeline) == (
        frozenset(),
        frozenset(),
        {"views"},
        False,
    )
    assert (keeper.reads, keeper.writes, keeper.acts, keeper.timeline) == (frozenset(), frozenset(), frozenset(), False)
    assert auditor.reads_own == keeper.reads_own == frozenset()


def test_the_office_takes_down_what_it_does_not_look_up() -> None:
    office = one(OFFICE)
    assert {each.field for each in of_part(Part.OFFICE)} <= office.writes
    assert FieldId("law_enforcement") not in office.reads
    assert office.may_read(FieldId("law_enforcement"), mine=True)


def test_review_is_the_administrators_without_the_figures_of_personnel_and_special_education() -> None:
    review = {each.field for each in of_part(Part.REVIEW)}
    assert review - one(ADMIN).writes == {
        "injury.osha_class",
        "injury.privacy_case",
        "injury.lost_days",
        "injury.restricted_days",
        "injury.notice_at",
        "injury.notice_stamped_at",
        "support.confirmed",
        "person.plan_status",
        "person.manifestation_review",
        "meeting.educator_agrees",
    }
    assert review <= one(ADMIN).writes | one(PEOPLE).writes | one(SPECIAL).writes | {FieldId("meeting.educator_agrees")}
    assert {role for role in Role if "meeting.educator_agrees" in one(role).writes} == {CONTACT}
    assert FieldId("state_category") not in one(LEAD).writes


def test_every_field_that_is_asked_can_be_written_by_somebody() -> None:
    every = frozenset().union(*(one(role).writes for role in Role), rights((), proven=False, own=True).writes_own)
    # these fields are written where an account is told
    given = {"reporter.name", "reporter.person", "reporter.about_them", "account.reporter"}
    assert ALL - every - given == {each.field for each in of_part(Part.SYSTEM)}


def test_every_field_is_read_by_somebody() -> None:
    assert frozenset().union(*(one(role).reads | one(role).reads_of_staff for role in Role)) == ALL


def test_acts() -> None:
    assert {role for role in Role if "review" in one(role).acts} == {ADMIN}
    assert {role for role in Role if "hold" in one(role).acts} == {ADMIN, CONTACT, PEOPLE}
    assert {role for role in Role if "release" in one(role).acts} == {ADMIN}
    assert {role for role in Role if "views" in one(role).acts} == {ADMIN, AUDITOR}
    assert {role for role in Role if "offer-copy" in one(role).acts} == {ADMIN, CONTACT}
    assert {role for role in Role if "submit" in one(role).acts} == {ADMIN, LEAD, OFFICE}
    assert {role for role in Role if "open" in one(role).acts} == set(Role) - {AUDITOR, KEEPER}
    assert one(ADMIN).acts == set(ACTS)


@pytest.mark.parametrize("pair", list(itertools.combinations(Role, 2)))
def test_two_roles_open_what_either_opens(pair: tuple[Role, Role]) -> None:
    both, first, second = rights(pair, proven=True), one(pair[0]), one(pair[1])
    assert both.reads == first.reads | second.reads
    assert both.reads_of_staff == first.reads_of_staff | second.reads_of_staff
    assert both.writes == first.writes | second.writes
    assert both.acts == first.acts | second.acts


@pytest.mark.parametrize("role", Role)
def test_whoever_is_proven_reads_no_less_at_a_desk_than_the_desk_does(role: Role) -> None:
    if role not in {AUDITOR, KEEPER}:
        assert NOBODY.reads <= one(role).reads
        assert NOBODY.writes <= one(role).writes


def test_those_who_are_sent_and_everybody_else_are_the_roles_of_the_plan() -> None:
    assert set(ROLES_SENT) | {TEACHER, CONTACT, PEOPLE, SPECIAL, OFFICER, AUDITOR, KEEPER} == set(Role)
