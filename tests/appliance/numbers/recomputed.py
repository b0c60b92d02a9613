"""Works figures out a second time, out of plain rows, by other means than the product: counting in place of ranks, a comprehension for each
figure. It knows nothing of the product but the words of its steps and groups.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

STEPS = ("acknowledged", "confirmed", "on_scene")

type Row = dict[str, object]


def within_half(rows: list[Row], year: int, months: range, zone: str) -> list[Row]:
    """Give the rows of these months, by the local calendar."""
    local = [(row, datetime.fromtimestamp(int(str(row["wall_ms"])) / 1000, ZoneInfo(zone))) for row in rows]
    return [row for row, at in local if at.year == year and at.month in months]


def percentile(values: list[int], percent: int) -> int:
    """Give the smallest value that so many percent of all do not exceed: try each value."""
    return min(value for value in values if 100 * sum(other <= value for other in values) >= percent * len(values))


def times(rows: list[Row], step: str) -> tuple[int, int]:
    """Give the 50th and the 90th percentile of one step."""
    values = [int(str(row[step])) for row in rows if row[step] is not None]
    return percentile(values, 50), percentile(values, 90)


def complete(rows: list[Row]) -> list[Row]:
    """Give the rows that lack no step."""
    return [row for row in rows if all(row[step] is not None for step in STEPS)]


def part_of_day(row: Row) -> str:
    """Give the part of the day, from the local hour."""
    hour = int(str(row["hour"]))
    return next(word for word, first, end in _PARTS if first <= hour < end)


_PARTS = (
    ("before-8", 0, 8),
    ("before-11", 8, 11),
    ("before-13", 11, 13),
    ("before-15", 13, 15),
    ("before-24", 15, 24),
)
