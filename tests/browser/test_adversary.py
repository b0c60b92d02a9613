"""Tests the alert daemon beside a process of the pages that somebody took over, and which does its worst at the only socket it has. What it
can say there is tried one by one in tests/appliance/doors/page/. Here it is mad, greedy and lazy, over real processes.

Whatever it does, a wall button's press is recorded, rings and shows, and an honest process of the pages that takes its place is served.
"""

import asyncio
import contextlib
import random
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from appliance.api.framing import frame
from appliance.api.page.messages import ClosePage, OpenPage, PairBrowser, PressPage
from tests.browser.site import CARRIED, PAGE, Site
from tests.browser.speaking import Speaker
from tests.patience import until
from tests.rounds import seeds

pytestmark = [pytest.mark.slow, pytest.mark.proof]
LINES = 16  # four times as many as the door lets in


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with Site(tmp_path) as site:
        yield site


def _questions(dice: random.Random) -> list[bytes]:
    """Questions that are well made, and for none of which it has a key: with every id of the plan, and ids that there are not."""
    pages = [str(PAGE), str(CARRIED), "B201-wall", "front", "x" * 64, "\u202e"]
    made: list[bytes] = []
    for request in range(200):
        page, challenge, signature = dice.choice(pages), dice.randbytes(16), dice.randbytes(64)
        given = {"request": request, "page": page, "challenge": challenge, "signature": signature}
        press = {"contact": dice.choice(["assist", "emergency", "help", "x"]), "ledger": dice.randbytes(8)}
        counts = {"counter": dice.choice([0, 1, 2**31 - 1, 2**31, -1]), "age_ms": dice.choice([None, 0, -1, 2**63 - 1])}
        asked = dice.choice(
            [
                PressPage(**given, **press, **counts),
                OpenPage(**given),
                ClosePage(request=request, page=page),
                PairBrowser(request=request, public_key=b"\x04" + dice.randbytes(64), proof=dice.randbytes(32)),
            ]
        )
        made.append(frame(asked))
    return made


def _rubbish(dice: random.Random) -> list[bytes]:
    """Bytes that are no question: noise, lengths beyond every limit, halves, a question with a hole in it."""
    whole = _questions(dice)[0]
    holed = bytearray(whole)
    holed[dice.randrange(len(holed))] ^= 0xFF
    return [dice.randbytes(4096), b"\xff" * 64, b"\x00" * 65536, whole[: len(whole) // 2], bytes(holed), whole * 500]


KINDS: dict[str, Callable[[random.Random], list[bytes]]] = {"questions": _questions, "rubbish": _rubbish}


async def _does_its_worst(path: Path, kind: str, dice: random.Random, done: list[int]) -> None:
    """Connect again and again and say such things, now reading what comes back and now not, now hanging up and now not."""
    left: list[socket.socket] = []
    try:
        while True:
            line = socket.socket(socket.AF_UNIX)
            left.append(line)
            line.setblocking(False)
            with contextlib.suppress(OSError):
                line.connect(str(path))
                for each in KINDS[kind](dice):
                    await asyncio.wait_for(asyncio.get_running_loop().sock_sendall(line, each), 1)
                    if dice.random() < 0.5:
                        await asyncio.wait_for(asyncio.get_running_loop().sock_recv(line, 65536), 0.1)
            if len(left) > LINES:
                left.pop(dice.randrange(len(left))).close()
            done.append(len(left))
            await asyncio.sleep(0)
    finally:
        for line in left:
            line.close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", seeds("pages", 1))
async def test_a_process_of_the_pages_that_was_taken_over_costs_no_press(site: Site, kind: str, seed: str) -> None:
    desk, building = site.desk, await site.box.building("B201", "B202", "B203")
    await building.until_lamp("B201-wall", "ready", within_s=30)
    async with Speaker(site.page) as honest:
        assert (await honest.pairs(await site.code()))["page"] == PAGE
        site.page.kill()
        dice = random.Random(seed)
        done: list[int] = []
        mad = asyncio.get_running_loop().create_task(_does_its_worst(site.box.run / "page.sock", kind, dice, done))
        for button in ("B202-wall", "B203-wall"):
            worse = len(done) + LINES
            await until(lambda worse=worse: len(done) > worse)
            await building.press(button)
            card = await desk.shows(button.removesuffix("-wall"))
            await building.until_lamp(button, "received", within_s=2)
            await desk.acknowledges(card)
            await building.until_lamp(button, "acknowledged", within_s=2)
        assert not mad.done(), mad
        mad.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await mad

        # it called nobody, paired nobody, and ended nothing
        board = await desk.board()
        assert sorted(str(card.room) for card in board.calls) == ["B202", "B203"]
        paired = [line for line in await desk.timeline() if "paired" in line.lower()]
        assert len(paired) == 1, paired

        # and the honest process that is started in its place is served: the pairing from before still calls
        await site.page.starts()
        await honest.is_answered()
        assert await honest.presses("emergency") == {"repeat": False}
        await desk.shows("B201")
