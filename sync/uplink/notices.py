"""What the safety office says to this building: asked for, handed in, and only then counted as had. Checks nothing, obeys nothing."""

import asyncio

from sync.protocol import LONG_POLL_S_MAX
from sync.transport.identity import Identity, Memory
from sync.transport.line import DistrictLine, Refusal
from sync.transport.pieces import in_pieces
from sync.uplink.handing_in import HandingIn

POLL_S = min(LONG_POLL_S_MAX, 50)  # under the minute after which a proxy cuts a silent connection
REFUSED_WAIT_S = 60.0  # the main lane says why


async def follow_notices(line: DistrictLine, handing: HandingIn, identity: Identity, memory: Memory) -> None:
    """For ever. What dies between handing in and remembering is handed in twice, which changes nothing. Raises Unreachable, LineLost."""
    while True:
        told = await line.notices(memory.notices_after, POLL_S)
        if isinstance(told, Refusal):
            await asyncio.sleep(REFUSED_WAIT_S)
            continue
        for piece in in_pieces(told):
            await handing.give(notices=piece.notices, opened=piece.opened)
        if told.after != memory.notices_after:
            memory.notices_after = told.after
            identity.remember(memory)
