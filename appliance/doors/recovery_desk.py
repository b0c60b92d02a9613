"""What administrators ask about the recovery phrase, the bundle and the copy. Who may is the line's to know; knows no phrase."""

from appliance.api.ask import Reply
from appliance.api.recovery_messages import (
    AskOfReplica,
    AskRecovery,
    CheckRecoveryKey,
    FromDeskOfRecovery,
    RecoveryKnown,
    UseRecoveryKey,
)
from appliance.recovery.recovery import Recovery

BY = "by an administrator of the box"


async def answer(recovery: Recovery, message: FromDeskOfRecovery) -> RecoveryKnown | Reply:
    """Do it or look, and say."""
    match message:
        case UseRecoveryKey():
            why_not, code = await recovery.phrase.use(message.public, BY, message.vouched), "no-recovery-key"
        case CheckRecoveryKey():
            why_not, code = await recovery.phrase.check(message.public, BY, message.vouched), "another-phrase"
        case AskOfReplica():
            why_not, code = recovery.copies.ask(message.what), "not-asked"
        case AskRecovery():
            return recovery.known(message.request)
    return Reply(request=message.request, ok=not why_not, code=code if why_not else "", says=why_not)
