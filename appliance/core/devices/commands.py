"""What is asked about troubles and about buttons in and out of service. Pure values."""

from appliance.core.ground.commands import Command, DeviceCommand
from appliance.core.ground.words import Cause
from appliance.plan.ids import ButtonId


class TakeOutOfService(DeviceCommand, frozen=True, kw_only=True, tag="take-out-of-service"):
    """Two different people, each by id or by name as the plan has them, say that nobody may rely on this button for a while."""

    button: ButtonId
    people: tuple[str, str]
    ends_after_s: int
    reason: str


class PutBackInService(DeviceCommand, frozen=True, kw_only=True, tag="put-back-in-service"):
    """The button may be relied on again."""

    button: ButtonId


class ShelveTrouble(DeviceCommand, frozen=True, kw_only=True, tag="shelve-trouble"):
    """A person knows of this trouble and puts it aside for a while."""

    cause: Cause
    ends_after_s: int
    reason: str


class UnshelveTrouble(DeviceCommand, frozen=True, kw_only=True, tag="unshelve-trouble"):
    """The trouble is listed among the others again."""

    cause: Cause


class ClearTrouble(DeviceCommand, frozen=True, kw_only=True, tag="clear-trouble"):
    """A person says that this trouble is over, which nothing else can know: every room was asked."""

    cause: Cause


class TakeOverButtons(DeviceCommand, frozen=True, kw_only=True, tag="take-over-buttons"):
    """Go to `rank`, which is above what most of `reports` buttons have heard (`appliance.core.devices.rank`)."""

    rank: int
    reports: int


class ReportTrouble(Command, frozen=True, kw_only=True, tag="report-trouble"):
    """Something is wrong; a cause already open is no news."""

    cause: Cause
    detail: str


class ReportRestored(Command, frozen=True, kw_only=True, tag="report-restored"):
    """Something is right again; a cause not open is no news."""

    cause: Cause


class SayNoCopy(DeviceCommand, frozen=True, kw_only=True, tag="say-no-copy"):
    """This new box replaces one of which there is no copy: calls may have been open there."""


type FromDesk = TakeOutOfService | PutBackInService | ShelveTrouble | UnshelveTrouble | ClearTrouble | SayNoCopy
"""What a desk may ask for."""

type AnyDeviceCommand = FromDesk | TakeOverButtons
"""All that somebody asks for, by a desk or beside it."""
