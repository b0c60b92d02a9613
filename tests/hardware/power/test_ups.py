"""Tests that one supply is asked over one connection. Whether it answers or not, the result is reported in a sentence, and it is asked
again.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from hardware.power import ups as module
from hardware.power.address import Address
from hardware.power.codec import LINE_BYTES_MAX, VARIABLES_MAX, SupplyState
from hardware.power.twin import TwinUpsd
from hardware.power.ups import Ups
from tests.hardware.running import until
from tests.ports import free_port


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ASK_EVERY_S", 0.02)


@asynccontextmanager
async def watched(port: int, supply: str = "ups") -> AsyncIterator[list[SupplyState | str]]:
    """Watch a supply; gives what was reported, newest last."""
    reports: list[SupplyState | str] = []
    async with asyncio.TaskGroup() as group:
        task = group.create_task(Ups(Address("127.0.0.1", port, supply)).run(reports.append))
        yield reports
        task.cancel()


@pytest.fixture
async def upsd() -> TwinUpsd:
    return TwinUpsd()


async def test_on_mains_then_on_battery_then_low(upsd: TwinUpsd) -> None:
    async with upsd.at(0) as port, watched(port) as reports:
        await until(lambda: reports[-1:] == [SupplyState(frozenset({"OL", "CHRG"}), 2400)])
        upsd.says("OB DISCHRG", runtime_s=1380)
        await until(lambda: reports[-1] == SupplyState(frozenset({"OB", "DISCHRG"}), 1380))
        upsd.says("OB LB")
        await until(lambda: reports[-1] == SupplyState(frozenset({"OB", "LB"})))
    assert not [each for each in reports if isinstance(each, str)]
    assert set(upsd.asked) == {"LIST VAR ups"}, "it only reads"


async def test_a_upsd_that_hangs_up_is_asked_again(upsd: TwinUpsd) -> None:
    async with upsd.at(0) as port, watched(port) as reports:
        await until(lambda: len(reports) > 2)
        upsd.hang_up()
        await until(lambda: any(isinstance(each, str) for each in reports))
        await until(lambda: isinstance(reports[-1], SupplyState))


async def test_nobody_there_then_somebody(upsd: TwinUpsd) -> None:
    port = free_port()
    async with watched(port) as reports:
        await until(lambda: bool(reports))
        assert str(reports[0]).startswith(f"127.0.0.1 port {port}: upsd does not answer: ")
        async with upsd.at(port):
            await until(lambda: isinstance(reports[-1], SupplyState))


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("DATA-STALE", "does not answer its driver"),
        ("DRIVER-NOT-CONNECTED", "driver of the UPS does not run"),
        ("ACCESS-DENIED", "may not be read"),
        ("SOMETHING-NEW", "refuses: SOMETHING-NEW"),
    ],
)
async def test_a_refusal_is_told_with_what_to_do(upsd: TwinUpsd, code: str, says: str) -> None:
    upsd.refuses = code
    async with upsd.at(0) as port, watched(port) as reports:
        await until(lambda: bool(reports))
        assert says in str(reports[-1])
        upsd.refuses = ""
        await until(lambda: isinstance(reports[-1], SupplyState))


async def test_a_supply_it_does_not_know_is_told_with_those_it_knows(upsd: TwinUpsd) -> None:
    async with upsd.at(0) as port, watched(port, "rack") as reports:
        await until(lambda: bool(reports))
        assert "knows no UPS 'rack'; it has 'ups'. Correct 'ups' in the plan" in str(reports[-1])


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\xff\x00\xfe\n",
        b"x" * (LINE_BYTES_MAX * 3),
        b"END LIST VAR ups\n",
        b"BEGIN LIST VAR other\nEND LIST VAR other\n",
        b'BEGIN LIST VAR ups\nVAR ups a "b\n',
        b"BEGIN LIST VAR ups\n" + b'VAR ups a "b"\n' * (VARIABLES_MAX + 1),
    ],
    ids=["http", "bytes", "endless", "no-begin", "other", "cut", "too-many"],
)
async def test_what_is_no_upsd_is_told(upsd: TwinUpsd, raw: bytes) -> None:
    upsd.raw = raw
    async with upsd.at(0) as port, watched(port) as reports:
        await until(lambda: bool(reports))
        assert "no answer of upsd, or not a complete one" in str(reports[-1])
        assert len(str(reports[-1])) < 250
        upsd.raw = b""
        await until(lambda: isinstance(reports[-1], SupplyState))


async def test_what_another_supply_says_is_not_taken_for_its_own(upsd: TwinUpsd) -> None:
    upsd.raw = b'BEGIN LIST VAR ups\nVAR rack ups.status "OB LB"\nVAR ups ups.status "OL"\nEND LIST VAR ups\n'
    async with upsd.at(0) as port, watched(port) as reports:
        await until(lambda: bool(reports))
        assert reports[-1] == SupplyState(frozenset({"OL"}))


async def test_one_that_is_silent_is_told_and_asked_anew(upsd: TwinUpsd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ANSWER_WITHIN_S", 0.2)
    upsd.silent = True
    async with upsd.at(0) as port, watched(port) as reports:
        await until(lambda: bool(reports))
        assert "no answer within" in str(reports[-1])
        upsd.silent = False
        await until(lambda: isinstance(reports[-1], SupplyState))
