"""Tests deposits of one box that are on their way together: each waits for the one it follows, and for nobody else."""

import asyncio
from pathlib import Path

import pytest

from appliance.envelope.deposit import Deposited
from sync import protocol
from sync.district import turns as turns_module
from sync.district.turns import Turns
from tests.patience import patience, patient
from tests.sync.district.building import Box
from tests.sync.district.serving import Server, client, enrolled


async def nothing() -> int:
    """What the store has if no other server wrote to it."""
    return 0


async def test_a_deposit_waits_for_the_one_it_follows_on() -> None:
    box, turns, order = Box(), Turns(), list[str]()
    box.write(4)

    async def second() -> None:
        with turns.of(box.box, box.chain[2:]) as turn:
            await turn.comes(nothing)
            order.append("second")

    with turns.of(box.box, box.chain[:2]) as first:
        await first.comes(nothing)
        async with asyncio.TaskGroup() as group:
            group.create_task(second())
            await asyncio.sleep(0.02)
            order.append("first")
            first.goes()
    assert order == ["first", "second"]


async def test_a_deposit_that_overtook_another_waits_until_that_one_comes() -> None:
    box, turns, order = Box(), Turns(), list[str]()
    box.write(6)

    async def comes(name: str, first: int) -> None:
        with turns.of(box.box, box.chain[first - 1 : first + 1]) as turn:
            await turn.comes(nothing)
            order.append(name)

    await comes("first", 1)
    async with asyncio.TaskGroup() as group:
        group.create_task(comes("third", 5))
        await asyncio.sleep(0.02)
        group.create_task(comes("second", 3))
    assert order == ["first", "second", "third"]


async def test_nothing_waits_for_what_another_server_of_this_store_has_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns_module, "COMES_WITHIN_S", 3600.0)
    (box := Box()).write(6)
    turns = Turns()

    async def there() -> int:
        return 4

    async with patient():
        with turns.of(box.box, box.chain[:2]) as turn:
            await turn.comes(there)
        with turns.of(box.box, box.chain[4:]) as turn:  # a load balancer gave 3 and 4 to the other server
            await turn.comes(there)


async def test_another_boxs_deposit_rubbish_and_one_sent_again_wait_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns_module, "COMES_WITHIN_S", 3600.0)
    one, other, turns = Box(), Box(), Turns()
    one.write(4)
    other.write(4)
    with turns.of(one.box, one.chain[:2]):
        for box, entries in (
            (other.box, other.chain[2:]),
            (one.box, one.chain[:2]),
            (one.box, [b"rubbish"]),
            (one.box, []),
        ):
            with turns.of(box, entries) as turn:
                await asyncio.wait_for(turn.comes(nothing), patience())


@pytest.mark.slow
async def test_a_server_takes_several_deposits_of_one_box_at_once_in_whatever_order_they_come(tmp_path: Path) -> None:
    box = Box()
    box.write(100)
    server = Server(tmp_path / "district").init().start()
    try:
        async with client(server, await enrolled(server, box, tmp_path)) as line:
            known = await line.post(protocol.DEPOSITS, box.deposit(1, 20), Deposited)
            assert isinstance(known, Deposited)
            sent = []
            async with asyncio.TaskGroup() as group:
                for first in (61, 41, 21, 81):  # the last three come before the one that they follow
                    deposit = box.deposit(first, first + 19)
                    sent.append(group.create_task(line.post(protocol.DEPOSITS, deposit, Deposited)))
            assert all(isinstance(each.result(), Deposited) for each in sent), [each.result() for each in sent]
    finally:
        assert server.stop() == 0
