"""Defines the bases of all commands, and the commands to the whole box."""

from typing import ClassVar

import msgspec

from appliance.core.ground.traits import OF_THE_BOX, PLAIN, Traits
from appliance.plan.ids import IncidentId
from appliance.plan.model import Plan


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every command. Each says beside itself what holds for it."""

    traits: ClassVar[Traits]


class CallCommand(Command, frozen=True, kw_only=True):
    """Base of everything that is asked about a call."""


class DeviceCommand(Command, frozen=True, kw_only=True):
    """Base of everything that is asked about troubles, and buttons in and out of service."""


class BuildingCommand(Command, frozen=True, kw_only=True):
    """Base of everything that is asked about every room at once."""


class RoomClearCommand(Command, frozen=True, kw_only=True):
    """Base of everything that is asked about room clears."""


class PageCommand(Command, frozen=True, kw_only=True):
    """Base of everything that is asked about pages and their browsers."""


class MessageCommand(Command, frozen=True, kw_only=True):
    """Base of everything that is asked about answers to messages."""


class TextCommand(Command, frozen=True, kw_only=True):
    """Base of everything about texts that came in."""


class PracticeCommand(Command, frozen=True, kw_only=True):
    """Base of everything that is asked about practice and walk tests."""


class ExerciseCommand(Command, frozen=True, kw_only=True):
    """Base of everything that is asked about table-top exercises."""


class ExerciseSetCommand(Command, frozen=True, kw_only=True):
    """Base of everything that is asked about the sets of exercises of a school year."""


class PersonCommand(Command, frozen=True, kw_only=True):
    """Base of everything that is asked about people at desks."""


class DistrictCommand(Command, frozen=True, kw_only=True):
    """Base of everything that is asked about the district, the copy and recovery."""


class ListedCommand(Command, frozen=True, kw_only=True):
    """Base of everything that is asked about the rules of duties and the school calendar."""


class FiguresCommand(Command, frozen=True, kw_only=True):
    """Base of everything that is asked about figures of how soon help came."""


class ReadinessCommand(Command, frozen=True, kw_only=True):
    """Base of everything that is asked about who is ready before a call."""


class AdoptPlan(Command, frozen=True, kw_only=True, tag="adopt-plan"):
    """Make this checked plan the true one. `document` is its canonical bytes (`appliance.plan.document`)."""

    traits: ClassVar[Traits] = PLAIN

    document: bytes
    digest: str
    plan: Plan
    adopted_by: str = "administrator"


class Look(Command, frozen=True, kw_only=True, tag="look"):
    """Time has passed: do what is overdue. `only`: look only at these incidents; if it is empty, only at what belongs to no incident."""

    traits: ClassVar[Traits] = OF_THE_BOX

    only: tuple[IncidentId, ...] | None = None
