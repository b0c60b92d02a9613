"""Keeps everybody who was sent to one incident, how far each has come, and whom a name means. Pure; must not know the board or the rules
of stages.

The stage of the incident is that of the responder who has come furthest: one who confirmed is enough for the caller's lamp. The
others stay here, and on every card, with how far they have come.
"""

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from appliance.core.ground.words import Stage
from appliance.plan.ids import PersonId
from appliance.plan.model import Person, Role

RESPONDERS_MAX = 12
"""Every role of a team, in pairs. Nobody reads a card with more, and a board goes to every desk with each change."""

_ORDER = (Stage.DISPATCHED, Stage.CONFIRMED, Stage.ON_SCENE)


class Responder(msgspec.Struct, frozen=True, kw_only=True):
    """One person who goes: anybody with a role, or a person of the plan. `name` is the name they confirmed or came under, empty before
    that.

    `stage` is DISPATCHED, CONFIRMED or ON_SCENE. `sent_ms` is on the monotonic clock of this epoch. A person who came without being
    sent has only a name.
    """

    role: Role | None = None
    person: PersonId | None = None
    name: str = ""
    stage: Stage = Stage.DISPATCHED
    sent_ms: int


type Sent = tuple[Responder, ...]
"""In the order in which they were sent."""


def and_sent(sent: Sent, role: Role, person: PersonId | None, at_ms: int) -> Sent:
    """Give those sent, with this one added. To send the same person again only starts their wait anew; a person takes the place of their
    role.
    """
    new = Responder(role=role, person=person, sent_ms=at_ms)
    for place, each in enumerate(sent):
        waits = each.stage is Stage.DISPATCHED
        if person is not None and each.person == person:
            return _put(sent, place, new) if waits else sent
        if waits and each.role is role and each.person is None:
            return _put(sent, place, new)
    return (*sent, new)


def and_covers(sent: Sent, name: str, role: Role | None, person: PersonId | None, at_ms: int) -> Sent:
    """Give those who already cover in the room, and this one, who said that they go. Anybody else who was to go does not go any more."""
    there = [each for each in sent if each.stage is Stage.ON_SCENE]
    if any(each.name == name or (person is not None and each.person == person) for each in there):
        return tuple(there)
    new = Responder(role=role, person=person, name=name, stage=Stage.CONFIRMED, sent_ms=at_ms)
    return (*there[1 - RESPONDERS_MAX :], new)


def come(sent: Sent, which: int | None, name: str, stage: Stage, at_ms: int, person: PersonId | None = None) -> Sent:
    """Note that one of them confirmed or is there; `which` None is somebody whom nobody sent. Nobody ever goes back a stage. `person`: who
    it is, if a person of the plan said it themselves.
    """
    if which is None or which >= len(sent):
        return (*sent, Responder(name=name, person=person, stage=stage, sent_ms=at_ms))
    each = sent[which]
    furthest_of_both = max(each.stage, stage, key=_ORDER.index)
    return _put(sent, which, replace(each, name=name, person=person or each.person, stage=furthest_of_both))


def is_this(one: Responder, person: Person) -> bool:
    """Whether one of those sent is this person of the plan: by the person, or by the name where nobody knows more."""
    return one.person == person.person or (one.person is None and one.name == person.name)


def without(sent: Sent, which: int) -> Sent:
    """Give those sent but one, who does not come after all."""
    return (*sent[:which], *sent[which + 1 :])


def furthest(sent: Sent) -> Stage:
    """Give the stage of the one who has come furthest; CALLED if nobody goes."""
    return max((each.stage for each in sent), key=_ORDER.index, default=Stage.CALLED)


def meant(sent: Sent, name: str, people: Mapping[PersonId, Person]) -> int | None:
    """Tell which of those sent a name means: by name, then by role, else the first who was sent by role and is not known by name yet."""
    words = _words(name)
    places = sorted(range(len(sent)), key=lambda place: _ORDER.index(sent[place].stage))
    for place in places:
        known = _name(sent[place], people)
        if known and _begins(words, known):
            return place
    by_role = [place for place in places if not _name(sent[place], people)]
    for place in by_role:
        if any(_begins(words, called) for called in _holders(sent[place].role, people)):
            return place
    return next(iter(by_role), None)


def can_name(words: str) -> bool:
    """Whether these words can name somebody. Figures alone are a choice that was typed into the line of a name."""
    return any(map(str.isalpha, words))


def _name(each: Responder, people: Mapping[PersonId, Person]) -> str:
    if each.name or each.person is None:
        return each.name
    return people[each.person].name if each.person in people else str(each.person)


def _holders(role: Role | None, people: Mapping[PersonId, Person]) -> list[str]:
    return [str(role).replace("-", " "), *(person.name for person in people.values() if role in person.roles)]


def _begins(words: list[str], known: str) -> bool:
    """Whether every word begins a word of the name: "Ortiz", "A. Ortiz" and "Ana" all mean Ana Ortiz, "Ana Reyes" does not."""
    return bool(words) and all(any(each.startswith(word) for each in _words(known)) for word in words)


def _words(name: str) -> list[str]:
    return name.casefold().replace(".", " ").replace("-", " ").split()


def _put(sent: Sent, place: int, one: Responder) -> Sent:
    return (*sent[:place], one, *sent[place + 1 :])
