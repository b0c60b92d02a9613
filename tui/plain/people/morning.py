"""The morning check as the plain console says it. Pure."""

from appliance.flows.people.day_check import signed
from appliance.flows.people.morning import Found, morning, verdict
from appliance.flows.people.sign_day import SIGN_DAY
from tui.line.news import MorningArrived
from tui.model import ConsoleModel


def told(arrived: MorningArrived, model: ConsoleModel, passed_ms: int) -> list[str]:
    """What is not well first, a sentence each."""
    if arrived.known is None or model.view is None:
        return [arrived.refused]
    found = morning(model.view, arrived.known, model.uncovered, passed_ms, arrived.owed)
    done = signed(model.view)
    return [
        verdict(found),
        *map(_sentence, found),
        *([f"{done}."] if done else []),
        f"To sign it, type: {SIGN_DAY.name}",
    ]


def _sentence(found: Found) -> str:
    grave = "Not well. " if found.well is False else ""
    return f"{grave}{found.name}: {found.words.rstrip('.')}."
