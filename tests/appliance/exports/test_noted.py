"""Tests that what was noted about duties stands in the report and in the data, as far as the reader was shown it."""

import json

import pytest

from appliance.api.records.messages import NotedDuty, NoteView
from appliance.exports.data import as_bytes, data
from appliance.exports.html import html
from appliance.exports.json_schema import schema
from appliance.exports.noted import SECTION
from appliance.exports.plain import plain
from appliance.exports.report import report
from appliance.record.words import ItemId
from tests.appliance.exports.bite import CALLED_MS, PRINTED, bite
from tests.json_schemas import hold_against


def note(entry: int, done: bool, words: str) -> NoteView:
    return NoteView(
        entry=entry,
        wall_ms=CALLED_MS + entry * 60_000,
        by="Mercy Okafor",
        done=done,
        done_ms=CALLED_MS + entry * 60_000,
        confirms="that the letter went out",
        words=words,
    )


NOTED = (
    NotedDuty(
        rule="letter",
        says="Write the letter.",
        about=ItemId("p1"),
        notes=(note(40, True, "By post."), note(41, False, "")),
    ),
)


def test_the_report_has_a_row_for_each_note_and_says_once_that_it_is_no_legal_advice() -> None:
    document = report(bite(noted=NOTED), PRINTED)
    told, page = " ".join(plain(document).split()), html(document)
    assert SECTION in told
    assert told.count("This is no legal advice.") == 1
    for words in ("Write the letter.", "“By post.”", "Not done: that the letter went out.", "Mercy Okafor"):
        assert words in page
    assert SECTION not in plain(report(bite(), PRINTED))


@pytest.mark.slow
def test_the_data_has_every_note_and_fits_its_schema() -> None:
    made = json.loads(as_bytes(data(bite(noted=NOTED), PRINTED)))
    hold_against(as_bytes(schema()), made)
    (duty,) = made["noted"]
    assert (duty["rule"], duty["says"], duty["about"]) == ("letter", "Write the letter.", "p1")
    assert [(each["entry"], each["done"], each["words"]) for each in duty["notes"]] == [
        (40, True, "By post."),
        (41, False, ""),
    ]
    assert json.loads(as_bytes(data(bite(), PRINTED)))["noted"] == []
