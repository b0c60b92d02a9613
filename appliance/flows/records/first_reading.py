"""Says who reads an account first, and until when. Pure; both consoles say the same."""

from collections.abc import Iterator
from datetime import tzinfo

from appliance.api.records.first_reading import FirstReading
from appliance.api.records.messages import RecordShown
from appliance.core.ground.moment import at


def told(reading: FirstReading, zone: tzinfo) -> str:
    """Say it to whoever told the account: `Until Tue Dec 1, 15:30 at the latest, only you and human resources read it.`"""
    return f"Until {_day(reading, zone)} at the latest, only you and {reading.reader} read it."


def lines(shown: RecordShown, zone: tzinfo) -> Iterator[str]:
    """Say it of each account in a record that has a first reader now."""
    for each in shown.first_readings:
        yield f"An account ({each.account}) is read first by {each.reader}, until {_day(each, zone)} at the latest."


def _day(reading: FirstReading, zone: tzinfo) -> str:
    day = at(reading.until_ms, zone)
    return f"{day:%a %b} {day.day}, {day:%H:%M}"
