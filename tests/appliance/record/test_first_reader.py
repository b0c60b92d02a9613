"""Tests who reads an account first, what waits for them, and when that is over: by itself, for every reader."""

import pytest

from appliance.plan.ids import PersonId
from appliance.plan.model import Person, Role
from appliance.record.access import rights
from appliance.record.decide import No, Telling, Writer, end_first_reading, tell
from appliance.record.events import FactWritten, klass_of
from appliance.record.first_reader import UNTIL, WHICH, WHO, FirstReader, choices, kept_for_first, may_read, offered
from appliance.record.mine import First, Reader
from appliance.record.record import Record
from appliance.record.words import FactId, FieldId, ItemId, Klass
from tests.appliance.record.telling import TEN_MS, Writing, reporter, staff

UNTIL_MS = TEN_MS + 86_400_000
OWN, OTHER = ItemId("reporter-1"), ItemId("reporter-2")
CONTACT = Person(PersonId("ada"), "Ada Kern", (Role.POINT_OF_CONTACT,), ())
PEOPLE = Person(PersonId("ivo"), "Ivo Sand", (Role.HUMAN_RESOURCES,), ())
PRINCIPAL = Person(PersonId("reyes"), "Lina Reyes", (Role.ADMINISTRATOR,), ())
DEPUTY = Person(PersonId("wong"), "Lee Wong", (Role.ADMINISTRATOR, Role.LEAD), ())
EVERYBODY = (CONTACT, PEOPLE, PRINCIPAL, DEPUTY)


def told(role: Role | None = Role.ADMINISTRATOR, person: str | None = "wong") -> Writing:
    """Tell an account with this first reader. Its reporter also ticks who was there, and writes a name."""
    writing = Writing()
    writing.facts("account-1", by=reporter("reporter-1"), account_text="It hurt.", account_reporter="reporter-1")
    writing.facts("reporter-1", by=reporter("reporter-1"), reporter_name="Kit Park")
    if role is not None:
        first = {"account.first_reader": role.value, "account.first_reader_person": person}
        for name, value in (first | {"account.first_reader_until": UNTIL_MS}).items():
            writing.write(name, value, "account-1", reporter("reporter-1"))
    writing.facts("person-1", by=reporter("reporter-1"), person_role="affected", person_staff_name="Kit Park")
    return writing


def seen_by(record: Record, who: Person | None, own: ItemId | None = None, now_ms: int = TEN_MS) -> Reader:
    return Reader(own, None if who is None else who.person, choices(record).first(own, who, now_ms))


def reads(record: Record, who: Person | None, own: ItemId | None = None, now_ms: int = TEN_MS) -> set[str]:
    """Give the written facts that somebody reads."""
    reader = seen_by(record, who, own, now_ms)
    its = rights(who.roles if who else (), proven=who is not None, own=own is not None)
    return {f"{each.field} {each.item}" for each in record.versions if may_read(record, each, its, reader)}


KEPT = {"account.text account-1", "account.reporter account-1", "reporter.name reporter-1"}
KEPT_BESIDES = {"person.staff_name person-1"}


def test_only_the_chosen_administrator_and_the_reporter_read_the_words_and_the_name() -> None:
    record = told().record
    assert reads(record, DEPUTY) >= KEPT | KEPT_BESIDES
    assert reads(record, None, OWN) >= KEPT | KEPT_BESIDES
    for other in (None, CONTACT, PEOPLE, PRINCIPAL):
        assert not reads(record, other) & (KEPT | KEPT_BESIDES)
    assert not reads(record, None, OTHER) & (KEPT | KEPT_BESIDES)


def test_everybody_is_told_that_there_is_an_account_and_what_was_ticked() -> None:
    record = told().record
    for who in (None, *EVERYBODY):
        assert {"account.first_reader account-1", "account.first_reader_until account-1"} <= reads(record, who)
    for who in (CONTACT, PEOPLE, PRINCIPAL, DEPUTY):
        assert "person.role person-1" in reads(record, who)


@pytest.mark.parametrize(("role", "first"), [(Role.POINT_OF_CONTACT, CONTACT), (Role.HUMAN_RESOURCES, PEOPLE)])
def test_a_role_that_was_chosen_reads_even_what_it_never_reads_otherwise(role: Role, first: Person) -> None:
    record = told(role, None).record
    assert reads(record, first) >= KEPT
    assert not any(reads(record, other) & KEPT for other in EVERYBODY if other is not first)
    after = reads(record, first, now_ms=UNTIL_MS)
    assert "account.text account-1" not in after, "neither role reads what was written about a student"
    assert ("reporter.name reporter-1" in after) is (role is Role.POINT_OF_CONTACT)


def test_it_is_over_at_its_time_and_everybody_reads_what_their_role_opens() -> None:
    record, plain = told().record, told(role=None).record
    for who in (None, *EVERYBODY):
        at_the_end = reads(record, who, now_ms=UNTIL_MS)
        assert {each for each in at_the_end if "first_reader" not in each} == reads(plain, who)
        assert choices(record).first(None, who, UNTIL_MS) == First()
        assert choices(record).first(None, who, UNTIL_MS - 1) != First()


def test_whoever_is_named_in_the_record_is_concerned_and_reads_nothing_first() -> None:
    writing = told()
    writing.facts("person-2", person_role="affected", person_staff_name="lee  WONG")
    assert not reads(writing.record, DEPUTY) & KEPT
    writing.facts("person-2", person_staff_name="Somebody else")
    assert not reads(writing.record, DEPUTY) & KEPT, "also if the name was taken out again"
    assert reads(writing.record, None, OWN) >= KEPT


def test_a_reporter_whose_words_were_open_before_is_not_withheld_again() -> None:
    writing = told(role=None)
    writing.facts("account-2", by=reporter("reporter-1"), account_text="And then.", account_reporter="reporter-1")
    for name, value in (("", "human-resources"), ("_until", UNTIL_MS)):
        writing.write(f"account.first_reader{name}", value, "account-2", reporter("reporter-1"))
    seen = reads(writing.record, CONTACT)
    assert "reporter.name reporter-1" in seen and "person.staff_name person-1" in seen
    assert "account.text account-1" in reads(writing.record, PRINCIPAL)
    assert not any(each.startswith("account.text account-2") for each in reads(writing.record, PRINCIPAL))


def test_what_a_reporter_wrote_under_their_pin_before_they_told_it_waits_too() -> None:
    writing = told(Role.HUMAN_RESOURCES, None)
    writing.facts("reporter-1", by=reporter("reporter-1"), reporter_person="park")
    writing.facts(by=staff("park"), doing_before="We read.", behavior="battery")
    reader = seen_by(writing.record, PRINCIPAL)
    assert kept_for_first(writing.record, FactId(FieldId("doing_before"))) == {OWN}
    assert not kept_for_first(writing.record, FactId(FieldId("behavior"))), "it was ticked"
    assert "doing_before " not in reads(writing.record, PRINCIPAL) and "behavior " in reads(writing.record, PRINCIPAL)
    assert reader.first.hides(staff("park")) and not reader.first.hides(staff("other"))
    park = Person(PersonId("park"), "Kit Park", (Role.TEACHER,), ())
    assert choices(writing.record).first(None, park, TEN_MS).waits == frozenset(), "it is their own"


def ends(record: Record, who: Person | None, own: ItemId | None = None, now_ms: int = TEN_MS) -> object:
    reader = seen_by(record, who, own, now_ms)
    author = staff(who.person) if who else reporter(own or "")
    its = rights(who.roles if who else (), proven=who is not None, own=own is not None)
    return end_first_reading(record, Writer(author, its, reader), ItemId("account-1"))


def test_the_reporter_and_the_first_reader_end_it_and_nobody_else_does() -> None:
    for who, own in ((DEPUTY, None), (None, OWN)):
        writing = told()
        written = ends(writing.record, who, own)
        assert isinstance(written, list) and len(written) == 1
        writing.happens_to_record(written[0])
        assert reads(writing.record, PRINCIPAL) >= {"account.text account-1"}
        assert choices(writing.record).running(TEN_MS) == ()
        assert ends(writing.record, None, OWN) == [], "it is ended already"
    for who, own in ((PRINCIPAL, None), (CONTACT, None), (None, OTHER)):
        assert isinstance(ends(told().record, who, own), No)
    assert isinstance(ends(told(role=None).record, None, OWN), No), "nobody was chosen"


def test_an_account_with_a_first_reader_is_sealed_under_the_same_keys_as_any_other() -> None:
    def classes(first: FirstReader | None) -> dict[FieldId, Klass]:
        telling = Telling("It hurt.", OWN, ((FieldId("reporter.name"), "Kit Park"),), "", "", "", first=first)
        written = tell(Writing().record, reporter("reporter-1"), telling)
        assert isinstance(written, list)
        return {each.field: klass_of(each) for each in written if isinstance(each, FactWritten)}

    plain = classes(None)
    first = classes(FirstReader(Role.ADMINISTRATOR, UNTIL_MS, DEPUTY.person))
    assert first == plain | {WHO: Klass.OPERATIONAL, WHICH: Klass.PERSONNEL, UNTIL: Klass.OPERATIONAL}
    assert plain[FieldId("account.text")] is Klass.STUDENT and plain[FieldId("reporter.name")] is Klass.PERSONNEL


def test_it_never_begins_again() -> None:
    writing = told()
    writing.write("account.first_reader_ended", True, "account-1", reporter("reporter-1"))
    writing.write("account.first_reader_ended", False, "account-1", reporter("reporter-1"))
    assert choices(writing.record).running(TEN_MS) == ()


def test_a_reporter_is_offered_each_administrator_by_name_and_never_themselves() -> None:
    assert offered(EVERYBODY, None) == (
        (Role.POINT_OF_CONTACT, None),
        (Role.HUMAN_RESOURCES, None),
        (Role.ADMINISTRATOR, PRINCIPAL),
        (Role.ADMINISTRATOR, DEPUTY),
    )
    assert offered(EVERYBODY, DEPUTY.person)[-1] == (Role.ADMINISTRATOR, PRINCIPAL)
    assert offered((CONTACT, PEOPLE), CONTACT.person) == ((Role.HUMAN_RESOURCES, None),)
    assert offered((), None) == ()
