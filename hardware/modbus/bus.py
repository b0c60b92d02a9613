"""Runs one pair of wires with boards on it: asks each board in turn, lets writes go first, and reads back what was written. Knows levels,
no button and no plan.

A pair of wires has one owner and one question at a time. Inputs and relays have the numbers that are printed on the boards, from 1.
"""

import asyncio
from collections import deque
from collections.abc import Iterator

from hardware.errors import HardwareError
from hardware.modbus.board import ModbusBoard, Poll
from hardware.modbus.codec import COILS, INPUTS, Asked, Bits, Frame, Refusal, Wrote
from hardware.modbus.exchange import TWO_MASTERS, Exchange
from hardware.serial.faults import MISSING, REFUSED
from hardware.serial.line import Line
from hardware.serial.supervised_line import Say, SupervisedLine

# How often each living board's inputs are read. 8 boards take some 0.1 s at 19,200 baud, so it takes less than 0.35 s from contact to
# disk.
CYCLE_S = 0.2
COILS_EACH = 5  # in cycles: relays are read back once a second
# How often a board that is gone is asked if it is the only one. If 8 are gone, one is asked each cycle, so each is asked every 2 s.
LOST_AGAIN_S = 1.0
# Writing a relay's level twice is safe, since it is the same level. If the board's last answer is missing, it is written once.
WRITE_TRIES = 2
WRITES_MAX = 64  # Two for each board of a full line. If more come, nobody waits for the answers.
UNKNOWN_WHY = "it did not answer"
LOST_WHY = "its board does not answer, and is asked until it does"


class Bus:
    """The boards of one line. It outlives changes of its line: whoever reads or writes keeps it while the wire is made anew."""

    def __init__(self, line: str) -> None:
        self.line = line
        self._boards: dict[int, ModbusBoard] = {}
        self._writes: deque[_Write] = deque()
        self._stirred = asyncio.Event()  # set when a write waits, or when the line has come or gone
        self._exchange: Exchange | None = None

    def want(self, poll: Poll) -> None:
        """Ask this board from the next cycle on. Never blocks."""
        self._boards.setdefault(poll.unit, ModbusBoard(poll.board, poll.unit)).polls.append(poll)

    def drop(self, poll: Poll) -> None:
        """Stop asking for this: nobody wants it any more."""
        board = self._boards.get(poll.unit)
        if board is None or poll not in board.polls:
            return
        board.polls.remove(poll)
        if not board.polls:
            del self._boards[poll.unit]

    def forgot(self, unit: int) -> None:
        """Report that the owner of a relay on this board found it in another state than told, twice in a row."""
        if (board := self._boards.get(unit)) is not None:
            board.forgot()

    async def write(self, unit: int, relay: int, on: bool) -> None:
        """Switch a relay, and return once it reads back so. Raises HardwareError if it does not, or if nobody can know."""
        await self._next(unit, relay, on)

    async def reads(self, unit: int, relay: int) -> bool:
        """Ask the board now how a relay is. Raises HardwareError if nobody can know."""
        return await self._next(unit, relay, None)

    async def _next(self, unit: int, relay: int, on: bool | None) -> bool:
        """Write or read a relay before the next question to any board."""
        board = self._boards.get(unit)
        if board is None or not 1 <= relay <= board.relays:
            raise HardwareError(f"relay {relay} of unit {unit} on the line {self.line} is not planned")
        if self._exchange is None or not self._exchange.open:
            raise HardwareError(f"the line {self.line} is not open")
        if len(self._writes) >= WRITES_MAX:
            raise HardwareError(f"{WRITES_MAX} relays wait to be switched on the line {self.line}")
        write = _Write(board, relay, on, asyncio.get_running_loop().create_future())
        if on is not None:
            board.to_open.discard(relay)
        if board.relays_lost:
            if on is False:
                board.to_open.add(relay)
            write.fail(LOST_WHY)
            return await write.done
        self._writes.append(write)
        self._stirred.set()
        return await write.done

    async def run(self, line: Line, told: Say) -> None:
        """Ask and write until cancelled. `told` is given the troubles of the line."""
        if self._exchange is not None:
            raise RuntimeError(f"the line {self.line} has an owner already")

        def say(what: str, detail: str | None) -> None:
            if what in (MISSING, REFUSED) and detail is not None:
                exchange.stands(False)
                self._stirred.set()
            told(what, detail)

        exchange = self._exchange = Exchange(line, told)
        told(TWO_MASTERS, None)  # an earlier run may have reported it, and cannot report its end any more
        supervised = SupervisedLine(line, None, exchange.read, say, lambda: exchange.stands(True))
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(supervised.run())
                both.create_task(self._go_round(exchange))
        finally:
            self._exchange = None
            self._fail_writes("the line was closed")

    async def _go_round(self, exchange: Exchange) -> None:
        """Run one cycle after the other while the line is open. At most one write goes before each reading, so that lamps do not hide
        presses.
        """
        loop = asyncio.get_running_loop()
        while True:
            ends_s = loop.time() + CYCLE_S
            for board in self._turns(loop.time()):
                await self._write_next(exchange)
                if exchange.open:
                    await self._look_at(board, exchange)
            exchange.look(loop.time())
            while (left_s := ends_s - loop.time()) > 0:
                if not await self._write_next(exchange):
                    await self._stirred_within(left_s)

    async def _stirred_within(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stirred.wait()
        except TimeoutError:
            return
        self._stirred.clear()

    def _turns(self, now_s: float) -> Iterator[ModbusBoard]:
        """Give the boards to ask in this cycle: first all that answer, then those that missed something, and last those that are gone,
        until one of them stays silent.
        """
        boards = list(self._boards.values())
        doubtful = [each for each in boards if each.silent and not each.gone]
        due = [each for each in boards if each.gone and now_s - each.asked_s >= LOST_AGAIN_S]
        yield from [each for each in boards if not each.silent and not each.gone]
        for some in (doubtful, due):
            for board in sorted(some, key=lambda each: each.asked_s):
                yield board
                if board.silent:
                    return

    async def _look_at(self, board: ModbusBoard, exchange: Exchange) -> None:
        board.asked_s = asyncio.get_running_loop().time()
        board.cycles += 1
        if board.relays_lost and board.to_open:
            await exchange.ask(Wrote(board.unit, board.to_open.pop() - 1, False))
        if board.inputs:
            await self._read(board, INPUTS, exchange)
            if board.silent:  # then it would not say how its relays are either
                return
        if board.relays and (not board.inputs or board.cycles % COILS_EACH == 1 or board.doubtful(COILS)):
            await self._read(board, COILS, exchange)

    async def _read(self, board: ModbusBoard, function: int, exchange: Exchange) -> Frame | None:
        """Read all of a board's inputs or relays, and tell everybody who wants them."""
        count = board.inputs if function == INPUTS else board.relays
        answer = await exchange.ask(Asked(board.unit, function, 0, count))
        if not exchange.open:  # this is the line's trouble, not the board's
            return None
        match answer:
            case Bits():
                board.answered(function, answer.each(count))
            case Refusal():
                board.did_not(function, answer.says, refused=True)
            case _:
                board.did_not(function, UNKNOWN_WHY, refused=False)
        return answer

    async def _write_next(self, exchange: Exchange) -> bool:
        """Switch or read the relay that has waited longest. False: nobody waits."""
        if not exchange.open:
            self._fail_writes("the line is not open")
        while self._writes:
            write = self._writes.popleft()
            if write.board.relays_lost:
                write.fail(LOST_WHY)
            elif not write.done.done():  # whoever asked may have gone
                await self._write_one(write, exchange)
                return True
        return False

    async def _write_one(self, write: "_Write", exchange: Exchange) -> None:
        why = UNKNOWN_WHY
        for _ in range(1 if write.board.silent else WRITE_TRIES):
            said: Frame | None = None
            if write.on is not None:
                said = await exchange.ask(Wrote(write.board.unit, write.relay - 1, write.on))
            back = await self._read(write.board, COILS, exchange)
            if isinstance(back, Bits):
                stands = back.each(write.relay)[-1]
                if write.on in (None, stands):
                    write.succeed(stands)
                    return
                why = "it reads back otherwise"
            for refusal in (back, said):
                why = refusal.says if isinstance(refusal, Refusal) else why
        write.fail(why)

    def _fail_writes(self, why: str) -> None:
        while self._writes:
            self._writes.popleft().fail(why)


class _Write:
    """One relay to be switched (or only read, if `on` is None), and the future of whoever waits for it."""

    def __init__(self, board: ModbusBoard, relay: int, on: bool | None, done: asyncio.Future[bool]) -> None:
        self.board, self.relay, self.on, self.done = board, relay, on, done

    def succeed(self, stands: bool) -> None:
        """Say that the relay is so."""
        if not self.done.done():
            self.done.set_result(stands)

    def fail(self, why: str) -> None:
        """Say that nobody can know that the relay is as it was told."""
        act = "read" if self.on is None else "switched on" if self.on else "switched off"
        if not self.done.done():
            self.done.set_exception(HardwareError(f"relay {self.relay} of {self.board.board} was not {act}: {why}"))
