"""What can follow from a typed line: words, an act, a look-up, or the end. Pure values; knows no line and no terminal."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from appliance.api.listed.readiness import FromDeskOfReadiness
from appliance.api.restoring.messages import FromConsole as ToRestore
from appliance.api.sticks import AskSticks, Carry
from appliance.core.commands import DeskCommand
from appliance.flows.building.door_cards import AsksDoorCards
from appliance.flows.building.figures import AsksFigures
from appliance.flows.calls.reach import AsksReach
from appliance.flows.devices.carried import TellsCarried
from appliance.flows.devices.pages import OpensPairing
from appliance.flows.devices.ways import AsksWays
from appliance.flows.people.going import TellsCanGo
from appliance.flows.people.pin import ChangesPin, Proves
from appliance.flows.people.ready import AsksReadiness
from appliance.flows.people.resources import AsksResources
from appliance.flows.people.sign_day import AsksMorning
from appliance.plan.ids import IncidentId


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
class OfRecord:
    """What follows from an answer to a question about a record; `then` asks the box, and gives what is said of it."""

    said: list[str]
    then: Callable[[], Awaitable[list[str]]] | None = None


@dataclass(frozen=True, slots=True)
class Leaves:
    """A person wants to leave, and may."""


type Wanted = (
    DeskCommand
    | AsksReach
    | AsksMorning
    | AsksWays
    | AsksResources
    | AsksFigures
    | AsksDoorCards
    | OpensPairing
    | AskSticks
    | Carry
    | ToRestore
    | Proves
    | ChangesPin
    | TellsCarried
    | TellsCanGo
    | AsksReadiness
    | FromDeskOfReadiness
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
    | AsksResources
    | AsksFigures
    | AsksDoorCards
    | OpensPairing
    | AskSticks
    | Carry
    | ToRestore
    | AboutRecords
    | OfRecord
    | Proves
    | ChangesPin
    | TellsCarried
    | TellsCanGo
    | AsksReadiness
    | FromDeskOfReadiness
    | Leaves
)
