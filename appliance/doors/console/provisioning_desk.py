"""Takes what the first start of a box hands in. The line checks who may; this decides nothing about calls."""

import logging
from collections.abc import Awaitable, Callable
from typing import assert_never

from appliance.api.ask import Reply
from appliance.api.desk.provisioning import (
    BEGINS,
    FromDeskOfProvisioning,
    KeepCredential,
    ReplaceBox,
    TellSetUp,
)
from appliance.api.sentences import fit
from appliance.core.devices.commands import ReportRestored, ReportTrouble
from appliance.core.ground.words import Cause
from appliance.doors.console.replies import reply_to
from appliance.doors.records.user import InsteadOf
from appliance.engine.engine import Engine
from appliance.plan.ids import KeyId
from appliance.vault.errors import VaultError
from appliance.vault.kinds import ID_LEN

SAYS_CHARACTERS_MAX = 400  # five lines of a screen: a longer text is in the file beside the seed
SUBJECT = "seed"

log = logging.getLogger("handbell.doors")

type Keep = Callable[[KeyId, bytes], Awaitable[None]]
"""Put a device's secret where its wire finds it. Raises VaultError."""


async def answer(engine: Engine, keep: Keep, instead_of: InsteadOf | None, message: FromDeskOfProvisioning) -> Reply:
    """Do what was asked, and say whether it was done."""
    match message:
        case TellSetUp():
            return await _told(engine, message)
        case KeepCredential():
            return await _kept(keep, message)
        case ReplaceBox():
            return await _replaced(instead_of, message)
        case _:
            assert_never(message)


async def _replaced(instead_of: InsteadOf | None, message: ReplaceBox) -> Reply:
    if instead_of is None or not len(message.building) == len(message.box) == ID_LEN:
        return Reply(
            request=message.request, ok=False, code="no-box", says="That is no number of a building and a box."
        )
    says, begins = await instead_of(message.building, message.box)
    return Reply(
        request=message.request, ok=not says, code=(BEGINS if begins else "not-replaced") if says else "", says=says
    )


async def _kept(keep: Keep, message: KeepCredential) -> Reply:
    try:
        await keep(message.key, message.secret)
    except VaultError as error:
        log.warning("a device's key could not be kept: %s", error)
        return Reply(request=message.request, ok=False, code="not-kept", says=str(error))
    return Reply(request=message.request, ok=True)


async def _told(engine: Engine, message: TellSetUp) -> Reply:
    """Report a trouble of the seed. One cause is one trouble: other words end the old trouble first, and the same words change nothing."""
    cause = Cause(message.what.value, SUBJECT)
    says = fit(message.says, SAYS_CHARACTERS_MAX)
    open_now = engine.board.troubles.get(cause.key)
    if (open_now.detail if open_now is not None else "") == says:
        return Reply(request=message.request, ok=True)
    if open_now is not None:
        outcome = await engine.submit(ReportRestored(cause=cause)).spoken
    if says:
        outcome = await engine.submit(ReportTrouble(cause=cause, detail=says)).spoken
    return reply_to(message.request, outcome)
