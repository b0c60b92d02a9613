"""What the safety office says to this building: asked for, handed in, and counted as had once it was believed. Checks nothing itself."""

import asyncio

from appliance.envelope.deposit import Notices
from sync.protocol import LONG_POLL_S_MAX
from sync.transport.identity import Identity, Memory
from sync.transport.line import DistrictLine, Refusal
from sync.transport.pieces import in_pieces
from sync.uplink.handing_in import HandingIn

POLL_S = min(LONG_POLL_S_MAX, 50)  # under the minute after which a proxy cuts a silent connection
AGAIN_S = 30.0  # what was not believed may be soon: whom to believe is typed by a person, who then waits for it to show


async def follow_notices(line: DistrictLine, handing: HandingIn, identity: Identity, memory: Memory) -> None:
    """For ever. What was not believed is handed in again: the box may not know its safety office yet. Raises Unreachable, LineLost."""
    while True:
        told = await line.notices(memory.notices_after, POLL_S)
        if isinstance(told, Refusal) or not await _believed(told, handing):
            await asyncio.sleep(AGAIN_S)
            continue
        if told.after != memory.notices_after:
            memory.notices_after = told.after
            identity.remember(memory)


async def _believed(told: Notices, handing: HandingIn) -> bool:
    """Hand in all of it; whether nothing was refused."""
    refused = [
        bool((await handing.give(notices=piece.notices, opened=piece.opened)).refused) for piece in in_pieces(told)
    ]
    return not any(refused)
