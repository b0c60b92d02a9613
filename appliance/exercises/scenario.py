"""Defines what a scenario of an exercise holds: who sits at the table, its steps, injects and questions. Values alone. Pure."""

import enum
from datetime import date
from typing import NewType

import msgspec

from appliance.plan.model import Role

ScenarioId = NewType("ScenarioId", str)


class Situation(enum.StrEnum):
    """What a scenario is about. The first eight are those of which one is shipped."""

    BEHAVIOR = "behavior"
    ELOPEMENT = "elopement"
    MEDICAL = "medical"
    TWO_AT_ONCE = "two-at-once"
    SUBSTITUTE_ALONE = "substitute-alone"
    WEAPON_SEEN = "weapon-seen"
    COMMUNICATIONS_DOWN = "communications-down"
    RETURN = "return"
    OTHER = "other"


class Kind(enum.StrEnum):
    """How it is held."""

    TABLE_TOP = "table-top"
    """People sit at a table and talk."""
    SITUATIONAL = "situational"
    """People stand in named rooms, and press real buttons there as practice."""


class TakesPart(enum.StrEnum):
    """Who may take part. `PARTNERS` are people from outside, such as a co-responder."""

    STAFF = "staff"
    PARTNERS = "partners"
    STUDENTS = "students"


EVERYBODY = "everybody"
"""An inject for all at the table, in place of the role of one seat."""


class Seat(msgspec.Struct, frozen=True):
    """One seat at the table: the role that speaks from it, and what the person decides there. A seat is never a person by name."""

    role: Role
    part: str


class Inject(msgspec.Struct, frozen=True):
    """A piece of news that comes `at_min` minutes after its step began, to one role or (None) to everybody."""

    at_min: int
    to: Role | None
    says: str


class Step(msgspec.Struct, frozen=True):
    """One step: what happens, what comes meanwhile, and what is talked about. It is meant to take `minutes`."""

    title: str
    minutes: int
    says: str
    injects: tuple[Inject, ...]
    asks: tuple[str, ...]
    line: int
    """The line of the file on which it begins."""


class Scenario(msgspec.Struct, frozen=True):
    """One scenario. `announce` is said to everybody before it begins, and `leave` says how each person can leave it."""

    scenario: ScenarioId
    title: str
    about: Situation
    goal: str
    announce: str
    leave: str
    takes_part: tuple[TakesPart, ...]
    seats: tuple[Seat, ...]
    begins: str
    closing: str
    source: str
    source_on: date
    steps: tuple[Step, ...]
    announce_es: str = ""
    leave_es: str = ""
    """What is said to everybody, in Spanish. Empty where the file has only English."""
    kind: Kind = Kind.TABLE_TOP
    rooms: tuple[str, ...] = ()
    """What each room is in it, "the class that calls", in the order in which rooms are named. Empty at a table."""

    @property
    def minutes(self) -> int:
        """How long all steps are meant to take."""
        return sum(step.minutes for step in self.steps)


def place_in_list(scenario: Scenario) -> tuple[bool, str]:
    """Give what sorts scenarios in every list: by their titles, those in rooms last."""
    return scenario.kind is not Kind.TABLE_TOP, scenario.title
