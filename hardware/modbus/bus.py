"""One pair of wires with boards on it: asks each board in turn, lets writes go first, reads back. Knows levels, no button and no plan.

A pair of wires has one owner and one question at a time. Numbers of inputs and relays are as printed on the boards, from 1.
"""

import asyncio
from collections import deque
from collections.abc import Iterator

from hardware.errors import HardwareError
from hardware.modbus.board import Board, Poll
from hardware.modbus.codec import COILS, INPUTS, Asked, Bits, Frame, Refusal, Wrote
from hardware.modbus.exchange import TWO_MASTERS, Exchange
from hardware.serial.faults import MISSING, REFUSED
from hardware.serial.line import Line
from hardware.serial.watched import Say, Watched

CYCLE_S = 0.2  # each living board's inputs are read so often: 8 boards take some 0.1 s at 19,200 baud, so contact to disk is below 0.35 s
COILS_EACH = 5  # cycles: what a relay does is looked at once a second
LOST_AGAIN_S = (
    1.0  # a board that is gone is asked so often, where it is alone; of 8 each is asked every 2 s, one a cycle
)
WRITE_TRIES = (
    2  # a relay's level may be written twice: it is the same level. Once where the board's last answer is missing
)
WRITES_MAX = 64  # two for each board of a full line; more come from nobody who waits for an answer
UNKNOWN_WHY = "it did not answer"
LOST_WHY = "its board does not answer, and is asked until it does"


class Bus:
    """One line's boards. It outlives changes of its line: whoever reads or writes keeps hold of it while the wire is made anew."""

    def __init__(self, line: str) -> None:
        self.line = line
        self._boards: dict[int, Board] = {}
        self._writes: deque[_Write] = deque()
        self._stirred = asyncio.Event()  # a write waits, or the line has come or gone
        self._exchange: Exchange | None = None

    def want(self, poll: Poll) -> None:
        """Ask this board from the next cycle on. Never blocks."""
        self._boards.setdefault(poll.unit, Board(poll.board, poll.unit)).polls.append(poll)

    def drop(self, poll: Poll) -> None:
        """Nobody wants this any more."""
        board = self._boards.get(poll.unit)
        if board is None or poll not in board.polls:
            return
        board.polls.remove(poll)
        if not board.polls:
            del self._boards[poll.unit]

    def forgot(self, unit: int) -> None:
        """Whoever holds a relay of this board found it otherwise, twice in a row."""
        if (board := self._boards.get(unit)) is not None:
            board.forgot()

    async def write(self, unit: int, relay: int, on: bool) -> None:
        """Switch a relay, and return once it reads back so. Raises HardwareError when it does not, or nobody can know."""
        await self._next(unit, relay, on)

    async def reads(self, unit: int, relay: int) -> bool:
        """How a relay stands, asked of its board now. Raises HardwareError when nobody can know."""
        return await self._next(unit, relay, None)

    async def _next(self, unit: int, relay: int, on: bool | None) -> bool:
        """Before the next question to any board."""
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
        """Ask and write until cancelled; `told` is given the troubles of the line."""
        if self._exchange is not None:
            raise RuntimeError(f"the line {self.line} has an owner already")

        def say(what: str, detail: str | None) -> None:
            if what in (MISSING, REFUSED) and detail is not None:
                exchange.stands(False)
                self._stirred.set()
            told(what, detail)

        exchange = self._exchange = Exchange(line, told)
        told(TWO_MASTERS, None)  # an earlier run may have said so, and cannot say any more that it is over
        watched = Watched(line, None, exchange.read, say, lambda: exchange.stands(True))
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(watched.run())
                both.create_task(self._go_round(exchange))
        finally:
            self._exchange = None
            self._fail_writes("the line was closed")

    async def _go_round(self, exchange: Exchange) -> None:
        """One cycle after the other, while the line is open. At most one write goes before each look: lamps must not hide presses."""
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

    def _turns(self, now_s: float) -> Iterator[Board]:
        """Who is asked in this cycle: all that answer; then those that missed something, and last those that are gone, until one of them
        stays silent.
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

    async def _look_at(self, board: Board, exchange: Exchange) -> None:
        board.asked_s = asyncio.get_running_loop().time()
        board.cycles += 1
        if board.relays_lost and board.to_open:
            await exchange.ask(Wrote(board.unit, board.to_open.pop() - 1, False))
        if board.inputs:
            await self._read(board, INPUTS, exchange)
            if board.silent:  # nor would it say how its relays stand
                return
        if board.relays and (not board.inputs or board.cycles % COILS_EACH == 1 or board.doubtful(COILS)):
            await self._read(board, COILS, exchange)

    async def _read(self, board: Board, function: int, exchange: Exchange) -> Frame | None:
        """Read all of a board's inputs or relays, and tell whoever wants them."""
        count = board.inputs if function == INPUTS else board.relays
        answer = await exchange.ask(Asked(board.unit, function, 0, count))
        if not exchange.open:  # the line's trouble, and not the board's
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
        """Switch or read the one that has waited longest. False: nobody waits."""
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
    """One relay to be switched, or with `on` None only read, and who waits for it."""

    def __init__(self, board: Board, relay: int, on: bool | None, done: asyncio.Future[bool]) -> None:
        self.board, self.relay, self.on, self.done = board, relay, on, done

    def succeed(self, stands: bool) -> None:
        """It stands so."""
        if not self.done.done():
            self.done.set_result(stands)

    def fail(self, why: str) -> None:
        """Nobody can say that it stands as it was told."""
        act = "read" if self.on is None else "switched on" if self.on else "switched off"
        if not self.done.done():
            self.done.set_exception(HardwareError(f"relay {self.relay} of {self.board.board} was not {act}: {why}"))
