"""Defines what can be asked about troubles and about buttons in and out of service. Pure values."""

from typing import ClassVar

from appliance.core.ground.commands import Command, DeviceCommand
from appliance.core.ground.traits import OF_THE_BOX, PLAIN, Traits
from appliance.core.ground.words import Cause
from appliance.plan.ids import ButtonId


class TakeOutOfService(DeviceCommand, frozen=True, kw_only=True, tag="take-out-of-service"):
    """Two different people say that nobody may rely on this button for a while. Each is named by id, or by name as in the plan."""

    traits: ClassVar[Traits] = Traits(needs_proof=True, care=True)

    button: ButtonId
    people: tuple[str, str]
    ends_after_s: int
    reason: str


class PutBackInService(DeviceCommand, frozen=True, kw_only=True, tag="put-back-in-service"):
    """The button may be relied on again."""

    traits: ClassVar[Traits] = Traits(care=True)

    button: ButtonId


class ShelveTrouble(DeviceCommand, frozen=True, kw_only=True, tag="shelve-trouble"):
    """A person knows of this trouble and shelves it for a while."""

    traits: ClassVar[Traits] = PLAIN

    cause: Cause
    ends_after_s: int
    reason: str


class UnshelveTrouble(DeviceCommand, frozen=True, kw_only=True, tag="unshelve-trouble"):
    """The trouble is listed among the others again."""

    traits: ClassVar[Traits] = PLAIN

    cause: Cause


class ClearTrouble(DeviceCommand, frozen=True, kw_only=True, tag="clear-trouble"):
    """A person says that this trouble is over, because every room was asked. Nothing else can know that."""

    traits: ClassVar[Traits] = PLAIN

    cause: Cause


class TakeOverButtons(DeviceCommand, frozen=True, kw_only=True, tag="take-over-buttons"):
    """Take the rank `rank`, which is above the one that most of `reports` buttons have heard (`appliance.core.devices.rank`)."""

    traits: ClassVar[Traits] = PLAIN

    rank: int
    reports: int


class ReportTrouble(Command, frozen=True, kw_only=True, tag="report-trouble"):
    """Something is wrong. A cause that is already open is no news."""

    traits: ClassVar[Traits] = OF_THE_BOX

    cause: Cause
    detail: str


class ReportRestored(Command, frozen=True, kw_only=True, tag="report-restored"):
    """Something is right again. A cause that is not open is no news."""

    traits: ClassVar[Traits] = OF_THE_BOX

    cause: Cause


class SayNoCopy(DeviceCommand, frozen=True, kw_only=True, tag="say-no-copy"):
    """This new box replaces one of which there is no copy: calls may have been open there."""

    traits: ClassVar[Traits] = PLAIN


type FromDesk = TakeOutOfService | PutBackInService | ShelveTrouble | UnshelveTrouble | ClearTrouble | SayNoCopy
"""What a desk may ask for."""

type AnyDeviceCommand = FromDesk | TakeOverButtons
"""Everything that people can ask for here, at a desk or without one."""
