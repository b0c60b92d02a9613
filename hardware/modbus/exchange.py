"""Asks one question at a time on a pair of wires and hears the answer, and whatever else comes there: echoes, late answers, another
master. Knows no board.
"""

import asyncio

from hardware.modbus.codec import Asked, Bad, Frame, Reader, Wrote, answer_bytes, answers, encode
from hardware.serial.line import Line
from hardware.serial.supervised_line import Say

# In addition to the time of the bytes themselves. A board answers within some 10 ms, and we heard of slow ones that take 50.
ANSWER_WITHIN_S = 0.1
GAP_S = 0.005  # cheap boards need this time between an answer and the next question
SILENT_CHARACTERS = 3.5  # between two frames (Modbus over Serial Line V1.02, section 2.5.1.1)
BITS_A_CHARACTER = 11  # at most: start bit, 8 data bits, parity or a second stop bit, stop bit
NOISE_WAIT_S = 0.1  # a line that is never silent is asked anyway, after this time
TWO_MASTERS = "two-masters"
TWO_MASTERS_FOR_S = 60.0  # the trouble ends by itself after a minute without the other master


class Exchange:
    """The one owner of a line, while it runs."""

    def __init__(self, line: Line, told: Say) -> None:
        self.open = False
        self._line = line
        self._told = told
        self._character_s = BITS_A_CHARACTER / line.wire.baud
        self._gap_s = max(GAP_S, SILENT_CHARACTERS * self._character_s)
        self._reader = Reader()
        self._asked: Asked | Wrote | None = None
        self._answer: asyncio.Future[Frame | None] | None = None
        self._busy_s = 0.0  # when a byte last came or was sent
        self._echoes = False  # whether this adapter sent our own bytes back at the last reading
        self._echo_due = False
        self._other_s: float | None = None  # when another master last asked

    def stands(self, is_open: bool) -> None:
        """Note that the line was opened or closed."""
        self.open = is_open
        self._reader = Reader()
        if not is_open and self._answer is not None and not self._answer.done():
            self._answer.set_result(None)

    def read(self, data: bytes) -> tuple[int, int]:
        """Take in bytes, and return how many good frames they made, and how many pieces that are no frames."""
        self._busy_s = asyncio.get_running_loop().time()
        good = bad = 0
        for frame in self._reader.feed(data):
            if isinstance(frame, Bad):
                bad += 1
            else:
                good += 1
                self._came(frame)
        return good, bad

    async def ask(self, question: Asked | Wrote) -> Frame | None:
        """Ask, and return the answer; None if none came in time. An echo can look like the answer to a write, so read back what was
        written.
        """
        loop = asyncio.get_running_loop()
        await self._silence()
        self._reader.silence()
        self._asked, self._answer = question, loop.create_future()
        self._echo_due = self._echoes
        sent = encode(question)
        takes_s = (len(sent) * (1 + self._echoes) + answer_bytes(question)) * self._character_s
        try:
            if not self._line.send(sent):
                return None
            self._busy_s = loop.time() + len(sent) * self._character_s
            async with asyncio.timeout(ANSWER_WITHIN_S + takes_s):
                return await self._answer
        except TimeoutError:
            return None
        finally:
            self._asked = self._answer = None

    def look(self, now_s: float) -> None:
        """Check whether the other master has fallen silent. Called some times a minute."""
        if self._other_s is not None and now_s - self._other_s >= TWO_MASTERS_FOR_S:
            self._other_s = None
            self._told(TWO_MASTERS, None)

    async def _silence(self) -> None:
        """Wait until the line has been still long enough to begin a frame."""
        loop = asyncio.get_running_loop()
        gives_up_s = loop.time() + NOISE_WAIT_S
        while (left_s := self._busy_s + self._gap_s - loop.time()) > 0 and loop.time() < gives_up_s:  # noqa: ASYNC110 (bytes come meanwhile)
            await asyncio.sleep(left_s)

    def _came(self, frame: Frame) -> None:
        asked, answer = self._asked, self._answer
        if frame == asked and isinstance(asked, Asked):
            self._echoes, self._echo_due = True, False
        elif frame == asked and self._echo_due:
            self._echo_due = False
        elif asked is not None and answer is not None and not answer.done() and answers(frame, asked):
            self._echoes = self._echoes and not self._echo_due
            answer.set_result(frame)
        elif isinstance(frame, Asked):
            if self._other_s is None:
                self._told(TWO_MASTERS, f"another master asks unit {frame.unit} on these wires")
            self._other_s = asyncio.get_running_loop().time()
