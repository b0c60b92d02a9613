"""In which timezone the times of records are listed and typed: the building's, as the plan has it."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appliance.api.messages import PlanFacts


def zone_at(facts: PlanFacts | None) -> tzinfo:
    """The building's timezone, with its summer and winter time. Where it is not told, or not known here, the console's own of today."""
    try:
        return ZoneInfo(facts.timezone if facts else "")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return datetime.now().astimezone().tzinfo or UTC
