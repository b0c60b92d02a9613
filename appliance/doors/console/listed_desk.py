"""Answers what is asked about rules of duties, the school calendar and closings. The line checks who may ask; this decides nothing."""

import asyncio
from typing import TYPE_CHECKING, assert_never

from appliance.api.access import Reads
from appliance.api.ask import Reply
from appliance.api.listed.messages import (
    AdoptCalendarFile,
    AdoptRulesFile,
    AskListed,
    ClosingLine,
    DeclareSchoolClosing,
    FromDeskOfListed,
    ListedKnown,
    WithdrawSchoolClosing,
)
from appliance.core.listed.commands import (
    AdoptDuties,
    AdoptSchoolCalendar,
    AnyListedCommand,
    DeclareClosing,
    WithdrawClosing,
)
from appliance.doors.console.replies import reply_to
from appliance.engine.engine import Engine
from appliance.listed.keeper import ListedKeeper
from appliance.plan.document import digest

if TYPE_CHECKING:
    from appliance.duties.adopted.listed import Closing


async def known(keeper: ListedKeeper, message: AskListed, reads: Reads) -> ListedKnown:
    """Give what counts on this box. Who adopted or declared it stands there for readers of names alone."""
    found = await keeper.known()
    names = reads.may(ListedKnown, "rules_by")
    return ListedKnown(
        request=message.request,
        rules=found.rules_document,
        rules_digest=found.rules_digest,
        rules_by=found.rules_by if names else "",
        rules_ms=found.rules_ms,
        calendar=found.calendar_document,
        calendar_digest=found.calendar_digest,
        calendar_by=found.calendar_by if names else "",
        calendar_ms=found.calendar_ms,
        closings=tuple(_line(each, names=names) for each in found.closings),
        unread=found.unread,
    )


async def answer(engine: Engine, message: FromDeskOfListed) -> Reply:
    """Do what an administrator asks; a refusal is a sentence in the answer."""
    match message:
        case AdoptRulesFile():
            return await _adopt_rules(engine, message)
        case AdoptCalendarFile():
            return await _adopt_calendar(engine, message)
        case DeclareSchoolClosing():
            return await _declare(engine, message)
        case WithdrawSchoolClosing():
            return await _withdraw(engine, message)
        case _:
            assert_never(message)


async def _adopt_rules(engine: Engine, message: AdoptRulesFile) -> Reply:
    """Read the rules in a thread, since a large set takes some tenths of a second on a Pi. Refuse them whole where one is wrong."""
    if why_not := await asyncio.to_thread(_why_not_rules, message.document):
        return Reply(request=message.request, ok=False, code="not-sound", says=why_not)
    command = AdoptDuties(by=message.by, digest=digest(message.document), document=message.document)
    return await _done(engine, message.request, command)


async def _adopt_calendar(engine: Engine, message: AdoptCalendarFile) -> Reply:
    if why_not := await asyncio.to_thread(_why_not_calendar, message.document):
        return Reply(request=message.request, ok=False, code="not-sound", says=why_not)
    command = AdoptSchoolCalendar(by=message.by, digest=digest(message.document), document=message.document)
    return await _done(engine, message.request, command)


async def _declare(engine: Engine, message: DeclareSchoolClosing) -> Reply:
    command = DeclareClosing(
        by=message.by, first=message.first, last=message.last, why=message.why, ends_min=message.ends_min
    )
    return await _done(engine, message.request, command)


async def _withdraw(engine: Engine, message: WithdrawSchoolClosing) -> Reply:
    return await _done(engine, message.request, WithdrawClosing(by=message.by, day=message.day, why=message.why))


async def _done(engine: Engine, request: int, command: AnyListedCommand) -> Reply:
    return reply_to(request, await engine.submit(command).spoken)


def _why_not_rules(document: bytes) -> str:
    # imported here, in a thread, as in the function below: no start waits until this is loaded
    from appliance.duties.adopted.rules_document import RulesDocumentError, rules_in  # noqa: PLC0415

    try:
        rules_in(document)
    except RulesDocumentError as error:
        return str(error)
    return ""


def _why_not_calendar(document: bytes) -> str:
    from appliance.duties.adopted.calendar_document import CalendarDocumentError, calendar_in  # noqa: PLC0415

    try:
        calendar_in(document)
    except CalendarDocumentError as error:
        return str(error)
    return ""


def _line(closing: "Closing", *, names: bool) -> ClosingLine:
    days = closing.days
    return ClosingLine(
        first=days.first.isoformat(),
        last=days.last.isoformat(),
        why=days.why,
        ends_min=days.ends_min,
        declared_ms=days.declared_ms or 0,
        by=closing.by if names else "",
        withdrawn_ms=days.withdrawn_ms,
        why_withdrawn=closing.why_withdrawn,
        withdrawn_by=closing.withdrawn_by if names else "",
    )
