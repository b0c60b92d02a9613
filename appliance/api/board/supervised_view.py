"""Makes lines of what is supervised, in the words of a desk: who carries what today, and the supplies of the plan. Pure."""

from appliance.api.board.supervised import CarriedLine, PowerLine
from appliance.core.board import Board
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.core.ground.power import Feed


def carried_lines(board: Board, heard: Heard, now: Moment, *, named: bool) -> tuple[CarriedLine, ...]:
    """Give what was said today of the buttons that go with a duty, in the order of the plan. Nothing of this is recorded."""
    said = ((each, heard.carried.get(each.button)) for each in board.index.plan.buttons if each.duty)
    return tuple(
        CarriedLine(button=each.button, duty=each.duty, name=carried.name if named else "")
        for each, carried in said
        if carried is not None and carried.duty == each.duty and carried.stands(now)
    )


def power_lines(board: Board, heard: Heard, now: Moment) -> tuple[PowerLine, ...]:
    """Give every planned supply, in the order of the plan. A supply that was not heard yet has no state."""
    lines = []
    for supply in board.index.supplies.values():
        told = heard.power.get(supply.supply)
        if told is None:
            lines.append(PowerLine(name=supply.name, feeds_box=supply.feeds_box))
            continue
        lines.append(
            PowerLine(
                name=supply.name,
                state=told.feed or "",
                watched=told.watched,
                minutes_left=told.minutes_left,
                battery_due=told.battery_due,
                held_s=0 if told.feed in (None, Feed.MAINS) else max(0, now.mono_ms - told.since_ms) // 1000,
                feeds_box=supply.feeds_box,
            )
        )
    return tuple(lines)
