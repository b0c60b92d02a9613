"""Makes the desk line's short answers, yes or no, and names the desk of an administrator at no desk. Knows no socket."""

from typing import assert_never

from appliance.api.ask import Reply
from appliance.engine.outcome import Done, Outcome, Refused
from appliance.plan.ids import DeskId

COMMAND_LINE = DeskId("the command line")
"""The desk in whose name an administrator at no desk acts. No desk of a plan has blanks in its id."""


def reply_to(request: int, outcome: Outcome) -> Reply:
    """Say what became of a command."""
    match outcome:
        case Done():
            return Reply(request=request, ok=True, recorded=outcome.recorded)
        case Refused():
            return Reply(request=request, ok=False, code=outcome.rejection.value, says=outcome.rejection.says)
        case _:
            assert_never(outcome)


def only_watches(request: int, what: str) -> Reply:
    """Refuse an act that needs a desk: this console is started as none."""
    says = f"This console only watches. Start it as a desk of the plan to {what}."
    return Reply(request=request, ok=False, code="watching", says=says)


def not_allowed(request: int, what: str) -> Reply:
    """Refuse an act that is only for whoever keeps the box."""
    says = f"Only root and the group handbell-admin may {what}. Run it with sudo."
    return Reply(request=request, ok=False, code="not-allowed", says=says)
