"""Pretends to be a machine that lends a serial line by RFC 2217, to one borrower at a time. Ships with the twins; knows bytes, no frame."""

import asyncio
from collections.abc import Callable
from typing import Final

from hardware.serial.garble import garbled
from hardware.serial.pty import BITS_A_BYTE
from hardware.serial.rfc2217 import ANSWERED, BINARY, COM_PORT, SET_BAUDRATE, SUPPRESS_GO_AHEAD
from hardware.serial.telnet import DO, DONT, WILL, WONT, Bracket, Telnet, Wish, bracket, escaped, wish

_OPTIONS: Final = (BINARY, SUPPRESS_GO_AHEAD, COM_PORT)
_CHUNK_BYTES: Final = 4096


class Lender:
    """A pretend computer that lends its serial port to the network. At the far end of its line is a device at `baud`; `take` is given what
    is sent to that device.
    """

    def __init__(self, host: str, port: int, baud: int, take: Callable[[bytes], None] = lambda _data: None) -> None:
        self.baud = baud
        self.set_baud: int | None = None  # the speed that the borrower has set
        self._where = (host, port)
        self._take = take
        self._server: asyncio.Server | None = None
        self._borrower: asyncio.StreamWriter | None = None

    @property
    def url(self) -> str:
        """The address at which it lends."""
        return f"rfc2217://{self._where[0]}:{self._where[1]}"

    async def plug_in(self) -> None:
        """Begin to lend, perhaps again."""
        self._server = await asyncio.start_server(self._lend, *self._where, reuse_address=True)

    async def unplug(self) -> None:
        """Take the machine off the network: connections are reset, and none is taken."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        if self._borrower is not None:
            self._borrower.transport.abort()
        if server is not None:
            await server.wait_closed()

    close = unplug

    async def send(self, data: bytes) -> None:
        """Send what the device says, at its pace, as the line reads it at the speed that is set. Returns after the last byte."""
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        for number, byte in enumerate(garbled(data, self.baud, self.set_baud or self.baud), 1):
            await asyncio.sleep(began_s + number * BITS_A_BYTE / self.baud - loop.time())
            self.burst(bytes([byte]))

    def burst(self, data: bytes) -> None:
        """Send all at once. It is lost while nobody has the line."""
        if self._borrower is not None and not self._borrower.is_closing():
            self._borrower.write(escaped(data))

    async def _lend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._borrower is not None:
            writer.write(b"Port already in use\r\n")  # the words that ser2net uses
            writer.close()
            return
        self._borrower = writer
        telnet, answered = Telnet(), set[Wish]()
        writer.write(b"".join(wish(DO, option) + wish(WILL, option) for option in _OPTIONS))
        try:
            while data := await reader.read(_CHUNK_BYTES):
                for each in telnet.feed(data):
                    self._heard(each, answered, writer)
        except ConnectionError:
            pass  # the borrower went away; another may come
        finally:
            self._borrower = None
            writer.close()

    def _heard(self, each: object, answered: set[Wish], writer: asyncio.StreamWriter) -> None:
        match each:
            case bytes():
                self._take(each)
            case Wish(word, option) if option not in _OPTIONS and each not in answered and word in (DO, WILL):
                answered.add(each)
                writer.write(wish(WONT if word == DO else DONT, option))
            case Bracket(option, said) if option == COM_PORT and said:
                if said[0] == SET_BAUDRATE:
                    self.set_baud = int.from_bytes(said[1:])
                writer.write(bracket(COM_PORT, bytes([said[0] + ANSWERED]) + said[1:]))
            case _:
                pass  # agreed already, or no telnet; a twin has nobody to tell about it
