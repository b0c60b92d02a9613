"""Makes the board in the words that a desk shows, once for each change and shared by all desks. Pure; knows no socket and no clock."""

import functools
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

import msgspec

from appliance.api.access import Reads, unproven
from appliance.api.board.board import BoardView
from appliance.api.board.building import CheckInRoom, CheckInView, DayCheckLine, ResponseLine
from appliance.api.board.building_view import check_in_view, day_check_line, day_unchecked, response_line
from appliance.api.board.card_view import Cards, breaks_line, who_acted
from appliance.api.board.clears import clear_lines
from appliance.api.board.drill_view import drill_line, drill_over_line, exercise_line, planned_lines
from appliance.api.board.exercise_year import exercise_year_line
from appliance.api.board.many_rooms_view import many_rooms
from appliance.api.board.outside import AskingLine
from appliance.api.board.outside_view import copy_line, district_line
from appliance.api.board.practice import WalkTestLine, WalkTestOverLine
from appliance.api.board.supervised import (
    CarriedLine,
    CutOffLine,
    DeskLine,
    NotNowLine,
    OutOfServiceLine,
    TroubleLine,
    ZoneLine,
)
from appliance.api.board.supervised_view import carried_lines, power_lines
from appliance.api.board.texts import unread_lines
from appliance.api.board.undo_view import ended_calls
from appliance.core.board import Board, Shelved, Trouble
from appliance.core.devices.service import cut_off
from appliance.core.devices.supervision import Heard
from appliance.core.devices.ways import rooms_that_lost
from appliance.core.district.copies import replaced_without_copy
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import belongs_to
from appliance.core.practice.walk_tests import call_to_attest
from appliance.plan.ids import ButtonId, DeskId, IncidentId
from appliance.plan.model import Kind

NEW_ENTRIES = 500
"""Ours. An empty card takes every press while somebody fetches paper and stick: some hours, perhaps fifty calls of seven entries each,
and a morning check. A building in use passes this number in its first weeks.
"""
CARDS_AT_ONCE = 16  # at 5 µs each (20 on a Pi) a press waits a third of a millisecond at most


class Views:
    """One version of the board as each desk sees it. What is the same for several desks is made once and kept."""

    def __init__(
        self,
        board: Board,
        heard: Heard,
        now: Moment,
        *,
        unrecorded: AbstractSet[IncidentId],
        recording: bool,
        version: int,
        head: int = 0,
    ) -> None:
        self._board = board
        self._heard = heard
        self._now = now
        self._recording = recording
        self._version = version
        self._head = head
        self._troubles = _trouble_lines(board, now)
        self._desks: dict[Reads, tuple[DeskLine, ...]] = {}
        self._drill = drill_line(board, now)
        self._planned = planned_lines(board)
        self._drill_over = drill_over_line(board)
        self._exercise_year = exercise_year_line(board, now)
        self._walk_test = _walk_test_line(board, now)
        self._test_over = _test_over_line(board)
        self._out_of_service = _out_of_service_lines(board, now)
        self._cut_off = cut_off_lines(board, heard)
        self._ways_lost = rooms_that_lost(board, heard)
        self._ended = ended_calls(board, now)
        self._many_rooms = many_rooms(board, now)
        self._zones = _zone_lines(board, heard, now)
        self._district = district_line(board, heard, now, head)
        self._copy = copy_line(board, heard, now, head)
        self._asking = _asking_line(heard)
        self._power = power_lines(board, heard, now)
        self._spares_power = heard.spares_power
        self._not_now = tuple(
            NotNowLine(person=each.person, name=each.name)
            for each in board.index.plan.people
            if not heard.can_go(each.person, now)
        )
        self._cards = Cards(board, heard, now, unrecorded=unrecorded)
        self._calls = [each for each in board.incidents.values() if each.kind is not Kind.TAP_OUT]
        self._tap_outs = [each for each in board.incidents.values() if each.kind is Kind.TAP_OUT]
        self._views: dict[tuple[DeskId | None, Reads], BoardView] = {}
        self._building: dict[Reads, tuple[ResponseLine | None, CheckInView | None]] = {}

    def draw(self, desk: DeskId | None, reads: Reads | None = None) -> Iterator[None]:
        """Make the cards of one desk, CARDS_AT_ONCE between two steps, so that the caller can let a press go first."""
        reads = reads or unproven(desk)
        for number, incident in enumerate(self._calls, start=1):
            self._cards.call(incident, desk, reads)
            if number % CARDS_AT_ONCE == 0:
                yield

    def at(self, desk: DeskId | None, reads: Reads | None = None) -> BoardView:
        """Give the board for one desk, as far as `reads` allows. Desk None is a console that only watches; reads None is without a PIN."""
        reads = reads or unproven(desk)
        view = self._views.get((desk, reads))
        if view is None:
            view = self._views[desk, reads] = self._view(desk, reads)
        return view

    def desks(self, reads: Reads) -> tuple[DeskLine, ...]:
        """Give every desk of the plan, as far as it may be read."""
        found = self._desks.get(reads)
        if found is None:
            named = reads.may(DeskLine, "operator")
            found = self._desks[reads] = _desk_lines(self._board, self._heard, self._now, named=named)
        return found

    def _here(self, desk: DeskId | None, reads: Reads) -> DeskLine | None:
        """Give the desk itself, with the name of the person who signed in here."""
        line = next((line for line in self.desks(reads) if line.desk == desk), None)
        if line is None or not reads.may(BoardView, "here"):
            return None
        return msgspec.structs.replace(line, operator=_operator(self._board, line.desk, named=True))

    def _view(self, desk: DeskId | None, reads: Reads) -> BoardView:
        board, now = self._board, self._now
        building_does, check_in = self._of_the_building(reads)
        replaces = replaced_without_copy(board.recovery)
        return BoardView(
            version=self._version,
            building=board.index.plan.building,
            timezone=board.index.plan.timezone if board.index.plan.rooms else "",
            wall_ms=now.wall_ms,
            clock_trusted=now.week_minute is not None,
            recording=self._recording,
            here=self._here(desk, reads),
            calls=self._cards.calls(self._calls, desk, reads),
            tap_outs=tuple(self._cards.tap_out(incident, desk, reads) for incident in self._tap_outs),
            breaks=breaks_line(board, self._tap_outs),
            troubles=self._troubles,
            desks=self.desks(reads),
            drill=self._drill,
            planned=self._planned,
            drill_over=self._drill_over,
            exercise=exercise_line(board, now, reads),
            exercise_year=self._exercise_year,
            walk_test=self._walk_test,
            buttons_heard=sum(zone.heard for zone in self._zones),
            buttons_planned=len(board.index.supervised),
            zones=self._zones,
            test_over=self._test_over,
            out_of_service=self._out_of_service,
            cut_off=self._cut_off,
            ended=self._ended,
            response=building_does,
            check_in=check_in,
            clears=clear_lines(board, self._heard, now, reads),
            many_rooms=self._many_rooms,
            day_check=day_check_line(board, now, named=reads.may(DayCheckLine, "by")),
            day_unchecked=day_unchecked(board, now),
            district=self._district,
            copy=self._copy,
            asking=self._asking,
            power=self._power,
            spares_power=self._spares_power,
            carried=carried_lines(board, self._heard, now, named=reads.may(CarriedLine, "name")),
            not_now=self._not_now if reads.may(NotNowLine, "name") else (),
            texts=unread_lines(board, now, reads),
            texts_unread=len(board.texts.unread),
            ways_lost=self._ways_lost,
            new=self._head < NEW_ENTRIES and (board.recovery.replaced is None or bool(replaces)),
            replaces=replaces,
            proven=reads.proven,
        )

    def _of_the_building(self, reads: Reads) -> tuple[ResponseLine | None, CheckInView | None]:
        found = self._building.get(reads)
        if found is None:
            board, now = self._board, self._now
            started = functools.partial(who_acted, board, named=reads.may(ResponseLine, "started_by"))
            marked = functools.partial(who_acted, board, named=reads.may(CheckInRoom, "marked_by"))
            found = self._building[reads] = response_line(board, now, started), check_in_view(board, now, marked)
        return found


def _asking_line(heard: Heard) -> AskingLine | None:
    return None if heard.asking is None else AskingLine(**msgspec.structs.asdict(heard.asking))


def cut_off_lines(board: Board, heard: Heard) -> tuple[CutOffLine, ...]:
    """Give the rooms that have buttons and cannot call now."""
    return tuple(CutOffLine(room_name=room.name, why=why) for room, why in cut_off(board, heard))


def room_name_of(board: Board, button: ButtonId) -> str:
    """Name the room of a button, or its duty and what is known of its place; empty if the plan does not have the button."""
    planned = board.index.buttons.get(button)
    if planned is not None and planned.duty:
        return belongs_to(planned, board.index)
    room = board.index.rooms.get(planned.room) if planned else None
    return room.name if room else ""


def trouble_line(trouble: Trouble, now: Moment, shelved: Shelved | None = None) -> TroubleLine:
    """Give one trouble as it is shown."""
    return TroubleLine(
        what=trouble.cause.what,
        subject=trouble.cause.subject,
        detail=trouble.detail,
        age_ms=max(0, now.mono_ms - trouble.since.mono_ms),
        shelved_ms=None if shelved is None else max(0, shelved.ends_ms - now.mono_ms),
    )


def _desk_lines(board: Board, heard: Heard, now: Moment, *, named: bool) -> tuple[DeskLine, ...]:
    limits = board.index.plan.limits
    connected = frozenset(heard.connected_desks())
    return tuple(
        DeskLine(
            desk=desk.desk,
            name=desk.name,
            connected=desk.desk in connected,
            attended=heard.attended(desk.desk, now, limits),
            operator=_operator(board, desk.desk, named=named),
        )
        for desk in board.index.plan.desks
    )


def _operator(board: Board, desk: DeskId, *, named: bool) -> str:
    operator = board.operators.get(desk)
    if operator is None:
        return ""
    person = board.index.people.get(operator)
    return person.name if person is not None and named else "signed in"


def _trouble_lines(board: Board, now: Moment) -> tuple[TroubleLine, ...]:
    return tuple(trouble_line(trouble, now, board.shelved.get(key)) for key, trouble in board.troubles.items())


def _walk_test_line(board: Board, now: Moment) -> WalkTestLine | None:
    test, call = board.walk_test, call_to_attest(board)
    if test is None:
        return None
    return WalkTestLine(
        button=test.button,
        room_name=room_name_of(board, test.button),
        ends_in_ms=test.ends_ms - now.mono_ms,
        desk="" if test.by is None else test.by.desk,
        untimed=test.button in board.index.untimed,
        rang=None if call is None else call.incident,
        pendant=_goes_with_a_duty(board, test.button),
    )


def _goes_with_a_duty(board: Board, button: ButtonId) -> bool:
    planned = board.index.buttons.get(button)
    return planned is not None and bool(planned.duty)


def _test_over_line(board: Board) -> WalkTestOverLine | None:
    over = board.test_over
    if over is None:
        return None
    return WalkTestOverLine(button=over.button, passed=over.passed, ended_ms=over.at.mono_ms, wall_ms=over.at.wall_ms)


def _out_of_service_lines(board: Board, now: Moment) -> tuple[OutOfServiceLine, ...]:
    return tuple(
        OutOfServiceLine(button=name, room_name=room_name_of(board, name), ends_in_ms=out.ends_ms - now.mono_ms)
        for name, out in board.out_of_service.items()
    )


def _zone_lines(board: Board, heard: Heard, now: Moment) -> tuple[ZoneLine, ...]:
    """Count, by zone, the planned buttons that were heard recently enough. All others are not counted, whatever the reason (promise 5)."""
    since_ms = now.mono_ms - board.index.plan.limits.lost_after_s * 1000
    counts: dict[str, list[int]] = {}
    for button in board.index.supervised:
        at_ms = heard.last_heard_ms(f"button:{button.button}")
        room = board.index.rooms.get(button.room)
        count = counts.setdefault(room.zone if room else "", [0, 0])
        count[0] += at_ms is not None and at_ms > since_ms
        count[1] += 1
    return tuple(ZoneLine(zone=zone, heard=count[0], planned=count[1]) for zone, count in counts.items())
