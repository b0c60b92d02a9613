"""Defines what people ask about themselves: who sits where, who proved it, who signed the morning check. Pure values."""

from typing import ClassVar

from appliance.core.ground.commands import PersonCommand
from appliance.core.ground.traits import PLAIN, Traits
from appliance.plan.ids import IncidentId, PersonId


class SignIn(PersonCommand, frozen=True, kw_only=True, tag="sign-in"):
    """This person is at this desk now."""

    traits: ClassVar[Traits] = PLAIN

    person: PersonId


class SignOut(PersonCommand, frozen=True, kw_only=True, tag="sign-out"):
    """Nobody is signed in at this desk any more."""

    traits: ClassVar[Traits] = PLAIN


class SignDay(PersonCommand, frozen=True, kw_only=True, tag="sign-day"):
    """A person checked whether the building can call for help today. `name` is typed if they have not proved who they are."""

    traits: ClassVar[Traits] = Traits(signed=True)

    name: str = ""


class NoteProof(PersonCommand, frozen=True, kw_only=True, tag="note-proof"):
    """The person proved with their PIN that they are at the desk that asks. They are its operator from then on.

    `sits` False: the proof came from a command beside the desk, which only asks. It does not change in whose name the desk acts.
    """

    traits: ClassVar[Traits] = PLAIN

    person: PersonId
    sits: bool = True


class NoteReading(PersonCommand, frozen=True, kw_only=True, tag="note-reading"):
    """The person who asks will now be shown the record with names: of one call, or of no single call."""

    traits: ClassVar[Traits] = PLAIN

    incident: IncidentId | None = None
    call: int | None = None


class NotePin(PersonCommand, frozen=True, kw_only=True, tag="note-pin"):
    """The person has a new PIN."""

    traits: ClassVar[Traits] = PLAIN

    person: PersonId


class NotePinTaken(PersonCommand, frozen=True, kw_only=True, tag="note-pin-taken"):
    """The person has no PIN any more."""

    traits: ClassVar[Traits] = PLAIN

    person: PersonId


type Note = NoteProof | NoteReading | NotePin | NotePinTaken
"""What the desk line notes about people who prove who they are."""


type FromDesk = SignIn | SignOut | SignDay
"""What a desk may ask for."""

type AnyPersonCommand = FromDesk | NoteProof | NoteReading | NotePin | NotePinTaken
"""Everything that people can ask for here, at a desk or without one."""
