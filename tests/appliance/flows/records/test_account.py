"""One's own account: what is asked about whoever tells it, and what is told to the box."""

from zoneinfo import ZoneInfo

import msgspec
import pytest

from appliance.api.records.first_reading import FirstReaderOffered
from appliance.flows.records.account import (
    ABOUT,
    FIRST_READER,
    FOR,
    NAME,
    NO_NAME,
    TEXT,
    WITH,
    WORDS,
    about_teller,
    account,
    asks_what_is_wrong,
    checked,
    no_account,
    own_account,
    questions,
    words_for_receipt,
)
from appliance.flows.records.sheet import Sheet
from appliance.record.typed import Wrong
from appliance.record.words import Attempt, FieldId, ItemId
from tests.appliance.exports.bite import bite
from tests.tui.record_scenes import FRESH, PAPER

DENVER = ZoneInfo("America/Denver")
FIRST, SECOND = ItemId("a1"), ItemId("a2")


def told(*accounts: tuple[ItemId, int]) -> Sheet:
    """A record with these accounts, and the entries under which they are kept."""
    sheet = Sheet(msgspec.structs.replace(FRESH), DENVER)
    for item, entry in accounts:
        sheet.wrote(TEXT, item, "It began at the door.", entry)
    return sheet


def names(sheet: Sheet, *, proven: bool) -> list[FieldId]:
    return [question.field.field for question in about_teller(sheet, proven=proven)]


def test_who_tells_it_is_asked_unless_a_pin_a_code_or_an_account_of_theirs_told() -> None:
    stranger, own = Sheet(FRESH, DENVER), Sheet(bite(writes=(TEXT,)), DENVER)
    assert names(stranger, proven=False) == [NAME, ABOUT, FOR, WITH]
    assert names(stranger, proven=True) == names(own, proven=False) == [FOR, WITH]


def test_a_screen_asks_for_the_words_last_and_a_console_of_lines_first() -> None:
    sheet = Sheet(FRESH, DENVER)
    about = about_teller(sheet, proven=False)
    assert questions(sheet, proven=False, words_first=False) == (*about, WORDS)
    assert questions(sheet, proven=False, words_first=True) == (WORDS, *about)


def test_there_is_no_account_without_words_or_without_the_name_that_is_needed() -> None:
    name, *others = about_teller(Sheet(FRESH, DENVER), proven=False)
    assert no_account(WORDS, "") and no_account(WORDS, None) and no_account(name, None)
    assert not no_account(WORDS, "It began.") and not no_account(name, "Kit Park")
    assert not any(no_account(question, None) for question in others)


def test_the_words_are_tidied_and_the_attempt_is_named() -> None:
    made = account(FRESH.record.incident, "\tOne.\r\nTwo.\n", {NAME: "Kit Park", ABOUT: "teacher"}, Attempt("a"))
    assert (made.text, made.name, made.about_them) == ("One.\nTwo.", "Kit Park", "teacher")
    assert (made.on_behalf_of, made.representative, made.attempt) == ("", "", "a")


@pytest.mark.parametrize("answer", ["no", "Nobody.", "myself", ""])
def test_a_no_to_a_question_for_a_name_names_nobody(answer: str) -> None:
    made = account(FRESH.record.incident, "words", {FOR: answer, WITH: answer}, Attempt("a"))
    assert (made.on_behalf_of, made.representative) == ("", "")


def test_an_account_is_ones_own_where_it_is_the_only_one_or_was_told_here() -> None:
    two = told((FIRST, 50), (SECOND, 60))
    assert own_account(told((FIRST, 50))) == FIRST
    assert own_account(told()) is None and own_account(two) is None
    two.receipt = msgspec.structs.replace(PAPER, entry=50)
    assert own_account(two) == FIRST and words_for_receipt(two) == 50


def test_a_receipt_is_asked_for_the_newest_words_where_none_were_told_here() -> None:
    assert words_for_receipt(told((FIRST, 50), (SECOND, 60))) == 60
    assert words_for_receipt(told()) == 0


def test_only_who_does_not_quite_agree_is_asked_what_is_wrong() -> None:
    assert [asks_what_is_wrong(code) for code in ("no", "amend", "yes", None)] == [True, True, False, False]


def test_who_reads_it_first_is_asked_after_the_others_where_the_plan_has_somebody() -> None:
    offered = (FirstReaderOffered(first_reader="human-resources", says="human resources"),)
    sheet = Sheet(msgspec.structs.replace(FRESH, first_readers=offered), DENVER)
    *_, asked = questions(sheet, proven=False, words_first=True)
    assert asked.field.field == FIRST_READER and not asked.needed
    assert [option.says for option in asked.offered] == ["nobody in particular", "human resources"]
    assert questions(sheet, proven=False, words_first=False)[-2:] == (asked, WORDS)


@pytest.mark.parametrize(
    ("answer", "sent"),
    [(None, ""), ("nobody", ""), ("human-resources", "human-resources"), ("administrator dee", "administrator dee")],
)
def test_nobody_in_particular_is_what_an_empty_answer_means(answer: str | None, sent: str) -> None:
    made = account(FRESH.record.incident, "words", {FIRST_READER: answer}, Attempt("a"))
    assert made.first_reader == sent


@pytest.mark.parametrize("answer", ["1", "12 34", " 7 "])
def test_figures_alone_are_refused_where_a_name_is_asked_for_and_nowhere_else(answer: str) -> None:
    names = [
        each
        for each in questions(Sheet(FRESH, DENVER), proven=False, words_first=True)
        if each.field.field in {NAME, FOR, WITH}
    ]
    assert [each.field.field for each in names] == [NAME, FOR, WITH]
    for question in names:
        assert checked(question, answer) == Wrong(NO_NAME)
        assert checked(question, "Rosa Gold") == "Rosa Gold"
        assert checked(question, None) is None
    assert checked(WORDS, answer) == answer
