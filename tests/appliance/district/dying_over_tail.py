"""A daemon that is brought what it lost, and that dies by SIGKILL before one of its acts on those files. test_tail_kills.py runs it.

Its arguments are the box's folder and the act before which it dies; on standard input come entries and receipt as msgpack. It prints "kept"
once it said so.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

import msgspec

from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import HandIn
from appliance.daemon import Daemon
from appliance.envelope.deposit import Signed
from appliance.logbook.brought_back import FOLDER
from tests.appliance.district.test_daemon import hand_in, settings

ACTS = frozenset({"open", "os.rename", "os.remove"})


class Brought(msgspec.Struct):
    entries: tuple[bytes, ...]
    receipt: Signed


def die_before(act: int) -> None:
    """Die before this act. The interpreter tells of each opening, renaming and removing before it is done."""
    left = act

    def hear(what: str, about: tuple[object, ...]) -> None:
        nonlocal left
        if what in ACTS and FOLDER in str(about[0]):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hear)


async def main(folder: Path, act: int, brought: Brought) -> None:
    at = settings(folder)
    async with Daemon.started(at):
        await hand_in(at, HandIn(request=0, receipts=(brought.receipt,)))
        die_before(act)
        async with FeedClient.connect(at.feed_socket) as line:
            await line.bring_back(brought.entries)
    print("kept", flush=True)


if __name__ == "__main__":
    asyncio.run(
        main(Path(sys.argv[1]), int(sys.argv[2]), msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Brought))
    )
