"""Opens lines that another machine lends: a plain socket, or a line set by RFC 2217. Runs on the loop; looks up no names."""

import asyncio
import errno
import os
import socket
from collections.abc import Callable
from typing import Final

from hardware.serial.descriptor import Descriptor
from hardware.serial.end import NO_ANSWER, End, LineState, NotOpen
from hardware.serial.port import Format, Remote
from hardware.serial.rfc2217 import Session
from hardware.serial.telnet import escaped

SET_WITHIN_S: Final = 3.0  # how long pyserial's client gives a lender to set its line
# A peer that lost its power says nothing. After a second of silence it is asked, and at two seconds it counts as gone: we must know it
# within 2 s.
ASKED_AFTER_S, GONE_AFTER_MS = 1, 2000


async def open_remote(place: Remote, baud: int, form: Format, take: Callable[[bytes], None]) -> End:
    """Open a lent line. Raises NotOpen. A line behind a plain socket keeps the speed that is set on the other machine."""
    lent = await _connected(place)
    if place.way == "socket":
        return _over(lent, baud, take)
    return await _set_line(lent, baud, form, take)


def _over(lent: socket.socket, baud: int, take: Callable[[bytes], None]) -> Descriptor:
    return Descriptor(lent.fileno(), baud, take, gone=lambda: None, close=lent.close)


async def _connected(place: Remote) -> socket.socket:
    lent = socket.socket(socket.AF_INET6 if ":" in place.host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        lent.setblocking(False)
        for level, option, value in (
            (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
            (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, ASKED_AFTER_S),
            (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, ASKED_AFTER_S),
            (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, GONE_AFTER_MS),
            (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
        ):
            lent.setsockopt(level, option, value)
        await asyncio.get_running_loop().sock_connect(lent, (place.host, place.port))
    except OSError as error:
        lent.close()
        if error.errno == errno.ETIMEDOUT:
            raise NotOpen(LineState.MISSING, NO_ANSWER) from None
        raise NotOpen(LineState.MISSING, f"{place.host} port {place.port}: {os.strerror(error.errno or 0)}") from None
    except BaseException:
        lent.close()
        raise
    return lent


async def _set_line(lent: socket.socket, baud: int, form: Format, take: Callable[[bytes], None]) -> End:
    session = Session(baud, form)
    over = Lent(lent, session, baud, take)
    try:
        async with asyncio.timeout(SET_WITHIN_S):
            await over.settled()
    except TimeoutError:
        session.wrong = "answers, but does not speak RFC 2217, or another has the line"
    except BaseException:
        over.close()
        raise
    if over.lost.done():
        over.close()
        raise NotOpen(LineState.MISSING, "the other end closed the line; another may have it")
    if session.wrong:
        over.close()
        raise NotOpen(LineState.REFUSED, f"the other end {session.wrong}")
    over.let_out()
    return over


class Lent:
    """A line that is set by RFC 2217."""

    def __init__(self, lent: socket.socket, session: Session, baud: int, take: Callable[[bytes], None]) -> None:
        self._session = session
        self._take = take
        self._changed = asyncio.Event()
        # What came before the line was set as asked. The pace of the line limits how much it is.
        self._held: bytearray | None = bytearray()
        self._over = _over(lent, baud, self._came)
        self.lost = self._over.lost
        self.lost.add_done_callback(lambda _lost: self._changed.set())
        self._over.send(session.opening())

    async def settled(self) -> None:
        """Wait until the line is set, refused or lost."""
        while not (self._session.ready or self._session.wrong or self.lost.done()):
            self._changed.clear()
            await self._changed.wait()

    def let_out(self) -> None:
        """Hand over the line's bytes from now on, since whoever opened the line knows now that it is open."""
        asyncio.get_running_loop().call_soon(self._let_out)

    def send(self, data: bytes) -> bool:
        return self._over.send(escaped(data))

    def close(self) -> asyncio.Future[None]:
        return self._over.close()

    def _let_out(self) -> None:
        held, self._held = self._held, None
        if held:
            self._take(bytes(held))

    def _came(self, data: bytes) -> None:
        line, answer = self._session.feed(data)
        if answer:
            self._over.send(answer)
        self._changed.set()
        if self._held is not None:
            self._held += line
        elif line:
            self._take(line)
