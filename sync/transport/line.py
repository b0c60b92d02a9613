"""Sends requests to the district's server, and takes each answer only for what it is. Opens no entry, keeps no state.

    async with DistrictLine.open(server, context, proxy) as line:
        told = await line.head()

Three things can come back: what was asked for; a `Refusal`, which is the district's own word; and `Unreachable`, which is
everything else, even a captive portal's friendly page.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import aiohttp
import msgspec

from appliance.api.sentences import fit
from appliance.envelope.deposit import Deposit, Deposited, HeadTold, Held, Notices, Refused, Signed, Urgent
from appliance.envelope.format import UNREADABLE, FormatError
from sync import protocol
from sync.live import MESSAGE_LEN_MAX
from sync.protocol import (
    BuildingNamed,
    BundleBrought,
    CertificateGiven,
    Forks,
    Health,
    Kept,
    NewsTold,
    PlanNamed,
    RestoringAsked,
    RestoringTold,
    Tail,
    UrgentTold,
)
from sync.transport.proxy import Proxy

CONNECT_WAIT_S = 15.0  # a satellite line with TLS takes 3 s; after 15 s the network is losing what we send
ANSWER_WAIT_S = 30.0  # for small requests; a busy server says so earlier
READY_WAIT_S = 10.0  # the server must ask its store for one row, behind all other questions
UNACKNOWLEDGED_MS_MAX = 20_000  # when the other end's TCP takes no byte for so long, the line is dead, not slow
KEEPALIVE_IDLE_S, KEEPALIVE_EVERY_S, KEEPALIVE_TRIES = (
    20,
    5,
    4,
)  # so a dead line under a held poll is noticed within 40 s
DEPOSITS_AT_ONCE = 4  # two are written with one commit, one is checked, and one is on its way
# Besides deposits: urgent lane, notices, live line, entries deposited again, entries brought back, what another box would need, what a
# restored box asks for, and the building's names. Each has a connection of its own, so that none waits for another.
CONNECTIONS_MAX = DEPOSITS_AT_ONCE + 8
RETRY_AFTER_S_MIN = 1.0  # a server that every waiting box asks once a second has little to do
RETRY_AFTER_S_MAX = 120.0  # a refused call waits too: a server that is well again gets it within two minutes

ANSWER_LEN_MAX: Mapping[type[msgspec.Struct], int] = {
    HeadTold: 32 * 1024,  # 1,000 numbers of 9 bytes
    Deposited: 64 * 1024,  # as a head, and a receipt
    Held: 256 * 1024,  # 500 receipts of 250 bytes
    CertificateGiven: 64 * 1024,  # a chain of a few, of 2 KB each
    NewsTold: 512 * 1024,  # 20,000 buildings of 18 bytes
    UrgentTold: 256 * 1024,  # 2,000 entries of 75 bytes
    Forks: 512 * 1024,  # a page of 200 with a few digests each has 80 KB
    Kept: 4 * 1024,
    BuildingNamed: 4 * 1024,
    Health: 4 * 1024,
}  # any other answer may be as long as a deposit
REFUSED_LEN_MAX = 64 * 1024  # a sentence, and in some refusals a head
SAYS_MAX = 500  # characters in a sentence that may come from a server: seven lines of a screen

_TCP_USER_TIMEOUT = 18  # Linux; Python names it only on some builds


def printable(text: str) -> str:
    """Give text without control characters, which a terminal might obey, and short enough to read: it is logged and shown on screens."""
    return fit(text, SAYS_MAX)


class Unreachable(Exception):
    """No district's server answered. `str()` says in one sentence what happened instead."""

    def __init__(self, says: str, *, certificate_refused: bool = False) -> None:
        super().__init__(printable(says))
        self.certificate_refused = certificate_refused


class ShutOut(Unreachable):
    """The district answered, and takes nothing more of this box: the box is revoked."""


class NoCertificate(Unreachable):
    """The district answered, and said itself that it does not take the certificate. A connection that just closes proves less: anybody
    could close it.
    """

    def __init__(self, says: str) -> None:
        super().__init__(says, certificate_refused=True)


class TooLong(Unreachable):
    """The district answered with more bytes than any answer may have."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The district's server said no. `retry_after_s` is 0 where the server did not say when to ask again."""

    refused: Refused
    retry_after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Paths:
    """The server that takes our deposits and gives notices, and the fields that are sent with every question. A box sends none: its
    certificate says which box it is.
    """

    deposits: str = protocol.DEPOSITS
    notices: str = protocol.NOTICES
    always: Mapping[str, str] = field(default_factory=dict)


def patience_s(said: float) -> float:
    """Give how long to wait for a server that asks us to wait; 0 where it does not say how long."""
    return min(max(float(said), RETRY_AFTER_S_MIN), RETRY_AFTER_S_MAX) if said > 0 else 0.0


def refusal(refused: Refused, said_s: float) -> Refusal:
    """Give the server's refusal with its texts fit to be shown."""
    shown = msgspec.structs.replace(refused, code=printable(refused.code), says=printable(refused.says))
    return Refusal(shown, patience_s(said_s))


class DistrictLine:
    """A session with one district's server. Made by `open` or `open_local`."""

    def __init__(self, server: str, session: aiohttp.ClientSession, proxy: Proxy | None) -> None:
        self._server = server.rstrip("/")
        self._session = session
        self._proxy = proxy
        self._paths = Paths()
        self._answered = False

    @classmethod
    @asynccontextmanager
    async def open(cls, server: str, context: ssl.SSLContext, proxy: Proxy | None) -> AsyncGenerator[Self]:
        """Make a session that connects with its first request. `server` is https://HOST[:PORT]."""
        connector = aiohttp.TCPConnector(ssl=context, limit=CONNECTIONS_MAX, socket_factory=_socket)
        async with _session(connector) as session:
            yield cls(server, session, proxy)

    @staticmethod
    @asynccontextmanager
    async def open_local(path: Path) -> AsyncGenerator["DistrictLine"]:
        """Make a session over the administrators' socket of a server on this machine."""
        async with _session(aiohttp.UnixConnector(str(path))) as session:
            yield DistrictLine("http://district", session, None)

    def for_stick_of(self, building: bytes, box: bytes) -> "DistrictLine":
        """Give the same session, asking as an administrator for this box, whose stick is here."""
        other = DistrictLine(self._server, self._session, self._proxy)
        whose = {"building": building.hex(), "box": box.hex()}
        other._paths = Paths(protocol.STICKS_DEPOSITS, protocol.STICKS_NOTICES, whose)
        return other

    async def stick_head(self, signed: Signed) -> HeadTold | Refusal:
        """Ask what the server has of the box whose device signed this head statement. Raises Unreachable."""
        return await self._ask(HeadTold, "POST", protocol.STICKS_HEAD, body=signed)

    async def ready(self) -> Health | Refusal:
        """Ask whether the server and its store answer. This needs no certificate."""
        return await self._ask(Health, "GET", protocol.READYZ, wait_s=READY_WAIT_S)

    async def head(self, countersigned: int = 0, backlog: int = 0, version: str = "") -> HeadTold | Refusal:
        """Ask what the server has of this box, and tell it what this box has. Raises Unreachable."""
        query = {"countersigned": str(countersigned), "backlog": str(backlog), "version": version}
        return await self._ask(HeadTold, "GET", protocol.HEAD, query=query)

    async def head_of(self, box: bytes) -> HeadTold | Refusal:
        """Ask what the server has of a box before this one. Raises Unreachable."""
        return await self._ask(HeadTold, "GET", protocol.HEAD, query={"of": box.hex()})

    async def name_successor(self, key: Signed) -> Kept | Refusal:
        """Say which key speaks for the box after this one. Raises Unreachable."""
        return await self._ask(Kept, "POST", protocol.SUCCESSION_KEY, body=key)

    async def show_former_head(self, head: Signed) -> Kept | Refusal:
        """Show the last head that the former box signed, when a token gave its place to this box. Raises Unreachable."""
        return await self._ask(Kept, "POST", protocol.FORMER_HEADS, body=head)

    async def ask_restoring(self, public: bytes) -> Kept | Refusal:
        """Ask the office for what the former box had, sealed for this key. Raises Unreachable."""
        return await self._ask(Kept, "POST", protocol.RESTORING, body=RestoringAsked(public))

    async def handover(self) -> RestoringTold | Refusal:
        """Get what the office handed over. Raises Unreachable."""
        return await self._ask(RestoringTold, "GET", protocol.RESTORING)

    async def keep_bundle(self, bundle: BundleBrought) -> Kept | Refusal:
        """Bring this box's recovery bundle. Raises Unreachable."""
        return await self._ask(Kept, "POST", protocol.BUNDLES, body=bundle, wait_s=protocol.BODY_WAIT_S)

    async def deposit(self, deposit: Deposit, *, lost_before: bool = False, of: bytes = b"") -> Deposited | Refusal:
        """Deposit entries. `of`: the box before this one, if the entries are its. Raises Unreachable: then the deposit may or may not have
        been kept, and is sent again.
        """
        query = {
            **self._paths.always,
            **({"lost_before": "1"} if lost_before else {}),
            **({"of": of.hex()} if of else {}),
        }
        return await self._ask(
            Deposited, "POST", self._paths.deposits, query=query, body=deposit, wait_s=protocol.BODY_WAIT_S
        )

    @asynccontextmanager
    async def live(self) -> AsyncGenerator[aiohttp.ClientWebSocketResponse]:
        """Hold a connection for the messages of `sync/live.py`. The caller must answer its pings. Raises Unreachable."""
        proxy = self._proxy.url if self._proxy is not None else None
        asking: dict[str, Any] = {"proxy": proxy, "compress": 0, "max_msg_size": MESSAGE_LEN_MAX, "autoping": False}
        try:
            async with asyncio.timeout(CONNECT_WAIT_S):
                socket = await self._session.ws_connect(self._server + protocol.LIVE, **asking)
        except TimeoutError as slow:
            raise Unreachable(f"The district's server opened no live line within {CONNECT_WAIT_S:.0f} s.") from slow
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise self._unreachable(error) from error
        try:
            yield socket
        finally:
            await socket.close()

    async def name_plan(self, name: str) -> BuildingNamed | Refusal:
        """Say what the plan calls this building, and get what the district calls it. Raises Unreachable."""
        return await self._ask(BuildingNamed, "POST", protocol.PLAN_NAME, body=PlanNamed(name))

    async def urgent(self, urgent: Urgent) -> Held | Refusal:
        """Send entries of the urgent lane. Raises Unreachable."""
        return await self._ask(Held, "POST", protocol.URGENT, body=urgent, wait_s=protocol.BODY_WAIT_S)

    async def notices(self, after: int, wait_s: int) -> Notices | Refusal:
        """Ask for notices. The server holds the answer until there is one, at most `wait_s`. Raises Unreachable."""
        query = {**self._paths.always, "after": str(after), "wait_s": str(wait_s)}
        return await self._ask(Notices, "GET", self._paths.notices, query=query, wait_s=ANSWER_WAIT_S + wait_s)

    async def tail(self, after: int, limit: int, of: bytes = b"") -> Tail | Refusal:
        """Get this box's own entries above a number, or the entries `of` a box before it. Raises Unreachable."""
        query = {"after": str(after), "limit": str(limit), **({"of": of.hex()} if of else {})}
        return await self._ask(Tail, "GET", protocol.ENTRIES, query=query)

    async def certificate(self, path: str, asked: msgspec.Struct) -> CertificateGiven | Refusal:
        """Ask for a certificate by enrolment or renewal, in JSON. Raises Unreachable."""
        return await self._ask(CertificateGiven, "POST", path, json=asked)

    async def _ask[Body: msgspec.Struct](
        self,
        kind: type[Body],
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: msgspec.Struct | None = None,
        json: msgspec.Struct | None = None,
        wait_s: float = ANSWER_WAIT_S,
    ) -> Body | Refusal:
        content = protocol.JSON if json is not None else protocol.MSGPACK
        data = msgspec.json.encode(json) if json is not None else protocol.encode(body) if body is not None else None
        asking: dict[str, Any] = {"params": query, "data": data, "allow_redirects": False}
        asking["headers"] = {"Content-Type": content, "Accept": content, "Accept-Encoding": "identity"}
        asking["timeout"] = aiohttp.ClientTimeout(total=wait_s, sock_connect=CONNECT_WAIT_S)
        asking["proxy"] = self._proxy.url if self._proxy is not None else None
        try:
            async with self._session.request(method, self._server + path, **asking) as response:
                length_max = ANSWER_LEN_MAX.get(kind, protocol.BODY_LEN_MAX)
                answer = await _bounded(response, length_max if response.status == 200 else REFUSED_LEN_MAX)
                self._answered = True
        except TimeoutError as slow:
            raise Unreachable(f"The district's server did not answer within {wait_s:.0f} s.") from slow
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise self._unreachable(error) from error
        return _understood(kind, response, answer)

    def _unreachable(self, error: Exception) -> Unreachable:
        proxy = self._proxy.shown if self._proxy is not None else ""
        where = f"{self._server} through the proxy {proxy}" if proxy else self._server
        refused = False
        match error:
            case aiohttp.InvalidURL():  # the error's text quotes the address, and a proxy's address may hold a password
                says = (
                    "An address cannot be read: the district's is https://HOST[:PORT], a proxy's http://[NAME:PASSWORD@]HOST:PORT, "
                    "and in the password / is written %2F."
                )
            case aiohttp.ClientConnectorCertificateError():
                says = f"What answers at {where} is not the district's server: {_certificate(error)}."
            case aiohttp.ClientHttpProxyError():
                says = f"The proxy {proxy} refused with HTTP {error.status}. Check its address and password."
            case aiohttp.ClientProxyConnectionError():
                says = f"The proxy {proxy} cannot be reached ({_reason(error)})."
            case aiohttp.ClientConnectorDNSError():
                says = f"The name in {self._server} cannot be found: no name server, or no such name."
            case _ if (
                "alert" in str(error).lower()
            ):  # TLS 1.3: the other end judges our certificate only after the handshake
                says = f"The district's server at {where} refused the certificate it was shown ({_reason(error)})."
                refused = True
            case aiohttp.ServerDisconnectedError() if not self._answered:
                # A server on asyncio closes without the TLS alert that would say why.
                says = f"The district's server at {where} closed before it answered. It may not take the certificate it was shown."
                refused = True
            case aiohttp.ClientConnectorSSLError():
                says = f"What answers at {where} speaks no TLS 1.3 ({_reason(error)}). A sign-in page?"
            case aiohttp.ClientConnectorError():
                says = f"{where} cannot be reached ({_reason(error)})."
            case _:
                says = f"The line to {where} broke ({_reason(error)})."
        return Unreachable(says, certificate_refused=refused)


async def _bounded(response: aiohttp.ClientResponse, length_max: int) -> bytearray:
    """Read the body. Raises TooLong when it is longer than a district's answer may be, and Unreachable when the long page is not from a
    district.
    """
    answer = bytearray()
    async for piece in response.content.iter_chunked(64 * 1024):
        answer += piece
        if len(answer) > length_max:
            if response.content_type not in {protocol.MSGPACK, protocol.JSON}:
                raise _in_its_place(response)
            raise TooLong(f"The district's server gave an answer longer than {length_max:,} bytes.")
    return answer


def _understood[Body: msgspec.Struct](
    kind: type[Body], response: aiohttp.ClientResponse, answer: bytearray
) -> Body | Refusal:
    in_json = response.content_type == protocol.JSON
    try:
        if response.status == 200:
            return msgspec.json.decode(answer, type=kind) if in_json else protocol.decode(kind, answer)
        refused = msgspec.json.decode(answer, type=Refused) if in_json else protocol.decode(Refused, answer)
    except (FormatError, *UNREADABLE) as wrong:
        raise _in_its_place(response) from wrong
    if refused.code == "no-certificate":
        raise NoCertificate(f"The district wants another certificate: {refused.says}")
    said = response.headers.get("Retry-After", "")
    return refusal(refused, float(said) if said.isdecimal() else 0.0)


def _in_its_place(response: aiohttp.ClientResponse) -> Unreachable:
    return Unreachable(
        f"Something answered HTTP {response.status} in the district's place, and not as it does. A sign-in page, or a gateway?"
    )


def _reason(error: Exception) -> str:
    cause = getattr(error, "os_error", error)
    return str(getattr(cause, "strerror", None) or cause or type(error).__name__)


def _certificate(error: aiohttp.ClientConnectorCertificateError) -> str:
    wrong = error.certificate_error
    said = getattr(wrong, "verify_message", "") or (wrong.args[-1] if wrong.args else wrong)
    return f"its certificate does not hold ({said})"


def _session(connector: aiohttp.BaseConnector) -> aiohttp.ClientSession:
    """Make a session that follows no redirect: what answers elsewhere is not the district. aiohttp has no such option for a WebSocket, so a
    trace refuses it.
    """
    tracing = aiohttp.TraceConfig()
    tracing.on_request_redirect.append(_refuse_redirect)
    return aiohttp.ClientSession(
        trace_configs=[tracing],
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        skip_auto_headers=["User-Agent"],
    )


async def _refuse_redirect(*_: object) -> None:
    raise aiohttp.ClientPayloadError("it sends us elsewhere")


def _socket(address: aiohttp.AddrInfoType) -> socket.socket:
    family, kind, proto, _, _ = address
    made = socket.socket(family, kind, proto)
    made.setblocking(False)
    made.setsockopt(socket.IPPROTO_TCP, _TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS_MAX)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, KEEPALIVE_IDLE_S)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, KEEPALIVE_EVERY_S)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, KEEPALIVE_TRIES)
    return made
