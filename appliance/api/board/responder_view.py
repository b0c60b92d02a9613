"""Writes everybody who was sent to a call in the words that a desk shows: each alone, and all of them in short; and everybody who was
told of it by a message. Pure.
"""

from appliance.api.board.calls import MessageLine, ResponderLine
from appliance.core.board import Board
from appliance.core.ground.incident import Incident
from appliance.core.ground.messages import MessageState, Spoken
from appliance.core.ground.moment import Moment
from appliance.core.ground.names import is_shared_phone
from appliance.core.ground.responders import Responder
from appliance.core.ground.words import Stage
from appliance.core.messages.addresses import told
from appliance.core.messages.codes import muted
from appliance.core.messages.turns import still_counts, wanted
from appliance.words.messages import way_words

MESSAGES_MAX = 12
"""As many people as can be sent to one call; a board goes to every desk with each change."""
AND = " + "
"""Stands between several names in the short form."""


def going(board: Board, incident: Incident, *, named: bool) -> str:
    """Name one person in full. Name several by their last names, or in full if two of these are alike."""
    each = [_who(board, one, named=named) for one in incident.sent]
    if len(each) < 2:
        return "".join(each)
    last = [_last_name(one, who) if named else who for one, who in zip(incident.sent, each, strict=True)]
    return AND.join(last if len(set(last)) == len(last) else each)


def responder_lines(board: Board, incident: Incident, now: Moment, *, named: bool) -> tuple[ResponderLine, ...]:
    """Give a line for each responder, in the order in which they were sent."""
    confirm_ms = board.index.plan.limits.confirm_s * 1000
    return tuple(
        ResponderLine(
            role=one.role,
            who=_who(board, one, named=named),
            stage=one.stage,
            due_in_ms=one.sent_ms + confirm_ms - now.mono_ms if one.stage is Stage.DISPATCHED else None,
        )
        for one in incident.sent
    )


def _who(board: Board, one: Responder, *, named: bool) -> str:
    role = one.role.value if one.role else ""
    if not named:
        return role
    person = board.index.people.get(one.person) if one.person is not None else None
    return one.name or (person.name if person else role)


def _last_name(one: Responder, who: str) -> str:
    return who if one.role is not None and who == one.role.value else who.rpartition(" ")[2]


def message_lines(board: Board, incident: Incident, now: Moment, *, named: bool) -> tuple[MessageLine, ...]:
    """Give a line for each person who is told now or who answered, the newest first. What was taken back is left out: nobody waits for an
    answer to it.
    """
    said = {each.message for each in wanted(board, incident)}
    known = [each for each in board.messages.get(incident.incident, ()) if still_counts(incident, each)]
    answered = {each.person for each in known if each.reply is not None}
    newest: dict[str, Spoken] = {}
    for each in known:
        failed = each.state is MessageState.FAILED and incident.ringing and each.person not in answered
        if each.message in said or each.reply is not None or failed or each.offered is not None:
            newest.pop(each.person, None)
            newest[each.person] = each
    return tuple(
        _message(board, incident, each, now, named=named) for each in list(newest.values())[: -MESSAGES_MAX - 1 : -1]
    )


def _message(board: Board, incident: Incident, spoken: Spoken, now: Moment, *, named: bool) -> MessageLine:
    person, waits = told(board, spoken.person), spoken.offered
    since = spoken.since if spoken.replied is None else spoken.replied
    return MessageLine(
        who=(person.name if person else str(spoken.person)) if named else "",
        way=way_words(spoken.way),
        state=spoken.state,
        ago_ms=max(0, now.mono_ms - since.mono_ms),
        reply=spoken.reply,
        message=spoken.message,
        unproved=waits is not None,
        wrong_code=waits is not None and waits.wrong_code,
        muted=muted(board, incident, spoken.person),
        offered=None if waits is None else waits.reply,
        offered_ago_ms=0 if waits is None else max(0, now.mono_ms - waits.at.mono_ms),
        shared=is_shared_phone(spoken.person),
    )
