"""What administrators of the box ask about the retention of records, and are told; typed once for both ends. Knows no socket.

Nothing of a record is in it but its number, which classes would go, and by which rule.
"""

import msgspec

from appliance.api.ask import AdministratorAsk, Answer
from appliance.api.contents import holds
from appliance.record.words import Klass


@holds("number classes says")
class DueLine(msgspec.Struct, frozen=True, kw_only=True):
    """One record of which something may be destroyed today, and in a sentence why."""

    number: int
    classes: tuple[Klass, ...]
    says: str


@holds("request due why_not")
class DueKnown(Answer, frozen=True, kw_only=True, tag="due-known"):
    """What is due, oldest first. `why_not`: what stands against destroying it, and what to do; empty where nothing does."""

    due: tuple[DueLine, ...]
    why_not: str = ""


class AskDue(AdministratorAsk[DueKnown], frozen=True, kw_only=True, tag="ask-due"):
    """Which records are due by the schedule? Changes nothing."""


@holds("request records keys wraps")
class DueDestroyed(Answer, frozen=True, kw_only=True, tag="due-destroyed"):
    """What was destroyed, as the certificates in the log count it."""

    records: int
    keys: int
    wraps: int


class DestroyDue(AdministratorAsk[DueDestroyed], frozen=True, kw_only=True, tag="destroy-due"):
    """Destroy everything that is due. Cannot be undone."""


type FromDeskOfKeeping = AskDue | DestroyDue
