"""Decides about drills: practice that is marked, bounded and ends by itself (promise 9). Pure; changes nothing."""

from appliance.core.board import Board
from appliance.core.building.responses import nothing_real_is_on
from appliance.core.ground.limits import TEXT_CHARACTERS_MAX
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.practice.commands import EndDrill, StartDrill
from appliance.core.practice.drill_over import drill_over
from appliance.core.practice.events import DrillStarted, Follows
from appliance.plan.ids import DrillId


def start_drill(board: Board, command: StartDrill, by: Actor) -> list[Follows] | Rejection:
    """Start a drill in named rooms of the plan, none of which has an open call or a class that really walks; never for longer than the
    plan's `drill_s`.
    """
    name = command.name.strip()
    if not 0 < len(name) <= TEXT_CHARACTERS_MAX:
        return Rejection.TEXT_EMPTY_OR_TOO_LONG
    if board.drill is not None:
        return Rejection.DRILL_ALREADY_RUNNING
    if not nothing_real_is_on(board):
        return Rejection.RESPONSE_RUNNING
    if not command.rooms or any(room not in board.index.rooms for room in command.rooms):
        return Rejection.NO_SUCH_ROOM
    if any(board.anything_in(room, drill=False) for room in command.rooms):
        return Rejection.ROOM_HAS_OPEN_CALL
    if any(each.drill is None and {each.room, each.to} & set(command.rooms) for each in board.clears.values()):
        return Rejection.CLEAR_RUNNING
    longest_s = board.index.plan.limits.drill_s
    asked_s = longest_s if command.ends_after_s is None else command.ends_after_s
    return [
        DrillStarted(
            by=by,
            drill=DrillId(f"{board.epoch[:8]}-d{board.drills + 1}"),
            name=name,
            rooms=tuple(dict.fromkeys(command.rooms)),
            ends_after_s=max(1, min(asked_s, longest_s)),
        )
    ]


def end_drill(board: Board, command: EndDrill, by: Actor) -> list[Follows] | Rejection:
    """End the drill that runs, by a person's word."""
    if board.drill is None or board.drill.drill != command.drill:
        return Rejection.NO_SUCH_DRILL
    return drill_over(board, board.drill, by)
