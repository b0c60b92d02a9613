"""In which timezone a console tells and takes times: the building's, as the plan has it, wherever the console runs."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appliance.api.messages import BoardView, PlanFacts


def zone_at(told: BoardView | PlanFacts | None) -> tzinfo:
    """The building's timezone, with its summer and winter time. Where it is not told, or not known here, the console's own of today."""
    try:
        return ZoneInfo(told.timezone if told else "")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return datetime.now().astimezone().tzinfo or UTC
