"""Writes what a message says: which kind of call, where, and its number; or of how many calls it speaks. Pure; it never names who called,
and no student.

The text is one line, and short: a text message of 160 characters holds it with the usual names of rooms.
"""

from collections.abc import Iterable, Sequence

from appliance.core.board import Board
from appliance.core.ground.incident import Incident
from appliance.core.ground.messages import Spoken
from appliance.core.ground.names import Names
from appliance.core.messages.flood import Told, others_of, speaks_of_all
from appliance.core.messages.short_texts import TEXT_CHARACTERS, language_of, short_text
from appliance.plan.model import Kind
from appliance.plan.telephones import CALLED_BY_TEXT
from appliance.words.kinds import KINDS

SENT_TO = "You are sent. "
PRACTICE = "DRILL. "
TEST = "TEST. "


def text_of(board: Board, incident: Incident, spoken: Spoken, told: Sequence[Told] = ()) -> str:
    """Write the text of a message about an open call. `told` are all calls of which its address is told now."""
    before = [each for each in others_of(told, incident) if each.at_ms <= spoken.queued_ms]
    if spoken.way == CALLED_BY_TEXT:
        many = speaks_of_all(before) and all(each.person != spoken.person for each in incident.sent)
        ringing = _by_urgency(board, incident) if many else []
        # a tap-out goes by no text, so no text speaks of one
        others = [each for each in ringing if each.incident != incident.incident and each.kind is not Kind.TAP_OUT]
        return short_text(board, incident, spoken, language_of(board, spoken), others if many else None)
    practice = PRACTICE if incident.drill is not None else ""
    sent = SENT_TO if any(each.person == spoken.person for each in incident.sent) else ""
    first = f"{_call(board, incident)}. Call {incident.number}."
    if sent or not speaks_of_all(before):
        return f"{practice}{sent}{first}"
    also = [each for each in _by_urgency(board, incident) if each.incident != incident.incident]
    # made one by one, since only a few of forty calls fit
    return _with_as_many_as_fit(
        f"{practice}{len(also) + 1} CALLS. {first}", len(also), (_call(board, each) for each in also)
    )


def text_of_test(*, is_told_delivered: bool) -> str:
    """Write a test, which no person may take for a call. Where the way can never know that it was delivered, the person is asked to
    answer.
    """
    what = "There is nothing to do." if is_told_delivered else "Please answer it, with any answer."
    return f"{TEST}This is no call: Handbell makes sure once a month that it reaches you here. {what}"


def _call(board: Board, incident: Incident) -> str:
    return f"{KINDS[incident.kind].title}: {Names(board.index).place(incident.place)}"


def _by_urgency(board: Board, incident: Incident) -> list[Incident]:
    """Give all calls that ring, the most urgent first: practice beside practice, and real ones beside a real one."""
    practice = incident.drill is not None
    ringing = [each for each in board.incidents.values() if each.ringing and (each.drill is not None) == practice]
    return sorted(ringing, key=lambda each: -each.kind.urgency)


def _with_as_many_as_fit(begun: str, many: int, also: Iterable[str]) -> str:
    text = begun
    for at, each in enumerate(also):
        left = many - at - 1
        more = f"{text} {each}."
        ends = f" And {left} more." if left else ""
        if len(more) + len(ends) > TEXT_CHARACTERS:
            return f"{text} And {left + 1} more."
        text = more
    return text
