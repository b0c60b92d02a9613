"""Tests what is a reader's own: their words, their answers, their injury. Nobody makes something theirs by saying so."""

from appliance.plan.ids import PersonId
from appliance.record.code_lists.people import STAFF
from appliance.record.codes import LISTS
from appliance.record.mine import Reader, about_care, care_kept_back, mine, of_staff, reporter_of
from appliance.record.words import FactId, FieldId, ItemId
from tests.appliance.record.telling import Writing, reporter, staff

JO = Reader(reporter=ItemId("r1"))


def at(field: str, item: str = "") -> FactId:
    return FactId(FieldId(field), ItemId(item))


def told() -> Writing:
    """Two people told of it. The nurse wrote of two injuries, and the point of contact said who the first reporter is."""
    record = Writing()
    record.facts("r1", by=reporter("r1"), reporter_name="Jo Brandt", reporter_person="brandt")
    record.facts("a1", by=reporter("r1"), account_text="It began at the door.", account_reporter="r1")
    record.facts("a2", by=reporter("r2"), account_text="I heard it.", account_reporter="r2")
    record.facts(by=reporter("r1"), behavior="battery")
    record.facts(by=staff("reyes"), law_enforcement=("not-contacted",))
    record.facts("i1", by=staff("haddad"), injury_person="p1", injury_level="minor", injury_treatment=("nurse",))
    record.facts("i2", by=staff("haddad"), injury_person="p2", injury_level="major")
    record.facts("r1", by=staff("tran"), reporter_is_person="p1")
    return record


def test_what_they_wrote_is_theirs_and_nobody_elses() -> None:
    record = told().record
    assert mine(record, at("account.text", "a1"), JO)
    assert mine(record, at("behavior"), JO)
    assert not mine(record, at("account.text", "a2"), JO)
    assert not mine(record, at("law_enforcement"), JO)
    assert mine(record, at("law_enforcement"), Reader(person=PersonId("reyes")))
    assert not mine(record, at("behavior"), Reader(person=PersonId("reyes")))


def test_an_amended_answer_stays_theirs_and_amending_makes_nothing_ones_own() -> None:
    record = told()
    record.write("behavior", "threat", by=staff("reyes"), why="seen by another")
    assert mine(record.record, at("behavior"), JO)
    record.write("law_enforcement", ("911",), by=reporter("r1"), why="I called them")
    assert not mine(record.record, at("law_enforcement"), JO)


def test_their_own_injury_is_theirs_whoever_wrote_it_and_no_other_is() -> None:
    record = told().record
    assert mine(record, at("injury.treatment", "i1"), JO)
    assert not mine(record, at("injury.level", "i2"), JO)
    assert not mine(record, at("injury.level", "i1"), Reader(reporter=ItemId("r2")))


def test_nobody_makes_an_injury_their_own_by_writing_their_name_over_it() -> None:
    record = told()
    record.write("injury.person", "p1", "i2", by=reporter("r1"), why="that is me")
    assert not mine(record.record, at("injury.level", "i2"), JO)


def test_an_account_told_on_paper_is_whose_it_is_and_not_who_typed_it_alone() -> None:
    record = told()
    record.facts("a3", by=staff("okafor"), account_text="From the paper form.", account_reporter="r1")
    assert mine(record.record, at("account.text", "a3"), JO)


def test_an_item_somebody_else_began_is_not_theirs_where_nothing_stands_yet() -> None:
    record = told().record
    assert not mine(record, at("account.agrees", "a2"), JO)
    assert mine(record, at("account.agrees", "a1"), JO)
    assert mine(record, at("account.text", "new"), JO)
    assert mine(record, at("what_worked"), JO)


def test_a_person_with_a_pin_is_found_among_the_reporters() -> None:
    record = told().record
    assert reporter_of(record, PersonId("brandt")) == "r1"
    assert reporter_of(record, PersonId("reyes")) is None


def test_somebody_who_is_nobody_owns_nothing_that_stands() -> None:
    assert not mine(told().record, at("behavior"), Reader())


def hurt() -> Writing:
    """A teacher and a student were hurt, and a third person of whom nobody said who it was."""
    record = Writing()
    record.facts("p1", by=staff("haddad"), person_type="teacher", person_impact="reported")
    record.facts("p2", by=staff("haddad"), person_type="student", person_impact="reported")
    record.facts("i1", by=staff("haddad"), injury_person="p1", injury_level="minor")
    record.facts("i2", by=staff("haddad"), injury_person="p2", injury_level="minor")
    record.facts("i3", by=staff("haddad"), injury_level="major")
    return record


def test_an_injury_is_of_staff_where_whoever_was_hurt_works_here() -> None:
    record = hurt().record
    assert of_staff(record, at("injury.level", "i1"))
    assert not of_staff(record, at("injury.level", "i2"))
    assert not of_staff(record, at("injury.level", "i3")), "nobody said of whom"
    assert not of_staff(record, at("behavior"))


def test_nobody_makes_a_student_staff_by_writing_it_over() -> None:
    record = hurt()
    record.write("injury.person", "p1", "i2", by=staff("okafor"), why="wrong person")
    assert not of_staff(record.record, at("injury.level", "i2"))
    record.write("person.type", "para", "p2", why="an aide")
    record.write("injury.person", "p2", "i3")
    assert not of_staff(record.record, at("injury.level", "i3"))
    record.write("person.type", None, "p1")
    assert not of_staff(record.record, at("injury.level", "i1")), "what they are is not known any more"


def test_an_officer_or_a_parent_is_no_staff_and_an_aide_is() -> None:
    known = {each.code for each in LISTS["person-type"].codes}
    assert {"teacher", "para", "substitute", "nurse", "driver", "custodian"} < STAFF < known
    assert not {"student", "other-student", "parent", "resource-officer", "police", "visitor", "unknown"} & STAFF


def offered() -> Writing:
    """Time off, counselling, a kind for which the record has no word, and one that nobody has named yet."""
    record = Writing()
    for item, kind in (("s1", "time-off"), ("s2", "mental-health"), ("s3", "other")):
        record.facts(item, by=staff("okafor"), support_person="p1", support_kind=kind)
    record.facts("s4", by=staff("okafor"), support_person="p1")
    return record


def test_only_an_offer_that_was_a_matter_of_work_ever_since_is_no_care() -> None:
    record = offered()
    about = {item: about_care(record.record, at("support.answer", item)) for item in ("s1", "s2", "s3", "s4")}
    assert about == {"s1": False, "s2": True, "s3": True, "s4": True}
    record.write("support.kind", "rights", "s2", by=staff("okafor"), why="a slip")
    assert about_care(record.record, at("support.kind", "s2")), "what stood there before would be shown too"
    assert not any(about_care(record.record, at(name, "s2")) for name in ("support.person", "support.offered_at"))
    confirmed = [about_care(record.record, at("support.confirmed", item)) for item in ("s1", "s2", "s3")]
    assert confirmed == [False, True, True], "that somebody cannot be asked is what came of it too"


def test_a_count_of_offers_of_care_is_the_same_whatever_was_answered_and_whether_anything_was() -> None:
    record, superior = offered(), Reader(person=PersonId("okafor"))
    before = care_kept_back(record.record, superior, ())
    assert before == ("s2", "s3", "s4")
    record.facts("s2", by=staff("tran"), support_answer="accepted", support_due=1, support_done_at=2)
    record.facts("s3", by=staff("tran"), support_answer="declined")
    assert care_kept_back(record.record, superior, ()) == before
    assert care_kept_back(record.record, Reader(), ()) == before
    assert care_kept_back(record.record, superior, {FieldId("support.answer")}) == (), "their point of contact"
    record.facts("r1", by=staff("tran"), reporter_is_person="p1")
    record.write("support.person", "p2", "s4", by=staff("tran"), why="another")
    assert care_kept_back(record.record, JO, ()) == ("s4",), "what is about themselves is theirs"


def test_an_answer_to_care_is_one_where_it_is_told_how_one_of_the_staff_is_too() -> None:
    record = hurt()
    assert not about_care(record.record, at("person.impact", "p1"))
    for item in ("p1", "p2"):
        record.write("person.impact", "declined", item, why="asked again")
    record.facts("i1", injury_treatment=("nurse",))
    assert not about_care(record.record, at("injury.treatment", "i1"))
    for item in ("i1", "i2", "i3"):
        record.write("injury.treatment", ("refused",), item, why="not wanted")
    care = [about_care(record.record, at("person.impact", item)) for item in ("p1", "p2")]
    assert care == [True, False], "of a student it is what whoever treats them goes by"
    assert [about_care(record.record, at("injury.treatment", item)) for item in ("i1", "i2", "i3")] == [
        True,
        False,
        True,
    ]
    record.write("person.impact", "distress", "p1", why="a slip")
    assert about_care(record.record, at("person.impact", "p1")), "what stood there before would be shown too"


def test_every_kind_of_support_is_a_matter_of_work_or_care() -> None:
    record = Writing()
    for each in LISTS["support-type"].codes:
        record.write("support.kind", each.code, each.code)
    care = {
        each.code for each in LISTS["support-type"].codes if about_care(record.record, at("support.kind", each.code))
    }
    asked = {"check-in-1", "check-in-7", "check-in-30"}  # how somebody is, they say to their point of contact alone
    assert care == {"medical", "mental-health", "educator-support", "employee-assistance", "other"} | asked


def test_who_offered_care_does_not_own_what_others_wrote_of_it() -> None:
    record, offers = offered(), Reader(person=PersonId("okafor"))
    assert mine(record.record, at("support.kind", "s2"), offers)
    record.write("support.answer", "accepted", "s2", by=staff("tran"))
    record.write("support.kind", "employee-assistance", "s2", by=staff("tran"), why="that one")
    assert not mine(record.record, at("support.answer", "s2"), offers)
    assert not mine(record.record, at("support.kind", "s2"), offers)
    record.write("support.kind", "return", "s1", by=staff("tran"), why="that one")
    assert mine(record.record, at("support.kind", "s1"), offers)
