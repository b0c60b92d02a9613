"""Tests a real server process over real mutual TLS: a building enrols and deposits, an office collects, an administrator looks on."""

import asyncio
import re
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from appliance.envelope.deposit import Collected, Deposited, HeadTold, Held, Notices, Refused
from appliance.envelope.format import head_statement
from appliance.envelope.statements import EVERY_BUILDING, Countersigned, Notice, NoticeType, Opened, renewal_statement
from sync import protocol
from tests.patience import until
from tests.ports import free_port
from tests.sync.district import succession
from tests.sync.district.building import Box, wrap_for
from tests.sync.district.serving import (
    Client,
    Server,
    certificate_request,
    client,
    command,
    enrolled,
    office,
)
from tests.sync.district.tables import RECIPIENT, signed

pytestmark = pytest.mark.slow


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    found = Server(tmp_path / "district").init().start()
    yield found
    assert found.stop() == 0, found.log.read_text()


@pytest.fixture
def box() -> Box:
    box = Box()
    box.write(10)
    return box


@pytest.fixture
async def building(server: Server, box: Box, tmp_path: Path) -> AsyncIterator[Client]:
    async with client(server, await enrolled(server, box, tmp_path)) as found:
        yield found


async def test_a_building_deposits_and_the_office_collects(
    server: Server, building: Client, box: Box, tmp_path: Path
) -> None:
    wrap = wrap_for(1, RECIPIENT)
    answer = await building.post(protocol.DEPOSITS, box.deposit(1, 10, (wrap,)), Deposited)
    assert isinstance(answer, Deposited)
    assert Countersigned.unpack(answer.receipt.statement).last == 10
    head = replace(answer.head, building_name=box.building.hex())  # a deposit's answer leaves the name out
    assert await building.get(protocol.HEAD, HeadTold) == head
    async with office(server, tmp_path / "office") as safety:
        listed = await safety.get(protocol.OFFICE_BUILDINGS, protocol.Buildings)
        assert isinstance(listed, protocol.Buildings)
        assert (listed.buildings[0].building, listed.buildings[0].boxes[0].number) == (box.building, 10)
        target = f"{protocol.OFFICE_ENTRIES}?building={box.building.hex()}&recipient={RECIPIENT.hex()}"
        collected = await safety.get(target, Collected)
        assert isinstance(collected, Collected)
        assert [each.entry for each in collected.entries] == box.chain
        assert all(each.countersigned for each in collected.entries)
        assert collected.wraps == ((box.building, wrap),)
        assert collected.receipts == (answer.receipt,)
        assert collected.after == listed.buildings[0].place


async def test_an_open_call_wakes_the_office_at_once(
    server: Server, building: Client, box: Box, tmp_path: Path
) -> None:
    async with office(server, tmp_path / "office") as safety:
        waiting = asyncio.ensure_future(  # noqa: TID251
            safety.get(f"{protocol.OFFICE_URGENT}?wait_s=30", protocol.UrgentTold)
        )
        await building.get(protocol.HEAD, HeadTold)
        assert not waiting.done()
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        held = await building.post(protocol.URGENT, box.urgent(3), Held)
        told = await waiting
        assert isinstance(held, Held) and isinstance(told, protocol.UrgentTold)
        assert [each.number for each in told.held] == [3]
        assert loop.time() - began_s < 5


async def test_a_notice_wakes_the_building_it_is_for(
    server: Server, building: Client, box: Box, tmp_path: Path
) -> None:
    root = Ed25519PrivateKey.generate()
    async with office(server, tmp_path / "office") as safety:
        waiting = asyncio.ensure_future(building.get(f"{protocol.NOTICES}?wait_s=30", Notices))  # noqa: TID251
        await building.get(protocol.HEAD, HeadTold)
        notice = signed(root, Notice(EVERY_BUILDING, NoticeType.RECIPIENTS, 1, b"body").pack())
        assert isinstance(await safety.post(protocol.OFFICE_NOTICES, notice, protocol.Kept), protocol.Kept)
        told = await waiting
        assert isinstance(told, Notices) and told.notices == (notice,)
        opened = signed(root, Opened(box.building, bytes(16), 4, box.digest(4), 1).pack())
        assert isinstance(await safety.post(protocol.OFFICE_OPENED, opened, protocol.Kept), protocol.Kept)
        later = await building.get(f"{protocol.NOTICES}?after={told.after}&wait_s=1", Notices)
        assert isinstance(later, Notices) and later.opened == (opened,)


async def test_a_box_that_was_put_back_fetches_its_own_tail(building: Client, box: Box) -> None:
    await building.post(protocol.DEPOSITS, box.deposit(1, 10), Deposited)
    tail = await building.get(f"{protocol.ENTRIES}?after=6&limit=3", protocol.Tail)
    assert tail == protocol.Tail(tuple(box.chain[6:9]), True)
    assert await building.get(f"{protocol.ENTRIES}?after=9", protocol.Tail) == protocol.Tail(
        tuple(box.chain[9:]), False
    )


async def test_a_box_renews_by_its_device_key_alone(server: Server, building: Client, box: Box, tmp_path: Path) -> None:
    key, csr = certificate_request()
    signature = box.key.sign(renewal_statement(csr, box.building, box.box)).hex()
    asked = protocol.RenewalAsked(csr, box.building.hex(), box.box.hex(), signature)
    async with client(server, None) as nobody:
        async with nobody.session.post(server.url + protocol.RENEWAL, data=msgspec.json.encode(asked)) as response:
            given = msgspec.json.decode(await response.read(), type=protocol.CertificateGiven)
        async with nobody.session.post(server.url + protocol.RENEWAL, data=msgspec.json.encode(asked)) as response:
            again = msgspec.json.decode(await response.read(), type=protocol.CertificateGiven)
        assert again == given, "whoever sends it again learns nothing, and leaves nothing behind"
        assert command("audit", "--data", str(server.data)).stdout.count("certificate renewed") == 1
        forged = msgspec.structs.replace(asked, signature=Ed25519PrivateKey.generate().sign(b"").hex())
        async with nobody.session.post(server.url + protocol.RENEWAL, data=msgspec.json.encode(forged)) as response:
            assert response.status == 403
    (tmp_path / "renewed.pem").write_bytes(key + given.certificate.encode())
    async with client(server, tmp_path / "renewed.pem") as renewed:
        assert isinstance(await renewed.get(protocol.HEAD, HeadTold), HeadTold)


async def test_a_token_in_a_boxs_place_says_what_the_seed_needs_and_lets_in_the_one_box(
    server: Server, building: Client, box: Box, tmp_path: Path
) -> None:
    data, name = ("--data", str(server.data)), box.building.hex()
    made = command("enrol", name, "--replace", box.box.hex().upper(), *data)
    lines = f"  replaces:\n    building: {box.building.hex()}\n    box: {box.box.hex()}\n"
    assert lines in made.stdout, made.stderr
    assert "has no box" in command("enrol", name, "--replace", bytes(16).hex(), *data).stderr
    assert "32 digits in hex" in command("enrol", name, "--replace", "that one", *data).stderr
    refused = await building.get(protocol.RESTORING, protocol.RestoringTold)
    assert isinstance(refused, Refused) and refused.code == "not-yours"
    new = Box(box.building)
    async with client(server, await enrolled(server, new, tmp_path, name, box.box)) as there:
        assert isinstance(await there.get(protocol.HEAD, HeadTold), HeadTold)
        told = await there.get(protocol.RESTORING, protocol.RestoringTold)
    assert told == protocol.RestoringTold(b"", (box.box,))


async def test_a_box_that_follows_on_another_enrols_by_its_key_and_brings_that_ones_last_entries(
    server: Server, building: Client, box: Box, tmp_path: Path
) -> None:
    speaks, heir, (key, csr) = Ed25519PrivateKey.generate(), succession.heir_of(box, 10), certificate_request()
    assert await building.post(protocol.SUCCESSION_KEY, succession.named(box, speaks), protocol.Kept) == protocol.Kept()
    asked = succession.asked(box, heir, 10, speaks, csr)
    wrong = (
        (succession.asked(box, heir, 10, Ed25519PrivateKey.generate(), csr), "signature"),
        (msgspec.structs.replace(asked, signature=box.key.sign(b"").hex()), "signature"),
        (msgspec.structs.replace(asked, device_key=Box().device_key.hex()), "bad-request"),
        (msgspec.structs.replace(asked, proof="zz"), "bad-request"),
    )
    async with client(server, None) as nobody:

        async def ask(body: protocol.SuccessionAsked) -> bytes:
            data = msgspec.json.encode(body)
            async with nobody.session.post(server.url + protocol.SUCCESSIONS, data=data) as response:
                return await response.read()

        for body, code in wrong:
            assert msgspec.json.decode(await ask(body), type=Refused).code == code
        given = msgspec.json.decode(await ask(asked), type=protocol.CertificateGiven)
        again = msgspec.json.decode(await ask(asked), type=protocol.CertificateGiven)
        assert msgspec.json.decode(await ask(asked), type=protocol.CertificateGiven) == again, "as a renewal"
    assert command("audit", "--data", str(server.data)).stdout.count(" follows ") == 1
    (tmp_path / "heir.pem").write_bytes(key + given.certificate.encode())
    heir.write(2)
    async with client(server, tmp_path / "heir.pem") as new:
        told = await new.get(protocol.HEAD, HeadTold)
        assert isinstance(told, HeadTold) and (told.state, told.number) == ("ok", 10)
        former = await new.get(f"{protocol.HEAD}?of={box.box.hex()}", HeadTold)
        assert isinstance(former, HeadTold) and (former.state, former.number) == ("superseded", 0)
        of = f"?of={box.box.hex()}"
        brought = await new.post(protocol.DEPOSITS + of, box.deposit(1, 10), Deposited)
        assert isinstance(brought, Deposited) and Countersigned.unpack(brought.receipt.statement).box == box.box
        own = await new.post(protocol.DEPOSITS, heir.deposit(11, 12), Deposited)
        assert isinstance(own, Deposited) and Countersigned.unpack(own.receipt.statement).last == 12
        tail = await new.get(protocol.ENTRIES + of, protocol.Tail)
        assert isinstance(tail, protocol.Tail) and list(tail.entries) == box.chain
        strange = await new.get(f"{protocol.ENTRIES}?of={bytes(16).hex()}", protocol.Tail)
        assert isinstance(strange, Refused) and strange.code == "not-yours"
    box.write(1)
    refused = await building.post(protocol.DEPOSITS, box.deposit(11, 11), Deposited)
    assert isinstance(refused, Refused) and refused.code == "superseded"


async def test_a_revoked_box_is_shut_out_on_the_connection_it_has(server: Server, building: Client, box: Box) -> None:
    await building.post(protocol.DEPOSITS, box.deposit(1, 5), Deposited)
    done = command("revoke", box.box.hex(), "--reason", "stolen", "--data", str(server.data))
    assert done.returncode == 0, done.stderr
    for answer in (
        await building.get(protocol.HEAD, HeadTold),
        await building.post(protocol.DEPOSITS, box.deposit(6, 10), Deposited),
        await building.get(protocol.NOTICES, Notices),
    ):
        assert isinstance(answer, Refused) and answer.code == "revoked"


async def test_an_office_whose_certificate_was_revoked_is_shut_out(server: Server, tmp_path: Path) -> None:
    async with office(server, tmp_path / "office") as safety:
        audited = command("audit", "--data", str(server.data)).stdout
        serial = re.search(r"serial ([0-9a-f]+)", audited)
        assert serial is not None, audited
        assert isinstance(await safety.get(protocol.OFFICE_FORKS, protocol.Forks), protocol.Forks)
        done = command("revoke", serial[1], "--reason", "laptop lost", "--data", str(server.data))
        assert done.returncode == 0, done.stderr
        refused = await safety.get(protocol.OFFICE_FORKS, protocol.Forks)
        assert isinstance(refused, Refused) and refused.code == "no-certificate"


@pytest.mark.skipif(
    shutil.which("promtool") is None, reason="promtool is not installed: sudo apt-get install prometheus"
)
async def test_metrics_count_answers_and_name_no_building_but_by_its_id(tmp_path: Path, box: Box) -> None:
    port = free_port()
    server = Server(tmp_path / "district").init().start("--metrics", f"127.0.0.1:{port}")
    try:
        async with client(server, await enrolled(server, box, tmp_path, "Lincoln")) as building:
            await building.post(protocol.DEPOSITS, box.deposit(1, 10), Deposited)
            (other := box.copy(8)).write(1)
            assert isinstance(await building.post(protocol.DEPOSITS, other.deposit(9, 9), Deposited), Refused)
            await building.get(f"{protocol.HEAD}?countersigned=10&backlog=3&version=0.1.0", HeadTold)
            async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as response:
                text = await response.text()
        assert 'handbell_district_requests_total{method="POST",path="/v1/deposits",status="200"} 1' in text
        assert "handbell_district_entries_total 10" in text
        assert "handbell_district_open_forks 1" in text
        assert 'handbell_district_request_seconds_bucket{path="/v1/deposits",le="+Inf"} 2' in text
        assert f'handbell_district_building_backlog_entries{{building="{box.building.hex()}"}} 3' in text
        assert f'handbell_district_building_info{{building="{box.building.hex()}",version="0.1.0"}} 1' in text
        assert "Lincoln" not in text and box.box.hex() not in text
        words = ("promtool", "check", "metrics", "--extended")
        read = subprocess.run(words, input=text, capture_output=True, text=True, check=False)
        assert read.returncode == 0, read.stdout + read.stderr
    finally:
        server.stop()


async def test_a_server_that_is_stopped_answers_who_waits(tmp_path: Path, box: Box) -> None:
    server = Server(tmp_path / "district").init().start()
    async with client(server, await enrolled(server, box, tmp_path)) as building:
        waiting = asyncio.ensure_future(building.get(f"{protocol.NOTICES}?wait_s=60", Notices))  # noqa: TID251
        await until(lambda: building.sent.count == 1)
        await building.get(protocol.HEAD, HeadTold)
        assert await asyncio.to_thread(server.stop) == 0
        assert await waiting == Notices((), (), 0)


def test_a_store_that_boxes_filled_before_there_was_a_bound_is_cut_down_at_the_start(tmp_path: Path) -> None:
    server = Server(tmp_path / "district").init().start()
    assert server.stop() == 0
    with sqlite3.connect(server.folder.database) as store:
        row = "INSERT INTO rolled_back (n, box, number, countersigned, building, found_ms) VALUES (?, ?, 1, ?, ?, 1)"
        store.executemany(row, [(n, bytes(16), n, bytes(16)) for n in range(1, 100)])
    store.close()
    server.start()
    assert server.stop() == 0
    with sqlite3.connect(server.folder.database) as store:
        assert store.execute("SELECT count(*), min(n) FROM rolled_back").fetchone() == (8, 92)
    store.close()


async def test_a_backup_holds_what_was_deposited_and_the_log_names_no_building(
    server: Server, building: Client, box: Box, tmp_path: Path
) -> None:
    await building.post(protocol.DEPOSITS, box.deposit(1, 10), Deposited)
    done = command("backup", str(tmp_path / "copy.db"), "--data", str(server.data))
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("SELECT sum(count) FROM entry").fetchone() == (10,)
    copy.close()
    said = server.said()
    assert box.building.hex() not in said and box.chain[0].hex() not in said


async def test_an_administrator_deposits_a_stick_up_to_what_the_device_signed(
    server: Server, building: Client, box: Box
) -> None:
    whose = f"?building={box.building.hex()}&box={box.box.hex()}"
    head = signed(box.key, head_statement(box.building, box.box, box.epoch, 8, box.digest(8)))
    async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(server.folder.socket))) as session:
        here = Client(session, "http://district")
        early = await here.post(protocol.STICKS_DEPOSITS + whose, box.deposit(1, 4), Deposited)
        assert isinstance(early, Refused) and early.code == "signature", "no head of the device was shown yet"
        forged = msgspec.structs.replace(head, signature=bytes(64))
        refused = await here.post(protocol.STICKS_HEAD, forged, HeadTold)
        assert isinstance(refused, Refused) and refused.code == "signature"
        told = await here.post(protocol.STICKS_HEAD, head, HeadTold)
        assert isinstance(told, HeadTold) and told.number == 0
        taken = await here.post(protocol.STICKS_DEPOSITS + whose, box.deposit(1, 8), Deposited)
        assert isinstance(taken, Deposited) and taken.head.number == 8
        beyond = await here.post(protocol.STICKS_DEPOSITS + whose, box.deposit(9, 10), Deposited)
        assert isinstance(beyond, Refused) and beyond.code == "signature"
        assert await here.get(f"{protocol.STICKS_NOTICES}{whose}&after=0&wait_s=0", Notices) == Notices((), (), 0)
    by_line = await building.post(protocol.STICKS_DEPOSITS + whose, box.deposit(9, 10), Deposited)
    assert isinstance(by_line, Refused) and by_line.code == "not-yours"
    assert await building.post(protocol.DEPOSITS, box.deposit(1, 8), Deposited) == taken
    audited = await asyncio.to_thread(command, "audit", "--data", str(server.data))
    (line,) = [each for each in audited.stdout.splitlines() if "deposited from a stick" in each]
    assert line.endswith(f"on this machine: deposited from a stick  box {box.box.hex()} entries 1 to 8"), line
