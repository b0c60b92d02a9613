"""Tests the sheet of a statement: a draft never looks final, and what is given out says nothing of who saw it before."""

from appliance.exports.pdf import pdf
from appliance.exports.plain import plain
from appliance.exports.report import report
from appliance.exports.statement import BORRADOR, DRAFT, statement_sheet
from appliance.record.words import ItemId
from tests.appliance.exports.bite import PRINTED
from tests.appliance.exports.pages import lines_of
from tests.appliance.flows.communications.records import APPROVED, ITEM, SEEN, WORDS, record


def set_as_text(*steps: dict[str, object]) -> str:
    return plain(statement_sheet(record(*steps), ItemId(ITEM), "555 0100", PRINTED))


def test_a_final_sheet_has_both_languages_and_who_approved_it() -> None:
    text = set_as_text(WORDS, SEEN, APPROVED)
    assert text.startswith("Statement to the press\n")
    assert "IN ENGLISH" in text.upper()
    assert "EN ESPAÑOL" in text.upper()
    assert "Approved by Sam Rivera on 2026-09-01 12:31." in " ".join(text.split())
    for secret in ("DRAFT", "BORRADOR", "No family is involved", "waits"):
        assert secret not in text


def test_a_draft_says_so_in_both_languages_and_what_it_waits_for() -> None:
    text = " ".join(set_as_text(WORDS).split())
    assert DRAFT in text
    assert BORRADOR in text
    assert "The involved family did not see it yet" in text
    assert "[speaker: not known yet]" in text
    assert "Draft, not approved." in text


def test_words_that_were_changed_after_the_approval_are_a_draft_again() -> None:
    text = set_as_text(WORDS, SEEN, APPROVED, {"english": "Other words."})
    assert "Other words." in text
    assert DRAFT in " ".join(text.split())
    assert "Approved by" not in text


def test_an_empty_statement_says_that_nothing_is_written() -> None:
    text = set_as_text({"audience": "families"})
    assert "Not written yet." in text
    assert "Todavía no está escrito." in text


def test_the_whole_report_says_whether_a_statement_is_final() -> None:
    def reported(*steps: dict[str, object]) -> str:
        return " ".join(plain(report(record(*steps), PRINTED)).split())

    assert "How it stands: final" in reported(WORDS, SEEN, APPROVED)
    changed = reported(WORDS, SEEN, APPROVED, {"spanish": "Otras palabras."})
    assert "How it stands: not final. It was changed after the affected educator saw it: show it again." in changed


def test_the_sheet_can_be_printed() -> None:
    pages = lines_of(pdf(statement_sheet(record(WORDS, SEEN, APPROVED), ItemId(ITEM), "555 0100", PRINTED)))
    assert len(pages) == 1
    assert "Statement to the press" in pages[0][0]
