"""Tests the paper form: two pages, the questions of the screens in their order, a box to tick for every code."""

import pytest

from appliance.exports.document import Ask, Blanks
from appliance.exports.form import blank_form
from appliance.exports.html import html
from appliance.exports.pdf import pdf
from appliance.exports.plain import plain
from appliance.record.codes import LISTS
from appliance.record.fields import FIELDS, of_part
from appliance.record.words import FieldId, Part
from tests.appliance.exports.pages import lines_of, words_of


def asked() -> list[str]:
    blocks = [block for section in blank_form().sections for block in section.blocks]
    questions: list[str] = []
    for block in blocks:
        if isinstance(block, Ask):
            questions.append(block.question)
        if isinstance(block, Blanks):
            questions += [each.removesuffix(" (as above)") for each in block.questions]
    return questions


@pytest.mark.slow
def test_it_has_two_pages_and_no_word_of_it_is_lost() -> None:
    pages = lines_of(pdf(blank_form()))
    assert len(pages) == 2
    printed = "".join("".join(page) for page in pages).replace(" ", "")
    assert [each for each in asked() if each.replace(" ", "") not in printed] == []


def test_it_asks_what_the_screens_ask_in_their_order() -> None:
    wanted: list[str] = []
    for part in (Part.TEACHER, Part.OFFICE):
        of_the_day = [field for field in of_part(part) if not field.later and field.field != "reporter.person"]
        wanted += [field.ask for field in of_the_day if not field.group]
        for group in dict.fromkeys(field.group for field in of_the_day if field.group):
            wanted += [field.ask for field in of_the_day if field.group == group]
    assert [each for each in asked() if each in wanted] == wanted


def test_what_is_known_only_afterwards_is_not_on_it() -> None:
    afterwards = {field.ask for field in FIELDS.values() if field.later}
    assert FIELDS[FieldId("restraint.reported_at")].ask in afterwards
    assert afterwards.isdisjoint(asked())


def test_every_code_has_a_box_to_tick() -> None:
    told = words_of(html(blank_form()))
    for field in FIELDS.values():
        if field.part in {Part.TEACHER, Part.OFFICE} and field.codes:
            assert [each.label for each in LISTS[field.codes].codes if f"☐ {each.label}" not in told] == []
    assert "[ ] involved student" in plain(blank_form())


@pytest.mark.slow
def test_it_is_the_same_every_time() -> None:
    assert pdf(blank_form()) == pdf(blank_form())
