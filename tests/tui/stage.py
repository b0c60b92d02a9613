"""A scripted alert daemon: a real socket, real frames, and a board that says what the test wants. Decides nothing about calls."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from appliance.api.ask import Answer, Reply
from appliance.api.board.board import BoardView
from appliance.api.desk.buttons import TellCarried
from appliance.api.desk.entries import FeedItems, Follow
from appliance.api.desk.frames import from_desk
from appliance.api.desk.line import Act, Attach, Present, State, Welcome
from appliance.api.desk.messages import FromDesk, ToDesk
from appliance.api.desk.morning import AskMorning
from appliance.api.desk.people import ProveSelf, SetPin, TellCanGo
from appliance.api.desk.plan import AskPlan
from appliance.api.desk.reach import AskReach
from appliance.api.desk.supports import AskSupports, SupportsKnown
from appliance.api.duties.actions import MoveOwedAction, NoteOwedAction
from appliance.api.duties.lessons import AnswerLesson, ListLessons
from appliance.api.duties.messages import AnswerDuty, DutiesKnown, FromDeskOfDuties, ListDuties, NoteDuty
from appliance.api.framing import frame
from appliance.api.listed.figures import AskFigures, FiguresKnown
from appliance.api.listed.readiness import (
    AskReadiness,
    FillGap,
    FromDeskOfReadiness,
    GiveHourBack,
    NoteTrained,
    TakeTrainedBack,
)
from appliance.api.records.messages import (
    AskForgetting,
    AskOwnPage,
    AskRecord,
    AskRecords,
    FromDeskOfRecords,
    LeaveRecord,
    TellAccount,
    WriteFact,
    Written,
)
from appliance.api.ways.door_cards import AskDoorCards
from appliance.api.ways.door_cards_view import door_cards_known
from appliance.api.ways.messages import AskWays
from appliance.api.ways.pages import OpenPairing, PairingOpened
from appliance.core.calls.commands import ReportShown
from appliance.core.commands import DeskCommand
from tests.appliance.door_cards.test_card import example_plan
from tests.appliance.supports.filled_in import FILLED_IN
from tests.tui.boards import FACTS, MORNING, REACH, TIMELINE, WAYS, board
from tests.tui.figures import DOCUMENTS
from tests.tui.ready import READY


class Stage:
    """The scripted daemon. It `shows` a board to every console. `acts`, `reported` and `presents` are what consoles did; `answer` makes
    replies. While it `stalls`, replies wait in `held`. `recorded` is the log of every call, `morning` what a morning check is told,
    `figures` what was released, `plan` has the cards for doors, `carried` what was said of pendants, `ready` who is ready, `scheduled`
    what was written of it, `going` of who can go.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.acts: list[DeskCommand] = []
        self.reported: list[str] = []
        self.presents = 0
        self.proofs: list[tuple[str, str]] = []
        self.pins: list[tuple[str, str, str]] = []
        self.pin_answer = Reply(request=0, ok=True)
        self.facts = FACTS
        self.carried: list[tuple[str, str]] = []
        self.pairings: list[str] = []
        self.carried_answer = Reply(request=0, ok=True)
        self.going: list[tuple[str, bool]] = []
        self.going_answer = Reply(request=0, ok=True)
        self.ready = READY
        self.scheduled: list[FromDeskOfReadiness] = []
        self.scheduled_answer = Reply(request=0, ok=True)
        self.recorded = TIMELINE
        self.morning = MORNING
        self.figures = DOCUMENTS
        self.plan = example_plan()
        self.proof_answer = Reply(request=0, ok=True)
        self.told_of_records: Callable[[FromDeskOfRecords], Answer] = lambda asked: Written(
            request=asked.request, ok=True, entry=1
        )
        self.told_of_duties: Callable[[FromDeskOfDuties], Answer] = lambda asked: DutiesKnown(
            request=asked.request, duties=(), open=0, due_today=0, overdue=0, next_due_ms=None
        )
        self.answer: Callable[[DeskCommand], Reply] = lambda _: Reply(request=0, ok=True)
        self.stalls = False
        self.held: list[Callable[[], None]] = []
        self._board = board()
        self._lines: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    def replies(self) -> None:
        """Give the replies that are held."""
        while self.held:
            self.held.pop(0)()

    def shows(self, view: BoardView) -> None:
        """Show this board from now on."""
        self._board = view
        for line in self._lines:
            line.write(frame(State(board=view)))

    async def open(self) -> None:
        """Listen; after `fall`, listen again."""
        self._server = await asyncio.start_unix_server(self._serve, self.path)

    async def fall(self) -> None:
        """Let the daemon die: every line ends and nobody listens."""
        assert self._server is not None
        self.path.unlink(
            missing_ok=True
        )  # do this first: a console that comes back at once must not meet a socket nobody listens at
        self._server.close()
        for line in list(self._lines):
            line.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asks = from_desk()
        try:
            while data := await reader.read(65_536):
                for message in asks.feed(data):
                    self._take(message, writer)
        except ConnectionError:
            pass
        finally:
            self._lines.discard(writer)
            writer.close()

    def _take(self, message: FromDesk, writer: asyncio.StreamWriter) -> None:
        def say(answer: ToDesk) -> None:
            writer.write(frame(answer))

        match message:
            case Attach():
                say(Welcome(building=self._board.building, epoch="e", desk=message.desk))
                self._lines.add(writer)
                say(State(board=self._board))
            case Present():
                self.presents += 1
            case Act(command=ReportShown() as shown):
                self.reported.append(shown.incident)
                say(Reply(request=message.request, ok=True))
            case Act():
                self.acts.append(message.command)
                reply = msgspec.structs.replace(self.answer(message.command), request=message.request)
                if self.stalls:
                    self.held.append(lambda: say(reply))
                else:
                    say(reply)
            case ProveSelf():
                self.proofs.append((message.person, message.secret))
                say(msgspec.structs.replace(self.proof_answer, request=message.request))
            case (
                AskRecords()
                | AskRecord()
                | AskOwnPage()
                | AskForgetting()
                | WriteFact()
                | TellAccount()
                | LeaveRecord()
            ):
                say(self.told_of_records(message))
            case (
                ListDuties()
                | NoteDuty()
                | AnswerDuty()
                | ListLessons()
                | AnswerLesson()
                | NoteOwedAction()
                | MoveOwedAction()
            ):
                say(self.told_of_duties(message))
            case _:
                self._tell(message, say)

    def _tell(self, message: FromDesk, say: Callable[[ToDesk], None]) -> None:
        match message:
            case AskPlan():
                say(msgspec.structs.replace(self.facts, request=message.request))
            case AskReach():
                say(msgspec.structs.replace(REACH, request=message.request))
            case AskWays():
                say(msgspec.structs.replace(WAYS, request=message.request))
            case OpenPairing():
                self.pairings.append(message.page)
                say(PairingOpened(request=message.request, code="K7QMPF2A", ends_after_s=120))
            case AskSupports():
                say(SupportsKnown(request=message.request, building=self._board.building, supports=FILLED_IN))
            case AskDoorCards():
                say(door_cards_known(self.plan, message))
            case AskFigures():
                say(FiguresKnown(request=message.request, releases=self.figures))
            case AskMorning():
                say(msgspec.structs.replace(self.morning, request=message.request))
            case AskReadiness():
                say(msgspec.structs.replace(self.ready, request=message.request))
            case Follow():
                items = tuple(item for item in self.recorded if item.number > message.after)
                say(FeedItems(request=message.request, head=self.recorded[-1].number, items=items))
            case _:
                self._of_people(message, say)

    def _of_people(self, message: FromDesk, say: Callable[[ToDesk], None]) -> None:
        match message:
            case SetPin():
                self.pins.append((message.person, message.before, message.secret))
                say(msgspec.structs.replace(self.pin_answer, request=message.request))
            case TellCarried():
                self.carried.append((message.button, message.name))
                say(msgspec.structs.replace(self.carried_answer, request=message.request))
            case FillGap() | GiveHourBack() | NoteTrained() | TakeTrainedBack():
                self.scheduled.append(msgspec.structs.replace(message, request=0))
                say(msgspec.structs.replace(self.scheduled_answer, request=message.request))
            case TellCanGo():
                self.going.append((message.person, message.can_go))
                say(msgspec.structs.replace(self.going_answer, request=message.request))


@asynccontextmanager
async def standing_stage(folder: Path) -> AsyncIterator[Stage]:
    stage = Stage(folder / "desk.sock")
    await stage.open()
    try:
        yield stage
    finally:
        await stage.fall()
