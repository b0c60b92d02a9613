"""Writes the morning check in the words that a desk shows: which rooms reach nobody and why, what is silent, who is on duty. Pure."""

from datetime import date

from appliance.api.access import Reads
from appliance.api.desk.morning import AskMorning, BrokenLine, DutyLine, MorningKnown
from appliance.api.desk.reach_view import NOBODY, NOBODY_AT_ONCE, why_no_press
from appliance.api.ways.view import lost_lines
from appliance.core.board import Board
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.core.ground.names import Names
from appliance.core.people.morning import BrokenLink, broken_links, not_well, on_duty_today
from appliance.plan.ids import RoomId
from appliance.record.forgetting import goes_on, not_wanted
from appliance.record.retention import day_of


def morning_known(
    board: Board, heard: Heard, ask: AskMorning, reads: Reads, now: Moment, gaps: str = ""
) -> MorningKnown:
    """Give what a morning check shows besides the board. Names of people are only for readers who may read them. `gaps` names the hours of
    the week that nobody covers.
    """
    index, names = board.index, Names(board.index)
    found = not_well(board, heard, now)
    named = reads.may(DutyLine, "people")
    going = _going(board, now)
    return MorningKnown(
        request=ask.request,
        rooms=len(index.answering),
        broken=_broken(board, heard, now),
        buttons_silent=tuple(map(names.button, found.buttons_silent)),
        sounders=len(index.sounders),
        sounders_silent=tuple(map(names.sounder, found.sounders_silent)),
        duty=tuple(
            DutyLine(
                role=role,
                people_count=len(holders),
                people=tuple(person.name for person in holders) if named else (),
            )
            for role, holders in on_duty_today(index, now)
        ),
        ways_lost=lost_lines(board, heard),
        forgetting=len(going),
        forgetting_on=min(going, default=None),
        gaps=gaps,
    )


def _going(board: Board, now: Moment) -> list[date]:
    """Give for each record that will be forgotten the day on which it goes; none if the plan does not want that any more."""
    if not_wanted(board.index.plan.kept):
        return []
    return [goes_on(each, day_of(now.wall_ms)) for each in board.district.announced]


def _broken(board: Board, heard: Heard, now: Moment) -> tuple[BrokenLine, ...]:
    """Give each cause once, with every room that it cuts off: an empty office is one thing, and not forty."""
    rooms: dict[str, list[str]] = {}
    names = Names(board.index)
    for room, link in broken_links(board, heard, now):
        rooms.setdefault(_why(board, heard, room, link), []).append(names.room(room))
    return tuple(BrokenLine(why=why, rooms=tuple(found)) for why, found in rooms.items())


def _why(board: Board, heard: Heard, room: RoomId, link: BrokenLink) -> str:
    match link:
        case BrokenLink.BUTTON:
            return f"Button {why_no_press(board, heard, room)}."
        case BrokenLink.NOBODY:
            return NOBODY
        case BrokenLink.NOBODY_AT_ONCE:
            return NOBODY_AT_ONCE
