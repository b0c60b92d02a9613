"""The list of records, and one record by its number."""

import pytest

from appliance.flows.records.listing import finished, heading, no_such, number_in
from appliance.record.words import Status
from tests.tui.record_scenes import LINES


@pytest.mark.parametrize(
    ("typed", "number"), [("12", 12), (" #12 ", 12), ("", None), ("twelve", None), ("1234567890", None), ("¹²", None)]
)
def test_a_number_is_its_digits_as_a_receipt_has_them(typed: str, number: int | None) -> None:
    assert number_in(typed) == number


def test_what_waits_for_nothing_any_more_is_finished() -> None:
    assert all(line.status is Status.REVIEWED for line in finished(LINES))
    assert heading(unfinished=True) != heading(unfinished=False)
    assert "12" in no_such(12)
