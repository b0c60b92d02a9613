"""A console as a process of its own, so that a test can stop it: it attaches, says that somebody is there, and reads.

python deaf_console.py SOCKET DESK

It prints "attended" once it is.
"""

import asyncio
import sys
from pathlib import Path

from appliance.api.desk.client import DeskClient
from appliance.plan.ids import DeskId


async def sit(socket: Path, desk: DeskId) -> None:
    async with DeskClient.connect(socket, desk, "deaf") as line:
        await line.present()
        async for board in line.states():
            if board.here is not None and board.here.attended:
                print("attended", flush=True)


asyncio.run(sit(Path(sys.argv[1]), DeskId(sys.argv[2])))
