"""Tests that what a reader is not shown is counted and named by kind, in the report, in the data and in one line."""

import json

import pytest

from appliance.api.records.messages import Hidden, LeftOut
from appliance.exports.data import as_bytes, data
from appliance.exports.left_out import in_short
from appliance.exports.plain import plain
from appliance.exports.report import report
from appliance.record.words import Klass
from tests.appliance.exports.bite import PRINTED, bite

ONE_OF_EACH = tuple(
    LeftOut(what=what, count=1, klass=Klass.STUDENT if what is Hidden.FACTS else None) for what in Hidden
)
WHOLE = "this reader may read the whole record"


@pytest.mark.parametrize("left", ONE_OF_EACH, ids=lambda left: left.what)
def test_whoever_is_not_shown_one_thing_of_any_kind_is_not_told_that_the_record_is_whole(left: LeftOut) -> None:
    shown = bite(left_out=(left,))
    assert WHOLE not in plain(report(shown, PRINTED))
    assert WHOLE in plain(report(bite(), PRINTED))
    assert json.loads(as_bytes(data(shown, PRINTED)))["left_out"] == [
        {"what": left.what, "class": left.klass, "count": 1}
    ]


def test_each_kind_is_named_and_counted() -> None:
    several = bite(left_out=tuple(LeftOut(what=each.what, count=4, klass=each.klass) for each in ONE_OF_EACH))
    told = plain(report(several, PRINTED))
    for line in (
        "Class B, about students: 4 facts.",
        "The timeline: 4 lines.",
        "Names, in 4 lines of the timeline.",
        "What was noted, in 4 lines of the timeline.",
        "Why it was done, in 4 lines of the timeline.",
        "Who wrote it, of 4 facts of those that are shown.",
        "What was noted about duties: 4 notes.",
        "The words of 4 notes about duties.",
        "Why the record is held.",
        "Which care was offered, and what came of it: 4 offers. This is for the person",
        "Accounts that a first reader reads before others, with who told them: 4.",
    ):
        assert line in told.splitlines()
    assert in_short(several) == (
        "4 student facts, 4 lines of what happened, names in 4 lines, notes in 4 lines, reasons in 4 lines, "
        "who wrote 4 facts, 4 notes about duties, the words of 4 notes about duties, why it is held, what came of 4 offers of care, "
        "4 accounts that a first reader reads before others"
    )
    assert in_short(bite(left_out=ONE_OF_EACH)).startswith("1 student fact, 1 line of what happened, names in 1 line,")
    assert in_short(bite()) == ""
