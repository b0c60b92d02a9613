"""Answers what will be forgotten here, and what keeps one record, to whoever may hold a record or audits. Decides nothing about either."""

from appliance.api.records.forgetting import ForgettingKnown, GoingLine
from appliance.api.records.messages import AskForgetting, Written
from appliance.doors.records.replies import refused
from appliance.doors.records.user import RecordUser
from appliance.record.access import rights

MAY_ASK = frozenset({"hold", "views"})
"""Acts that need to know: to hold a record before it goes, and to look back on who let it go."""
NOT_FOR_THEM = (
    "What will be forgotten here is shown to whoever may hold a record, and to an auditor, signed in with their PIN."
)


async def answer(user: RecordUser, message: AskForgetting) -> ForgettingKnown | Written:
    """Give the list, and what keeps the record that was asked about. Raises LogbookError while the disk is away."""
    person = user.sitting.person if user.reads().proven else None
    roles = user.services.engine.board.index.people[person].roles if person is not None else ()
    if not rights(roles, proven=person is not None).acts & MAY_ASK:
        return refused(message.request, NOT_FOR_THEM)
    forgetting = user.services.forgetting
    going = await forgetting.going()
    return ForgettingKnown(
        request=message.request,
        going=tuple(GoingLine(number=each.number, on=each.on) for each in going),
        why_not=forgetting.why_not(),
        keeps=await forgetting.keeps(message.incident) if message.incident is not None else (),
    )
