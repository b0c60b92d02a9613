"""Tests kills with -9, between any two statements and at any moment of a real server: what has a receipt is there, and each entry is there
once.
"""

import asyncio
import random
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import aiohttp
import msgspec
import pytest

from appliance.envelope.deposit import Collected, Deposited, HeadTold, Signed
from appliance.envelope.statements import Countersigned
from sync import protocol
from sync.district.receipt_key import ReceiptKey
from tests.sync.district.building import Box, wrap_for
from tests.sync.district.conftest import open_store
from tests.sync.district.dying import Asked
from tests.sync.district.serving import Client, Server, client, enrolled, office
from tests.sync.district.tables import RECIPIENT, Tables

pytestmark = pytest.mark.slow

KILLS = 8  # of a real server; tests/proof has hundreds


@pytest.mark.proof
async def test_a_deposit_killed_before_any_of_its_statements_is_whole_or_not_there(store_address: str) -> None:
    box, secret = Box(), secrets.token_bytes(32)
    store = open_store(store_address)
    await store.start()
    await Tables(store).enrol(box)
    await store.stop()
    survived = 0
    for at in range(40):
        first = len(box.chain) + 1
        box.write(3)
        ended = run(store_address, box, secret, first, at)
        if ended.returncode == 0:
            survived += 1
        else:
            assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
            ended = run(store_address, box, secret, first, 1000)
        receipt = Countersigned.unpack(msgspec.msgpack.decode(ended.stdout, type=Signed).statement)
        assert (receipt.first, receipt.last, receipt.digest) == (first, first + 2, box.digest(first + 2))
        if survived == 2:
            break
    assert 8 < at < 39, "a deposit has another number of statements than this test covers"
    store = open_store(store_address)
    await store.start()
    kept = await Tables(store, ReceiptKey(secret)).collect(box.building)
    assert [each.entry for each in kept.entries] == box.chain
    assert len(kept.receipts) == len(box.chain) // 3
    assert len(kept.wraps) == len(box.chain) // 3
    await store.stop()


def run(address: str, box: Box, secret: bytes, first: int, at: int) -> subprocess.CompletedProcess[bytes]:
    """Deposit three entries and one wrap from a process that dies before its statement `at`."""
    deposit = box.deposit(first, first + 2, (wrap_for(first, RECIPIENT, bytes([first % 256] * 16)),))
    deposit = msgspec.structs.replace(deposit, wraps=(msgspec.structs.replace(deposit.wraps[0], wrap=bytes(1168)),))
    asked = msgspec.msgpack.encode(Asked(box.building, box.box, secret, deposit))
    command = [sys.executable, "-m", "tests.sync.district.dying", address, str(at)]
    return subprocess.run(command, input=asked, capture_output=True, timeout=180, check=False)


async def test_a_server_killed_at_any_moment_loses_nothing_it_gave_a_receipt_for(
    server_store: str, tmp_path: Path
) -> None:
    server = Server(tmp_path / "district", server_store).init().start()
    box, chance = Box(), random.Random(20261124)
    certificate = await enrolled(server, box, tmp_path)
    office_folder = server.office(tmp_path / "office")
    receipts: list[Countersigned] = []
    async with client(server, certificate) as building:
        began_s = time.monotonic()
        await building.get(protocol.HEAD, HeadTold)
        some_answers_s = 8 * (
            time.monotonic() - began_s
        )  # as long as eight answers take on this machine, each with its handshake
        for _ in range(KILLS):
            killing = asyncio.create_task(kill_after(server, chance.uniform(0.0, some_answers_s)))  # noqa: TID251
            await deposit_until_cut_off(building, box, receipts)
            await killing
            server.start()
            building.url = server.url
        head = await settle(building, box)
    assert receipts and head.number == len(box.chain)
    for receipt in receipts:
        assert receipt.digest == box.digest(receipt.last)
    async with office(server, office_folder) as safety:
        assert await collected(safety, box) == box.chain
    assert server.stop() == 0


async def kill_after(server: Server, wait_s: float) -> None:
    await asyncio.sleep(wait_s)  # wait for a chosen time: this test is about the moment of the kill
    await asyncio.to_thread(server.kill)


async def deposit_until_cut_off(building: Client, box: Box, receipts: list[Countersigned]) -> None:
    """Write and deposit; after a cut ask for the head first, as an uplink does."""
    try:
        head = await building.get(protocol.HEAD, HeadTold)
        assert isinstance(head, HeadTold) and head.state == "ok", head
        assert head.number == 0 or head.digest == box.digest(head.number)
        assert head.number >= max((each.last for each in receipts), default=0), "an entry with a receipt is gone"
        first = head.number + 1
        while True:
            if first > len(box.chain):
                box.write(random.Random(first).randint(1, 20))
            answer = await building.post(protocol.DEPOSITS, box.deposit(first, len(box.chain)), Deposited)
            assert isinstance(answer, Deposited), answer
            receipts.append(Countersigned.unpack(answer.receipt.statement))
            first = receipts[-1].last + 1
    except (aiohttp.ClientError, ConnectionError):
        return


async def settle(building: Client, box: Box) -> HeadTold:
    head = await building.get(protocol.HEAD, HeadTold)
    assert isinstance(head, HeadTold)
    if head.number < len(box.chain):
        answer = await building.post(protocol.DEPOSITS, box.deposit(head.number + 1, len(box.chain)), Deposited)
        assert isinstance(answer, Deposited)
        return answer.head
    return head


async def collected(safety: Client, box: Box) -> list[bytes]:
    entries: list[bytes] = []
    after, more = 0, True
    while more:
        target = f"{protocol.OFFICE_ENTRIES}?building={box.building.hex()}&recipient={RECIPIENT.hex()}&after={after}"
        part = await safety.get(target, Collected)
        assert isinstance(part, Collected)
        assert all(each.countersigned for each in part.entries)
        entries += [each.entry for each in part.entries]
        after, more = part.after, part.more
    return entries


async def test_two_servers_on_one_database_take_one_box_at_once(tmp_path: Path, database: str) -> None:
    """Whichever server is asked, there is one chain, one receipt for each deposit, and each server wakes the other's offices."""
    first = Server(tmp_path / "one", database).init().start()
    second = Server(tmp_path / "two", database)
    second.data.mkdir(mode=0o700)
    subprocess.run(["cp", "-a", str(first.folder.keys), str(second.folder.keys)], check=True)
    second.start()
    box = Box()
    box.write(200)
    certificate = await enrolled(first, box, tmp_path)
    async with client(first, certificate) as one, client(second, certificate) as two:
        for at in range(1, 200, 10):
            asked = [each.post(protocol.DEPOSITS, box.deposit(at, at + 9), Deposited) for each in (one, two) * 3]
            answers = await asyncio.gather(*asked)
            assert len({msgspec.msgpack.encode(answer) for answer in answers}) == 1
            assert isinstance(answers[0], Deposited)
        async with office(first, tmp_path / "office") as safety:
            assert await collected(safety, box) == box.chain
            waiting = asyncio.create_task(  # noqa: TID251
                safety.get(f"{protocol.OFFICE_URGENT}?wait_s=30", protocol.UrgentTold)
            )
            await safety.get(protocol.OFFICE_FORKS, protocol.Forks)
            box.write(1)
            began_s = asyncio.get_running_loop().time()
            await two.post(protocol.URGENT, box.urgent(201), protocol.Kept)
            told = await waiting
            assert isinstance(told, protocol.UrgentTold) and told.held[0].number == 201
            assert asyncio.get_running_loop().time() - began_s < 5
    assert (first.stop(), second.stop()) == (0, 0)
