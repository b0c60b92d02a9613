"""Devices that prove their keys and then say anything, in a process of their own: `rogue.py SEED SECONDS FOLDER`, with `Where` on its
input.

There is one button on ESPHome's wire, one pretend button, and one device on HTTPS. Hypothesis draws what each says in turn
(`rogue_words.py`). They come back whenever they are cut off. FOLDER/said has the last turns, newest at the end, in case the daemon is found
dead.
"""

import asyncio
import os
import random
import sys
import time
from collections import deque
from contextlib import suppress
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, Phase, given, seed, settings

from hardware.esphome.twin import identity
from hardware.esphome.twin.line import TwinLine
from hardware.esphome.twin.session import Session
from hardware.simulated.board import Flash
from hardware.simulated.frames import TO_BUTTON, Challenge, FrameReader, Hello, encode, proof
from tests.proof import rogue_words
from tests.proof.honest import Pendant
from tests.system.school import key_of

TURNS_AT_ONCE = 200  # turns of one run of Hypothesis; then it begins another run with another seed
SAID_MAX = 300
PAUSE_S = 0.005  # some hundred turns a second: several times what a device may say before it is cut off
AGAIN_S = 0.5
CONNECT_WITHIN_S = 5.0
PENDANT_AT = "127.0.0.7"  # an address that no other device has


class Where(msgspec.Struct):
    """Ports of the box on 127.0.0.1, and the names that the rogues have in its plan."""

    esphome_port: int
    pretend_port: int
    webhook_port: int
    esphome: str
    pretend: str
    pendant: str


class RogueSession(Session):
    """A connection over which anything can be sent, sealed under its key."""

    def say_raw(self, messages: list[tuple[int, bytes]]) -> None:
        """Send messages of these numbers, whatever they mean."""
        if self.transport is not None and not self.transport.is_closing() and self.greeted:
            self.transport.write(self._frames.pack(messages))


class RogueButton:
    """Our firmware, except for what it says."""

    def __init__(self, where: Where) -> None:
        flash = Flash(rogue_words.LEDGERS[-1], dict.fromkeys(("help", "hold", "medical"), 0))
        dice = random.Random(where.esphome)
        self._line = TwinLine(where.esphome, key_of(where.esphome), flash, dice, lambda *_: None)
        self._line.session_kind = RogueSession
        self.connecting = asyncio.get_running_loop().create_task(
            self._line.keep_connected("127.0.0.1", where.esphome_port)
        )

    async def turn(self, does: object) -> None:
        if does == "press":
            self._line.board.press("help", self._line.now_ms())
            self._line.pump()
        elif does == "hang up":
            self._line.hang_up()
        for session in self._line.sessions():
            if not session.subscribed or isinstance(does, str):
                continue
            session.say([identity.state(*each) for each in does if isinstance(each[0], str)])
            session.say_raw([each for each in does if isinstance(each[0], int)])


class RoguePretend(asyncio.Protocol):
    """A pretend button's wire after a proper hello."""

    def __init__(self, button: str) -> None:
        self.button = button
        self.believed = False
        self.transport: asyncio.Transport | None = None
        self._reader = FrameReader(TO_BUTTON)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        for frame in self._reader.feed(data):
            if isinstance(frame, Challenge):
                ledger = "0" * 32
                proven = proof(key_of(self.button), frame.nonce, self.button, ledger)
                self.transport.write(encode(Hello(self.button, ledger, proven)))
                self.believed = True

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None


class Rogues:
    """All three rogues. `said` is what was sent last."""

    def __init__(self, where: Where) -> None:
        self.said: deque[str] = deque(maxlen=SAID_MAX)
        self.turns = 0
        self._where = where
        self._button = RogueButton(where)
        self._pretend = RoguePretend(where.pretend)
        self._pendant = Pendant(where.pendant, ("127.0.0.1", where.webhook_port), PENDANT_AT)
        self._posts: asyncio.Task[None] | None = None

    async def turn(self, who: str, does: object) -> None:
        self.turns += 1
        self.said.append(f"{who} {does!r}")
        if who == "esphome":
            await self._button.turn(does)
        elif who == "pretend":
            await self._frames(does)
        elif self._posts is None or self._posts.done():  # one post at a time, and the others do not wait for it
            self._posts = asyncio.get_running_loop().create_task(self._posted(does))
        await asyncio.sleep(PAUSE_S)

    async def _frames(self, data: bytes) -> None:
        if self._pretend.transport is None or self._pretend.transport.is_closing():
            self._pretend = RoguePretend(self._where.pretend)
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(CONNECT_WITHIN_S):
                    loop = asyncio.get_running_loop()
                    await loop.create_connection(lambda: self._pretend, "127.0.0.1", self._where.pretend_port)
                    while not self._pretend.believed and self._pretend.transport is not None:
                        await asyncio.sleep(0.01)
        if self._pretend.transport is not None:
            self._pretend.transport.write(data)

    async def _posted(self, body: bytes) -> None:
        with suppress(OSError, EOFError, TimeoutError):
            await self._pendant._posted(body)


def main(seed_text: str, seconds: str, folder: str) -> None:
    """Run the rogues until the time is up."""
    os.nice(19)  # give way to the others: it has a processor of its own elsewhere
    where = msgspec.json.decode(sys.stdin.buffer.read(), type=Where)
    until_s = time.monotonic() + float(seconds)
    said = Path(folder, "said")
    with asyncio.Runner() as runner:

        async def began() -> Rogues:
            return Rogues(where)

        rogues = runner.run(began())
        dice = random.Random(seed_text)
        while time.monotonic() < until_s:

            @seed(dice.randrange(2**32))
            @settings(
                max_examples=TURNS_AT_ONCE,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(rogue_words.turns)
            def some(turn: tuple[str, object]) -> None:
                if time.monotonic() < until_s:
                    runner.run(rogues.turn(*turn))

            some()
            said.write_text("\n".join(rogues.said))
        print(rogues.turns, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
