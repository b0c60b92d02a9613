"""Tests what is said of the records that will be forgotten here, and of what keeps one."""

from datetime import date

from appliance.api.records.forgetting import ForgettingKnown, GoingLine
from appliance.flows.records.forgetting import NOTHING_KEEPS, NOTHING_SOON, TO_KEEP_IT, going, kept

SOON = GoingLine(number=12, on=date(2026, 12, 7))
WHY_NOT = "Nobody approved the schedule."


def test_the_list_names_number_and_day_and_how_one_is_kept() -> None:
    known = ForgettingKnown(request=0, going=(SOON,))
    assert going(known) == ("Record 12 goes on Mon 7 Dec 2026.", TO_KEEP_IT)
    assert going(ForgettingKnown(request=0, going=(), why_not=WHY_NOT)) == (NOTHING_SOON, WHY_NOT)


def test_of_one_record_everything_that_keeps_it_is_said_or_when_it_goes() -> None:
    held = ForgettingKnown(request=0, going=(SOON,), keeps=("It is held.", "It is not reviewed."))
    assert kept(held, 13) == ("It is held.", "It is not reviewed.")
    assert kept(ForgettingKnown(request=0, going=(SOON,)), 12) == (
        "Nothing keeps it here: it goes on Mon 7 Dec 2026. To keep it, hold it.",
    )
    assert kept(ForgettingKnown(request=0, going=(SOON,)), 13) == (NOTHING_KEEPS,)
    (off,) = kept(ForgettingKnown(request=0, going=(), why_not=WHY_NOT), 12)
    assert off == f"Nothing in the record keeps it here. {WHY_NOT}"
