"""Tests statements at the plain console, line by line, over a real desk line to a real box."""

from pathlib import Path

import pytest

from appliance.communications.parse import parse
from appliance.plan.model import Role
from tests.appliance.communications.test_parse import own
from tests.tui.plain.test_record_print import Printer, paper_of  # noqa: F401 (a fixture)
from tests.tui.plain.test_records import Sitter, somebody_at_a_desk

pytestmark = pytest.mark.slow


async def begins(person: Sitter) -> str:
    """Begin a statement to all families, on the same day."""
    offered = await person.hears("prepare statement 1")
    assert "1: Begin a statement: to whom, when, and from which draft." in offered
    assert "To whom is it made?" in await person.hears("1")
    assert "When is it made?" in await person.hears("all families")
    return await person.hears("on the same day")


async def test_a_statement_is_begun_from_a_draft_and_says_what_it_waits_for(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path, Role.ADMINISTRATOR) as (_, person):
        said = await begins(person)
        assert said.startswith("Begun. Now change the words")
        assert "The statement to all families, on the same day." in said
        assert "The affected educator did not see it yet: show it, or write why not." in said
        read = await person.hears("read")
        assert "English: On " in read
        assert "there was an incident at Cedar Creek." in read
        assert "Spanish: El " in read
        assert "[speaker: not known yet]" in read


async def test_words_that_point_to_somebody_are_told_and_the_other_lines_stay_typed(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path, Role.ADMINISTRATOR) as (_, person):
        await begins(person)
        asked = await person.hears("in english")
        assert "What does it say in English?" in asked
        assert "It says now: On {day} there was an incident" in asked
        await person.types("Help came to {school}.", "She is well.", "")
        said = await person.hears("")
        assert said.startswith('Line 2: "She" tells a sex. Write "they", "them" or "their".')
        await person.types("2", "Help came to {school}.", "")
        assert "Why do you change it?" in await person.hears("")
        assert "Saved: In English." in await person.hears("")
        assert "English: Help came to Cedar Creek." in await person.hears("read")


async def test_a_statement_is_final_once_it_was_seen_and_approved_and_is_printed(
    tmp_path: Path,
    paper_of: Printer,  # noqa: F811
) -> None:
    async with somebody_at_a_desk(tmp_path, Role.ADMINISTRATOR) as (_, person):
        await begins(person)
        await person.hears("approved by")
        assert "Not saved. It cannot be approved yet. The affected educator did not see it yet" in await person.hears(
            "Sam Rivera"
        )
        await person.hears("the educator saw it")
        assert "Saved: The educator saw it." in await person.hears("07:50")
        await person.hears("why the family did not")
        said = await person.hears("No family is involved")
        assert "Nobody approved it yet: write who did, by name, and when." in said
        assert "To all families may speak: Superintendent" in said
        await person.hears("approved by")
        await person.hears("Sam Rivera")
        await person.hears("approved on")
        assert "Final: approved by Sam Rivera on" in await person.hears("07:55")
        assert await person.hears("print") == "Sent to the printer."
        sheet = " ".join(paper_of("record 1 statement-1"))
        assert "Statement to all families" in sheet
        assert "DRAFT" not in sheet
        await person.hears("")
        assert "The statement to all families, on the same day: final." in await person.hears("record 1")
        assert "Sam Rivera" in sheet


async def test_a_checklist_is_heard_and_the_question_is_put_again(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path, Role.ADMINISTRATOR) as (_, person):
        await person.hears("prepare statement 1")
        said = await person.hears("asked")
        assert "Confirm no name, also if the caller says one." in said
        assert "No confirme ningún nombre" in said
        assert "To the press may speak: Superintendent and Communications officer of the district." in said
        assert said.endswith("Press Enter alone to end.")
        assert await person.hears("") == "Nothing more was done."


async def test_somebody_who_may_neither_read_nor_write_one_is_told_who_may(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        assert "An administrator or the point of contact signs in" in await person.hears("prepare statement 1")


async def test_what_the_box_adopted_goes_before_the_shipped_file(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path, Role.ADMINISTRATOR) as (_, person):
        person.adopted = parse(own()).guidance
        await begins(person)
        assert "English: Help came." in await person.hears("read")
        await person.hears("the educator saw it")
        await person.hears("07:50")
        await person.hears("why the family did not")
        assert "To all families may speak: Sam Rivera, Head" in await person.hears("No family is involved")
        await person.hears("approved by")
        assert '"Pat Lane" is none of them.' in await person.hears("Pat Lane")
