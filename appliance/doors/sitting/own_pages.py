"""Says what may be asked on the line of own pages. Pure."""

from appliance.api.desk.plan import AskPlan
from appliance.api.records.messages import AskOwnPage, AskRecords


def may_ask(message: object) -> bool:
    """Whether this may be asked on that line: the plan, for the timezone; which record has a number; and an own page by its code."""
    match message:
        case AskRecords(number=number):
            return number is not None
        case AskOwnPage(code=code):
            return bool(code)
        case _:
            return isinstance(message, AskPlan)
