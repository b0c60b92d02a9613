"""Asks what the safety office says to this building, hands it in, and remembers how far it was believed. Checks nothing itself."""

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

POLL_S = min(LONG_POLL_S_MAX, 50)  # below the minute after which a proxy cuts a silent connection
AGAIN_S = (
    30.0  # what was not believed may be believed soon: a person types whom to believe, and then waits for it to show
)
ANSWERS_AT_ONCE = (
    40  # answers with 50 each: all that was said to a building in some years, after its server was put back
)
# Seconds for each further answer; a held poll ends after 50 s. The alert daemon checks all their signatures while it handles calls.
ANSWER_EVERY_S = 10.0
BETWEEN_S = 0.5  # between any two answers


def allowance(now_s: float) -> Allowance:
    """Give how many answers are taken. It lasts as long as the process, so that a server gains nothing by ending sessions."""
    return Allowance(ANSWERS_AT_ONCE, ANSWER_EVERY_S, now_s)


async def follow_notices(line: DistrictLine, handing: HandingIn, remembering: Remembering, allowed: Allowance) -> None:
    """Follow the notices for ever. What is refused for good is passed over. What may be believed later is handed in again after a while, or
    once a notice came that may name its key; meanwhile only the remembered place, where the next session begins, stays before it. Raises
    ShutOut, Unreachable, LineLost.
    """
    memory, loop = remembering.memory, asyncio.get_running_loop()
    after = furthest = memory.notices_after
    waiting = set[str]()
    while True:
        told = await line.notices(after, 0 if "soon" in waiting else POLL_S)
        if isinstance(told, Refusal):
            if (
                told.refused.code == REVOKED
            ):  # say so at once; a box that has nothing to send would not hear it otherwise
                raise ShutOut(SHUT_OUT)
            await asyncio.sleep(AGAIN_S)
            continue
        if "soon" in waiting and told.after == after:  # there is no more
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
        if may_name_a_key:  # go back once for each new notice, so that what waits is tried again and this ends
            after = memory.notices_after
            waiting.clear()
        await asyncio.sleep(max(allowed.next_s(loop.time()), BETWEEN_S))


async def _handed(told: Notices, handing: HandingIn) -> set[str]:
    """Hand in all of it. Give when what was refused is worth handing in again (`HandedIn.again`)."""
    handed = [await handing.give(notices=piece.notices, opened=piece.opened) for piece in in_pieces(told)]
    return {each.again for each in handed if each.again}
