"""Gives the state of the supplies of the plan, in the words that a desk shows. Pure; knows no wire."""

from appliance.api.board.supervised import PowerLine
from appliance.core.board import Board
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.core.ground.power import Feed


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
