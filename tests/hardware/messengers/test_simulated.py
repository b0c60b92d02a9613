"""Tests what the pretend way does beyond the contract."""

import asyncio

import pytest

from hardware.messengers import states
from hardware.messengers.simulated import SimulatedMessenger
from hardware.ports import Message, MessageState, Reply, Report, Said
from tests.hardware.running import until


async def test_a_telephone_that_is_off_gets_what_was_sent_once_it_is_on() -> None:
    way, reports = SimulatedMessenger(), list[Report]()
    way.lose(loses=True)
    way.say({"12-1": Message("ana", "Call 12.")})
    async with asyncio.TaskGroup() as group:
        task = group.create_task(way.run(reports.append))
        await until(lambda: Said("12-1", MessageState.SENT) in reports)
        assert Said("12-1", MessageState.DELIVERED) not in reports
        way.lose(loses=False)
        await until(lambda: Said("12-1", MessageState.DELIVERED) in reports)
        task.cancel()


def test_nobody_answers_where_nothing_was_said() -> None:
    with pytest.raises(LookupError, match="nothing was said to ana"):
        SimulatedMessenger().reply("ana", Reply.GOING)


async def test_it_remembers_only_so_many_messages_that_nobody_wants_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(states, "FORGOTTEN_AFTER", 3)
    way, reports = SimulatedMessenger(), list[Report]()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(way.run(reports.append))
        for number in range(6):
            way.say({f"12-{number}": Message("ana", f"Call {number}.")})
            await until(lambda number=number: Said(f"12-{number}", MessageState.DELIVERED) in reports)
        way.say({"12-4": Message("ana", "Call 4."), "12-0": Message("ana", "Call 0.")})
        await until(lambda: len(way.spoken) == 7)
        assert [each.message for each in way.spoken] == [*(f"12-{number}" for number in range(6)), "12-0"]
        task.cancel()
