"""Decides about the morning check: what is not well at this moment, and who signs it. Pure; changes nothing.

The signature holds for the day on which it was given. No clock is read here: a moment says what time of the building's own day it is,
and that is enough to know whether another moment was on the same day.
"""

import enum
from collections.abc import Iterator

from appliance.core.board import Board
from appliance.core.calls.reach import is_somebody, would_be_told
from appliance.core.devices.service import why_not_working
from appliance.core.devices.supervision import Heard, sounder_works
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.responders import can_name
from appliance.core.ground.words import Actor, Cause, NotWell
from appliance.core.people.commands import SignDay
from appliance.core.people.events import DayChecked, Follows
from appliance.plan.ids import RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Hours, Kind, Person, Role
from appliance.words.troubles import WALK_TEST_NOT_PASSED

NAME_CHARACTERS_MAX = 40
"""A long name. With the hour and what was not well it still fits on one line of the idle board."""
DAY_MIN = 1440


class BrokenLink(enum.StrEnum):
    """The first link of a room's chain that is broken."""

    BUTTON = "button"
    NOBODY = "nobody"
    NOBODY_AT_ONCE = "nobody-at-once"


def sign_day(board: Board, heard: Heard, command: SignDay, by: Actor, now: Moment) -> list[Follows] | Rejection:
    """Sign the morning check. What is not well is written down with the name, so that nobody can say later that all was well."""
    name = "" if by.person is not None else command.name.strip()
    if by.person is None and not (can_name(name) and len(name) <= NAME_CHARACTERS_MAX):
        return Rejection.SIGNED_BY_NOBODY
    return [DayChecked(by=by, name=name, not_well=not_well(board, heard, now))]


def not_well(board: Board, heard: Heard, now: Moment) -> NotWell:
    """Give everything that a morning check asks about, as it is now."""
    index, limits = board.index, board.index.plan.limits
    since_ms = now.mono_ms - limits.lost_after_s * 1000
    silent = (
        each.button
        for each in index.supervised
        if (heard_ms := heard.last_heard_ms(f"button:{each.button}")) is None or heard_ms <= since_ms
    )
    return NotWell(
        rooms=tuple(room for room, _ in broken_links(board, heard, now)),
        buttons_silent=tuple(silent),
        out_of_service=tuple(board.out_of_service),
        desks_away=tuple(desk for desk in index.desks if not heard.attended(desk, now, limits)),
        sounders_silent=tuple(each for each in index.sounders if not sounder_works(board, heard, each, now)),
        roles=tuple(role for role, holders in on_duty_today(index, now) if not holders),
        troubles=(*(trouble.cause for trouble in board.troubles.values()), *_not_passed(board)),
        put_aside=len(board.shelved),
        calls_open=sum(each.kind is not Kind.TAP_OUT for each in board.incidents.values()),
        clock_known=now.week_minute is not None,
    )


def broken_links(board: Board, heard: Heard, now: Moment) -> Iterator[tuple[RoomId, BrokenLink]]:
    """Give the rooms that have two-way buttons and whose chain is broken, in the plan's order. Other rooms can never call, and the plan
    says so.
    """
    broken = why_not_working(board, heard)
    for room in board.index.plan.rooms:
        answering = board.index.answering.get(room.room, ())
        if answering:
            told = would_be_told(board, heard, room.room, now)
            if all(button in broken for button in answering):
                yield room.room, BrokenLink.BUTTON
            elif told.nobody:
                yield room.room, BrokenLink.NOBODY
            elif not any(map(is_somebody, told.at_once)):
                yield room.room, BrokenLink.NOBODY_AT_ONCE


def on_duty_today(index: PlanIndex, now: Moment) -> list[tuple[Role, list[Person]]]:
    """Give the people who hold each role for any part of the rest of the day: always for the lead, and for another role if the plan has
    anybody with it.

    While the clock is not trusted everybody counts, as in the ladder.
    """
    people = index.plan.people
    roles = [role for role in Role if role is Role.LEAD or any(role in person.roles for person in people)]
    return [(role, [each for each in people if role in each.roles and _today(each.duty, now)]) for role in roles]


def same_day(then: Moment, now: Moment) -> bool | None:
    """Whether `then` was on the same day of the building as `now`; None while nobody knows what day it is.

    In the two nights in which the clocks change, this is wrong by an hour before the change, when no school is open.
    """
    if now.week_minute is None:
        return None
    midnight_ms = now.wall_ms - now.wall_ms % 60_000 - now.week_minute % DAY_MIN * 60_000
    return then.week_minute is not None and midnight_ms <= then.wall_ms <= now.wall_ms


def _not_passed(board: Board) -> tuple[Cause, ...]:
    """Give the last walk test as a cause, if it was not passed. It is not a trouble that stands until it is restored, but it matters as
    much in the morning.
    """
    over = board.test_over
    return () if over is None or over.passed else (Cause(WALK_TEST_NOT_PASSED.word, over.button),)


def _today(duty: tuple[Hours, ...], now: Moment) -> bool:
    if now.week_minute is None:
        return True
    night_min = now.week_minute - now.week_minute % DAY_MIN + DAY_MIN
    return any(span.start_min < night_min and span.end_min > now.week_minute for span in duty)
