"""What the desk line tells a console, graphical or plain: plain values, one class each. Knows no screen.

Each says what happened; none says what it should look like.
"""

from dataclasses import dataclass

from appliance.api.ask import Reply
from appliance.api.board.board import BoardView
from appliance.api.desk.entries import FeedItems
from appliance.api.desk.morning import MorningKnown
from appliance.api.desk.plan import PlanFacts
from appliance.api.desk.reach import ReachKnown
from appliance.api.desk.supports import SupportsKnown
from appliance.api.duties.messages import DutiesKnown
from appliance.api.listed.figures import FiguresKnown
from appliance.api.listed.readiness import ReadinessKnown
from appliance.api.restoring.messages import ToConsole
from appliance.api.sticks import Carried, Progress, Sticks
from appliance.api.ways.messages import WaysKnown
from appliance.api.ways.pages import PairingOpened
from appliance.communications.guidance import Guidance
from appliance.core.commands import DeskCommand
from appliance.exercises.scenario import Scenario
from appliance.plan.ids import ButtonId, IncidentId, RoomId
from appliance.supports.language import Language


class LookedUp:
    """The answer to what a panel asked the box for; or why there is none."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class StateArrived:
    """The board as of now; an older one still waiting is of no use any more. Its times count from `age_ms` before this."""

    view: BoardView
    age_ms: int = 0


@dataclass(frozen=True, slots=True)
class LinkLost:
    """There is no line to the alert daemon. `why` says what, where and what to do."""

    why: str


@dataclass(frozen=True, slots=True)
class LinkBack:
    """A line stands, and a board comes over it next."""


@dataclass(frozen=True, slots=True)
class FactsArrived:
    """Rooms and people of the adopted plan."""

    facts: PlanFacts


@dataclass(frozen=True, slots=True)
class GuidanceArrived:
    """What the district says about communications, as it was adopted; None where the shipped file counts."""

    guidance: Guidance | None


@dataclass(frozen=True, slots=True)
class ScenariosArrived:
    """The scenarios of table-top exercises that the building adopted."""

    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True, slots=True)
class TimelineArrived(LookedUp):
    """Entries of one call in order, those above a number asked for; `refused` says why there are none."""

    incident: IncidentId
    items: FeedItems | None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class ReachArrived(LookedUp):
    """Who would be told of a press from a room; `refused` says why that is not known."""

    room: RoomId
    known: ReachKnown | None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class MorningArrived(LookedUp):
    """What a morning check looks at; `refused` says why that is not known.

    `owed` counts what whoever proved who they are at this desk owes or is owed; None for everybody else.
    """

    known: MorningKnown | None
    refused: str = ""
    owed: DutiesKnown | None = None


@dataclass(frozen=True, slots=True)
class OwedArrived:
    """What whoever just signed in with a PIN owes or is owed, counted."""

    known: DutiesKnown


@dataclass(frozen=True, slots=True)
class WaysArrived(LookedUp):
    """The ways into and out of each room; `room` where one was asked for; `refused` says why they are not known."""

    known: WaysKnown | None
    room: RoomId | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class PairingArrived(LookedUp):
    """The code by which a browser is paired with this page; `refused` says why there is none."""

    page: ButtonId
    known: PairingOpened | None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class SupportsArrived(LookedUp):
    """What the district offers after an incident; `language` is the one asked for; `refused` says why it is not known."""

    known: SupportsKnown | None
    language: Language = Language.ENGLISH
    refused: str = ""


@dataclass(frozen=True, slots=True)
class ReadyArrived(LookedUp):
    """Who is ready before a call; `refused` says why it is not known. `whole`: all of it is told. `quiet`: nothing of it is, because nobody
    asked for it.
    """

    known: ReadinessKnown | None
    refused: str = ""
    whole: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class FiguresArrived(LookedUp):
    """What the box released of how soon help came; `at_length` as it was asked for; `refused` says why it is not known."""

    known: FiguresKnown | None
    at_length: bool = False
    refused: str = ""


@dataclass(frozen=True, slots=True)
class SticksArrived(LookedUp):
    """The sticks at the box; `refused` says why they are not known."""

    known: Sticks | None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class StickTold:
    """How far a stick is written or read, or what came of it."""

    told: Progress | Carried


@dataclass(frozen=True, slots=True)
class RestoreTold:
    """What the process that restores does, or what came of it."""

    told: ToConsole


@dataclass(frozen=True, slots=True)
class Replied:
    """What became of a command asked for. `asker` is whoever asked, as given to the line; None for a key."""

    command: DeskCommand
    asker: object
    reply: Reply


@dataclass(frozen=True, slots=True)
class CarriedReplied:
    """The box kept, or forgot, who carries a pendant; or did not. The name is not in it."""

    asker: object
    reply: Reply


@dataclass(frozen=True, slots=True)
class CanGoReplied:
    """The box kept that somebody cannot go now, or that they can go again; or did not. `done` is what is said when it is done."""

    done: str
    asker: object
    reply: Reply


@dataclass(frozen=True, slots=True)
class ScheduleReplied:
    """What became of what whoever schedules wrote. `done` is what is said when it is done."""

    done: str
    asker: object
    reply: Reply


@dataclass(frozen=True, slots=True)
class PinReplied:
    """What became of a change of PIN asked for by `asker`."""

    asker: object
    reply: Reply


@dataclass(frozen=True, slots=True)
class ShownRefused:
    """The box did not take the report that a call is shown here: it has to be made again."""

    incident: IncidentId


type News = (
    StateArrived
    | LinkLost
    | LinkBack
    | FactsArrived
    | GuidanceArrived
    | ScenariosArrived
    | TimelineArrived
    | ReachArrived
    | MorningArrived
    | OwedArrived
    | WaysArrived
    | PairingArrived
    | FiguresArrived
    | SupportsArrived
    | ReadyArrived
    | SticksArrived
    | StickTold
    | RestoreTold
    | Replied
    | PinReplied
    | CarriedReplied
    | CanGoReplied
    | ScheduleReplied
    | ShownRefused
)
