"""Does what an enrolled box can do to the store of its district, each kind without end: histories, wraps, tiny rows, words about receipts.

Each function takes a line with the box's certificate and the box, runs until it is cancelled, and counts the answers. It also runs as a
process of its own, so that its own work is not taken for the server's. Then a box is mad for so many seconds, and until it is held back for
what it does:

python -m tests.proof.mad_box KIND DATA PORT CERTIFICATE BUILDING BOX SECONDS
"""

import asyncio
import itertools
import json
import secrets
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from appliance.envelope.deposit import (
    ENTRIES_MAX,
    URGENT_ENTRIES_MAX,
    WRAPS_MAX,
    Deposit,
    Deposited,
    HeadTold,
    Held,
    Refused,
    Urgent,
    Wrap,
)
from appliance.envelope.format import entry_digest, join, split
from sync import protocol
from sync.district.batch import WRAP_LEN_MAX
from sync.protocol import WRAPS_OF_KEY_MAX
from tests.sync.district.building import Box
from tests.sync.district.serving import Client, Server, client
from tests.sync.district.tables import RECIPIENT

type Answers = Counter[str]

HISTORY = 5_000  # honest entries at the beginning
SMALL_S = 0.01  # the pause between two requests: how many a box may make in a second is not tried here


async def histories_without_end(line: Client, box: Box, answers: Answers) -> None:
    """After 5,000 honest entries, send calls that conflict with all of them: in every body another history, at another place."""
    await _history(line, box)
    for body in itertools.count():
        first = body * 37 % (HISTORY - URGENT_ENTRIES_MAX)
        others = tuple(_other(entry) for entry in box.chain[first : first + URGENT_ENTRIES_MAX])
        answers[_code(await line.post(protocol.URGENT, Urgent(_chained(others), ()), Held))] += 1
        await asyncio.sleep(SMALL_S)


async def lone_conflicts_without_end(line: Client, box: Box, answers: Answers) -> None:
    """Send one conflicting call at a time: in every body histories part at another place."""
    await _history(line, box)
    for body in itertools.count():
        other = _other(box.chain[body * 7 % HISTORY])
        answers[_code(await line.post(protocol.URGENT, Urgent((other,), ()), Held))] += 1
        await asyncio.sleep(SMALL_S)


async def long_wraps_without_end(line: Client, box: Box, answers: Answers) -> None:
    """Send deposits with the longest wraps for the office: as many as a key may have, then too many, then wraps of entries that do not
    exist.
    """
    for body in itertools.count():
        box.write(1)
        number = len(box.chain)
        count = (WRAPS_OF_KEY_MAX, 1_500, 3_500)[body % 3]
        far = itertools.repeat(number) if body % 3 == 0 else itertools.count(number + 10**6)
        wraps = tuple(Wrap(next(far), bytes(16), 1, RECIPIENT, secrets.token_bytes(WRAP_LEN_MAX)) for _ in range(count))
        refused_at_the_door = tuple(Wrap(number, bytes(16), 1, RECIPIENT, bytes(WRAP_LEN_MAX)) for _ in range(1_500))
        for each in (refused_at_the_door, wraps):
            answer = _code(await line.post(protocol.DEPOSITS, Deposit((box.chain[-1],), each), Deposited))
            answers[answer] += 1
        if answer != "taken":
            del box.chain[-1]
        await asyncio.sleep(SMALL_S)


async def tiny_wraps_without_end(line: Client, box: Box, answers: Answers) -> None:
    """Send deposits with 5,000 wraps of one byte."""
    while True:
        box.write(1)
        wraps = tuple(Wrap(10**6 + n, secrets.token_bytes(16), 1, RECIPIENT, b"x") for n in range(WRAPS_MAX))
        answer = _code(await line.post(protocol.DEPOSITS, Deposit((box.chain[-1],), wraps), Deposited))
        answers[answer] += 1
        if answer != "taken":
            del box.chain[-1]
        await asyncio.sleep(SMALL_S)


async def receipts_without_end(line: Client, box: Box, answers: Answers) -> None:
    """Say each time that the box has a receipt for more than the server has."""
    for body in itertools.count(1):
        query = f"?countersigned={10**6 + body}&backlog=0&version=mad"
        answers[_code(await line.get(protocol.HEAD + query, HeadTold))] += 1
        await asyncio.sleep(SMALL_S)


async def _history(line: Client, box: Box) -> None:
    if not box.chain:
        box.write(HISTORY)
    for first in range(0, HISTORY, ENTRIES_MAX):
        answer = await line.post(
            protocol.DEPOSITS, Deposit(tuple(box.chain[first : first + ENTRIES_MAX]), ()), Deposited
        )
        assert isinstance(answer, Deposited), answer


def _other(entry: bytes) -> bytes:
    """Make another entry with the same number."""
    taken = split(entry)
    return join(taken.header, secrets.token_bytes(len(taken.nonce)), taken.ciphertext)


def _chained(entries: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Chain these entries: each names the one before it."""
    chained = [entries[0]]
    for entry in entries[1:]:
        taken = split(entry)
        header = taken.header._replace(prev_digest=entry_digest(chained[-1]))
        chained.append(join(header, taken.nonce, taken.ciphertext))
    return tuple(chained)


def _code(answer: object) -> str:
    return answer.code if isinstance(answer, Refused) else "taken"


MAD: dict[str, Callable[[Client, Box, Answers], Awaitable[None]]] = {
    "histories": histories_without_end,
    "lone-conflicts": lone_conflicts_without_end,
    "long-wraps": long_wraps_without_end,
    "tiny-wraps": tiny_wraps_without_end,
    "receipts": receipts_without_end,
}


NEVER_HELD_BACK = {"receipts"}  # such a box only gets its name into the audit log, eight times a day


async def _main(kind: str, data: str, port: str, certificate: str, building: str, box: str, seconds: str) -> None:
    server, answers = Server(Path(data)), Counter[str]()
    server.port = int(port)
    async with client(server, Path(certificate)) as line, asyncio.TaskGroup() as group:
        mad = group.create_task(MAD[kind](line, Box(bytes.fromhex(building), bytes.fromhex(box)), answers))
        await asyncio.sleep(float(seconds))
        while not answers["quota"] and kind not in NEVER_HELD_BACK:
            await asyncio.sleep(SMALL_S)
        mad.cancel()
    print(json.dumps(answers))


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
