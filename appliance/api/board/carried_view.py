"""Lists who carries today the buttons that go with a duty, in the words of a desk. Pure; nothing of this is recorded."""

from appliance.api.board.supervised import CarriedLine
from appliance.core.board import Board
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment


def carried_lines(board: Board, heard: Heard, now: Moment, *, named: bool) -> tuple[CarriedLine, ...]:
    """Give what was said today, in the order of the plan."""
    said = ((each, heard.carried.get(each.button)) for each in board.index.plan.buttons if each.duty)
    return tuple(
        CarriedLine(button=each.button, duty=each.duty, name=carried.name if named else "")
        for each, carried in said
        if carried is not None and carried.duty == each.duty and carried.stands(now)
    )
