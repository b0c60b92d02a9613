"""Tests a real server process with everything that can be wrong: certificates, bodies, silence. Each is refused by name, and the server
goes on.
"""

import asyncio
import contextlib
import select
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import msgspec
import pytest

from appliance.envelope.deposit import Collected, Deposit, Deposited, HeadTold, Held, Notices, Refused, Urgent, Wrap
from appliance.envelope.statements import renewal_statement
from sync import protocol
from sync.district.accepting import HANDSHAKES_MAX
from sync.district.answers import TAKEN_WITHIN_S
from sync.district.authority import Authority, utc_now
from sync.district.bodies import BODIES_OF_ONE_MAX, STRANGERS_MAX, STRANGERS_OF_ONE_MAX, URGENT_OF_ONE_MAX
from sync.district.connections import OF_ONE_MAX
from sync.district.district import HELD_OF_ONE_MAX
from sync.district.folder import Folder
from sync.district.keys import init
from sync.district.naming import Why
from sync.protocol import RenewalAsked, status_of
from tests.patience import patient
from tests.sync.district.building import Box
from tests.sync.district.serving import (
    Client,
    Server,
    certificate_request,
    client,
    collected,
    command,
    enrolled,
    enrolment,
    office,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    found = Server(tmp_path_factory.mktemp("hostile") / "district").init().start()
    yield found
    assert found.stop() == 0
    log = found.log.read_text()
    assert "Traceback" not in log and "could not be answered" not in log, log


@pytest.fixture
def box() -> Box:
    box = Box()
    box.write(10)
    return box


@pytest.fixture
async def certificate(server: Server, box: Box, tmp_path: Path) -> Path:
    return await enrolled(server, box, tmp_path)


@pytest.fixture
async def building(server: Server, certificate: Path) -> AsyncIterator[Client]:
    async with client(server, certificate) as found:
        yield found


SLOW_READERS = 8  # more than have room for their answers at a time: one's share is four of 4 MiB


def raw(server: Server, certificate: Path) -> ssl.SSLSocket:
    """Open a connection on which the test itself writes bytes."""
    context = ssl.create_default_context(cafile=str(server.folder.keys / "authority.pem"))
    context.load_cert_chain(certificate)
    line = socket.socket()
    line.setsockopt(
        socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024
    )  # a small buffer: what the test does not read stays with the server
    line.settimeout(20)
    line.connect(("127.0.0.1", server.port))
    return context.wrap_socket(line, server_hostname="localhost")


def head_of(length: int | None, path: str = protocol.DEPOSITS) -> bytes:
    """Give the beginning of a deposit that says this length, or none."""
    says = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    return f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{says}\r\n\r\n".encode()


async def refusal(asking: Client, body: msgspec.Struct | bytes, path: str = protocol.DEPOSITS) -> str:
    answer = await asking.post(path, body, Deposited)
    assert isinstance(answer, Refused), answer
    return answer.code


async def test_nobodys_certificate_opens_nothing_but_health(server: Server) -> None:
    async with client(server, None) as nobody:
        for path in (protocol.HEAD, protocol.OFFICE_BUILDINGS, protocol.NOTICES):
            answer = await nobody.get(path, HeadTold)
            assert isinstance(answer, Refused) and answer.code == "no-certificate"
        async with nobody.session.get(server.url + protocol.FLEET) as response:
            assert response.status == 401
        for path in (protocol.HEALTHZ, protocol.READYZ, protocol.OPENAPI):
            async with nobody.session.get(server.url + path) as response:
                assert response.status == 200


async def test_each_role_opens_only_its_own_paths(server: Server, building: Client, tmp_path: Path) -> None:
    for path in (protocol.OFFICE_BUILDINGS, protocol.OFFICE_FORKS):
        answer = await building.get(path, protocol.Forks)
        assert isinstance(answer, Refused) and answer.code == "not-yours"
    async with building.session.get(server.url + protocol.FLEET) as response:
        assert response.status == 403
    async with office(server, tmp_path / "office") as safety:
        answer2 = await safety.get(protocol.HEAD, HeadTold)
        assert isinstance(answer2, Refused) and answer2.code == "not-yours"


async def test_a_certificate_of_another_districts_authority_does_not_get_in(server: Server, tmp_path: Path) -> None:
    other = Server(tmp_path / "other").init().start()
    try:
        theirs = await enrolled(other, Box(), tmp_path)
        async with client(server, theirs) as stranger:
            with pytest.raises((aiohttp.ClientError, ssl.SSLError, ConnectionError)):
                await stranger.get(protocol.HEAD, HeadTold)
    finally:
        other.stop()


async def test_a_certificate_that_has_ended_does_not_get_in(server: Server, box: Box, tmp_path: Path) -> None:
    key, csr = certificate_request()
    long_ago = utc_now() - timedelta(days=protocol.CERTIFICATE_VALID_DAYS)
    issued = Authority(server.folder).for_box(csr, box.building, box.box, long_ago)
    (tmp_path / "ended.pem").write_bytes(key + issued.pem.encode())
    async with client(server, tmp_path / "ended.pem") as late:
        with pytest.raises((aiohttp.ClientConnectionError, ssl.SSLError)):
            await late.get(protocol.HEALTHZ, protocol.Health)


async def test_tls_1_2_is_refused(server: Server, certificate: Path) -> None:
    context = ssl.create_default_context(cafile=str(server.folder.keys / "authority.pem"))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=context)) as session:
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(server.url + protocol.HEALTHZ)


async def test_another_buildings_entries_are_refused(server: Server, building: Client, tmp_path: Path) -> None:
    other = Box()
    other.write(3)
    await enrolled(server, other, tmp_path)
    assert await refusal(building, other.deposit(1, 3)) == "not-yours"
    assert await refusal(building, other.urgent(1, 2), protocol.URGENT) == "not-yours"


async def test_entries_cut_edited_reordered_left_out_or_doubled_are_refused(building: Client, box: Box) -> None:
    chain = box.chain
    edited = bytearray(chain[3])
    edited[200] ^= 1
    wrong = {
        "cut": (*chain[:3], chain[3][:-1]),
        "longer": (*chain[:3], chain[3] + b"\0"),
        "edited": (*chain[:3], bytes(edited), chain[4]),
        "reordered": (chain[1], chain[0]),
        "left out": (chain[0], chain[2]),
        "doubled": (chain[0], chain[0]),
        "no entry": (b"HBE1",),
        "empty": (b"",),
    }
    for name, entries in wrong.items():
        assert await refusal(building, Deposit(entries, ())) == "bad-entry", name
    assert await refusal(building, Urgent((chain[4], chain[2]), ()), protocol.URGENT) == "bad-entry"
    assert await refusal(building, Deposit((), ())) == "bad-request"
    assert await refusal(building, Deposit((chain[0],) * 501, ())) == "bad-request"
    assert await refusal(building, Deposit(tuple(chain), (Wrap(1, b"short", 1, bytes(32), b"x"),))) == "bad-entry"
    head = await building.get(protocol.HEAD, HeadTold)
    assert isinstance(head, HeadTold) and head.number == 0, "nothing of it was kept"
    assert isinstance(await building.post(protocol.DEPOSITS, box.deposit(1, 10), Deposited), Deposited)


async def test_an_entry_made_anew_under_a_number_that_was_deposited_is_a_fork(building: Client, box: Box) -> None:
    await building.post(protocol.DEPOSITS, box.deposit(1, 8), Deposited)
    other = box.copy(6)
    other.write(2)
    assert await refusal(building, other.deposit(7, 8)) == "fork"


async def test_bodies_that_are_none_are_refused(server: Server, building: Client, box: Box) -> None:
    for body in (b"", b"\xc1", b"<html>Welcome to our WiFi</html>", b"\x93" * 100_000, msgspec.msgpack.encode([1, 2])):
        assert await refusal(building, body) == "bad-request"
    url, data = server.url + protocol.DEPOSITS, protocol.encode(box.deposit(1, 2))
    async with building.session.post(url, data=data, headers={"Content-Encoding": "gzip"}) as response:
        assert response.status == 400
    async with building.session.post(f"{url}?nonsense=1", data=data) as response:
        assert response.status == 400
    for query in ("after=-1", "after=1e3", "after=99999999999999999999", "wait_s=61", "after=\u0663"):
        answer = await building.get(f"{protocol.NOTICES}?{query}", HeadTold)
        assert isinstance(answer, Refused) and answer.code == "bad-request", query


async def test_a_body_too_long_is_refused_whether_it_says_so_or_not_and_its_box_named(
    server: Server, certificate: Path, building: Client, box: Box
) -> None:
    with raw(server, certificate) as line:
        line.sendall(head_of(protocol.BODY_LEN_MAX + 1))
        assert b" 413 " in await asyncio.to_thread(line.recv, 1000)
    with raw(server, certificate) as line:
        line.sendall(head_of(None))
        assert b" 413 " in await asyncio.to_thread(send_until_answered, line)
    assert isinstance(await building.get(protocol.HEAD, HeadTold), HeadTold)
    async with patient():
        while await named(server, box) != {Why.LONG_BODIES}:
            pass


def send_until_answered(line: ssl.SSLSocket) -> bytes:
    """Send one chunk of a mebibyte after the other, far more than the server takes."""
    for _ in range(20):
        if select.select([line], [], [], 0)[0]:
            break
        try:
            line.sendall(b"100000\r\n" + bytes(1 << 20) + b"\r\n")
        except OSError:
            break
    return line.recv(1000)


async def test_a_deposit_that_breaks_off_keeps_nothing(
    server: Server, certificate: Path, building: Client, box: Box
) -> None:
    data = protocol.encode(box.deposit(1, 10))
    with raw(server, certificate) as line:
        line.sendall(head_of(len(data)) + data[:-100])
    told = await building.get(protocol.HEAD, HeadTold)
    assert isinstance(told, HeadTold) and told.number == 0


async def test_a_box_that_sends_slowly_holds_up_nobody_and_takes_no_more_than_its_share(
    server: Server, certificate: Path, tmp_path: Path
) -> None:
    other = Box()
    other.write(5)
    with contextlib.ExitStack() as lines:
        slow = [lines.enter_context(raw(server, certificate)) for _ in range(BODIES_OF_ONE_MAX + 1)]
        for line in slow:
            line.sendall(head_of(protocol.BODY_LEN_MAX) + b"\x93")
        answered, _, _ = select.select(slow, [], [], 20)
        assert [b" 503 " in line.recv(1000) for line in answered] == [True], "one body of a box too many at once"
        async with client(server, await enrolled(server, other, tmp_path)) as quick:
            assert isinstance(await quick.post(protocol.DEPOSITS, other.deposit(1, 5), Deposited), Deposited)


async def test_a_box_brings_its_calls_also_where_its_lines_broke_amid_as_many_deposits_as_it_may_bring(
    server: Server, certificate: Path, building: Client, box: Box
) -> None:
    with contextlib.ExitStack() as lines:
        for _ in range(URGENT_OF_ONE_MAX // 2):
            unfinished = head_of(protocol.URGENT_LEN_MAX, protocol.URGENT) + b"\x93"
            lines.enter_context(raw(server, certificate)).sendall(unfinished)
        slow = [lines.enter_context(raw(server, certificate)) for _ in range(BODIES_OF_ONE_MAX + 1)]
        for line in slow:
            line.sendall(head_of(protocol.BODY_LEN_MAX) + b"\x93")
        answered, _, _ = select.select(slow, [], [], 20)
        assert [b" 503 " in line.recv(1000) for line in answered] == [True], "one more is too many"
        assert isinstance(await building.post(protocol.URGENT, box.urgent(2), Held), Held)


async def test_no_box_closes_the_urgent_lane_to_others_by_sending_slowly(
    server: Server, certificate: Path, box: Box, tmp_path: Path
) -> None:
    other = Box()
    other.write(5)
    with contextlib.ExitStack() as lines:
        for _ in range(3):
            line = lines.enter_context(raw(server, certificate))
            line.sendall(head_of(None, protocol.URGENT) + b"100000\r\n" + bytes(1 << 20))
        async with client(server, await enrolled(server, other, tmp_path)) as quick, patient():
            while f"held back: box {box.box.hex()} {Why.BODIES}" not in server.said():
                await asyncio.sleep(0.1)
            assert isinstance(await quick.post(protocol.URGENT, other.urgent(1, 2), Held), Held)
    audited = await asyncio.to_thread(command, "audit", "--data", str(server.data))
    assert f"box {box.box.hex()}: held back  {Why.BODIES}" in audited.stdout


async def test_a_box_is_named_for_what_it_does_too_much_of(server: Server, building: Client, box: Box) -> None:
    await building.post(protocol.DEPOSITS, box.deposit(1, 5), Deposited)
    async with patient():
        while isinstance(said := await building.post(protocol.URGENT, another(box).urgent(6), Held), Held):
            pass
    assert isinstance(said, Refused) and said.code == "quota"
    async with client(server, None) as nobody, patient():
        while (code := await renewed(server, nobody, renewal(box))) == "":
            pass
        assert code == "quota"
        forged = msgspec.structs.replace(renewal(box), signature="00")
        assert await renewed(server, nobody, forged) == "signature", "only the box itself hears of it"
    async with patient():
        while (told := await named(server, box)) != {Why.HISTORIES, Why.RENEWALS}:
            assert Why.DAY not in told


def another(box: Box) -> Box:
    """Make another history of the box from entry 6 on."""
    made = box.copy(5)
    made.write(1)
    return made


def renewal(box: Box) -> RenewalAsked:
    """Ask for a renewal as the box does, each time for a new key."""
    _, csr = certificate_request()
    signature = box.key.sign(renewal_statement(csr, box.building, box.box)).hex()
    return RenewalAsked(csr, box.building.hex(), box.box.hex(), signature)


async def renewed(server: Server, asking: Client, asked: RenewalAsked) -> str:
    """Ask for a renewal; give why it was refused, or an empty text."""
    async with asking.session.post(server.url + protocol.RENEWAL, data=msgspec.json.encode(asked)) as response:
        answer = await response.read()
    return "" if response.status == 200 else msgspec.json.decode(answer, type=Refused).code


async def named(server: Server, box: Box) -> set[Why]:
    """Give the reasons for which the audit log names this box."""
    return await named_as(server, f"box {box.box.hex()}")


async def named_as(server: Server, who: str) -> set[Why]:
    audited = await asyncio.to_thread(command, "audit", "--data", str(server.data))
    return {why for why in Why if f"{who}: held back  {why}" in audited.stdout}


async def test_a_stranger_who_tries_tokens_keys_and_long_bodies_is_named_for_each_once_an_hour(
    server: Server, box: Box
) -> None:
    asked = enrolment(box, "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH", certificate_request()[1])
    forged = msgspec.structs.replace(asked, signature="00")
    async with client(server, None) as nobody, patient():
        for body in (asked, asked, forged):
            async with nobody.session.post(server.url + protocol.ENROLMENT, data=msgspec.json.encode(body)) as response:
                assert response.status == 403
        long = bytes(protocol.SMALL_BODY_LEN_MAX + 1)
        async with nobody.session.post(server.url + protocol.RENEWAL, data=long) as response:
            assert response.status == 413
        while not {Why.TOKENS, Why.SIGNATURES, Why.LONG_BODIES} <= await named_as(server, "a stranger at 127.0.0.1"):
            pass
    assert server.said().count(f"held back: a stranger at 127.0.0.1 {Why.TOKENS}") == 1


async def test_what_is_no_request_leaves_one_line_and_no_traceback(server: Server, certificate: Path) -> None:
    for first in (
        f"GET /{'a' * 9_000} HTTP/1.1\r\nHost: x\r\n\r\n",
        "\0\1\2\r\n\r\n",
        f"GET / HTTP/1.1\r\nX: {'a' * 9_000}\r\n\r\n",
    ):
        with raw(server, certificate) as line:
            line.sendall(first.encode())
            assert b" 400 " in await asyncio.to_thread(line.recv, 1000)
    async with patient():
        while Why.RUBBISH not in await named_as(server, "a stranger at 127.0.0.1"):
            pass
    said = server.said()
    assert said.count(f"held back: a stranger at 127.0.0.1 {Why.RUBBISH}") == 1
    assert "Traceback" not in said and "Error handling request" not in said


async def test_who_does_not_take_what_it_asked_for_waits_for_more_of_it_until_that_is_cut_off_and_others_do_not(
    server: Server, certificate: Path, building: Client, box: Box, tmp_path: Path
) -> None:
    long = Box(box.building, box.box, key=box.key)
    long.write(100, body_len=64 * 1024 + 16)
    for first in range(1, 100, 10):
        assert isinstance(await building.post(protocol.DEPOSITS, long.deposit(first, first + 9), Deposited), Deposited)
    asks = f"GET {protocol.ENTRIES} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    async with patient(TAKEN_WITHIN_S), asyncio.TaskGroup() as tasks:
        with contextlib.ExitStack() as lines:
            for _ in range(SLOW_READERS):
                lines.enter_context(raw(server, certificate)).sendall(asks)
            waits = tasks.create_task(building.get(protocol.ENTRIES, protocol.Tail))
            told = await building.get(protocol.HEAD, HeadTold)
            assert isinstance(told, HeadTold) and told.number == 100, "short answers come all the same"
            async with office(server, tmp_path / "office") as safety:
                entries, _, _ = await collected(safety, box.building.hex(), bytes(32))
                assert [each.entry for each in entries] == long.chain
            try:
                while f"held back: box {box.box.hex()} {Why.SLOW_READERS}" not in server.said():
                    await asyncio.sleep(0.05)
            except asyncio.CancelledError as late:
                raise AssertionError(f"nobody was cut off; the server said:\n{server.said()}") from late
        tail = await waits
        assert isinstance(tail, protocol.Tail), "a long answer comes to who takes it"
        assert tail.more and list(tail.entries) == long.chain[: len(tail.entries)]
    audited = await asyncio.to_thread(command, "audit", "--data", str(server.data))
    assert f"box {box.box.hex()}: held back  {Why.SLOW_READERS}" in audited.stdout


async def test_eight_consoles_of_an_office_have_one_certificate_and_none_is_refused(
    server: Server, building: Client, box: Box, tmp_path: Path
) -> None:
    assert isinstance(await building.post(protocol.DEPOSITS, box.deposit(1, 10), Deposited), Deposited)
    page = f"{protocol.OFFICE_ENTRIES}?building={box.building.hex()}&recipient={bytes(32).hex()}"
    asked: dict[str, type[msgspec.Struct]] = {
        page: Collected,
        f"{page}&after=1": Collected,
        protocol.OFFICE_BUILDINGS: protocol.Buildings,
        protocol.OFFICE_FORKS: protocol.Forks,
        protocol.OFFICE_URGENT: protocol.UrgentTold,
    }
    async with contextlib.AsyncExitStack() as stack, patient(), asyncio.TaskGroup() as tasks:
        consoles = [await stack.enter_async_context(office(server, tmp_path / "office")) for _ in range(8)]
        told = await consoles[0].get(protocol.OFFICE_URGENT, protocol.UrgentTold)
        assert isinstance(told, protocol.UrgentTold)
        waits = f"{protocol.OFFICE_URGENT}?after={told.after}&wait_s=60"
        held = [tasks.create_task(each.get(waits, protocol.UrgentTold)) for each in consoles]
        for _ in range(2):  # the second time all connections exist, so everything is asked at once
            answers = [tasks.create_task(each.get(path, kind)) for each in consoles for path, kind in asked.items()]
            assert not [each for each in await asyncio.gather(*answers) if isinstance(each, Refused)]
        for each in held:
            each.cancel()
    assert "held back: office" not in server.said()


async def test_one_question_too_many_that_waits_ends_the_oldest(building: Client) -> None:
    async def waits() -> Notices | Refused:
        return await building.get(f"{protocol.NOTICES}?wait_s=60", Notices)

    async with patient(), asyncio.TaskGroup() as tasks:
        asked = [tasks.create_task(waits()) for _ in range(HELD_OF_ONE_MAX + 1)]
        done, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        assert [each.result() for each in done] == [Notices((), (), 0)], "and it is answered as if its time were over"
        for each in asked:
            each.cancel()


async def test_one_connection_of_a_certificate_too_many_closes_the_first_that_is_silent(
    server: Server, certificate: Path, building: Client
) -> None:
    with contextlib.ExitStack() as lines:
        first, *_ = [lines.enter_context(raw(server, certificate)) for _ in range(OF_ONE_MAX + 1)]
        assert await asyncio.to_thread(first.recv, 1) == b""
        last = lines.enter_context(raw(server, certificate))
        last.sendall(f"GET {protocol.HEAD} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert b" 200 " in await asyncio.to_thread(last.recv, 1000)
        assert isinstance(await building.get(protocol.HEAD, HeadTold), HeadTold)


async def test_strangers_who_stall_make_room_for_a_box_that_enrols(server: Server, tmp_path: Path) -> None:
    context = ssl.create_default_context(cafile=str(server.folder.keys / "authority.pem"))
    with contextlib.ExitStack() as lines:
        for _ in range(2 * STRANGERS_OF_ONE_MAX):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=20))
            line = lines.enter_context(context.wrap_socket(line, server_hostname="localhost"))
            line.sendall(head_of(protocol.SMALL_BODY_LEN_MAX, protocol.ENROLMENT) + b"{")
        async with patient():
            assert (await enrolled(server, Box(), tmp_path)).exists()


async def test_strangers_who_stall_at_many_addresses_make_room_for_a_box_that_enrols(
    server: Server, tmp_path: Path
) -> None:
    context = ssl.create_default_context(cafile=str(server.folder.keys / "authority.pem"))
    stalls = head_of(protocol.SMALL_BODY_LEN_MAX, protocol.ENROLMENT) + bytes(protocol.SMALL_BODY_LEN_MAX - 1)
    with contextlib.ExitStack() as lines:
        for number in range(STRANGERS_MAX + 2 * STRANGERS_OF_ONE_MAX):
            source = (f"127.0.1.{number // STRANGERS_OF_ONE_MAX}", 0)
            line = socket.create_connection(("127.0.0.1", server.port), timeout=20, source_address=source)
            line = lines.enter_context(context.wrap_socket(lines.enter_context(line), server_hostname="localhost"))
            line.sendall(stalls)
        async with patient():
            assert (await enrolled(server, Box(), tmp_path)).exists()


async def test_those_who_connect_and_say_nothing_keep_nobody_out(server: Server, building: Client, box: Box) -> None:
    silent = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(HANDSHAKES_MAX + 50)]
    began_s = asyncio.get_running_loop().time()
    assert isinstance(await building.post(protocol.DEPOSITS, box.deposit(1, 10), Deposited), Deposited)
    assert asyncio.get_running_loop().time() - began_s < 5
    for _, writer in silent:
        writer.close()
        await writer.wait_closed()


async def test_a_stolen_token_enrols_no_box_without_its_key(server: Server, box: Box) -> None:
    token = server.token(f"Stolen {box.box.hex()}")
    _, csr = certificate_request()
    forged = msgspec.structs.replace(enrolment(box, token, csr), device_key=Box().device_key.hex())
    replayed = msgspec.structs.replace(enrolment(box, token, csr), csr=certificate_request()[1])
    nonsense = msgspec.structs.replace(enrolment(box, token, csr), box="zz")
    async with client(server, None) as nobody:
        for body, code in ((forged, "signature"), (replayed, "signature"), (nonsense, "bad-request")):
            async with nobody.session.post(server.url + protocol.ENROLMENT, data=msgspec.json.encode(body)) as response:
                refused = msgspec.json.decode(await response.read(), type=Refused)
                assert (refused.code, response.status) == (code, status_of(code))


async def test_a_request_for_a_certificate_with_another_key_than_p_256_is_refused(server: Server, box: Box) -> None:
    for csr in ("", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n"):
        body = enrolment(box, server.token(f"Odd {box.box.hex()}{len(csr)}"), csr)
        async with (
            client(server, None) as nobody,
            nobody.session.post(server.url + protocol.ENROLMENT, data=msgspec.json.encode(body)) as response,
        ):
            assert response.status == 400, await response.read()


def test_keys_are_made_once_and_belong_to_their_owner_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "district")
    init(folder, ["localhost"], utc_now())
    for path in folder.keys.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600, path
    assert folder.keys.stat().st_mode & 0o777 == 0o700
