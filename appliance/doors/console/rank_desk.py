"""Answers an administrator who lets this box take over buttons that refuse it. The line checks who may. It happens in this run, while
calls are open: the lamps change with the next message to each button, which is sent at once.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence

from appliance.api.ask import Reply
from appliance.api.desk.buttons import TakeOver
from appliance.core.devices.commands import TakeOverButtons
from appliance.core.devices.rank import REPORTS_MIN, TIMED_RANK_MAX, rank_to_take_over
from appliance.core.ground.words import Actor
from appliance.doors.console.replies import reply_to
from appliance.engine.engine import Engine
from appliance.engine.outcome import Refused
from appliance.plan.mistakes import counted
from appliance.vault.errors import VaultError

FORGET = "One that goes on refusing is made to forget over its USB cable: esptool erase-flash; flash and prove it as a new board."
SAYS_NONE = (
    f"Older firmware does not say which, and counts as {TIMED_RANK_MAX}: flash it with the firmware of this release."
)

log = logging.getLogger("handbell.doors")

type Keep = Callable[[int], None]
"""Keep a rank where the next start finds it. Raises VaultError."""


async def answer(engine: Engine, keep: Keep, message: TakeOver, by: Actor) -> Reply:
    """Take the buttons over, and say the numbers: what a device claims is believed only if a person sees it."""
    heard = _heard(engine)
    before, rank = engine.board.epoch_rank, rank_to_take_over(heard)
    refused = _refused(heard, before, all_say=None not in engine.heard.ranks.values())
    if rank is None or rank <= before:
        why_not = f"Nothing was changed: {refused}{_why_not(heard)}"
        return Reply(request=message.request, ok=False, code="not-taken-over", says=why_not)
    try:
        await asyncio.to_thread(keep, rank)
    except VaultError as error:  # the entry holds the rank too
        log.warning("rank %d is not kept beside the keys: %s", rank, error)
    outcome = await engine.submit(TakeOverButtons(rank=rank, reports=len(heard)), by).spoken
    if isinstance(outcome, Refused):
        return reply_to(message.request, outcome)
    return Reply(request=message.request, ok=True, says=f"{refused} {_done(heard, rank)}", recorded=outcome.recorded)


def _heard(engine: Engine) -> list[int]:
    """Give the ranks that the plan's buttons which refuse this box have heard, lowest first."""
    planned = engine.board.index.buttons
    return sorted(rank or TIMED_RANK_MAX for button, rank in engine.heard.ranks.items() if button in planned)


def _refused(heard: Sequence[int], own: int, *, all_say: bool) -> str:
    """Say the numbers in few words: there may be hundreds."""
    if not heard:
        return f"no button refuses this box, of rank {own}."
    ranks = f"rank {heard[0]}" if heard[0] == heard[-1] else f"ranks {heard[0]} to {heard[-1]}"
    says = f"{counted(len(heard), 'button')} refused this box, of rank {own}, by {ranks}."
    return says if all_say else f"{says} {SAYS_NONE}"


def _why_not(heard: Sequence[int]) -> str:
    if not heard:
        return ""
    if len(heard) < REPORTS_MIN:
        return (
            f" It takes {REPORTS_MIN}, so that one that is wrong decides nothing. See that the others are connected (handbell buttons"
            f" list), and try again. {FORGET}"
        )
    return f" Its rank is above what most of them heard: these obey it now. {FORGET}"


def _done(heard: Sequence[int], rank: int) -> str:
    says = (
        f"Its rank is {rank} now, one above what most of them heard, and these obey it at once. Any other box that speaks to them is"
        " refused from now on: switch it off."
    )
    higher = sum(each > rank for each in heard)
    return f"{says} {counted(higher, 'button')} heard a higher rank still. {FORGET}" if higher else says
