"""Tests the appliance's end of the pretend buttons, byte by byte over a real socket."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from hardware.errors import HardwareError
from hardware.ports import Feedback, Phase
from hardware.signals import CheckIn, Fault, Mended, Press, Signal
from hardware.simulated import frames, source
from hardware.simulated.frames import (
    FROM_BUTTON,
    TO_BUTTON,
    Challenge,
    FrameReader,
    Hello,
    Pressed,
    Refused,
    Tell,
    ToButton,
    encode,
    proof,
)
from hardware.simulated.source import SimulatedSource
from tests.hardware.running import until
from tests.patience import patience

KEY = b"k" * 32
LEDGER = "ab" * 16
OTHER_LEDGER = "cd" * 16


@asynccontextmanager
async def listening(buttons: int = 1) -> AsyncIterator[tuple[SimulatedSource, list[Signal]]]:
    heard: list[Signal] = []
    keys = {f"B{number}": KEY for number in range(1, buttons + 1)}
    of = SimulatedSource("127.0.0.1", 0, keys.get)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(of.run(heard.append))
        await of.listening.wait()
        yield of, heard
        task.cancel()


class Peer:
    """Somebody at the other end of a connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.frames: FrameReader[ToButton] = FrameReader(TO_BUTTON)
        self.read: list[ToButton] = []

    @classmethod
    async def connect(cls, of: SimulatedSource) -> "Peer":
        return cls(*await asyncio.open_connection("127.0.0.1", of.port))

    @classmethod
    async def greet(cls, of: SimulatedSource, button: str = "B1", *, key: bytes = KEY, ledger: str = LEDGER) -> "Peer":
        peer = await cls.connect(of)
        challenge = await peer.hear()
        assert isinstance(challenge, Challenge)
        peer.say(Hello(button, ledger, proof(key, challenge.nonce, button, ledger)))
        return peer

    def say(self, *said: frames.FromButton) -> None:
        self.writer.write(b"".join(map(encode, said)))

    async def hear(self) -> ToButton | None:
        """Give the next frame, or None when the connection has ended."""
        while not self.read:
            data = await asyncio.wait_for(self.reader.read(4096), patience())
            if not data:
                return None
            self.read += self.frames.feed(data)
        return self.read.pop(0)

    def leave(self) -> None:
        self.writer.close()


async def ended(peer: Peer) -> bool:
    try:
        while await peer.hear() is not None:
            pass
    except ConnectionError:
        pass
    peer.leave()
    return True


async def test_a_stranger_without_a_key_hears_why_and_is_cut_off() -> None:
    async with listening() as (of, heard):
        peer = await Peer.greet(of, "nobody")
        refused = await peer.hear()
        assert isinstance(refused, Refused)
        assert "Provision" in refused.says
        assert await ended(peer)
        assert heard == []


async def test_a_replayed_hello_proves_nothing() -> None:
    async with listening() as (of, heard):
        first = await Peer.connect(of)
        challenge = await first.hear()
        assert isinstance(challenge, Challenge)
        hello = Hello("B1", LEDGER, proof(KEY, challenge.nonce, "B1", LEDGER))
        first.say(hello, Pressed("help", 1, 0))
        await until(lambda: len(heard) == 1)
        again = await Peer.connect(of)
        again.say(hello, Pressed("help", 2, 0))
        assert await ended(again)
        first.leave()
        assert heard == [Press("B1", "help", 1, 0, ledger=LEDGER), Fault("B1", "refused", heard[1].detail)]


async def test_the_real_button_mends_what_a_forger_broke() -> None:
    async with listening() as (of, heard):
        for _ in range(3):
            assert await ended(await Peer.greet(of, key=b"x" * 32))
        peer = await Peer.greet(of)
        await until(lambda: len(heard) == 2)
        peer.leave()
        assert [type(each) for each in heard] == [Fault, Mended]


@pytest.mark.parametrize("said", [Pressed("help", 1, 0), frames.CheckIn({}, None)])
async def test_nothing_is_heard_before_a_hello(said: Pressed) -> None:
    async with listening() as (of, heard):
        peer = await Peer.connect(of)
        peer.say(said)
        assert await ended(peer)
        assert heard == []


async def test_a_newer_connection_takes_the_place_of_an_older() -> None:
    async with listening() as (of, heard):
        old = await Peer.greet(of)
        old.say(Pressed("help", 1, 0))
        await until(lambda: len(heard) == 1)
        new = await Peer.greet(of)
        assert await ended(old)
        of.tell("B1", Feedback(Phase.RECEIVED, 1, {"help": 1}))
        assert await new.hear() == Tell(Phase.RECEIVED, 1, {"help": 1})
        new.leave()


async def test_another_ledger_is_a_wiped_board_and_gets_no_receipt_of_the_old_counting() -> None:
    async with listening() as (of, heard):
        of.tell("B1", Feedback(Phase.READY, 1, {"help": 57}))
        before = await Peer.greet(of)
        assert await before.hear() == Tell(Phase.READY, 1, {"help": 57})
        wiped = await Peer.greet(of, ledger=OTHER_LEDGER)
        wiped.say(Pressed("help", 1, 0))
        assert await wiped.hear() == Tell(Phase.READY, 1, {}, OTHER_LEDGER)
        await until(lambda: len(heard) == 2)
        assert isinstance(heard[0], Fault)
        assert heard[0].what == "wiped"
        assert heard[1] == Press("B1", "help", 1, 0, ledger=OTHER_LEDGER)
        before.leave()
        wiped.leave()


async def test_garbage_after_good_frames_cuts_off_but_loses_none_of_them() -> None:
    async with listening() as (of, heard):
        for _ in range(2):
            peer = await Peer.greet(of)
            peer.writer.write(encode(Pressed("help", 1, 0)) + b"\xff\xff garbage")
            assert await ended(peer)
        assert [type(each) for each in heard] == [Press, Fault, Press]
        assert isinstance(heard[1], Fault)
        assert heard[1].what == "garbled"


async def test_idle_strangers_do_not_keep_a_button_out() -> None:
    async with listening() as (of, heard):
        idle = [await Peer.connect(of) for _ in range(source.STRANGERS_MAX + 20)]
        peer = await Peer.greet(of)
        peer.say(frames.CheckIn({"help": 0}, 5000))
        await until(lambda: heard == [CheckIn("B1", {"help": 0}, 5000, LEDGER)])
        for each in [*idle, peer]:
            each.leave()


async def test_a_long_standing_is_told_in_as_many_frames_as_it_needs() -> None:
    receipts = {f"c{number}": number for number in range(20)}
    async with listening() as (of, _):
        peer = await Peer.greet(of)
        of.tell("B1", Feedback(Phase.READY, 1, receipts))
        told: dict[str, int] = {}
        while told != receipts:
            tell = await peer.hear()
            assert isinstance(tell, Tell)
            told |= tell.receipts
        peer.leave()


async def test_a_port_in_use_says_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        of = SimulatedSource("127.0.0.1", taken.getsockname()[1], {}.get)
        with pytest.raises(HardwareError, match=r"Is another Handbell running\?"):
            await of.run(print)


async def test_two_hundred_presses_at_once_come_in_order() -> None:
    """First the presses of one button in a single packet, then those of 200 buttons at the same moment."""
    async with listening(buttons=200) as (of, heard):
        peers = [await Peer.greet(of, f"B{number}") for number in range(1, 201)]
        peers[0].say(*(Pressed("help", counter, 0) for counter in range(1, 201)))
        await until(lambda: len(heard) == 200)
        assert [each.counter for each in heard if isinstance(each, Press)] == list(range(1, 201))
        heard.clear()
        for peer in peers:
            peer.say(Pressed("medical", 1, 0))
        await until(lambda: len(heard) == 200)
        assert {each.button for each in heard} == {f"B{number}" for number in range(1, 201)}
        for peer in peers:
            peer.leave()


def test_the_directions_do_not_read_each_other() -> None:
    with pytest.raises(frames.FrameError):
        list(FrameReader(FROM_BUTTON).feed(encode(Tell(Phase.READY, 1, {}))))
