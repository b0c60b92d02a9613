"""What the safety office says to this building: asked for, handed in, and counted as had once it was believed. Checks nothing itself."""

import asyncio

from appliance.envelope.deposit import Notices
from sync.protocol import LONG_POLL_S_MAX
from sync.transport.enrolment import REVOKED
from sync.transport.line import DistrictLine, Refusal, ShutOut
from sync.transport.pieces import in_pieces
from sync.uplink.backoff import Allowance
from sync.uplink.beginning import SHUT_OUT
from sync.uplink.handing_in import HandingIn
from sync.uplink.remembering import Remembering

POLL_S = min(LONG_POLL_S_MAX, 50)  # under the minute after which a proxy cuts a silent connection
AGAIN_S = 30.0  # what was not believed may be soon: whom to believe is typed by a person, who then waits for it to show
ANSWERS_AT_ONCE = 40  # of 50 each: all that was said to a building in some years, after its server was put back
ANSWER_EVERY_S = (
    10.0  # then; a held poll ends after 50 s. The alert daemon checks every signature of it beside the calls
)
BETWEEN_S = 0.5  # two answers, in any case


def allowance(now_s: float) -> Allowance:
    """How many answers are taken. For as long as the process lives: a server that ends sessions gets no new one."""
    return Allowance(ANSWERS_AT_ONCE, ANSWER_EVERY_S, now_s)


async def follow_notices(line: DistrictLine, handing: HandingIn, remembering: Remembering, allowed: Allowance) -> None:
    """For ever. What is refused for good is left behind. What may be believed later holds up only the remembered place, where a session
    begins: it is handed in again in a while, or once a notice came that may name its key. Raises ShutOut, Unreachable, LineLost.
    """
    memory, loop = remembering.memory, asyncio.get_running_loop()
    after = furthest = memory.notices_after
    waiting = set[str]()
    while True:
        told = await line.notices(after, 0 if "soon" in waiting else POLL_S)
        if isinstance(told, Refusal):
            if (
                told.refused.code == REVOKED
            ):  # said as soon as it is so; a box that has nothing to send would not hear it
                raise ShutOut(SHUT_OUT)
            await asyncio.sleep(AGAIN_S)
            continue
        if "soon" in waiting and told.after == after:  # that was all there is
            await asyncio.sleep(AGAIN_S)
            after = furthest = memory.notices_after
            waiting.clear()
            continue
        may_name_a_key = "keys" in waiting and bool(told.notices) and told.after > furthest
        waiting |= await _handed(told, handing)
        if not waiting and told.after != memory.notices_after:
            memory.notices_after = told.after
            remembering.keep()
        after, furthest = told.after, max(furthest, told.after)
        if may_name_a_key:  # for what waits; once for each notice, so that this ends
            after = memory.notices_after
            waiting.clear()
        await asyncio.sleep(max(allowed.next_s(loop.time()), BETWEEN_S))


async def _handed(told: Notices, handing: HandingIn) -> set[str]:
    """Hand in all of it; when what was refused is worth handing in again (`HandedIn.again`)."""
    handed = [await handing.give(notices=piece.notices, opened=piece.opened) for piece in in_pieces(told)]
    return {each.again for each in handed if each.again}
