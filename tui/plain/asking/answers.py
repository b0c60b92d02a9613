"""What can follow from a typed line: words, an act, a look-up, or the end. Pure values; knows no line and no terminal."""

from dataclasses import dataclass

from appliance.api.restoring.messages import FromConsole
from appliance.api.sticks import Carry
from appliance.core.commands import DeskCommand
from appliance.flows.calls.reach import AsksReach
from appliance.flows.people.pin import ChangesPin, Proves
from appliance.flows.people.sign_day import AsksMorning
from appliance.plan.ids import ButtonId, IncidentId, RoomId


@dataclass(frozen=True, slots=True)
class Says:
    """Only words."""

    sentences: list[str]


@dataclass(frozen=True, slots=True)
class Asks:
    """Ask the box for this; `done` is said when it has been done."""

    command: DeskCommand
    done: str


@dataclass(frozen=True, slots=True)
class AsksLog:
    """Ask the box for the entries of something that is open."""

    incident: IncidentId


@dataclass(frozen=True, slots=True)
class AsksEarlier:
    """The same of something that is over, by the number people called it."""

    number: int


@dataclass(frozen=True, slots=True)
class AsksHistory:
    """What happened today; `everything` where a person wants all of it."""

    everything: bool


@dataclass(frozen=True, slots=True)
class AboutRecords:
    """A command about records, and what was typed after it."""

    word: str
    rest: list[str]


@dataclass(frozen=True, slots=True)
class AsksWays:
    """The ways into and out of every room, or of one."""

    room: RoomId | None = None


@dataclass(frozen=True, slots=True)
class AsksSticks:
    """Which sticks are at the box."""


@dataclass(frozen=True, slots=True)
class Carries:
    """A stick is to be written or read."""

    asked: Carry


@dataclass(frozen=True, slots=True)
class Restores:
    """The process that restores is to be asked this. It prints no phrase."""

    asked: FromConsole


@dataclass(frozen=True, slots=True, repr=False)
class TellsCarried:
    """A person says who carries a pendant today; an empty name is nobody."""

    button: ButtonId
    name: str


@dataclass(frozen=True, slots=True)
class Leaves:
    """A person wants to leave, and may."""


type Wanted = (
    DeskCommand
    | AsksReach
    | AsksMorning
    | AsksWays
    | AsksSticks
    | Carries
    | Restores
    | Proves
    | ChangesPin
    | TellsCarried
)
"""What an act makes of its parts."""

type Answer = (
    Says
    | Asks
    | AsksLog
    | AsksEarlier
    | AsksHistory
    | AsksReach
    | AsksMorning
    | AsksWays
    | AsksSticks
    | Carries
    | Restores
    | AboutRecords
    | Proves
    | ChangesPin
    | TellsCarried
    | Leaves
)
