"""A district's server towards an office, small enough to lie when told to: real TLS, entries in memory. `sync/district`
has the true one.
"""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from aiohttp import web

from appliance.envelope.deposit import Collected, Refused, Signed
from appliance.envelope.format import entry_digest
from sync import protocol
from sync.office.line import OfficeLine
from sync.protocol import BoxListed, BuildingListed, Buildings, Forks, Health, Kept, NewsTold, UrgentEntry, UrgentTold
from tests.appliance.logbook.box import Box
from tests.ports import free_port
from tests.sync.authority import Authority
from tests.sync.office.building import Given

NOW_MS = 1_795_500_000_000
type Trick = Callable[[web.Request], Awaitable[web.StreamResponse | None]]


@dataclass
class Held:
    """A building as the district has it: an entry in each place."""

    name: str
    box: Box
    given: Given
    state: str = "ok"


@dataclass
class OfficesDistrict:
    """The server; `open` makes it. `trick`, where set, sees every request first and may answer in the district's place."""

    folder: Path
    authority: Authority = field(default_factory=Authority)
    held: dict[bytes, Held] = field(default_factory=dict)
    urgent: list[UrgentEntry] = field(default_factory=list)
    opened: list[Signed] = field(default_factory=list)
    trick: Trick | None = None
    requests: list[str] = field(default_factory=list)
    news: list[bytes] = field(default_factory=list)
    port: int = field(default_factory=free_port)
    _runner: web.AppRunner | None = None
    _context: ssl.SSLContext | None = None

    @staticmethod
    @asynccontextmanager
    async def open(folder: Path) -> AsyncIterator["OfficesDistrict"]:
        folder.mkdir()
        district = OfficesDistrict(folder)
        await district.starts()
        try:
            yield district
        finally:
            await district.stops()

    async def starts(self) -> None:
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self._runner.setup()
        if self._context is None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(self.authority.server(self.folder))
        await web.TCPSite(self._runner, "localhost", self.port, ssl_context=self._context, reuse_address=True).start()

    async def stops(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @asynccontextmanager
    async def line(self) -> AsyncIterator[OfficeLine]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=self.authority.pem.decode())
        async with OfficeLine.open(f"https://localhost:{self.port}", context, None) as line:
            yield line

    def has(self, name: str, box: Box, given: Given) -> bytes:
        """Give the district a building, or more of it; an office that waits is told."""
        self.held[given.building] = Held(name, box, given)
        self.news.append(given.building)
        return given.building

    def was_called(self, building: bytes, number: int) -> None:
        """Note that this entry came by the urgent lane."""
        held = self.held[building]
        place = next(at for at, each in enumerate(held.given.entries, 1) if each.number == number)
        self.urgent.append(UrgentEntry(building, held.box.vault.box, number, place, NOW_MS))

    # ---- the protocol

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request.path)
        if self.trick is not None and (answer := await self.trick(request)) is not None:
            return answer
        query, body = request.query, await request.read()
        match request.path:
            case protocol.READYZ:
                return web.json_response(msgspec.to_builtins(Health("ok", NOW_MS)))
            case protocol.OFFICE_BUILDINGS:
                return answer_of(Buildings(tuple(_listed(each) for each in self.held.values())))
            case protocol.OFFICE_FORKS:
                return answer_of(Forks((), ()))
            case protocol.OFFICE_ENTRIES:
                building = self.held.get(bytes.fromhex(query["building"]))
                if building is None:
                    return refusal("not-found", "The district knows no such building.")
                return answer_of(page_of(building.given, int(query["after"]), int(query["limit"])))
            case protocol.OFFICE_URGENT:
                after = int(query["after"])
                await self._until(lambda: len(self.urgent) > after, int(query["wait_s"]))
                return answer_of(UrgentTold(tuple(self.urgent[after:]), len(self.urgent)))
            case protocol.OFFICE_NEWS:
                after = int(query["after"])
                if not query["run"]:
                    return answer_of(NewsTold("a run", len(self.news), (), everything=True))
                await self._until(lambda: len(self.news) > after, int(query["wait_s"]))
                return answer_of(NewsTold("a run", len(self.news), tuple(self.news[after:]), everything=False))
            case protocol.OFFICE_OPENED:
                self.opened.append(protocol.decode(Signed, body))
                return answer_of(Kept())
        return refusal("not-found", request.path)

    async def _until(self, so: Callable[[], bool], wait_s: int) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                while not so():
                    await asyncio.sleep(0.01)


def answer_of(body: msgspec.Struct) -> web.Response:
    return web.Response(body=protocol.encode(body), content_type=protocol.MSGPACK)


def refusal(code: str, says: str, *, in_json: bool = False) -> web.Response:
    refused = Refused(code, says)
    body = msgspec.json.encode(refused) if in_json else protocol.encode(refused)
    return web.Response(
        status=protocol.status_of(code), body=body, content_type=protocol.JSON if in_json else protocol.MSGPACK
    )


def _listed(held: Held) -> BuildingListed:
    vault, last = held.box.vault, held.given.entries[-1]
    box = BoxListed(vault.box, vault.device_public, held.state, last.number, entry_digest(last.entry), NOW_MS)
    return BuildingListed(vault.building, held.name, len(held.given.entries), (box,))


def page_of(given: Given, after: int, limit: int) -> Collected:
    entries = given.entries[after : after + limit]
    numbers = {each.number for each in entries}
    wraps = [each for each in given.wraps if each[1].number in numbers]
    to = min(after + limit, len(given.entries))
    receipts = given.receipts if to == len(given.entries) else []
    return Collected(tuple(entries), tuple(wraps), tuple(receipts), to, to < len(given.entries))
