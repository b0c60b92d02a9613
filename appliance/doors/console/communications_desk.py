"""Answers what is asked about the file of communications, and has one adopted. The line checks who may ask; this decides nothing."""

import asyncio

from appliance.api.access import Reads
from appliance.api.ask import Reply
from appliance.api.listed.communications import AdoptCommunicationsFile, AskCommunications, CommunicationsKnown
from appliance.core.listed.commands import AdoptCommunications
from appliance.doors.console.replies import reply_to
from appliance.engine.engine import Engine
from appliance.plan.document import digest


def digest_of(engine: Engine) -> str:
    """Give the digest of the file that was adopted; empty where none was."""
    stands = engine.board.listed.communications
    return "" if stands is None else stands[1].digest


def known(engine: Engine, message: AskCommunications, reads: Reads) -> CommunicationsKnown:
    """Give the file that counts on this box. Nothing of it is read here. Who adopted it stands there for readers of names alone."""
    stands = engine.board.listed.communications
    if stands is None:
        return CommunicationsKnown(request=message.request)
    at, event = stands
    names = reads.may(CommunicationsKnown, "by")
    return CommunicationsKnown(
        request=message.request,
        document=event.document,
        digest=event.digest,
        by=event.by if names else "",
        adopted_ms=at.wall_ms,
    )


async def adopt(engine: Engine, message: AdoptCommunicationsFile) -> Reply:
    """Read the file in a thread, since a large one takes some tenths of a second on a Pi. Refuse it whole where anything is wrong."""
    if why_not := await asyncio.to_thread(_why_not, message.document):
        return Reply(request=message.request, ok=False, code="not-sound", says=why_not)
    command = AdoptCommunications(by=message.by, digest=digest(message.document), document=message.document)
    return reply_to(message.request, await engine.submit(command).spoken)


def _why_not(document: bytes) -> str:
    # imported here, in a thread: no start waits until this is loaded
    from appliance.communications.document import CommunicationsDocumentError, guidance_in  # noqa: PLC0415

    try:
        guidance_in(document)
    except CommunicationsDocumentError as error:
        return str(error)
    return ""
