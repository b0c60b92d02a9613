"""Defines how people prove who they are, and how the box tells who has a PIN. Pure values; knows no socket."""

import msgspec

from appliance.api.ask import Answer, PersonAsk, Reply
from appliance.api.contents import holds
from appliance.api.discreet import Discreet
from appliance.plan.ids import PersonId
from appliance.plan.model import Role


@holds(administering="person name roles since_wall_ms")
class PinLine(msgspec.Struct, frozen=True, kw_only=True):
    """A person of the plan, and since when they have a PIN or passphrase, by the box's clock of that time; None if they have none."""

    person: PersonId
    name: str
    roles: tuple[Role, ...]
    since_wall_ms: int | None


@holds("request", administering="people")
class PeopleKnown(Answer, frozen=True, kw_only=True, tag="people-known"):
    """Answer to AskPeople: everybody of the plan, in its order."""

    people: tuple[PinLine, ...]


class TellCanGo(Discreet, PersonAsk[Reply], frozen=True, kw_only=True, tag="tell-can-go"):
    """This person of the plan can go to a call again, or cannot go now. It has no reason, and is kept only in memory, until midnight."""

    person: PersonId
    can_go: bool

    def __repr__(self) -> str:
        return f"TellCanGo(request={self.request})"


class ProveSelf(Discreet, PersonAsk[Reply], frozen=True, kw_only=True, tag="prove-self"):
    """This person is at this desk and proves it with a PIN or passphrase. It is needed to read names and notes, never to act on a call."""

    person: PersonId
    secret: str

    def __repr__(self) -> str:
        return f"ProveSelf(request={self.request}, person={self.person!r})"


class SetPin(Discreet, PersonAsk[Reply], frozen=True, kw_only=True, tag="set-pin"):
    """`handbell people set-pin`: sent by the administrators' group or root, or at a desk by the person, who then gives the old PIN as
    `before`.
    """

    person: PersonId
    secret: str
    before: str = ""

    def __repr__(self) -> str:
        return f"SetPin(request={self.request}, person={self.person!r})"


class AskPeople(PersonAsk[PeopleKnown], frozen=True, kw_only=True, tag="ask-people"):
    """`handbell people list`: ask who of the plan has a PIN. For the administrators' group and root, on the box's command line."""


class TakePin(PersonAsk[Reply], frozen=True, kw_only=True, tag="take-pin"):
    """`handbell people remove`: this person shall have no PIN any more. The same people may send it who may send AskPeople."""

    person: PersonId
