"""Tests the line on which a program outside drives the pretend telephones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hardware.errors import HardwareError
from hardware.messengers.pretend import PretendPhones, obey, phones_of
from hardware.messengers.simulated import SimulatedMessenger
from hardware.ports import Message, MessageState, Reachable, Replied, Reply, Report, Said
from hardware.simulated.sentences import NotUnderstood
from tests.hardware.running import until


@asynccontextmanager
async def met(at: Path) -> AsyncIterator[tuple[SimulatedMessenger, PretendPhones, list[Report]]]:
    way, reports = SimulatedMessenger(at), list[Report]()
    way.expect(frozenset({"ana", "ben"}))
    async with asyncio.TaskGroup() as group:
        task = group.create_task(way.run(reports.append))
        async with phones_of(str(at), "ana,ben") as phones:
            way.say({"12-1": Message("ana", "Call 12.")})
            await until(lambda: phones.on("ana") == ["Call 12."])
            yield way, phones, reports
        task.cancel()


async def test_what_stands_there_is_shown_and_its_answer_comes_back(tmp_path: Path) -> None:
    async with met(tmp_path / "phones") as (way, phones, reports):
        assert (phones.lamp("ana"), phones.lamp("ben")) == ("Call 12.", "nothing")
        obey(phones, ["going", "ana"])
        await until(lambda: Replied("12-1", Reply.GOING) in reports)
        way.say({})
        await until(lambda: phones.shown == {})
        assert [each.text for each in phones.seen] == ["Call 12."]


async def test_every_failure_can_be_told(tmp_path: Path) -> None:
    async with met(tmp_path / "phones") as (way, phones, reports):
        obey(phones, ["fails", "ben", "The", "phone", "is", "off."])
        obey(phones, ["loses"])
        await until(lambda: Reachable("ben", "The phone is off.") in reports and way._loses)
        way.say({"12-2": Message("ben", "Call 12."), "12-3": Message("ana", "Call 12.")})
        await until(lambda: Said("12-2", MessageState.FAILED, "The phone is off.") in reports)
        await until(lambda: Said("12-3", MessageState.SENT) in reports)
        assert Said("12-3", MessageState.DELIVERED) not in reports
        obey(phones, ["delivers"])
        await until(lambda: Said("12-3", MessageState.DELIVERED) in reports)
        obey(phones, ["mends", "ben"])
        obey(phones, ["holds"])
        await until(lambda: reports[-1] == Reachable("ben", None) and way._held)
        way.say({"12-4": Message("ben", "Call 12.")})
        await until(lambda: Said("12-4", MessageState.QUEUED) in reports)
        assert Said("12-4", MessageState.SENT) not in reports
        obey(phones, ["sends"])
        await until(lambda: Said("12-4", MessageState.DELIVERED) in reports)


async def test_what_cannot_be_done_is_said_and_ends_nothing(tmp_path: Path) -> None:
    async with met(tmp_path / "phones") as (way, phones, reports):
        obey(phones, ["going", "ben"])
        await until(lambda: phones.refused == ["nothing was said to ben, so nobody can answer there"])
        with pytest.raises(NotUnderstood, match="known are going"):
            obey(phones, ["calls", "ana"])
        reader, writer = await asyncio.open_unix_connection(tmp_path / "phones")
        writer.write(b"no json\n{}\n" + b"x" * 200_000)
        await reader.readline()
        assert b"refused" in await reader.readline()
        writer.close()
        obey(phones, ["there", "ana"])
        await until(lambda: Replied("12-1", Reply.THERE) in reports)
        assert way.shown


async def test_a_path_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    with pytest.raises(HardwareError, match="Choose another path after --phones"):
        await SimulatedMessenger(tmp_path / "missing" / "phones").run(lambda _: None)


async def test_without_an_appliance_nothing_is_said(tmp_path: Path) -> None:
    async with PretendPhones(tmp_path / "phones") as phones:
        with pytest.raises(NotUnderstood, match="nobody is at"):
            obey(phones, ["going", "ana"])
