"""Answers what administrators ask about the recovery phrase, the bundle and the copy. The line checks who may; this knows no phrase."""

from typing import assert_never

from appliance.api.ask import Answer, Reply
from appliance.api.records.recovery import (
    AskOfReplica,
    AskRecovery,
    CheckRecoveryKey,
    FromDeskOfRecovery,
    RecoveryKnown,
    UseRecoveryKey,
)
from appliance.recovery.recovery import Recovery

BY = "by an administrator of the box"


async def answer(recovery: Recovery, message: FromDeskOfRecovery) -> Answer:
    """Do or look up what was asked, and give the answer."""
    match message:
        case UseRecoveryKey():
            return await _used(recovery, message)
        case CheckRecoveryKey():
            return await _checked(recovery, message)
        case AskOfReplica():
            return _wanted(recovery, message)
        case AskRecovery():
            return _known(recovery, message)
        case _:
            assert_never(message)


async def _used(recovery: Recovery, message: UseRecoveryKey) -> Reply:
    why_not = await recovery.phrase.use(message.public, BY, message.vouched)
    return _done_or(message.request, why_not, "no-recovery-key")


async def _checked(recovery: Recovery, message: CheckRecoveryKey) -> Reply:
    why_not = await recovery.phrase.check(message.public, BY, message.vouched)
    return _done_or(message.request, why_not, "another-phrase")


def _wanted(recovery: Recovery, message: AskOfReplica) -> Reply:
    return _done_or(message.request, recovery.copies.ask(message.what), "not-asked")


def _known(recovery: Recovery, message: AskRecovery) -> RecoveryKnown:
    return recovery.known(message.request)


def _done_or(request: int, why_not: str, code: str) -> Reply:
    return Reply(request=request, ok=not why_not, code=code if why_not else "", says=why_not)
