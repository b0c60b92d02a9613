"""A process of its own that plays somebody at the front desk: attached, present, reading every board. `desk.py SOCKET`"""

import asyncio
import sys
from pathlib import Path

from appliance.api.desk.client import DeskClient
from appliance.plan.ids import DeskId


async def sit(desk_socket: Path) -> None:
    """Sit at the desk until the line ends or this process is ended."""
    async with DeskClient.connect(desk_socket, desk=DeskId("front"), client="bench desk") as line:
        await line.present()
        ready = False
        async for board in line.states():
            if not ready and board.here is not None and board.here.attended:
                print("ready", flush=True)
                ready = True


if __name__ == "__main__":
    asyncio.run(sit(Path(sys.argv[1])))
