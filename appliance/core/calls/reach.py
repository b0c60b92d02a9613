"""Tells who can be told of a call from a room at this moment. Pure; it also answers when no call is open (promise 5).

A desk counts while it is attended and is not in the room's own zone; a sounder while it works. A person of the plan counts while they are
on duty, nobody said that they cannot go now, and one of their sounders works. The sounders that reach a person are told with them. A
sounder on a relay is told if it is for the call's zone. It never counts as having reached somebody: nobody hears it, and a plan may keep
it dark.
"""

from collections.abc import Iterable, Iterator

import msgspec

from appliance.core.board import Board
from appliance.core.calls.timing import ladder_of
from appliance.core.devices.supervision import Heard, sounder_works
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import Place, zone_of
from appliance.core.ground.words import Source
from appliance.plan.families import RELAY
from appliance.plan.ids import DeskId, RoomId, SounderId, ZoneId
from appliance.plan.model import Person, Step, given

_SOUNDER = "sounder:"


class Later(msgspec.Struct, frozen=True):
    """A later step of the ladder, and whom it would reach as things are now."""

    after_s: int
    told: tuple[str, ...]


class WouldBeTold(msgspec.Struct, frozen=True):
    """The answer to "if this room pressed now, who would be told?"."""

    room: RoomId
    at_once: tuple[str, ...]
    later: tuple[Later, ...]

    @property
    def nobody(self) -> bool:
        """Whether no person would hear of it. A sounder alone is not a person."""
        return not any(map(is_somebody, self.at_once)) and not any(
            is_somebody(who) for step in self.later for who in step.told
        )


def would_be_told(board: Board, heard: Heard, room: RoomId, now: Moment) -> WouldBeTold:
    """Tell whom a call from `room` would reach, at once and later, as things are now."""
    steps, place = ladder_of(board.index.plan), Place(room=room)
    at_once: dict[str, None] = {}
    for number in range(len(steps)):
        told = reaches(board, heard, number, place, now)
        at_once.update(dict.fromkeys(told))
        if more_than_lamps(board, told) and not misses_a_desk(board, number, place):
            break
    later = range(number + 1, len(steps))
    return WouldBeTold(
        room, tuple(at_once), tuple(Later(steps[n].after_s, reaches(board, heard, n, place, now)) for n in later)
    )


def reaches(board: Board, heard: Heard, step_index: int, place: Place | None, now: Moment) -> tuple[str, ...]:
    """Give whom one step reaches now, as "desk:x", "sounder:y", "person:z". `place` None asks without regard to zones."""
    told = [f"desk:{desk}" for desk in attended_desks(board, heard, step_index, place, now)]
    if not board.index.plan.ladder:
        return tuple(told)
    step = board.index.plan.ladder[step_index]
    told.extend(
        f"sounder:{sounder}"
        for sounder in step.sounders
        if sounder_works(board, heard, sounder, now) and serves(board, sounder, place)
    )
    if not (step.roles or step.people or step.teams):
        return tuple(told)
    told.extend(_people(board, heard, step, now))
    return tuple(dict.fromkeys(told))


def attended_desks(board: Board, heard: Heard, step_index: int, place: Place | None, now: Moment) -> list[DeskId]:
    """Give the desks of one step that are attended and count for a call from `place`."""
    index = board.index
    zone = _zone_of(board, place)
    named = index.plan.ladder[step_index].desks if index.plan.ladder else heard.connected_desks()
    limits = index.plan.limits
    return [desk for desk in named if not _stands_in(board, desk, zone) and heard.attended(desk, now, limits)]


def everyone(board: Board, heard: Heard, place: Place | None, now: Moment) -> tuple[str, ...]:
    """Give everybody whom the whole ladder reaches now."""
    found: dict[str, None] = {}
    for number in range(len(ladder_of(board.index.plan))):
        found.update(dict.fromkeys(reaches(board, heard, number, place, now)))
    return tuple(found)


def somebody_reachable(board: Board, heard: Heard, place: Place, now: Moment) -> bool:
    """Whether any step reaches a person now: at an attended desk, or on duty."""
    ladder = board.index.plan.ladder
    for number in range(len(ladder_of(board.index.plan))):
        if attended_desks(board, heard, number, place, now):
            return True
        if ladder and _people(board, heard, ladder[number], now):
            return True
    return False


def named_by(board: Board, step: Step, now: Moment) -> Iterator[Person]:
    """Give everybody whom a step names: by name and by team, whether they are on duty or not; then by role, those on duty. Somebody may
    come more than once.
    """
    people, teams = board.index.people, {each.team: each for each in given(board.index.plan.teams)}
    yield from (people[each] for each in given(step.people) if each in people)
    yield from (
        people[each] for name in given(step.teams) if name in teams for each in teams[name].people if each in people
    )
    for role in step.roles:
        yield from board.index.on_duty(role, now.week_minute)


def misses_a_desk(board: Board, step_index: int, place: Place) -> bool:
    """Whether a step is the first to name a desk in the call's own zone. That desk does not count, because the people there may be part
    of what happens.

    The next step makes up for it at once. A later step that names the same desk need not be made up for again.
    """
    zone, ladder = _zone_of(board, place), board.index.plan.ladder
    if zone is None or not ladder:
        return False
    own = {desk for desk in ladder[step_index].desks if _stands_in(board, desk, zone)}
    return bool(own.difference(*(step.desks for step in ladder[:step_index])))


def counts_for(board: Board, heard: Heard, desk: DeskId, place: Place, now: Moment) -> bool:
    """Whether a desk is attended and not in the call's own zone."""
    return not _stands_in(board, desk, _zone_of(board, place)) and heard.attended(desk, now, board.index.plan.limits)


def stands_in_zone_of(board: Board, desk: DeskId, place: Place) -> bool:
    """Whether a desk is in the call's own zone."""
    return _stands_in(board, desk, _zone_of(board, place))


def raised_at(board: Board, heard: Heard, source: Source, now: Moment) -> DeskId | None:
    """Give the attended desk at which a person raised the call. It counts in any zone, because the person there knows of the call."""
    desk = source.actor.desk if source.actor is not None else None
    if desk is None or desk not in board.index.desks:
        return None
    return desk if heard.attended(desk, now, board.index.plan.limits) else None


def serves(board: Board, sounder: SounderId, place: Place | None) -> bool:
    """Whether a sounder is for calls out of this zone. If nobody knows the zone, every sounder is.

    Nothing else is asked before it is told: the kind of a call may rise, practice may become real and a lockdown may end, and then it
    lights at once.
    """
    planned = board.index.sounders.get(sounder)
    if planned is None or not planned.zones:
        return True
    zone = _zone_of(board, place)
    return zone is None or zone in planned.zones


def more_than_lamps(board: Board, told: Iterable[str]) -> bool:
    """Whether a step that tells these reaches somebody. A sounder on a relay alone does not count, because nobody may notice it."""
    return any(is_somebody(name) or not _on_relay(board, SounderId(name.removeprefix(_SOUNDER))) for name in told)


def is_somebody(told: str) -> bool:
    """Whether a name in `told` stands for a person: at an attended desk, or on duty."""
    return not told.startswith(_SOUNDER)


def _on_relay(board: Board, sounder: SounderId) -> bool:
    planned = board.index.sounders.get(sounder)
    return planned is not None and planned.family == RELAY


def _zone_of(board: Board, place: Place | None) -> ZoneId | None:
    return None if place is None else zone_of(place, board.index)


def _stands_in(board: Board, desk: DeskId, zone: ZoneId | None) -> bool:
    known = board.index.desks.get(desk)
    return known is not None and known.zone == zone


def _people(board: Board, heard: Heard, step: Step, now: Moment) -> list[str]:
    """Give the people whom a step reaches by sounders, each with the sounders. Messages go beside the ladder, and count for nothing
    here.
    """
    found: list[str] = []
    for person in named_by(board, step, now):
        if not (board.index.is_on_duty(person, now.week_minute) and heard.can_go(person.person, now)):
            continue
        by = [f"sounder:{sounder}" for sounder in person.told_by if sounder_works(board, heard, sounder, now)]
        if by:
            found += [f"person:{person.person}", *by]
    return found
