"""Says what a phone that rings announces: the call that its message is about, and which keys answer. Pure; knows no line.

Who dialled is said by the owner of the phone or by its extension. No student is named, and nothing that anybody wrote.
"""

from appliance.core.board import Board
from appliance.core.ground.incident import Incident
from appliance.core.ground.messages import Reply
from appliance.core.messages.proving import is_test
from appliance.core.messages.turns import call_of
from appliance.doors.phones.says import SILENCE, Said
from appliance.plan.ids import PersonId
from appliance.plan.index import PlanIndex
from appliance.plan.messages import Language
from appliance.plan.telephones import CALLED_BY_PHONE, EXTENSION
from appliance.speech.clips import ClipId
from appliance.speech.compositions import Announced, announcement, declined, press_one, taken, test

NOBODY = PersonId("")


def announced(board: Board, message: str, to: str) -> Said:
    """Give what the phone at this address announces for a message; silence if its call is over."""
    language = language_of(board.index, to)
    if is_test(message):
        return Said(test(language))
    incident = board.incidents.get(call_of(message))
    if incident is None:
        return SILENCE
    keys = press_one(shared=is_shared(board.index, to), language=language)
    return Said((*announcement(_call(board.index, incident), language), *keys), tone=True)


def thanked(board: Board, message: str, to: str, reply: Reply) -> Said:
    """Give what whoever pressed a key hears, once the desks show the answer; silence until then."""
    known = board.messages.get(call_of(message), ())
    if not any(each.message == message and each.reply is reply for each in known):
        return SILENCE
    language = language_of(board.index, to)
    said: tuple[ClipId, ...] = (
        declined(language) if reply is Reply.CANNOT else taken(shared=is_shared(board.index, to), language=language)
    )
    return Said(said)


def is_shared(index: PlanIndex, to: str) -> bool:
    """Whether anybody may answer the phone at this address."""
    return to in index.phone_book.shared


def language_of(index: PlanIndex, to: str) -> Language:
    """Give the language in which the phone at this address is spoken to."""
    person = index.people.get(index.phone_book.people.get(to, NOBODY))
    ways = () if person is None else person.message_ways
    return next((each.language for each in ways if each.by == CALLED_BY_PHONE and each.to == to), Language.EN)


def _call(index: PlanIndex, incident: Incident) -> Announced:
    caller = incident.source.called_by
    inside = caller is not None and not (caller.outside or caller.withheld or caller.unproved)
    number = caller.number if caller is not None and inside and incident.place.room is None else ""
    book = index.phone_book
    shared = book.shared.get(number)
    return Announced(
        kind=incident.kind,
        place=incident.place,
        practice=incident.drill is not None,
        again=incident.presses - incident.holds > 1,
        unverified=incident.unverified,
        extension=number if EXTENSION.fullmatch(number) else "",
        phone_of=None if incident.unverified else book.people.get(number),
        shared_phone=None if shared is None else shared.phone,
    )
