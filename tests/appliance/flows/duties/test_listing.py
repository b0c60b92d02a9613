"""The list of what is owed: what it counts, and what is said of it elsewhere."""

from msgspec.structs import replace

from appliance.flows.duties.listing import after_sign_in, heading, in_morning, unread
from tests.appliance.duties.school import DENVER
from tests.tui.duty_scenes import FEW, TIME, TOLD, known


def test_the_heading_counts_what_is_open_due_by_today_and_overdue() -> None:
    assert heading(FEW) == "WHAT IS OWED: 3 open, 2 due by today, 1 overdue"
    assert heading(known(TIME)) == "WHAT IS OWED: 1 open"


def test_whoever_signs_in_is_told_in_one_line_what_is_due_and_nothing_where_nothing_is_open() -> None:
    assert after_sign_in(FEW, "8 shows it.") == "2 due by today: 8 shows it."
    assert after_sign_in(known(TIME), "8 shows it.") == "1 open: 8 shows it."
    assert after_sign_in(known(), "8 shows it.") == ""


def test_what_is_only_told_because_it_is_late_is_counted_apart() -> None:
    assert heading(known(TOLD, TIME)) == "WHAT IS OWED: 1 open, 1 late and told to you"
    assert heading(known(TOLD)) == "WHAT IS OWED: 0 open, 1 late and told to you"
    assert after_sign_in(known(TOLD), "8 shows it.") == "1 late and told to you: 8 shows it."
    assert after_sign_in(known(TOLD, TIME), "8 shows it.") == "1 open, 1 late and told to you: 8 shows it."
    assert in_morning(known(TOLD), DENVER) == "0 open, 1 late and told to them for whoever is signed in"


def test_a_box_that_has_not_looked_through_all_records_says_so_and_never_that_nothing_is_owed() -> None:
    still = replace(known(), unread=3)
    assert unread(still) == "The box still looks through 3 records: ask again in a moment."
    assert after_sign_in(still, "8 shows it.") == in_morning(still, DENVER) == unread(still)


def test_the_morning_check_is_told_counts_and_the_next_day_and_nobodys_name() -> None:
    said = in_morning(replace(FEW, duties=()), DENVER)
    assert said == "3 open, 2 due by today, 1 overdue for whoever is signed in; next due Wed 25 Nov"
    assert in_morning(known(), DENVER) == "nothing is open for whoever is signed in"
