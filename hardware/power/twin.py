"""Pretends to be a upsd with supplies, for tests and the demo: it answers as NUT 2.8.1 does, with faults on demand. Switches nothing."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from hardware.power.codec import LINE_BYTES_MAX, quoted, words_of

SUPPLY = "ups"
_ON_MAINS = {
    "battery.charge": "100",
    "battery.runtime": "2400",
    "device.type": "ups",
    "ups.status": "OL CHRG",
}


class TwinUpsd:
    """A pretend upsd. `supplies`: name to variables, which may be changed while it runs. `refuses`: a code that it gives to everybody who
    asks for variables.

    `silent`: it takes questions and answers none. `raw`: it sends this instead of every answer.
    """

    def __init__(self) -> None:
        self.supplies: dict[str, dict[str, str]] = {SUPPLY: dict(_ON_MAINS)}
        self.refuses = ""
        self.silent = False
        self.raw = b""
        self.asked: list[str] = []
        self._writers: set[asyncio.StreamWriter] = set()

    def says(self, status: str, *, runtime_s: int | None = None) -> None:
        """Let its first supply say this from now on. Without `runtime_s`, the supply does not know how long it lasts."""
        variables = self.supplies[SUPPLY]
        variables["ups.status"] = status
        variables.pop("battery.runtime", None)
        if runtime_s is not None:
            variables["battery.runtime"] = str(runtime_s)

    @asynccontextmanager
    async def at(self, port: int, host: str = "127.0.0.1") -> AsyncIterator[int]:
        """Serve at this address, and give the port; 0 is any port."""
        server = await asyncio.start_server(self._serve, host, port, limit=LINE_BYTES_MAX)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            self.hang_up()
            await server.wait_closed()

    def hang_up(self) -> None:
        """Hang up on everybody, as a upsd does that is killed."""
        for writer in list(self._writers):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while line := await reader.readline():
                question = line.decode("utf-8", "replace").strip()
                self.asked.append(question)
                if not self.silent:
                    writer.write(self.raw or "".join(f"{each}\n" for each in self._answer(question)).encode())
                    await writer.drain()
                if question == "LOGOUT":
                    return
        except (OSError, ValueError):
            return  # The client hung up, or sent a line without an end; upsd ends that connection, too.
        finally:
            self._writers.discard(writer)
            writer.close()

    def _answer(self, question: str) -> Iterator[str]:
        match words_of(question):
            case ["VER"]:
                yield "Network UPS Tools upsd 2.8.1 - https://www.networkupstools.org/"
            case ["NETVER" | "PROTVER"]:
                yield "1.3"
            case ["LOGOUT"]:
                yield "OK Goodbye"
            case ["STARTTLS"]:
                yield "ERR FEATURE-NOT-CONFIGURED"
            case ["LIST", "UPS"]:
                yield "BEGIN LIST UPS"
                yield from (f'UPS {quoted(name)} "a pretend supply"' for name in self.supplies)
                yield "END LIST UPS"
            case ["LIST", "VAR", supply]:
                yield from self._variables(supply)
            case ["GET", "VAR", supply, variable]:
                yield from self._variable(supply, variable)
            case _:
                yield "ERR UNKNOWN-COMMAND"

    def _variables(self, supply: str) -> Iterator[str]:
        if why := self._no(supply):
            yield why
            return
        yield f"BEGIN LIST VAR {quoted(supply)}"
        for variable, value in sorted(self.supplies[supply].items()):
            yield _line(supply, variable, value)
        yield f"END LIST VAR {quoted(supply)}"

    def _variable(self, supply: str, variable: str) -> Iterator[str]:
        value = self.supplies.get(supply, {}).get(variable)
        yield self._no(supply) or ("ERR VAR-NOT-SUPPORTED" if value is None else _line(supply, variable, value))

    def _no(self, supply: str) -> str:
        if supply not in self.supplies:
            return "ERR UNKNOWN-UPS"
        return f"ERR {self.refuses}" if self.refuses else ""


def _line(supply: str, variable: str, value: str) -> str:
    kept = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'VAR {quoted(supply)} {variable} "{kept}"'
