"""Runs a walk test from the command line: the next press of one button is a test, and we wait for it. Knows no wire, only the desk line."""

import asyncio
from collections.abc import Callable

from appliance.api.board.board import BoardView
from appliance.api.desk.client import DeskClient
from appliance.core.practice.commands import ArmWalkTest, EndWalkTest
from appliance.plan.ids import ButtonId

PROGRESS_EVERY_MS = 15_000  # eight lines in two minutes: enough to see that it is still waiting
LET_GO_WITHIN_S = 2.0  # whoever interrupts wants to be gone

type Say = Callable[[str], None]


UNTIMED = (
    "It rang as a real call: {button} cannot say when it was pressed, so that only a person can. Stand that call down at a desk. "
    "To test this button, begin at a desk (key W), which then asks."
)


class NotArmed(Exception):
    """The box does not wait for this press; `str()` says why and what to do."""


async def walk_test(line: DeskClient, button: ButtonId, say: Say) -> bool:
    """Wait for the press, at most two minutes, which the box counts. Return whether it came. Raises NotArmed, LineLost."""
    before = (await anext(line.states())).test_over
    reply = await line.act(ArmWalkTest(button=button))
    if not reply.ok:
        raise NotArmed(reply.says)
    say(
        f"Press {button} now, once. Where it has a lamp, that says that it waits for a test. Every other press is real."
    )
    try:
        return await _pressed(line, button, before, say)
    except asyncio.CancelledError:
        async with asyncio.timeout(LET_GO_WITHIN_S):
            await line.act(EndWalkTest(button=button))
        raise


async def _pressed(line: DeskClient, button: ButtonId, before: object, say: Say) -> bool:
    said_ms: int | None = None
    async for board in line.states():
        over = board.test_over
        if over is not None and over != before and over.button == button:
            return over.passed
        if board.walk_test is not None and board.walk_test.rang is not None and board.walk_test.button == button:
            say(UNTIMED.format(button=button))
            await line.act(EndWalkTest(button=button))
            return False
        left_ms = _left_ms(board, button)
        if left_ms is not None and (said_ms is None or said_ms - left_ms >= PROGRESS_EVERY_MS):
            said_ms = left_ms
            say(f"  waiting, {max(left_ms, 0) // 1000} s left")
    raise AssertionError("the states of a line never end by themselves")


def _left_ms(board: BoardView, button: ButtonId) -> int | None:
    test = board.walk_test
    return test.ends_in_ms if test is not None and test.button == button else None
