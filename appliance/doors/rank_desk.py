"""What an administrator is answered who has this box take over buttons that refuse it. Who may is the line's to know.

It happens in this run, while calls are open: their lamps turn with the next thing each button is told, which is at once.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence

from appliance.api.messages import Reply, TakeOver
from appliance.core.commands import TakeOverButtons
from appliance.core.rank import REPORTS_MIN, rank_to_take_over
from appliance.core.words import Actor
from appliance.doors.replies import reply_to
from appliance.engine.engine import Engine
from appliance.engine.outcome import Refused
from appliance.plan.mistakes import counted
from appliance.vault.errors import VaultError

FLASH_ANEW = "A button that goes on refusing is made to forget over its USB cable: esptool erase-flash; flash and prove it as a new one."

log = logging.getLogger("handbell.doors")

type Keep = Callable[[int], None]
"""Keep a rank where the next start finds it. Raises VaultError."""


async def answer(engine: Engine, keep: Keep, message: TakeOver, by: Actor) -> Reply:
    """Do it, and say the numbers: nothing that a device says is believed without a person who sees it."""
    planned = engine.board.index.buttons
    seen = sorted(rank for button, rank in engine.heard.ranks.items() if button in planned)
    before, rank = engine.board.epoch_rank, rank_to_take_over(seen)
    if rank is None or rank <= before:
        return Reply(request=message.request, ok=False, code="not-taken-over", says=_why_not(seen, before))
    try:
        await asyncio.to_thread(keep, rank)
    except VaultError as error:  # the entry tells it too
        log.warning("rank %d is not kept beside the keys: %s", rank, error)
    outcome = await engine.submit(TakeOverButtons(rank=rank, reports=len(seen)), by).spoken
    if isinstance(outcome, Refused):
        return reply_to(message.request, outcome)
    return Reply(request=message.request, ok=True, says=_done(seen, before, rank), recorded=outcome.recorded)


def _why_not(seen: Sequence[int], own: int) -> str:
    if not seen:
        return f"Nothing was changed: no button refuses this box, of rank {own}."
    if len(seen) < REPORTS_MIN:
        return (
            f"Nothing was changed: {counted(len(seen), 'button')} refuse this box, of rank {own}, by {_ranks(seen)}. It takes"
            f" {REPORTS_MIN}, so that one that is wrong decides nothing. See that the others are connected (handbell buttons list), and"
            f" try again. {FLASH_ANEW}"
        )
    return (
        f"Nothing was changed: {counted(len(seen), 'button')} refused this box by {_ranks(seen)}, and its rank is {own} already: most"
        f" obey it now. {FLASH_ANEW}"
    )


def _done(seen: Sequence[int], before: int, rank: int) -> str:
    says = (
        f"{counted(len(seen), 'button')} refused this box, of rank {before}, by {_ranks(seen)}. Its rank is {rank} now, and they obey it"
        " at once. Every other box that speaks to them is refused from now on: switch it off."
    )
    higher = sum(each > rank for each in seen)
    return f"{says} {counted(higher, 'button')} heard a higher rank still. {FLASH_ANEW}" if higher else says


def _ranks(seen: Sequence[int]) -> str:
    """What they have heard, in few words: there may be hundreds."""
    lowest, highest = seen[0], seen[-1]
    return f"rank {lowest}" if lowest == highest else f"ranks {lowest} to {highest}"
