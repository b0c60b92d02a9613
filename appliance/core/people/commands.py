"""What people ask about themselves: who sits where, who proved it, who signed the morning check. Pure values."""

from appliance.core.ground.commands import PersonCommand
from appliance.plan.ids import IncidentId, PersonId


class SignIn(PersonCommand, frozen=True, kw_only=True, tag="sign-in"):
    """This person is at this desk now."""

    person: PersonId


class SignOut(PersonCommand, frozen=True, kw_only=True, tag="sign-out"):
    """Nobody by name is at this desk."""


class SignDay(PersonCommand, frozen=True, kw_only=True, tag="sign-day"):
    """I looked whether the building can be called for help today. `name` is typed by whoever has not proved who they are."""

    name: str = ""


class NoteProof(PersonCommand, frozen=True, kw_only=True, tag="note-proof"):
    """The person proved with their PIN that they are at the desk that asks; they are its operator from then on.

    `sits` False: by a command beside the desk, which only asks. In whose name the desk acts is not theirs to change.
    """

    person: PersonId
    sits: bool = True


class NoteReading(PersonCommand, frozen=True, kw_only=True, tag="note-reading"):
    """Whoever asks is about to be shown the record with names: of one call, or beyond one."""

    incident: IncidentId | None = None
    call: int | None = None


class NotePin(PersonCommand, frozen=True, kw_only=True, tag="note-pin"):
    """The person has a new PIN."""

    person: PersonId


class NotePinTaken(PersonCommand, frozen=True, kw_only=True, tag="note-pin-taken"):
    """The person has no PIN any more."""

    person: PersonId


type Note = NoteProof | NoteReading | NotePin | NotePinTaken
"""What the desk line notes about people who prove who they are."""


type FromDesk = SignIn | SignOut | SignDay
"""What a desk may ask for."""

type AnyPersonCommand = FromDesk | NoteProof | NoteReading | NotePin | NotePinTaken
"""All that somebody asks for, by a desk or beside it."""
