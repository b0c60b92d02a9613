"""School calendars as Hypothesis makes them, sound ones only."""

from datetime import date, timedelta

from hypothesis import strategies as st

from appliance.duties.adopted.calendar_document import SchoolCalendar
from appliance.duties.calendar import Holiday, SchoolYear, Special

NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp", "Cf"]), min_size=1, max_size=20)
MINUTES = st.integers(1, 24 * 60)
FIRST = date(2026, 8, 1)


@st.composite
def calendars(draw: st.DrawFn) -> SchoolCalendar:
    years, special, first = [], [], FIRST
    for number in range(draw(st.integers(1, 3))):
        first += timedelta(days=draw(st.integers(1, 90)))
        last = first + timedelta(days=draw(st.integers(0, 300)))
        weekdays = draw(st.frozensets(st.integers(0, 6), min_size=1))
        years.append(
            SchoolYear(name=f"year {number}", first=first, last=last, ends_min=draw(MINUTES), weekdays=weekdays)
        )
        first = last
    day = FIRST
    for _ in range(draw(st.integers(0, 8))):
        day += timedelta(days=draw(st.integers(1, 40)))
        last = day + timedelta(days=draw(st.integers(0, 20)))
        school = draw(st.booleans())
        special.append(
            Special(
                first=day,
                last=last,
                why=draw(NAMES),
                school=school,
                ends_min=draw(st.none() | MINUTES) if school else None,
                declared_ms=draw(st.none() | st.integers(1_700_000_000, 1_900_000_000).map(lambda each: each * 1000)),
            )
        )
        day = last
    holidays = draw(st.lists(st.dates(FIRST, date(2028, 1, 1)), unique=True, max_size=5))
    return SchoolCalendar(
        name=draw(NAMES),
        years=tuple(years),
        special=tuple(special),
        holidays=tuple(Holiday(day, draw(NAMES)) for day in sorted(holidays)),
        between_years=draw(NAMES),
        ends_min=draw(MINUTES),
    )
