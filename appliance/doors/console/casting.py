"""Checks who plays in an exercise over real buttons, before the exercise is decided: nobody whom a record says was hurt lately, and nobody
who said that they cannot go. The answer is the same for both, and names nobody, so that it tells of no record.
"""

from appliance.core.commands import DeskCommand
from appliance.core.exercises.commands import AnnounceInRooms
from appliance.core.ground.rejections import Rejection
from appliance.doors.console.inside import Inside


def why_not_cast(inside: Inside, command: DeskCommand) -> Rejection | None:
    """Say why these people do not play; None where they may, and for every other command."""
    if not isinstance(command, AnnounceInRooms):
        return None
    engine = inside.engine
    now, people = engine.clock.now(), engine.board.index.people
    hurt = inside.records.owed.hurt_lately(None if now.week_minute is None else now.wall_ms)
    if hurt is None:
        return Rejection.CAST_NOT_CHECKED
    cast = [people[person] for person in command.cast if person in people]
    away = (not engine.heard.can_go(person.person, now) for person in cast)
    harmed = [any(each.has(person) for each in hurt) for person in cast]
    return Rejection.NOT_IN_THE_CAST if any([*away, *harmed]) else None
