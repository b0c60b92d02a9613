"""Tests how a statement, a checklist and who may speak are told."""

from appliance.communications.words import About, Stage
from appliance.flows.communications.saying import PROPOSAL, checklist, heading, in_short, read, stands
from appliance.record.statements import statement
from appliance.record.words import ItemId
from tests.appliance.communications.texts import shipped
from tests.appliance.flows.communications.records import APPROVED, ITEM, SEEN, WORDS, sheet

ONE = ItemId(ITEM)


def test_a_statement_says_what_it_waits_for_and_at_the_end_who_may_approve_it() -> None:
    assert stands(sheet(WORDS), ONE, shipped()) == (
        "The affected educator did not see it yet: show it, or write why not.",
        "The involved family did not see it yet: show it, or write why not.",
        "Nobody approved it yet: write who did, by name, and when.",
    )
    assert stands(sheet(WORDS, SEEN), ONE, shipped()) == (
        "Nobody approved it yet: write who did, by name, and when.",
        "To the press may speak: Superintendent and Communications officer of the district.",
    )
    assert stands(sheet(WORDS, SEEN, APPROVED), ONE, shipped()) == (
        "Final: approved by Sam Rivera on 2026-09-01 12:31. Both saw it first, or it says why not.",
    )


def test_every_line_that_a_panel_shows_above_its_choices_fits_a_screen() -> None:
    for steps in ((), (WORDS,), (WORDS, SEEN)):
        assert all(len(line) <= 82 for line in stands(sheet(*steps), ONE, shipped()))


def test_the_words_are_read_as_they_would_be_said_now() -> None:
    lines = read(sheet(WORDS, SEEN, APPROVED), ONE, shipped(), "555 0100")
    at = lines.index("English:")
    assert lines[at + 1].startswith("At ")
    assert "{school}" not in lines[at + 1]
    assert lines[at + 2] == "Sam Rivera"
    assert lines[lines.index("Spanish:") + 1].startswith("En ")
    assert "Nothing is written yet." in read(sheet({"audience": "press"}), ONE, shipped(), "")


def test_a_checklist_is_told_in_both_languages_with_its_source_and_is_no_legal_advice() -> None:
    lines = checklist(shipped(), Stage.SAME_DAY, About.HURT)
    assert lines[0].startswith("1. Write the statement from a draft.")
    assert lines[1].startswith("   Escriba la declaración")
    assert any("Say nothing about injuries" in line for line in lines)
    assert not any("injuries" in line for line in checklist(shipped(), Stage.SAME_DAY, About.ANY))
    assert sum("may speak" in line for line in lines) >= 4
    assert any(line.startswith("Source: Roadmap for district leaders") for line in lines)
    assert lines[-1] == PROPOSAL


def test_a_statement_of_which_nothing_is_known_has_a_name_too() -> None:
    empty = statement(lambda _: None)
    assert heading(empty) == "to nobody yet"
    assert in_short(empty) == "begun"
