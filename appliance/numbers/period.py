"""The halves of a school year, for which figures are made: July to December, and January to June. Pure; the day is an argument.

A half is short enough to be of use in the same year, and long enough for groups of ten calls. There are no longer and no shorter periods,
and no two overlap: from a year and one of its halves, whoever subtracts would have the other half.
"""

from datetime import date, timedelta, tzinfo

import msgspec

from appliance.core.ground.moment import at

SETTLED_DAYS = 30
"""So many days after its end a half is released. The last check-in with an educator is 30 days after an incident, and until then much is
still written into its record.
"""

_SECOND_HALF_MONTH = 7


class Period(msgspec.Struct, frozen=True, order=True):
    """One half of a calendar year: `half` 1 is January to June, 2 is July to December. A school year begins with half 2."""

    year: int
    half: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 1 if self.half == 1 else _SECOND_HALF_MONTH, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def released_on(self) -> date:
        """The first day on which its figures may be released."""
        return self.last + timedelta(days=SETTLED_DAYS + 1)

    @property
    def title(self) -> str:
        """What people call it."""
        return f"{'January to June' if self.half == 1 else 'July to December'} {self.year}"


def newest_settled(today: date) -> Period:
    """Give the newest half that may be released on this day."""
    return _before(_of_day(today - timedelta(days=SETTLED_DAYS)))


def period_of(wall_ms: int, zone: tzinfo) -> Period:
    """Give the half in which a time lies, by the building's own days."""
    return _of_day(at(wall_ms, zone).date())


def _of_day(day: date) -> Period:
    return Period(day.year, 1 if day.month < _SECOND_HALF_MONTH else 2)


def _before(period: Period) -> Period:
    return Period(period.year - 1, 2) if period.half == 1 else Period(period.year, 1)
