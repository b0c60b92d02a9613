"""Chooses who is told next of an open call, and by which way. Pure; gives events and changes nothing.

Theory of operation
-------------------
The ladder says who is to be told: the people, teams and roles of the steps that were taken. A desk says it too, when it sends a person by
name. Messages go beside the ladder. They never put off a step, because a message that was sent or delivered proves nothing.

* *A turn* tells at most `A_TURN` people, each by one way. The next turn comes `TURN_S` later. Three things do not wait for it: people
  of a step that was just taken, a person whom a desk just sent, and the next way of a person for whom one failed.
* *In order.* People come in the order of the steps, and each person's ways in the order of the plan. But no way gets a third person before
  every other way that could be used has had its turn: two people who do not answer may mean that the way itself is dead.
* *Nobody is told in vain.* A person who answered is told no more in this call, whatever the answer was. A way that is known not to work,
  or that is outside its hours, is passed over. What failed is tried again after `AGAIN_S`, for as long as the call rings. What was sent
  is said again only if somebody presses again or the call rings again, and no sooner than after `AGAIN_S`; or at once, if the call is
  more urgent than it was when it was said, or is practice no more.
* *Few texts.* A call is told to `TEXTED_MAX` people by text, in the order of all ways. Whom a desk sends by name is told in any case. A
  tap-out goes by no text and rings no shared phone: it is for few, and a text stays on a telephone that others may read.
* *No flood.* From the fourth call on, one message speaks of all calls (`flood`).
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from appliance.core.board import Board
from appliance.core.calls.reach import named_by
from appliance.core.calls.timing import ladder_of
from appliance.core.devices.supervision import Heard, Looked
from appliance.core.ground.incident import Incident
from appliance.core.ground.messages import MessageState, Spoken
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Stage
from appliance.core.messages.addresses import Address, address_of, check_of, is_to
from appliance.core.messages.events import MessageQueued
from appliance.core.messages.flood import Told, may_say
from appliance.core.messages.shared_phones import rung_by
from appliance.plan.ids import IncidentId, PersonId
from appliance.plan.index import within
from appliance.plan.messages import MessageWay
from appliance.plan.model import Kind, Person, Step
from appliance.plan.telephones import CALLED_BY_TEXT

TURN_S = 15
"""NFPA 72 (positive alarm sequence) and NENA-STA-020 give 15 s to answer, as between the first steps of the usual ladder."""
A_TURN = 2
"""Ours: a pair goes, as a desk sends it. One person alone may be out of reach."""
AGAIN_S = 60
"""The same minute after which the usual ladder tells everybody again (`Limits.ladder_again_s`)."""
MESSAGES_MAX = 60
"""Of one call as it is, and to each person whom a desk sends, since then. A call that rings for half an hour has fewer. More would fill the
record, and the telephones, with one broken contact.
"""
TEXTED_MAX = 6
"""People whom one call tells by text. Ours: a modem takes 3 to 5 s for each text, so that the sixth is out within half a minute, and a
second call need not wait for longer.
"""
PER_WAY_FIRST = 2
"""No way gets a third person before every other way had its turn."""


class Choice(msgspec.Struct, frozen=True):
    """One person and one way that may be used for them now, with their places in the order."""

    person: Person
    way: MessageWay
    person_at: int
    way_at: int


def turn(
    board: Board, heard: Heard, incident: Incident, now: Moment, beside: Sequence[MessageQueued] = ()
) -> list[MessageQueued]:
    """Tell whom this turn tells; nobody if it is not due. Notes in `heard` that somebody looked. `beside` are the messages about other
    calls that the same look tells.
    """
    due = due_ms(board, heard, incident)
    if due is None or due > now.mono_ms:
        return []
    looked = heard.messages.get(incident.incident)
    if looked is not None and looked.news[:2] != _news(board, incident)[:2]:
        looked = None  # practice became real, or the call is more urgent: it begins anew
    in_turn = looked is None or now.mono_ms >= looked.turn_ms + TURN_S * 1000
    people = _people(board, heard, incident, now)
    heard.messages = {each: looked for each, looked in heard.messages.items() if each in board.incidents}
    turn_ms = now.mono_ms if looked is None or in_turn else looked.turn_ms
    heard.messages[incident.incident] = Looked(
        turn_ms, _news(board, incident), frozenset(each.person for each in people)
    )
    said_so_far = len(board.messages.get(incident.incident, ()))
    known = _of_this(board, incident)
    told = told_by_address(board, now, beside)
    queued: list[MessageQueued] = []
    used = [(each.way, each.person) for each in known]
    left = list(_choices(heard, incident, people, known, now))
    if looked is not None and not in_turn:
        left = [each for each in left if _at_once(each.person.person, looked, incident, known)]
    sent = _sent(incident)
    left = [
        each
        for each in left
        if each.person.person in sent or may_say(told.get((each.way.by, each.way.to), ()), incident, now)
    ]
    while len(queued) < A_TURN:
        left = [each for each in left if _few_enough(each.person.person, incident, known, len(queued))]
        left = [each for each in left if each.person.person in sent or _few_texts(each, used)]
        if not left:
            break
        best = min(left, key=lambda each: (each.person.person not in sent, *_order(each, used)))
        left = [each for each in left if each.person.person != best.person.person]
        used.append((best.way.by, best.person.person))
        queued.append(
            MessageQueued(
                incident=incident.incident,
                message=message_id(incident.incident, said_so_far + len(queued) + 1),
                person=best.person.person,
                way=best.way.by,
                check=check_of(best.person.person, best.way.by, best.way.to),
            )
        )
    return queued


def due_ms(board: Board, heard: Heard, incident: Incident) -> int | None:
    """Give when the next turn of a call is due (mono_ms); None if nobody is to be told by messages."""
    if not (board.index.addresses and _wants(incident)):
        return None
    looked = heard.messages.get(incident.incident)
    if looked is None or looked.news != _news(board, incident):
        return 0 if looked is None else looked.turn_ms
    return looked.turn_ms + TURN_S * 1000


def wanted(board: Board, incident: Incident) -> list[Spoken]:
    """Give the messages that have to be said now: the newest to each address. Those of a call that somebody has, or that is over, are taken
    back, but for those to people whom a desk sent and who have not answered. So is every message to whoever answered by another way, and
    every message by a way that the plan has no more for its person, such as a telephone of their own after the yes to it was withdrawn.
    """
    known, sent = _of_this(board, incident), _sent(incident)
    newest = {(each.person, each.way, each.check): each for each in known}
    answered = _answered(known, sent)
    asked = [each for each in newest.values() if each.person not in answered]
    open_ones = [each for each in asked if each.open and still_planned(board, each)]
    if incident.ringing:
        return open_ones
    return [each for each in open_ones if each.person in sent and each.queued_ms >= sent[each.person]]


def still_planned(board: Board, spoken: Spoken) -> bool:
    """Whether the plan still has this way to this person. If not, nothing is said there, and nothing is heard from there."""
    return address_of(board, spoken) is not None


def still_counts(incident: Incident, spoken: Spoken) -> bool:
    """Whether a message speaks of the call as it is. What was said of practice is no word about a real call (promise 9), and nothing that
    was said before a call ended is a word about the call that a press opened again.
    """
    return not spoken.over and spoken.practice == (incident.drill is not None)


def told_by_address(board: Board, now: Moment, beside: Sequence[MessageQueued] = ()) -> dict[Address, list[Told]]:
    """Give the calls of which each address is told now."""
    found: dict[Address, list[Told]] = {}
    for incident in board.incidents.values():
        for each in wanted(board, incident):
            told = Told(incident.incident, each.kind, each.practice, each.queued_ms)
            found.setdefault((each.way, address_of(board, each) or ""), []).append(told)
    for queued in beside:
        about = board.incidents[queued.incident]
        told = Told(about.incident, about.kind, about.drill is not None, now.mono_ms)
        found.setdefault((queued.way, address_of(board, queued) or ""), []).append(told)
    return found


def message_id(incident: IncidentId, number: int) -> str:
    """Name a message of a call."""
    return f"{incident}/{number}"


def call_of(message: str) -> IncidentId:
    """Give the call of a message."""
    return IncidentId(message.rpartition("/")[0])


def works(heard: Heard, way: MessageWay) -> bool | None:
    """Whether a way reaches its address now; None if nothing was heard of it yet."""
    states = [heard.ways.get((way.by, to)) for to in ("", way.to)]
    return False if False in states else (True if states[1] else None)


def would_be_told(board: Board, now: Moment) -> list[tuple[Person, MessageWay]]:
    """Give everybody whom the whole ladder tells by messages, with each way whose hours are now, in order; also ways that do not work."""
    found: dict[PersonId, Person] = {}
    for step in ladder_of(board.index.plan):
        for each in (*named_by(board, step, now), *rung_by(board.index, step)):
            found.setdefault(each.person, each)
    return [(person, way) for person in found.values() for way in person.message_ways if in_hours(person, way, now)]


def usable_people(board: Board, heard: Heard, steps: Iterable[Step], now: Moment) -> list[Person]:
    """Give everybody whom these steps tell by a message as things are now, in order; and the shared phones that they ring."""
    named = {each.person: each for step in steps for each in (*named_by(board, step, now), *rung_by(board.index, step))}
    return [each for each in named.values() if heard.can_go(each.person, now) and usable(heard, each, now)]


def usable(heard: Heard, person: Person, now: Moment) -> list[MessageWay]:
    """Give the ways of a person that may be used now, in order: within their hours, and not known to be broken."""
    return [way for way in person.message_ways if works(heard, way) is not False and in_hours(person, way, now)]


def in_hours(person: Person, way: MessageWay, now: Moment) -> bool:
    """Whether a way may be used now. While the clock is not trusted, every way may: nobody is left untold because of a wrong clock."""
    minute = now.week_minute
    return minute is None or (within(way.hours or person.duty, minute) and not within(way.quiet, minute))


def _of_this(board: Board, incident: Incident) -> list[Spoken]:
    """Give the messages that speak of the call as it is."""
    return [each for each in board.messages.get(incident.incident, ()) if still_counts(incident, each)]


def _answered(known: list[Spoken], sent: dict[PersonId, int]) -> set[PersonId]:
    """Give the people who answered by any way; of people whom a desk sent, those who answered since then."""
    return {each.person for each in known if each.reply is not None and each.queued_ms >= sent.get(each.person, 0)}


def _choices(
    heard: Heard, incident: Incident, people: list[Person], known: list[Spoken], now: Moment
) -> Iterator[Choice]:
    sent = _sent(incident)
    answered = _answered(known, sent)
    for person_at, person in enumerate(people):
        if person.person not in answered:
            for way_at, way in enumerate(usable(heard, person, now)):
                if way.by == CALLED_BY_TEXT and incident.kind is Kind.TAP_OUT:
                    continue
                to = person.person, way.by
                before = [each for each in known if (each.person, each.way) == to and is_to(each, way.to)]
                if _free(before[-1] if before else None, incident, sent.get(person.person), now):
                    yield Choice(person, way, person_at, way_at)


def _free(last: Spoken | None, incident: Incident, sent_ms: int | None, now: Moment) -> bool:
    """Whether a way may be used for a person by whom the `last` message went, in this call. If a desk said since where the call is, it is
    said again in the next turn.
    """
    if last is None or (sent_ms is not None and last.queued_ms < sent_ms) or _more_urgent(incident, last):
        return True
    if incident.located_ms > last.queued_ms:  # it named another place, or none
        return True
    waited = now.mono_ms - last.queued_ms >= AGAIN_S * 1000
    return waited and (last.state is MessageState.FAILED or max(incident.pressed_ms, incident.rung_ms) > last.queued_ms)


def _more_urgent(incident: Incident, last: Spoken) -> bool:
    return incident.kind.urgency > last.kind.urgency


def _at_once(person: PersonId, looked: Looked, incident: Incident, known: list[Spoken]) -> bool:
    """Whether a person need not wait for the next turn: nobody looked at them yet, a desk has just sent them, or what was said to them
    failed.
    """
    since_ms = _sent(incident).get(person, 0)
    said = [each for each in known if each.person == person and each.queued_ms >= since_ms]
    if not said:
        return person not in looked.people or since_ms > 0
    return not any(each.open for each in said)


def _few_enough(person: PersonId, incident: Incident, known: list[Spoken], beside: int) -> bool:
    """Whether one more message is within MESSAGES_MAX, beside so many of the same turn. What was said of practice, before the call's end,
    or while it was less urgent takes nothing from it.
    """
    since_ms = _sent(incident).get(person)
    if since_ms is None:
        return sum(not _more_urgent(incident, each) for each in known) + beside < MESSAGES_MAX
    return sum(each.person == person and each.queued_ms >= since_ms for each in known) < MESSAGES_MAX


def _few_texts(choice: Choice, used: list[tuple[str, PersonId]]) -> bool:
    """Whether one more person may be told of this call by text."""
    texted = {person for way, person in used if way == CALLED_BY_TEXT}
    return choice.way.by != CALLED_BY_TEXT or choice.person.person in texted or len(texted) < TEXTED_MAX


def _order(choice: Choice, used: list[tuple[str, PersonId]]) -> tuple[int, int, int]:
    others = {person for way, person in used if way == choice.way.by and person != choice.person.person}
    return len(others) // PER_WAY_FIRST, choice.way_at, choice.person_at


def _people(board: Board, heard: Heard, incident: Incident, now: Moment) -> list[Person]:
    """Give everybody who is to be told: whom a desk sent first, then by the steps that were taken. Who said already that they come needs
    no message.
    """
    found: dict[PersonId, Person] = {}
    for person in _sent(incident):
        if person in board.index.people:
            found[person] = board.index.people[person]
    if incident.ringing and incident.handed_to is None:
        for step in ladder_of(board.index.plan)[: incident.step + 1]:
            phones = rung_by(board.index, step) if incident.kind is not Kind.TAP_OUT else ()
            for each in (*named_by(board, step, now), *phones):
                if heard.can_go(each.person, now):
                    found.setdefault(each.person, each)
    coming = {each.person for each in incident.sent if each.stage is not Stage.DISPATCHED}
    return [each for name, each in found.items() if name not in coming]


def _sent(incident: Incident) -> dict[PersonId, int]:
    """Give the people of the plan whom a desk sent by name and who have not said that they go, and since when (mono_ms)."""
    return {
        each.person: each.sent_ms
        for each in incident.sent
        if each.person is not None and each.stage is Stage.DISPATCHED
    }


def _wants(incident: Incident) -> bool:
    return (incident.ringing and incident.handed_to is None) or bool(_sent(incident))


def _news(board: Board, incident: Incident) -> tuple[object, ...]:
    """Give all that makes a turn due at once when it changes. A message that was queued is not in it, so each look moves on."""
    failed = sum(each.state is MessageState.FAILED for each in board.messages.get(incident.incident, ()))
    of_the_call = incident.drill is not None, incident.kind, incident.ringing, incident.step, incident.handed_to
    return *of_the_call, tuple(_sent(incident).items()), failed, incident.located_ms
