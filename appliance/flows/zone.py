"""In which timezone a console tells and takes times: the building's, as the plan has it, wherever the console runs."""

from datetime import UTC, datetime, tzinfo

from appliance.api.board.board import BoardView
from appliance.api.desk.plan import PlanFacts
from appliance.plan.timezone import timezone_named


def zone_at(told: BoardView | PlanFacts | None) -> tzinfo:
    """The building's timezone, with its summer and winter time. Where it is not told, or not known here, the console's own of today."""
    return timezone_named(told.timezone if told else "") or datetime.now().astimezone().tzinfo or UTC
