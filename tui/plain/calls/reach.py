"""Who would be told of a press from a room, in sentences. Pure; decides nothing."""

from appliance.flows.calls.reach import spoken
from tui.line.news import ReachArrived


def reach(arrived: ReachArrived) -> list[str]:
    """The verdict, the button, then each step of the ladder; or why it is not known."""
    return [arrived.refused] if arrived.known is None else spoken(arrived.known)
