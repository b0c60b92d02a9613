"""What goes with a duty, and who carries it today, in the words of a desk. Pure; nothing of it is recorded."""

from appliance.api.board.supervised import CarriedLine
from appliance.api.desk.plan import PendantLine
from appliance.core.board import Board
from appliance.core.moment import Moment
from appliance.core.place import belongs_to
from appliance.core.supervision import Heard
from appliance.plan.index import PlanIndex


def pendant_lines(index: PlanIndex) -> tuple[PendantLine, ...]:
    """Every button that goes with a duty, in the order of the plan."""
    return tuple(
        PendantLine(
            button=each.button,
            duty=each.duty,
            where=belongs_to(each, index),
            untimed=each.button in index.untimed,
        )
        for each in index.plan.buttons
        if each.duty
    )


def carried_lines(board: Board, heard: Heard, now: Moment, *, named: bool) -> tuple[CarriedLine, ...]:
    """What was said today, in the order of the plan."""
    said = ((each, heard.carried.get(each.button)) for each in board.index.plan.buttons if each.duty)
    return tuple(
        CarriedLine(button=each.button, duty=each.duty, name=carried.name if named else "")
        for each, carried in said
        if carried is not None and carried.duty == each.duty and carried.stands(now)
    )
