"""Tests the document of a copy for a union representative: what its first page says, and what stands in it."""

import msgspec
import pytest
from msgspec.structs import replace

from appliance.api.records.copies import CopyWanted, Given
from appliance.api.records.messages import CopyGiven, RecordShown
from appliance.api.records.without_students import without_students
from appliance.exports.given_copy import NOBODY_NAMED, TITLE, given_copy
from appliance.exports.html import html
from appliance.exports.plain import plain
from appliance.exports.report import report
from appliance.record.words import ItemId
from tests.appliance.exports.bite import PRINTED, fact
from tests.appliance.exports.notice.hurt_record import AIDE, OTHER, STUDENT, TEACHER, shown

REMOVED = CopyWanted(to="Ren Ito", basis="details-removed")
CONSENT = CopyWanted(to="Ren Ito", basis="consent", consent_of="A. Lindqvist")


def without(of: RecordShown) -> CopyGiven:
    told, removed = without_students(of, lines=3)
    given = Given(item=ItemId("disclosure-1"), wanted=REMOVED, at_ms=PRINTED.at_ms, removed=removed, accounts=2)
    return CopyGiven(request=0, shown=told, given=given)


def consented(of: RecordShown) -> CopyGiven:
    given = Given(item=ItemId("disclosure-2"), wanted=CONSENT, at_ms=PRINTED.at_ms, removed=None, accounts=2)
    return CopyGiven(request=0, shown=of, given=given)


def said(copy: CopyGiven) -> str:
    return " ".join(plain(given_copy(copy, PRINTED)).split())


def test_without_details_it_says_first_for_whom_it_is_on_what_basis_and_what_was_removed() -> None:
    text = said(without(shown()))
    begin = text[: text.index("What happened")]
    for words in (
        f"{TITLE}: record 12",
        "Given to: Ren Ito",
        "the student's details were removed first",
        "disclosure-1",
        NOBODY_NAMED,
    ):
        assert words in begin, words
    for row in ("About students, or people who may be students: 8 facts", "3 places", "2 accounts"):
        assert row in begin, row


def test_it_names_nobody_of_the_incident_and_repeats_no_words() -> None:
    for text in (said(without(shown())), html(given_copy(without(shown()), PRINTED))):
        for words in (STUDENT, OTHER, TEACHER, AIDE, "ruler", "lockers", "A student bit", "student of this school"):
            assert words not in text, words
        assert "bite, skin broken" in text and "paraprofessional" in text, "of grown-up people it says what was chosen"


def test_without_an_injury_of_somebody_grown_up_it_does_not_say_that_nobody_was_hurt() -> None:
    text = said(without(shown(fact("injury.person", "person-1", "injury-1"))))
    assert "does not say that nobody was hurt" in text and "skin broken" not in text


def test_with_consent_it_is_the_report_and_says_whose_consent_there_is() -> None:
    made, whole = given_copy(consented(shown()), PRINTED), report(shown(), PRINTED)
    assert made.sections[1:] == whole.sections
    text = said(consented(shown()))
    assert "Whose consent: A. Lindqvist" in text and STUDENT in text
    assert "What was removed" not in text


@pytest.mark.parametrize("copy", [without, consented])
def test_a_drill_is_marked_as_one_in_every_copy(copy: object) -> None:
    of = shown(fact("mode", "exercise"))
    assert callable(copy) and given_copy(copy(of), PRINTED).banner.startswith("DRILL")


def test_who_gets_it_and_whose_consent_there_is_are_not_printed_where_a_program_crashed() -> None:
    for value in (REMOVED, CONSENT, consented(shown()).given):
        assert "Ito" not in repr(value) and "Lindqvist" not in repr(value)
    assert msgspec.to_builtins(replace(CONSENT, to="X"))["to"] == "X"
