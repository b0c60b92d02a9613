"""Defines what is recorded about people: who sits where, who proved who they are, who signed the morning check. Recorded for ever."""

from appliance.core.ground.events import PersonEvent
from appliance.core.ground.words import (
    Actor,
    NotWell,
)
from appliance.core.practice.events import Follows as FollowsBelow
from appliance.plan.ids import DeskId, IncidentId, PersonId


class DayChecked(PersonEvent, frozen=True, kw_only=True, tag="day-checked-1"):
    """A person checked whether the building can call for help today, and signed it, with what was not well at that moment.

    `by` names a person who had proved who they are; otherwise `name` is what was typed.
    """

    by: Actor
    name: str
    not_well: NotWell


class OperatorSignedIn(PersonEvent, frozen=True, kw_only=True, tag="operator-signed-in-1"):
    """This person is at this desk from now on."""

    desk: DeskId
    person: PersonId


class OperatorSignedOut(PersonEvent, frozen=True, kw_only=True, tag="operator-signed-out-1"):
    """Nobody is signed in at the desk any more."""

    desk: DeskId


class PersonProved(PersonEvent, frozen=True, kw_only=True, tag="person-proved-1"):
    """The person at a desk proved it with their PIN, and from then on reads there what their roles may read."""

    by: Actor


class RecordRead(PersonEvent, frozen=True, kw_only=True, tag="record-read-1"):
    """Somebody who proved who they are read the record with names: of one call, or (None) of no single call. Readings are entries too.

    It is in the house stream, because reading about an incident must not change the incident's own stream.
    """

    by: Actor
    incident: IncidentId | None = None
    call: int | None = None


class PinSet(PersonEvent, frozen=True, kw_only=True, tag="pin-set-1"):
    """A person has a PIN from now on. `by` names no person if an administrator of the box set it."""

    by: Actor
    person: PersonId


class PinTaken(PersonEvent, frozen=True, kw_only=True, tag="pin-taken-1"):
    """A person of the plan has no PIN any more: an administrator of the box removed it."""

    by: Actor
    person: PersonId


type ProofEvent = PersonProved | RecordRead | PinSet | PinTaken
"""Who proved who they are, and what they read then."""


type AnyPersonEvent = PersonProved | RecordRead | PinSet | PinTaken | OperatorSignedIn | OperatorSignedOut | DayChecked

type Follows = AnyPersonEvent | FollowsBelow
"""What may follow from a command of this room: its own events, and those of the rooms below it."""
