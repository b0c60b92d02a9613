"""What a desk line answers where a yes or a no is enough, and in whose name an administrator acts. Knows no socket."""

from typing import assert_never

from appliance.api.ask import Reply
from appliance.engine.outcome import Done, Outcome, Refused
from appliance.plan.ids import DeskId

COMMAND_LINE = DeskId("the command line")
"""Where an administrator acts who sits at no desk. No desk of a plan has blanks in its id."""


def reply_to(request: int, outcome: Outcome) -> Reply:
    """What became of a command."""
    match outcome:
        case Done():
            return Reply(request=request, ok=True, recorded=outcome.recorded)
        case Refused():
            return Reply(request=request, ok=False, code=outcome.rejection.value, says=outcome.rejection.says)
        case _:
            assert_never(outcome)


def not_allowed(request: int, what: str) -> Reply:
    """It is for whoever keeps the box."""
    says = f"Only root and the group handbell-admin may {what}. Run it with sudo."
    return Reply(request=request, ok=False, code="not-allowed", says=says)
