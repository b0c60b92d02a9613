"""Answers what an administrator asks about the retention of records. The line checks who may ask; this decides nothing."""

import logging
from typing import assert_never

from appliance.api.ask import Answer, Reply
from appliance.api.records.retention import AskDue, DestroyDue, DueDestroyed, DueKnown, DueLine, FromDeskOfRetention
from appliance.engine.retention import RetentionKeeper
from appliance.logbook.errors import LogbookError
from appliance.vault.errors import VaultError

DUE_MAX = 1000  # lines in an answer: more than anybody reads through, some 200 KiB of the frame's MiB

log = logging.getLogger("handbell.doors")


async def answer(retention: RetentionKeeper, message: FromDeskOfRetention) -> Answer:
    """Give the answer; a refusal is a sentence in it. Takes longer the more records there are, and waits while a call is open."""
    try:
        match message:
            case AskDue():
                return await _due(retention, message)
            case DestroyDue():
                return await _destroy(retention, message)
            case _:
                assert_never(message)
    except (LogbookError, VaultError) as error:
        log.warning("what is due could not be destroyed: %s", error)
        says = "The box's disk does not answer. What was begun is brought to its end by itself; ask again later."
        return Reply(request=message.request, ok=False, code="not-recording", says=says)


async def _due(retention: RetentionKeeper, message: AskDue) -> DueKnown:
    found = await retention.due()
    lines = (
        DueLine(
            number=each.number,
            classes=tuple(sorted({klass for due in each.verdict.due for klass in due.classes})),
            says=each.verdict.says,
        )
        for each in found[:DUE_MAX]
    )
    return DueKnown(request=message.request, due=tuple(lines), why_not=retention.why_not())


async def _destroy(retention: RetentionKeeper, message: DestroyDue) -> DueDestroyed | Reply:
    if why_not := retention.why_not():
        return Reply(request=message.request, ok=False, code="not-destroyed", says=why_not)
    certificates = await retention.destroy_due()
    return DueDestroyed(
        request=message.request,
        records=len({each.incident for each in certificates}),
        keys=sum(each.keys for each in certificates),
        wraps=sum(each.wraps for each in certificates),
    )
