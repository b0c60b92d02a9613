"""Serves one framed connection: it does what both unix sockets do about floods, rubbish and ends that stop reading. Knows frames and
limits; the doors that build on it decide what a message means. Nothing here ever waits for the other end.
"""

import asyncio
import fcntl
import logging
import struct
import termios
from collections import deque
from typing import ClassVar

import msgspec

from appliance.api.ask import Refusal
from appliance.api.framing import LineError, Reader, frame
from appliance.doors.limits import TokenBucket
from appliance.doors.peer import Peer
from appliance.tasks import Tasks

# our own figure: an end that has read nothing for so long is not there; no shorter than NENA's 10 s to answer
UNREAD_AFTER_S = 10.0
KERNEL_BUFFER_LEN = (
    64 * 1024
)  # what may lie unread in the kernel: a few boards, so that a slow end never sees old boards for long
# requests of one line not yet answered: a person has one or two, a screen that opens asks a handful
OUTSTANDING_MAX = 32
ASKED_LEN_MAX = 64 * 1024
"""Bytes of questions not yet answered. While there are more, nothing is read from the line. A desk's longest question fits in it. Of the
sealed feed's longest questions, one waits at most: eight lines that asked 32 times a megabyte each held 324 MiB.
"""
FRAMES_BURST = 300  # a whole building called at once, and a console reports every call as shown
FRAMES_PER_S = (
    # Three times a key held down; at 0.1 ms each 1 % of a processor. Further frames are read later, never dropped.
    100.0
)

log = logging.getLogger("handbell.doors")


class ServedLine[Message](asyncio.Protocol):
    """One connection. A door says what to do with a message (`take`), and how to answer the messages it queued (`answer`)."""

    outstanding_max: ClassVar[int] = OUTSTANDING_MAX

    def __init__(self, reader: Reader[Message], peer: Peer, name: str) -> None:
        self.peer = peer
        self.name = name
        self._reader = reader
        self._loop = asyncio.get_running_loop()
        self._pace = TokenBucket(FRAMES_BURST, FRAMES_PER_S, self._loop.time())
        self._asked: deque[Message] = deque()
        self._outstanding = 0
        self._news = asyncio.Event()
        self._drained = asyncio.Event()
        self._drained.set()
        self._tasks = Tasks()
        self._transport: asyncio.Transport | None = None
        self._answering: asyncio.Task[None] | None = None
        self._unread_since_s: float | None = None
        self._closing = False
        self._too_fast = False
        self._asked_len = 0

    # ---- for the doors

    def take(self, message: Message) -> None:
        """Take a message that came; never blocks."""
        raise NotImplementedError

    async def answer(self, message: Message) -> None:
        """Answer a message that was queued, one at a time."""
        raise NotImplementedError

    def lost(self) -> None:
        """Note that the connection ended; called once."""

    def has_drained(self) -> None:
        """Note that the other end has read what was sent."""

    @property
    def open(self) -> bool:
        """Return whether anything may still be sent."""
        return self._transport is not None and not self._closing

    @property
    def reading(self) -> bool:
        """Return whether everything sent so far has left this process, so that something newer may be sent."""
        return self.open and self._drained.is_set()

    def send(self, message: msgspec.Struct) -> None:
        """Send a message, unless the line is closed."""
        self.send_frame(frame(message))

    def send_frame(self, framed: bytes) -> None:
        """Send a message that is already a frame."""
        if self._transport is not None and not self._closing:
            self._transport.write(framed)

    def refuse(self, says: str) -> None:
        """Say why, and close: the other end did something it must not."""
        if not self._closing:
            log.warning("%s (%s) refused: %s", self.name, self.peer, says)
            self.say_last(says)

    def say_last(self, says: str) -> None:
        """Say why, and close."""
        if self._closing:
            return
        self.send(Refusal(says=says))
        self._closing = True
        if self._transport is not None:
            self._transport.close()

    def push_out(self, says: str) -> None:
        """Say why, and close at once: an end that reads nothing would keep a line that nobody checks any more."""
        self.say_last(says)
        if self._transport is not None and self._transport.get_write_buffer_size():
            self._transport.abort()

    def queue(self, message: Message) -> bool:
        """Have `answer` called for this message in its turn. Return False if too many requests are outstanding."""
        if not self.started():
            return False
        self._asked.append(message)
        self._news.set()
        return True

    def started(self) -> bool:
        """Count one more request as outstanding. Return False if there are too many."""
        if self._outstanding >= self.outstanding_max:
            return False
        self._outstanding += 1
        return True

    def finished(self) -> None:
        """Count one request as answered."""
        self._outstanding -= 1

    def check_reading(self, now_s: float) -> None:
        """Drop the line when the other end has read nothing for too long. Called about once a second."""
        if self._transport is None:
            return
        if not self._unread():
            self._unread_since_s = None
        elif self._unread_since_s is None:
            self._unread_since_s = now_s
        elif now_s - self._unread_since_s >= UNREAD_AFTER_S:
            log.warning("%s (%s) has read nothing for %d s: line dropped", self.name, self.peer, UNREAD_AFTER_S)
            self._closing = True
            self._transport.abort()

    # ---- for the event loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.set_write_buffer_limits(high=0)
        # The line was turned away before the connection was handed over: nobody else would ever close it.
        if self._closing:
            transport.abort()
            return
        self._answering = self._tasks.start(self._answer_queued(), name="answers")

    def data_received(self, data: bytes) -> None:
        count = 0
        try:
            for message in self._reader.feed(data):
                if self._closing:
                    return
                count += 1
                self.take(message)
        except LineError as error:
            self.refuse(str(error))
        self._asked_len = self._asked_len + len(data) if self._asked else 0
        if self._asked_len > ASKED_LEN_MAX:
            self._read_or_not()
        wait_s = self._pace.spend(count, self._loop.time())
        if wait_s > 0:
            self._too_fast = True
            self._read_or_not()
            self._loop.call_later(wait_s, self._slow_enough)

    def pause_writing(self) -> None:
        """Stop reading from an end that does not read: so its questions cannot pile up here."""
        self._drained.clear()
        self._read_or_not()

    def resume_writing(self) -> None:
        self._drained.set()
        self._read_or_not()
        if self.open:
            self.has_drained()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._closing = True
        self._transport = None
        if self._answering is not None:
            self._answering.cancel()
        self._asked.clear()
        self._reader.framer.forget()
        self.lost()

    # ---- inside

    def _slow_enough(self) -> None:
        self._too_fast = False
        self._read_or_not()

    def _read_or_not(self) -> None:
        if self._transport is None or self._closing:
            return
        if self._too_fast or not self._drained.is_set() or self._asked_len > ASKED_LEN_MAX:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def _unread(self) -> int:
        """Give the bytes that the other end has not read: ours still waiting, and the kernel's (SIOCOUTQ, unix(7))."""
        assert self._transport is not None
        descriptor = self._transport.get_extra_info("socket").fileno()
        if descriptor < 0:
            return 0
        (in_kernel,) = struct.unpack("i", fcntl.ioctl(descriptor, termios.TIOCOUTQ, bytes(4)))
        return int(in_kernel) + self._transport.get_write_buffer_size()

    async def _answer_queued(self) -> None:
        while True:
            while self._asked:
                await self._drained.wait()
                try:
                    await self.answer(self._asked[0])
                except Exception:  # at the edge of the process: one question must not end the answering of presses
                    log.exception("%s (%s): a question could not be answered", self.name, self.peer)
                    self.refuse(
                        "The box could not answer that because of a fault of its own; it is in its diagnostics."
                    )
                self._asked.popleft()
                self.finished()
            self._asked_len = 0
            self._read_or_not()
            self._news.clear()
            await self._news.wait()
