"""Hears contacts on the inputs of Modbus boards: it reads every board of every line again and again. Knows wires and levels, no incident.

These buttons are one-way: they cannot be told anything, and they can be trusted no more than their wires.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Mapping
from typing import assert_never

from hardware.contacts import Contacts
from hardware.levels import ButtonContact, Opened, Recorded
from hardware.modbus.board import Coils, Forgot, Found, Inputs, Lost, Poll, Report
from hardware.modbus.bus import Bus
from hardware.modbus.settings import ModbusSettings
from hardware.modbus.strangers import Strangers
from hardware.points import InputPair
from hardware.ports import Feedback, Fitting, Link, Stranger
from hardware.serial.faults import MISSING, REFUSED
from hardware.serial.line import Line, Wire
from hardware.serial.lines import Lines
from hardware.signals import CheckIn, Signal, WireFault, WireMended

TIME_EACH_S = 0.2  # as often as contacts are read
LOST, RESTARTED = "lost", "restarted"
# The trouble is over when it is reported. It is shown long enough to be read, and its entry stays.
RESTARTED_SHOWN_S = 60.0
CHECK_IN_EACH_S = 60.0  # As for our own buttons. If a board is gone, its trouble says so within seconds.


class ModbusSource:
    """Hears the buttons on boards. `bus_of` gives the one owner of a line, by its id. Relays on the same wires are switched through that
    owner, too.
    """

    family = "modbus"

    def __init__(
        self, settings: ModbusSettings, recorded: Recorded, opened: Opened, lines: Lines, bus_of: Callable[[str], Bus]
    ) -> None:
        self._settings = settings
        self._lines = lines
        self._bus_of = bus_of
        self._contacts = Contacts[InputPair](recorded, opened)
        self._button_contacts: dict[str, list[ButtonContact]] = {}
        self._relays_alone = {each.board for each in settings.boards if not each.inputs}
        self._alive: set[str] = set()
        self._lost: dict[str, bool] = {}
        """What was reported of each board. It is empty at first, so that a fault which an earlier run reported is mended, too."""
        self._levels: dict[str, tuple[bool, ...]] = {}
        lines_of = {each.board: each.line for each in settings.boards}
        self._strangers = Strangers(lambda board: lines_of.get(board, ""))

    async def run(self, hear: Callable[[Signal], None]) -> None:
        """Read every board until cancelled. A line that is not there is a trouble, and is tried again. A line that another family has is
        a mistake in the plan. Raises HardwareError.
        """
        self._contacts.begin(hear)
        polls = [
            (self._bus_of(each.line), Poll(each.board, each.unit, each.inputs, each.relays, self._reported))
            for each in self._settings.boards
        ]
        with contextlib.ExitStack() as held:
            taken = [self._taken(wire, held) for wire in self._settings.lines]
            for bus, poll in polls:
                bus.want(poll)
                held.callback(bus.drop, poll)
                # an earlier run that was stopped may have reported it
                self._contacts.said(WireMended("board", poll.board, RESTARTED))
            async with asyncio.TaskGroup() as reading:
                for line in taken:
                    name = line.wire.line
                    reading.create_task(self._bus_of(name).run(line, self._told(name)))
                reading.create_task(self._keep_time())
                reading.create_task(self._check_in())

    def expect(self, fittings: Mapping[str, Fitting]) -> None:
        """Plan these buttons, each contact with its pair of inputs."""
        points = {
            ButtonContact(button, contact): point
            for button, fitting in fittings.items()
            for contact, point in fitting.points.items()
            if isinstance(point, InputPair)
        }
        self._contacts.expect(points, {button for button, fitting in fittings.items() if fitting.holds})
        self._button_contacts = {}
        for at, point in self._contacts.points.items():
            self._button_contacts.setdefault(point.board, []).append(at)
            self._strangers.forget(point.board, (point.closes, point.opens))

    def tell(self, button: str, feedback: Feedback) -> None:
        """Do nothing: such a button cannot be told anything."""

    def links(self) -> Mapping[str, Link]:
        """Return every planned button's wire, which is that of the board with its first contact."""
        boards = {
            at.button: board for board, button_contacts in self._button_contacts.items() for at in button_contacts
        }
        return {
            button: Link(board, "answers" if board in self._alive else "", "", "") for button, board in boards.items()
        }

    def strangers(self) -> tuple[Stranger, ...]:
        """Return inputs that closed and belong to no planned button, the newest last."""
        return self._strangers.all(asyncio.get_running_loop().time())

    def _taken(self, wire: Wire, held: contextlib.ExitStack) -> Line:
        """Take a line of our own. Raises HardwareError if another owner has it."""
        line = self._lines.take(wire, self.family)
        held.callback(self._lines.give_back, line)
        return line

    def _reported(self, report: Report) -> None:
        now_s = asyncio.get_running_loop().time()
        match report:
            case Inputs(board, levels):
                self._alive.add(board)
                if board not in self._lost:
                    self._found(board)
                self._read(board, levels, now_s)
            case Coils(board):
                if board in self._relays_alone and board not in self._lost:
                    self._found(board)
            case Lost(board, why):
                self._unread([board])
                self._lost[board] = True
                self._contacts.said(WireFault("board", board, LOST, why))
            case Found(board):
                self._found(board)
            case Forgot(board):
                self._contacts.said(WireFault("board", board, RESTARTED, ""))
                over = WireMended("board", board, RESTARTED)
                asyncio.get_running_loop().call_later(RESTARTED_SHOWN_S, self._contacts.said, over)
            case _:
                assert_never(report)

    def _found(self, board: str) -> None:
        if self._lost.get(board) is not False:
            self._lost[board] = False
            self._contacts.said(WireMended("board", board, LOST))

    def _read(self, board: str, levels: tuple[bool, ...], now_s: float) -> None:
        planned: set[int] = set()
        for at in self._button_contacts.get(board, ()):
            point = self._contacts.points[at]
            planned |= {point.closes, point.opens or 0}
            if max(point.closes, point.opens or 0) <= len(levels):
                opens = levels[point.opens - 1] if point.opens is not None else None
                self._contacts.read(at, levels[point.closes - 1], opens, now_s)
        before = self._levels.get(board)
        self._levels[board] = levels
        strange = [number for number in range(1, len(levels) + 1) if number not in planned]
        if before is None:
            for number in strange:
                if levels[number - 1]:
                    self._strangers.found(board, number, now_s)
            return
        changed = [number for number in strange if before[number - 1 : number] != levels[number - 1 : number]]
        for number in sorted(changed, key=lambda number: levels[number - 1]):
            (self._strangers.closed if levels[number - 1] else self._strangers.opened)(board, number, now_s)

    def _told(self, line: str) -> Callable[[str, str | None], None]:
        """Make what handles the troubles of one line."""
        boards = [each.board for each in self._settings.boards if each.line == line]

        def told(what: str, detail: str | None) -> None:
            if detail is None:
                self._contacts.said(WireMended("line", line, what))
                return
            if what in (MISSING, REFUSED):
                self._unread(boards)
            self._contacts.said(WireFault("line", line, what, detail))

        return told

    def _unread(self, boards: Iterable[str]) -> None:
        for board in boards:
            self._alive.discard(board)
            self._levels.pop(board, None)
            self._contacts.unread(self._button_contacts.get(board, ()))

    async def _keep_time(self) -> None:
        while True:
            await asyncio.sleep(TIME_EACH_S)
            self._contacts.times_up(asyncio.get_running_loop().time())

    async def _check_in(self) -> None:
        """Check in for every button whose board answers: a button is as alive as the board that reads it."""
        while True:
            await asyncio.sleep(CHECK_IN_EACH_S)
            for button in {at.button for board in self._alive for at in self._button_contacts.get(board, ())}:
                self._contacts.said(CheckIn(button, {}))
