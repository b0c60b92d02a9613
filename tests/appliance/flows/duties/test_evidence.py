"""What closes a duty, and where a person writes it."""

import pytest
from msgspec.structs import replace

from appliance.api.duties.messages import DutyLine
from appliance.duties.duty import State
from appliance.flows.duties.evidence import closed_by, closed_by_note, leads, written_in
from appliance.record.fields import FIELDS
from appliance.record.words import Part
from tests.tui.duty_scenes import CONTACT, NURSE, RULES, TIME, hurt, line_of, one


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (
            "point-of-contact",
            "It is done once record 12 says so under “Review” (supports): write it there. No note closes it.",
        ),
        (
            "class-covered",
            "It is done once record 12 says so under “The office's part” (“Who covered”): write it there. "
            "No note closes it.",
        ),
        ("facts-submitted", "It is done once record 12 is submitted. No note closes it."),
    ],
)
def test_it_names_the_part_of_the_record_in_which_it_is_written(rule: str, says: str) -> None:
    assert closed_by(one(rule)) == says


def test_a_note_closes_what_no_fact_shows_and_says_what_it_confirms() -> None:
    assert closed_by_note(TIME)
    assert closed_by(TIME).startswith(
        "A note by whoever owes it, which says when the students, paraprofessionals and others"
    )
    assert not closed_by_note(replace(CONTACT, confirms=CONTACT.says)), (
        "it confirms the duty itself, and closes nothing"
    )


def test_where_facts_or_a_note_close_it_both_are_named() -> None:
    assert closed_by(one("statement-checked")) == (
        "It is done once record 12 says so under “Review” (statements): write it there. "
        "Whoever owes it can also note who decided that no statement is made."
    )


def test_a_box_that_does_not_say_where_leaves_it_out() -> None:
    assert (
        closed_by(replace(NURSE, evidence=()))
        == "It is done once record 12 says so: write it there. No note closes it."
    )


def test_for_every_shipped_rule_it_is_said_where() -> None:
    for name, duty in hurt().duties(tuple(RULES.values())).items():
        line = line_of(duty)
        told = closed_by(line)
        assert closed_by_note(line) or "under" in told or "submitted" in told, name
        assert all(field in FIELDS for field in line.evidence), name


def test_whoever_owes_it_is_led_to_the_part_in_which_it_is_written() -> None:
    assert written_in(CONTACT) is Part.REVIEW
    assert leads(CONTACT) == "Write it in record 12, under “Review”"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(TIME, id="a note closes it"),
        pytest.param(one("facts-submitted"), id="it is done once the record is submitted"),
        pytest.param(replace(CONTACT, owe=False), id="somebody else owes it"),
        pytest.param(replace(CONTACT, state=State.CLOSED), id="it is done"),
        pytest.param(replace(CONTACT, evidence=(*CONTACT.evidence, *NURSE.evidence)), id="it is written in two parts"),
    ],
)
def test_where_there_is_nothing_to_write_or_not_in_one_part_it_leads_to_the_whole_record(line: DutyLine) -> None:
    assert written_in(line) is None
    assert leads(line) == "Open record 12"
