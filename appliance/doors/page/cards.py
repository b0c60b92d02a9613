"""Makes what a responder's phone shows out of the board: who is called, where, since when, and who goes. Pure.

It says no name of whoever called, because a room's button is its teacher's, and nothing that anybody wrote about the call: a note may tell
about a child. A place in words is said, since somebody at a desk wrote it so that people find the way.
"""

from collections.abc import Collection

from msgspec.structs import replace

from appliance.api.page.phone import PhoneCard, PhoneResponder, PhoneScreen
from appliance.core.board import Board
from appliance.core.ground.incident import Incident
from appliance.core.ground.messages import Reply, Spoken
from appliance.core.ground.moment import Moment
from appliance.core.ground.names import Names
from appliance.core.ground.responders import is_this
from appliance.core.ground.words import Stage
from appliance.core.messages.addresses import address_of
from appliance.core.messages.flood import EACH_ALONE
from appliance.core.messages.proving import is_test
from appliance.core.messages.turns import call_of, still_counts
from appliance.plan.model import Kind, Person

WAY = "page"
CARDS_MAX = 12
"""Cards on one phone. Twelve of the longest, each with twelve people, have 48 of the 64 KiB of a frame (`appliance/private_line`); and who
has twelve calls open needs a desk.
"""
STAYS = frozenset({Reply.GOING, Reply.THERE})
"""After these answers the card stays, because the person needs the place, and says *there* next. After *cannot* it goes."""


def screen_of(board: Board, phone: str, stands: Collection[str], now: Moment) -> PhoneScreen:
    """Give what a phone shows. `stands`: the messages that the way says on it now."""
    person = person_of(board, phone)
    cards = [
        _card(board, incident, spoken, person, now, asks=spoken.message in stands)
        for incident in board.incidents.values()
        if person is not None
        and (spoken := _newest(board, incident, phone, person)) is not None
        and (spoken.message in stands or spoken.reply in STAYS)
    ]
    cards.sort(key=_first, reverse=True)
    on = board.response
    return PhoneScreen(
        person="" if person is None else person.name,
        building=board.index.plan_name,
        response="" if on is None else on.response.value,
        response_practice=on is not None and on.drill is not None,
        cards=tuple(cards[:CARDS_MAX]),
        more=len(cards[CARDS_MAX:]) + (_beside(board, phone, person, cards) if person is not None else 0),
        test=next(filter(is_test, stands), ""),
    )


def _beside(board: Board, phone: str, person: Person, cards: list[PhoneCard]) -> int:
    """Count the calls that ring beside those of these cards, once the phone asks for so many that it is not told of each
    (`appliance/core/messages/flood.py`). Practice counts beside practice, and a call that this person answered does not count.
    """
    shown = {call_of(each.message) for each in cards}
    many = {each for each in (False, True) if sum(card.asks and card.practice is each for card in cards) >= EACH_ALONE}
    return sum(
        incident.ringing
        and (incident.drill is not None) in many
        and incident.incident not in shown
        and ((spoken := _newest(board, incident, phone, person)) is None or spoken.reply is None)
        for incident in board.incidents.values()
    )


def is_said_to(board: Board, phone: str, message: str) -> bool:
    """Whether this message of an open call went to this phone."""
    known = board.messages.get(call_of(message), ())
    return any(each.message == message and each.way == WAY and address_of(board, each) == phone for each in known)


def person_of(board: Board, phone: str) -> Person | None:
    """Give the person whose phone this is, as the plan says it today; None if nobody may be told by it."""
    for person in board.index.people.values():
        if any(way.by == WAY and way.to == phone for way in person.message_ways):
            return person
    return None


def without_ages(screen: PhoneScreen) -> PhoneScreen:
    """Give a screen without what only time changes, to tell whether anything else is new."""
    return replace(screen, cards=tuple(replace(each, called_ms=0) for each in screen.cards))


def _first(card: PhoneCard) -> tuple[bool, bool, int, int]:
    """Order cards: what asks, then what is real, then the most urgent, then the newest. What lies below the twelfth is only counted."""
    return card.asks, not card.practice, Kind(card.kind).urgency, card.call


def _newest(board: Board, incident: Incident, phone: str, person: Person) -> Spoken | None:
    """Give the newest message to this person on this phone. What was said to whoever had the phone before is nothing to them."""
    known = (each for each in board.messages.get(incident.incident, ()) if still_counts(incident, each))
    said = [
        each for each in known if each.way == WAY and each.person == person.person and address_of(board, each) == phone
    ]
    return said[-1] if said else None


def _card(
    board: Board,
    incident: Incident,
    spoken: Spoken,
    person: Person,
    now: Moment,
    *,
    asks: bool,
) -> PhoneCard:
    room = None if incident.room is None else board.index.rooms.get(incident.room)
    own = next((each for each in incident.sent if is_this(each, person)), None)
    arrived = own is not None and own.stage is Stage.ON_SCENE
    mine = spoken.reply.value if spoken.reply in STAYS else ""
    names = Names(board.index)
    return PhoneCard(
        message=spoken.message,
        call=incident.number,
        kind=incident.kind.value,
        practice=incident.drill is not None,
        place=names.place(incident.place),
        floor=room.floor if room else "",
        called_ms=max(0, now.mono_ms - incident.raised.mono_ms),
        called_at=_time_of_day(incident.raised),
        pressed_ago_ms=incident.pressed_ago_ms,
        presses=max(1, incident.presses - incident.holds),
        asks=asks,
        sent_you=own is not None and own.stage is Stage.DISPATCHED,
        mine=Reply.THERE.value if mine and arrived else mine,
        taken=not incident.ringing,
        sent=tuple(
            PhoneResponder(
                role="" if each.role is None else each.role.value,
                name=each.name or ("" if each.person is None else names.person(each.person)),
                stage=each.stage.value,
            )
            for each in incident.sent
        ),
    )


def _time_of_day(moment: Moment) -> str:
    """Give hours and minutes by the building's clock; nothing while that cannot be trusted."""
    if moment.week_minute is None:
        return ""
    hours, minutes = divmod(moment.week_minute % (24 * 60), 60)
    return f"{hours:02}:{minutes:02}"
