"""A district's server small enough to lie when told to: the protocol over real TLS, entries in memory. The true one is `sync/district`."""

import asyncio
import contextlib
import secrets
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import msgspec
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from appliance.envelope.deposit import (
    HELD_TOLD_MAX,
    Deposit,
    Deposited,
    HeadTold,
    Held,
    Notices,
    Refused,
    Signed,
    Urgent,
)
from appliance.envelope.format import DIGEST_LEN, ID_LEN, entry_digest, read_head_statement, split
from appliance.envelope.statements import Countersigned, Holding, enrolment_statement, renewal_statement
from sync import protocol
from sync.protocol import BuildingNamed, CertificateGiven, EnrolmentAsked, Health, PlanNamed, RenewalAsked, Tail
from sync.transport.checking import is_signed
from tests.ports import free_port
from tests.sync.authority import Authority

TOKEN = "one-two-three"
type Trick = Callable[[web.Request], Awaitable[web.StreamResponse | None]]


class SmallDistrict:
    """The server; `open` makes it. `trick`, where set, sees every request first and may answer in the district's place."""

    def __init__(self, folder: Path, authority: Authority) -> None:
        self.folder = folder
        self.authority = authority
        self.receipt_key = Ed25519PrivateKey.generate()
        self.device_keys: dict[str, bytes] = {}
        self.entries: dict[int, bytes] = {}
        self.held: dict[int, bytes] = {}
        self.wraps: dict[tuple[int, bytes], bytes] = {}
        self.receipts: dict[bytes, Signed] = {}
        self.order: list[tuple[str, int, int]] = []
        self.notices: list[Signed] = []
        self.state = "ok"
        self.building_name = ""  # as an older server, which says no name and hears none
        self.plan_names: list[str] = []
        self.store = secrets.token_hex(16)
        self.certificate_ends: datetime | None = None
        self.trick: Trick | None = None
        self.requests: list[str] = []
        self.port = free_port()  # the server has the same port again after a stop
        self.socket = folder / "district.sock"
        self._runner: web.AppRunner | None = None
        self.server_pem = authority.server(folder)

    @staticmethod
    @asynccontextmanager
    async def open(folder: Path, authority: Authority | None = None) -> AsyncIterator["SmallDistrict"]:
        district = SmallDistrict(folder, authority or Authority())
        await district.starts()
        try:
            yield district
        finally:
            await district.stops()

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    @property
    def ca_file(self) -> Path:
        path = self.folder / "district-ca.pem"
        path.write_bytes(self.authority.pem)
        return path

    @property
    def number(self) -> int:
        return len(self.entries)

    async def starts(self) -> None:
        application = web.Application(client_max_size=protocol.BODY_LEN_MAX)
        application.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self._runner.setup()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(self.server_pem)
        context.load_verify_locations(cadata=self.authority.pem.decode())
        context.verify_mode = ssl.CERT_OPTIONAL
        site = web.TCPSite(self._runner, "localhost", self.port, ssl_context=context, reuse_address=True)
        await site.start()
        await web.UnixSite(self._runner, str(self.socket)).start()
        self.port = self._runner.addresses[0][1]

    async def stops(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def loses_after(self, number: int) -> None:
        """Lose what came after this entry, as a server put back from a backup."""
        self.entries = {n: entry for n, entry in self.entries.items() if n <= number}
        self.held.clear()

    # ---- the protocol

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request.path)
        if self.trick is not None and (answer := await self.trick(request)) is not None:
            return answer
        body = await request.read()
        if request.path in {protocol.ENROLMENT, protocol.RENEWAL, protocol.READYZ}:
            return self._for_anybody(request.path, body)
        if request.get_extra_info("peercert") is None and not request.path.startswith("/v1/sticks"):
            return _refused(Refused("no-certificate", "this needs the box's certificate"))
        match request.path:
            case protocol.STICKS_HEAD:
                return self._stick_head(protocol.decode(Signed, body))
            case protocol.STICKS_DEPOSITS:
                return self._deposit(protocol.decode(Deposit, body))
            case protocol.STICKS_NOTICES:
                return await self._notices(int(request.query["after"]), 0)
            case protocol.HEAD | protocol.PLAN_NAME:
                return self._beginning(request.path, body)
            case protocol.DEPOSITS:
                return self._deposit(protocol.decode(Deposit, body))
            case protocol.URGENT:
                return self._urgent(protocol.decode(Urgent, body))
            case protocol.ENTRIES:
                return self._tail(int(request.query["after"]), int(request.query["limit"]))
            case protocol.NOTICES:
                return await self._notices(int(request.query["after"]), int(request.query["wait_s"]))
        return _refused(Refused("not-found", request.path))

    def _beginning(self, path: str, body: bytes) -> web.Response:
        if path == protocol.HEAD:
            return self._head()
        if not self.building_name:
            return _refused(Refused("not-found", path))
        self.plan_names.append(protocol.decode(PlanNamed, body).name)
        return _answer(BuildingNamed(self.building_name))

    def _tail(self, after: int, limit: int) -> web.Response:
        chosen = [self.entries[n] for n in sorted(self.entries) if n > after][:limit]
        return _answer(Tail(tuple(chosen), more=False))

    def head(self) -> HeadTold:
        if not self.entries:
            return HeadTold(self.state, bytes(ID_LEN), 0, bytes(DIGEST_LEN), building_name=self.building_name)
        last = self.entries[self.number]
        header = split(last).header
        held = tuple(number for number in sorted(self.held) if number > self.number)[:HELD_TOLD_MAX]
        number, digest = header.number, entry_digest(last)
        return HeadTold(self.state, header.epoch, number, digest, held, building_name=self.building_name)

    def _head(self) -> web.Response:
        if self.state == "revoked":
            return _refused(Refused("revoked", "This box was revoked by the district.", self.head()))
        return _answer(self.head())

    def _stick_head(self, signed: Signed) -> web.Response:
        box = read_head_statement(signed.statement)[1]
        if box.hex() not in self.device_keys:
            return _refused(Refused("not-yours", "the district does not know this box"))
        if self.device_keys[box.hex()] != signed.key or not is_signed(signed):
            return _refused(Refused("signature", "this head is not signed by the device of an enrolled box"))
        return _answer(self.head())

    def _deposit(self, deposit: Deposit) -> web.Response:
        first, last = split(deposit.entries[0]).header, split(deposit.entries[-1]).header
        if (known := self.receipts.get(entry_digest(deposit.entries[-1]))) and last.number in self.entries:
            return _answer(Deposited(known, self.head()))
        before = self.entries.get(first.number - 1)
        digest = entry_digest(before) if before is not None else bytes(DIGEST_LEN)
        if first.number > self.number + 1 or first.prev_digest != digest:
            return _refused(Refused("out-of-order", "this does not follow", self.head()))
        if any(self.entries.get(split(each).header.number, each) != each for each in deposit.entries):
            self.state = "fork"
            return _refused(Refused("fork", "two histories of this box", self.head()))
        for each in deposit.entries:
            self.entries[split(each).header.number] = each
        self.wraps |= {(wrap.number, wrap.recipient): wrap.wrap for wrap in deposit.wraps}
        self.order.append(("deposit", first.number, last.number))
        digest = entry_digest(deposit.entries[-1])
        said = Countersigned(last.building, last.box, last.epoch, first.number, last.number, digest, _now_ms())
        self.receipts.setdefault(digest, self.signed(said.pack()))
        return _answer(Deposited(self.receipts[digest], self.head()))

    def _urgent(self, urgent: Urgent) -> web.Response:
        receipts = []
        for each in urgent.entries:
            header = split(each).header
            self.held[header.number] = each
            said = Holding(header.building, header.box, header.epoch, header.number, entry_digest(each), _now_ms())
            receipts.append(self.signed(said.pack()))
        self.wraps |= {(wrap.number, wrap.recipient): wrap.wrap for wrap in urgent.wraps}
        numbers = [split(each).header.number for each in urgent.entries]
        self.order.append(("urgent", numbers[0], numbers[-1]))
        return _answer(Held(tuple(receipts)))

    async def _notices(self, after: int, wait_s: int) -> web.Response:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                while len(self.notices) <= after:
                    await asyncio.sleep(0.01)
        return _answer(Notices(tuple(self.notices[after:]), (), len(self.notices)))

    def _for_anybody(self, path: str, body: bytes) -> web.Response:
        if path == protocol.READYZ:
            return web.json_response(msgspec.to_builtins(Health("ok", _now_ms(), self.store)))
        return self._certificate(path, body)

    def _certificate(self, path: str, body: bytes) -> web.Response:
        if path == protocol.ENROLMENT:
            asked = msgspec.json.decode(body, type=EnrolmentAsked)
            if asked.token != TOKEN:
                return _refused(Refused("token", "there is no such token"), in_json=True)
            building, box = bytes.fromhex(asked.building), bytes.fromhex(asked.box)
            said = enrolment_statement(asked.token, asked.csr, building, box)
            self.device_keys[asked.box] = bytes.fromhex(asked.device_key)
        else:
            asked = msgspec.json.decode(body, type=RenewalAsked)
            if asked.box not in self.device_keys:
                return _refused(Refused("not-yours", "this box is not known here"), in_json=True)
            said = renewal_statement(asked.csr, bytes.fromhex(asked.building), bytes.fromhex(asked.box))
        device = Ed25519PublicKey.from_public_bytes(self.device_keys[asked.box])
        device.verify(bytes.fromhex(asked.signature), said)
        pem = self.authority.signs(asked.csr, ends=self.certificate_ends)
        given = CertificateGiven(pem, "", (self.key.hex(),), self.building_name)
        return web.Response(body=msgspec.json.encode(given), content_type=protocol.JSON)

    def signed(self, statement: bytes) -> Signed:
        return Signed(statement, self.key, self.receipt_key.sign(statement))

    @property
    def key(self) -> bytes:
        return self.receipt_key.public_key().public_bytes_raw()


def _answer(body: msgspec.Struct) -> web.Response:
    return web.Response(body=protocol.encode(body), content_type=protocol.MSGPACK)


def _refused(refused: Refused, *, in_json: bool = False) -> web.Response:
    body = msgspec.json.encode(refused) if in_json else protocol.encode(refused)
    return web.Response(
        status=protocol.status_of(refused.code), body=body, content_type=protocol.JSON if in_json else protocol.MSGPACK
    )


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
