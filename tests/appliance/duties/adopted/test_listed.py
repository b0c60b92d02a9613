"""What counts after several adoptions: the history of the calendar, closings declared and withdrawn, and how a date tells all of it."""

from msgspec.structs import replace

from appliance.core.ground.moment import Moment
from appliance.core.listed.events import ClosingDeclared, ClosingWithdrawn, DutiesAdopted, SchoolCalendarAdopted
from appliance.core.listed.known import Entry
from appliance.duties.adopted.calendar_document import SchoolCalendar, to_document
from appliance.duties.adopted.listed import Listed, listed
from appliance.duties.adopted.rules_document import rules_in
from appliance.duties.calendar import Calendar
from appliance.listed.shipped import neutral
from tests.appliance.duties.school import CALENDAR, DENVER, Telling, days, ms, rules_of, wall
from tests.appliance.duties.written_rules import own_rule

NEUTRAL = neutral()
HELD = rules_of(own_rule('{ field = "restraint_used", is = true }'))
"""Due two school days after the fact."""
SCHOOL = SchoolCalendar(
    name="Mesa", years=CALENDAR.years, special=CALENDAR.special, holidays=CALENDAR.holidays, ends_min=CALENDAR.ends_min
)


def at(when: str) -> Moment:
    return Moment(0, ms(when))


def calendar(when: str, made: SchoolCalendar, version: int) -> Entry:
    return at(when), SchoolCalendarAdopted(by="a", digest=f"{version}", document=to_document(made), version=version)


def rules(when: str) -> Entry:
    return at(when), DutiesAdopted(by="a", digest="neutral", document=NEUTRAL)


def snow(when: str, day: str, number: int = 1, ends_min: int | None = None) -> Entry:
    event = ClosingDeclared(closing=number, by="a", first=day, last=day, why="a snow day", ends_min=ends_min)
    return at(when), event


def withdrawn(when: str, number: int = 1) -> Entry:
    return at(when), ClosingWithdrawn(closing=number, by="a", why="the storm passed")


def counting(*entries: Entry) -> Listed:
    return listed(entries, NEUTRAL, DENVER)


def due(calendar: Calendar) -> tuple[str, tuple[str, ...]]:
    found = Telling("2026-11-25 10:02", calendar=calendar).facts(restraint_used=True).duties(HELD)["own"].due
    return wall(found.at_ms), found.moved


def test_a_closing_moves_a_date_and_its_withdrawal_moves_it_back_and_both_are_told() -> None:
    adopting = calendar("2026-08-01 09:00", SCHOOL, 1)
    assert due(counting(adopting).calendar) == ("2026-12-01 15:30", ())
    declared = counting(adopting, snow("2026-11-30 05:30", "2026-12-01"))
    assert due(declared.calendar) == (
        "2026-12-02 15:30",
        ("It was Tue 1 Dec, end of school day: Tue 1 Dec is a snow day, declared on Mon 30 Nov.",),
    )
    over = counting(adopting, snow("2026-11-30 05:30", "2026-12-01"), withdrawn("2026-11-30 18:00"))
    assert due(over.calendar) == (
        "2026-12-01 15:30",
        (
            "It was Tue 1 Dec, end of school day: Tue 1 Dec is a snow day, declared on Mon 30 Nov.",
            "It was Wed 2 Dec, end of school day: a snow day on Tue 1 Dec was withdrawn on Mon 30 Nov.",
        ),
    )
    [closing] = over.closings
    assert (closing.withdrawn_by, closing.why_withdrawn) == ("a", "the storm passed")


def test_a_day_that_ends_early_is_a_school_day_all_the_same() -> None:
    found = counting(calendar("2026-08-01 09:00", SCHOOL, 1), snow("2026-11-30 05:30", "2026-12-01", ends_min=12 * 60))
    assert due(found.calendar)[0] == "2026-12-01 12:00"


def test_the_first_calendar_moves_dates_that_were_counted_without_one() -> None:
    assert due(counting().calendar)[0] == "2026-11-27 15:00"
    found = counting(calendar("2026-11-26 09:00", SCHOOL, 1))
    assert due(found.calendar) == (
        "2026-12-01 15:30",
        ("It was Fri 27 Nov, end of school day: the school calendar was adopted on Thu 26 Nov.",),
    )


def test_another_calendar_moves_dates_from_when_it_was_adopted() -> None:
    longer = replace(SCHOOL, special=(*SCHOOL.special, days("2026-11-30", "2026-11-30", "a day for teachers")))
    both = calendar("2026-08-01 09:00", SCHOOL, 1), calendar("2026-11-26 09:00", longer, 2)
    found = counting(*both, snow("2026-11-30 05:30", "2026-12-01"))
    assert found.calendar.as_of(ms("2026-11-25 12:00")).special == SCHOOL.special
    assert not found.calendar.as_of(ms("2026-07-01 12:00")).years, "there was none before the first"
    assert due(found.calendar) == (
        "2026-12-03 15:30",
        (
            "It was Tue 1 Dec, end of school day: another school calendar was adopted on Thu 26 Nov.",
            "It was Wed 2 Dec, end of school day: Tue 1 Dec is a snow day, declared on Mon 30 Nov.",
        ),
    )


def test_where_the_first_calendar_stands_no_more_the_oldest_counted_always() -> None:
    found = counting(calendar("2026-08-01 09:00", SCHOOL, 7))
    assert found.calendar.as_of(ms("2026-01-15 12:00")) == found.calendar


def test_what_this_release_cannot_read_leaves_what_counted_before_and_is_told() -> None:
    adopting = calendar("2026-08-01 09:00", SCHOOL, 1)
    odd = at("2026-11-26 09:00"), DutiesAdopted(by="a", digest="abc", document=b"{}")
    other = at("2026-11-26 09:00"), SchoolCalendarAdopted(by="a", digest="def", document=b"\xff", version=2)
    found = counting(adopting, odd, other)
    assert found.rules == rules_in(NEUTRAL)
    assert found.calendar_digest == "1"
    assert len(found.unread) == 2
    assert found.unread[0].startswith("The school calendar def that was adopted")
    assert (found.rules_unread, found.calendar_unread) == (True, True)
    mended = counting(adopting, odd, other, calendar("2026-11-27 09:00", SCHOOL, 3), rules("2026-11-27 09:00"))
    assert (mended.rules_unread, mended.calendar_unread) == (False, False)
    assert mended.unread == (), "whatever is asked about what counts, nothing is in doubt any more"
