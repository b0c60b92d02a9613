"""Names the line on which own pages are asked for browsers by code: where it stands in place of a desk, and the little that it may ask."""

from typing import Final

from appliance.api.desk.plan import AskPlan
from appliance.api.records.messages import AskOwnPage, AskRecords
from appliance.plan.ids import DeskId

OWN_PAGE: Final = DeskId("own page in a browser")
"""No desk of a plan has this name, because it has blanks. An entry that says where a page was read has it in place of a desk."""
ONLY_OWN_PAGES: Final = "On this line own pages are asked, by their codes, and nothing else."


def may_ask(message: object) -> bool:
    """Whether this may be asked on that line: the plan, for the timezone; which record has a number; and an own page by its code."""
    match message:
        case AskRecords(number=number):
            return number is not None
        case AskOwnPage(code=code):
            return bool(code)
        case _:
            return isinstance(message, AskPlan)
