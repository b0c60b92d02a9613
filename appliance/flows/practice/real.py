"""Practice that becomes real. Pure."""

from appliance.api.board.calls import CallCard, TapOutLine
from appliance.core.practice.commands import MakeReal
from appliance.flows.flow import Flow


def real_already(line: CallCard | TapOutLine) -> str:
    """Why this cannot be made real; empty where it can."""
    return "" if line.drill else f"This {'tap-out' if isinstance(line, TapOutLine) else 'call'} is real already."


MAKE_REAL = Flow(
    "make real",
    lambda given: MakeReal(incident=given.incident),
    done="Done: it is real, and nobody has it yet.",
    nothing_after=True,
)
