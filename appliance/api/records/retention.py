"""Defines what administrators of the box ask about how long records are kept, and what they are told. Both ends use these types. Knows
no socket.

Of a record it holds only its number, which classes would be destroyed, and by which rule.
"""

import msgspec

from appliance.api.ask import AdministratorAsk, Answer
from appliance.api.contents import holds
from appliance.record.words import Klass


@holds("number classes says")
class DueLine(msgspec.Struct, frozen=True, kw_only=True):
    """One record of which something may be destroyed today, and a sentence that says why."""

    number: int
    classes: tuple[Klass, ...]
    says: str


@holds("request due why_not")
class DueKnown(Answer, frozen=True, kw_only=True, tag="due-known"):
    """What is due, oldest first. `why_not`: what forbids to destroy it, and what to do; empty if nothing does."""

    due: tuple[DueLine, ...]
    why_not: str = ""


class AskDue(AdministratorAsk[DueKnown], frozen=True, kw_only=True, tag="ask-due"):
    """Ask which records are due by the schedule. Changes nothing."""


@holds("request records keys wraps")
class DueDestroyed(Answer, frozen=True, kw_only=True, tag="due-destroyed"):
    """What was destroyed, as the certificates in the logbook count it."""

    records: int
    keys: int
    wraps: int


class DestroyDue(AdministratorAsk[DueDestroyed], frozen=True, kw_only=True, tag="destroy-due"):
    """Destroy everything that is due. Cannot be undone."""


type FromDeskOfRetention = AskDue | DestroyDue
