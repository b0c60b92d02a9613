"""Tests how far a statement has come, and that none is approved before the educator and the family saw it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from appliance.plan.model import Role
from appliance.record.access import rights
from appliance.record.decide import No, Writer, write
from appliance.record.mine import Reader
from appliance.record.statements import Look, in_record
from appliance.record.words import FactId, FieldId, ItemId, Value
from tests.appliance.record.telling import TEN_MS, Writing, staff

ITEM = ItemId("statement-1")
ADMIN = Writer(staff("admin"), rights((Role.ADMINISTRATOR,), proven=True), Reader(person=staff("admin").person))
CONTACT = Writer(staff("poc"), rights((Role.POINT_OF_CONTACT,), proven=True), Reader(person=staff("poc").person))
OFFICE = Writer(staff("desk"), rights((Role.OFFICE,), proven=True), Reader(person=staff("desk").person))


class Story:
    """One statement, written field by field through the decision that the box makes."""

    def __init__(self) -> None:
        self.writing = Writing()
        self._took(
            write(self.writing.record, ADMIN, FactId(FieldId("statement.audience"), ItemId("new")), "families", 0, "")
        )

    def does(self, name: str, value: Value, writer: Writer = ADMIN, why: str = "it was corrected") -> str:
        """Write one field. Give the refusal, or an empty text."""
        at = FactId(FieldId(f"statement.{name}"), ITEM)
        standing = self.writing.record.versions.get(at)
        seen = standing[-1].number if standing else 0
        return self._took(write(self.writing.record, writer, at, value, seen, why))

    def _took(self, decided: object) -> str:
        if isinstance(decided, No):
            return str(decided)
        assert isinstance(decided, list)
        for event in decided:
            self.writing.happens_to_record(event)
        return ""

    @property
    def stands(self):
        return in_record(self.writing.record, ITEM)

    def is_written(self) -> "Story":
        assert self.does("english", "Help came.") == self.does("spanish", "La ayuda llegó.") == ""
        return self

    def is_seen(self, at: int = TEN_MS) -> "Story":
        assert self.does("educator_saw_at", at, CONTACT) == self.does("family_saw_at", at) == ""
        return self

    def is_approved(self, at: int = TEN_MS) -> "Story":
        assert self.does("approved_by", "Sam Rivera") == self.does("approved_at", at) == ""
        return self


def test_a_statement_is_final_once_both_saw_it_and_somebody_approved_it() -> None:
    story = Story()
    assert [each.split(" ")[0] for each in story.stands.waits] == ["Its", "Its", "The", "The", "Nobody"]
    story.is_written()
    assert not story.stands.final
    story.is_seen()
    assert story.stands.waits == ("Nobody approved it yet: write who did, by name, and when.",)
    story.is_approved()
    assert story.stands.final
    assert (story.stands.approved_by, story.stands.approved_ms) == ("Sam Rivera", TEN_MS)


def test_nobody_approves_what_the_educator_and_the_family_did_not_see() -> None:
    story = Story().is_written()
    for name, value in (("approved_by", "Sam Rivera"), ("approved_at", TEN_MS)):
        said = story.does(name, value)
        assert said.startswith("It cannot be approved yet. The affected educator did not see it yet:")
    assert story.does("educator_saw_at", TEN_MS) == ""
    assert "The involved family did not see it yet:" in story.does("approved_by", "Sam Rivera")
    assert story.stands.approved_by == ""


def test_where_somebody_cannot_see_it_it_says_why() -> None:
    story = Story().is_written()
    assert story.does("educator_not", "Could not be reached before noon", CONTACT) == ""
    assert story.does("family_not", "No family is involved") == ""
    assert (story.stands.educator, story.stands.family) == (Look.SAID_WHY_NOT, Look.SAID_WHY_NOT)
    story.is_approved()
    assert story.stands.final


@pytest.mark.parametrize(
    ("name", "value"), [("english", "More help came."), ("spanish", "Llegó."), ("audience", "press")]
)
def test_a_change_takes_away_what_was_seen_and_approved(name: str, value: str) -> None:
    story = Story().is_written().is_seen().is_approved()
    assert story.does(name, value) == ""
    assert (story.stands.educator, story.stands.family) == (Look.OTHER_WORDS, Look.OTHER_WORDS)
    assert story.stands.approved_ms is None
    assert story.stands.waits[-1].startswith("It was changed after it was approved:")
    assert "changed after the affected educator saw it" in story.does("approved_at", TEN_MS + 1)
    story.is_seen(TEN_MS + 60_000)
    assert story.does("approved_at", TEN_MS + 120_000) == ""
    assert story.stands.waits == ("It does not say who approved it: write the name.",)
    assert story.stands.approved_by == "", "who approved the old words did not approve these"
    assert story.does("approved_by", "Sam Rivera") == ""
    assert (story.stands.final, story.stands.approved_by) == (True, "Sam Rivera")


def test_why_somebody_did_not_see_other_words_counts_no_more_until_it_is_said_again() -> None:
    story = Story().is_written()
    assert story.does("educator_not", "Could not be reached", CONTACT) == story.does("family_saw_at", TEN_MS) == ""
    story.is_approved()
    assert story.stands.final
    assert story.does("english", "More help came.") == ""
    assert story.stands.educator is Look.OTHER_REASON
    assert story.stands.waits[0].startswith("It was changed after it said why the affected educator did not see it:")
    assert story.does("educator_not", "Could not be reached", CONTACT) == ""
    assert story.stands.educator is Look.SAID_WHY_NOT
    entry = story.writing.record.newest
    assert story.does("educator_not", "Could not be reached", CONTACT) == ""
    assert story.writing.record.newest == entry, "said once of these words, it is not written twice"


def test_the_time_of_an_approval_never_counts_again_for_other_words() -> None:
    story = Story().is_written().is_seen().is_approved()
    assert story.does("english", "More help came.") == ""
    story.is_seen(TEN_MS + 60_000)
    story.is_approved()
    assert story.stands.waits == ("It does not say when it was approved: write the time.",)


def test_the_same_words_written_again_change_nothing() -> None:
    story = Story().is_written().is_seen().is_approved().is_written()
    assert story.stands.final


def test_a_name_without_a_time_approves_nothing_and_a_time_without_a_name_neither() -> None:
    story = Story().is_written().is_seen()
    assert story.does("approved_by", "Sam Rivera") == ""
    assert story.stands.waits == ("It does not say when it was approved: write the time.",)
    other = Story().is_written().is_seen()
    assert other.does("approved_at", TEN_MS) == ""
    assert other.stands.waits == ("It does not say who approved it: write the name.",)


def test_an_approval_can_always_be_taken_back() -> None:
    story = Story().is_written().is_seen().is_approved()
    assert story.does("english", "More help came.") == ""
    assert story.does("approved_at", None) == ""
    assert not story.stands.final


def test_the_point_of_contact_notes_what_the_educator_saw_and_changes_no_word() -> None:
    story = Story().is_written()
    assert story.does("educator_saw_at", TEN_MS, CONTACT) == ""
    for name, value in (("english", "Other words."), ("family_saw_at", TEN_MS), ("approved_by", "Me")):
        assert "not yours to write" in story.does(name, value, CONTACT)
    assert "not yours to write" in story.does("english", "Other words.", OFFICE)


ACTS = (
    ("english", ("Help came.", "More help came.")),
    ("spanish", ("La ayuda llegó.", "Llegó.")),
    ("audience", ("families", "press")),
    ("educator_saw_at", (TEN_MS, TEN_MS + 1, None)),
    ("educator_not", ("Could not be reached", None)),
    ("family_saw_at", (TEN_MS, TEN_MS + 1, None)),
    ("family_not", ("No family is involved", None)),
    ("approved_by", ("Sam Rivera", "Pat Lane")),
    ("approved_at", (TEN_MS, TEN_MS + 1, None)),
)
ANY_ACT = some.sampled_from(ACTS).flatmap(lambda act: some.tuples(some.just(act[0]), some.sampled_from(act[1])))


@settings(max_examples=200, deadline=None)
@given(some.lists(ANY_ACT, max_size=30))
def test_in_any_order_what_is_final_was_seen_or_excused_and_approved_in_these_very_words(
    acts: list[tuple[str, Value]],
) -> None:
    story = Story().is_written()
    seen: dict[str, object] = {}

    def words() -> tuple[Value, ...]:
        return tuple(
            story.writing.record.value(f"statement.{each}", ITEM) for each in ("english", "spanish", "audience")
        )

    for name, value in acts:
        if story.does(name, value) == "":
            seen[name] = words() if value is not None else None
        if not story.stands.final:
            continue
        assert seen["approved_at"] == seen["approved_by"] == words()
        for who in ("educator", "family"):
            excused = story.writing.record.value(f"statement.{who}_not", ITEM)
            assert (excused and seen[f"{who}_not"] == words()) or seen.get(f"{who}_saw_at") == words()
