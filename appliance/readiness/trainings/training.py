"""Defines what a training is, of whom it is asked, and for how long it counts. Pure values."""

import enum
from datetime import date

import msgspec

from appliance.plan.model import ROLES_SENT, Role

EVERYBODY = "everybody"
"""The word for all adults of the school."""


class Group(enum.StrEnum):
    """What an adult does at the school. The source asks for training of "all staff who interact with students", so no group is left out."""

    TEACHER = "teacher"
    PARAPROFESSIONAL = "paraprofessional"
    SUBSTITUTE = "substitute"
    OFFICE = "office"
    HEALTH = "health"
    TRANSPORT = "transport"
    KITCHEN = "kitchen"
    CUSTODIAL = "custodial"
    SECURITY = "security"
    OTHER = "other"


TEAM = ROLES_SENT
"""Roles that a training may be asked of: those that are sent to a call."""


class Training(msgspec.Struct, frozen=True, kw_only=True):
    """One training. `everybody`, or else the `roles` of which it is asked. It counts for `valid_months`; None: for good.

    It is due `within_school_days` after the first working day. `confirmed` says who in the district confirmed whom it is asked of and how
    long it counts; until then every list says that it is to be confirmed.
    """

    training: str
    title: str
    says: str
    everybody: bool
    roles: tuple[Role, ...]
    valid_months: int | None
    within_school_days: int
    source: str
    confirmed: str = ""

    def is_asked_of(self, adult: "Adult") -> bool:
        """Whether this adult should have it."""
        return self.everybody or any(role in self.roles for role in adult.roles)


class Adult(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who works at the school, also without being in its plan. `last_day` is the last working day of who leaves.

    `roles` are those in the response team. `adult` is an id; it is the id of the plan where the plan has this person.
    """

    adult: str
    name: str
    group: Group
    roles: tuple[Role, ...]
    first_day: date
    last_day: date | None = None

    def works_on(self, day: date) -> bool:
        """Whether they have begun by this day and not left yet."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """An adult completed a training `on` a day, as a file or somebody at a console said; or that is taken back.

    Of two facts about the same adult, training and day the one that was given last counts (`given_ms`, ms since the Unix epoch).
    """

    adult: str
    training: str
    on: date
    given_ms: int
    taken_back: bool = False
