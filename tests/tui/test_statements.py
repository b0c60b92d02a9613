"""Tests a statement at the console by keys alone, against a real box: from a checklist to a sheet that may be given out."""

import os
from pathlib import Path

import pytest
from textual.widgets import TextArea

from appliance.communications.document import to_document
from appliance.core.listed.commands import AdoptCommunications
from appliance.plan.document import digest
from tests.appliance.communications.test_parse import own
from tests.appliance.exports.pages import lines_of
from tests.tui.records import Hand, after_a_call, signs_in, sits_down, stands
from tests.tui.test_records_by_keys import chooses, opens

pytestmark = pytest.mark.slow  # these tests run at a person's pace: in `make test`, not in `make check`

ITEM = "statement-1"


@pytest.fixture
def printer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a program that is called as a printer is, and keeps each paper under its title."""
    folder = tmp_path / "printer"
    folder.mkdir()
    (folder / "lp").write_text(f'#!/bin/sh\ncat > "{folder}/$2.paper"\n')
    (folder / "lp").chmod(0o700)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return folder


def paper(printer: Path) -> str:
    return " ".join(line for page in lines_of((printer / f"record 1 {ITEM}.paper").read_bytes()) for line in page)


async def begins(hand: Hand) -> None:
    """Begin a statement to the press, on the same day."""
    await opens(hand)
    await chooses(hand, "What the school says")
    await hand.answer("Begin a statement", "1")
    await hand.answer("TO WHOM IS THE STATEMENT MADE?", "4")
    await hand.answer("(no draft: an empty page)", "2")
    await hand.person.sees("STATEMENT to the press, on the same day", "did not see it yet: show it, or write why not.")


async def types(hand: Hand, line: str, question: str, words: str) -> None:
    """Answer one line of the statement in words."""
    await chooses(hand, line)
    await hand.person.sees(question)
    await hand.type(words)
    await hand.press("enter")


async def test_a_checklist_is_read_in_both_languages_and_says_who_may_speak(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, _), sits_down(harness) as hand:
        await signs_in(hand, "Cora Lind")
        await opens(hand)
        await chooses(hand, "What the school says")
        await hand.answer("What to do when the press asks", "5")
        await hand.person.sees("WHAT TO DO WHEN THE PRESS ASKS", "Confirm no name", "No confirme ningún nombre")
        await hand.press("end")
        await hand.person.sees("To the press may speak: Superintendent and Communications officer", "no legal advice")
        await hand.press("escape")
        await hand.person.sees("Begin a statement")


async def test_the_file_that_the_box_adopted_counts_at_its_consoles(tmp_path: Path) -> None:
    document = to_document(own())
    async with after_a_call(tmp_path) as (harness, _):
        adopt = AdoptCommunications(by="R. Ortiz", digest=digest(document), document=document)
        await harness.engine.submit(adopt).kept
        async with sits_down(harness) as hand:
            await hand.person.until(lambda: hand.person.app.model.adopted is not None, "the district's file")
            await signs_in(hand, "Cora Lind")
            await opens(hand)
            await chooses(hand, "What the school says")
            await hand.answer("What to do when the press asks", "5")
            await hand.person.sees(
                "1. Act.", "Actúe.", "To the press may speak: Sam Rivera, Head", "Source: Our board."
            )


async def test_a_statement_is_changed_seen_approved_and_printed_by_keys(tmp_path: Path, printer: Path) -> None:
    async with after_a_call(tmp_path) as (harness, incident), sits_down(harness) as hand:
        await signs_in(hand, "Cora Lind")
        await begins(hand)
        assert await stands(harness, incident, "statement.stage", ITEM) == "same-day"
        drafted = await stands(harness, incident, "statement.english", ITEM)

        await chooses(hand, "In English")
        await hand.person.sees("What does it say in English?")
        hand.person.app.board.query_one(TextArea).text = "She was in Room 201."
        await hand.press("tab")
        await hand.person.sees('NOT SAVED: Line 1: "She" tells a sex.', "And 1", "She was in Room 201.")
        assert await stands(harness, incident, "statement.english", ITEM) == drafted
        hand.person.app.board.query_one(TextArea).text = "Help came to {school}.\n{speaker}"
        await hand.press("tab")
        await hand.person.sees("STATEMENT to the press", "Saved: In English")

        await chooses(hand, "Print it")
        await hand.person.sees("Sent to the printer.")
        assert "DRAFT. Not to be given" in paper(printer)
        assert "[speaker: not known yet]" in paper(printer)

        await types(hand, "Approved by", "Who approved it, by name?", "Sam Rivera")
        await hand.person.sees("NOT SAVED: It cannot be approved yet.", "show it, or write why not.")
        await hand.press("escape")
        await hand.press("escape")
        await hand.person.sees("STATEMENT to the press")
        await types(hand, "The educator saw it", "When did the affected educator see it?", "07:50")
        await hand.person.sees("Saved: The educator saw it")
        await types(hand, "Why the family did not", "Why did the involved family not see it?", "No family is involved")
        await hand.person.sees(
            "Saved: Why the family did not", "Nobody approved it yet", "To the press may speak: Superintendent"
        )
        await types(hand, "Approved by", "Who approved it, by name?", "Sam Rivera")
        await hand.person.sees("It does not say when it was approved")
        await types(hand, "Approved on", "When did they approve it?", "07:55")
        await hand.person.sees("Final: approved by Sam Rivera on")

        await chooses(hand, "Read it")
        await hand.person.sees("Help came to Cedar Creek.", "Sam Rivera", "El ")
        await hand.press("escape")
        await chooses(hand, "Print it")
        await hand.person.sees("Sent to the printer.")
        given_out = paper(printer)
        assert "Statement to the press" in given_out
        assert "Help came to Cedar Creek." in given_out
        assert "DRAFT" not in given_out
        assert "No family is involved" not in given_out


async def test_nobody_who_may_not_read_it_is_offered_a_statement(tmp_path: Path) -> None:
    async with after_a_call(tmp_path) as (harness, _), sits_down(harness) as hand:
        await opens(hand)
        assert "What the school says" not in hand.person.screen
