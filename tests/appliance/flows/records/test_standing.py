"""How far a record has come: in a list, and as a sentence."""

import msgspec
import pytest

from appliance.flows.records.standing import standing
from appliance.record.words import Status
from tests.tui.record_scenes import FRESH

LINE = msgspec.structs.replace(FRESH.record, still_open=False, held=False, missing=0, status=Status.DRAFT)


@pytest.mark.parametrize(
    ("changed", "line", "sentence"),
    [
        ({"still_open": True}, "call still open", "The call is still open."),
        ({"still_open": True, "missing": 2}, "call still open", "The call is still open. 2 facts are still wanted."),
        ({}, "ready to submit", "Nothing is wanted: it can be submitted."),
        ({"missing": 1}, "1 fact wanted", "1 fact is still wanted."),
        ({"status": Status.SUBMITTED}, "submitted", "Submitted. It waits for review."),
        ({"status": Status.SUBMITTED, "missing": 2}, "sent, 2 wanted", "Submitted. 2 facts are still wanted."),
        ({"status": Status.REVIEWED, "missing": 2}, "reviewed", "Reviewed."),
    ],
)
def test_both_consoles_say_the_same(changed: dict[str, object], line: str, sentence: str) -> None:
    record = msgspec.structs.replace(LINE, **changed)
    assert (standing(record).line, standing(record).sentence) == (line, sentence)
    held = standing(msgspec.structs.replace(record, held=True))
    assert (held.line, held.sentence) == (line, f"{sentence} It is held: nothing of it may be destroyed.")
