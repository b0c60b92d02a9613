"""The plain console at work: joins line, terminal, speaker and conversation. No rule about calls lives here."""

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from appliance.api.listed.readiness import FillGap, GiveHourBack, NoteTrained, TakeTrainedBack
from appliance.api.restoring.messages import AskCopies, AskOffice, Copies, RestoreFrom, TakeUp
from appliance.api.sticks import AskSticks, Carry
from appliance.core.pages.commands import RetirePage
from appliance.core.people.commands import SignIn, SignOut
from appliance.flows.box.sticks import BEGUN
from appliance.flows.building.door_cards import AsksDoorCards
from appliance.flows.building.figures import AsksFigures
from appliance.flows.calls.reach import AsksReach
from appliance.flows.devices.carried import TellsCarried
from appliance.flows.devices.pages import OpensPairing
from appliance.flows.devices.ways import AsksWays
from appliance.flows.people.going import TellsCanGo
from appliance.flows.people.pin import PROVE, ChangesPin, Proves
from appliance.flows.people.ready import AsksReadiness
from appliance.flows.people.resources import AsksResources
from appliance.flows.people.sign_day import AsksMorning
from appliance.flows.zone import zone_at
from appliance.plan.ids import IncidentId
from appliance.tasks import Tasks
from tui.board.counter import told_aloud
from tui.clock import monotonic_ms
from tui.keys.table import BY_ACTION
from tui.learned import learned
from tui.line.link import DeskLink
from tui.line.news import (
    CanGoReplied,
    CarriedReplied,
    FactsArrived,
    FiguresArrived,
    GuidanceArrived,
    LinkBack,
    LinkLost,
    MorningArrived,
    News,
    OwedArrived,
    PairingArrived,
    PinReplied,
    ReachArrived,
    ReadyArrived,
    Replied,
    RestoreTold,
    ScenariosArrived,
    ScheduleReplied,
    ShownRefused,
    StateArrived,
    SticksArrived,
    StickTold,
    SupportsArrived,
    TimelineArrived,
    WaysArrived,
)
from tui.model import ConsoleModel
from tui.plain.answered import LookedUp, Told
from tui.plain.asking.answers import (
    AboutRecords,
    Answer,
    Asks,
    AsksEarlier,
    AsksHistory,
    AsksLog,
    Leaves,
    OfRecord,
    Says,
)
from tui.plain.asking.replies import can_go_replied, carried_replied, pin_replied, replied
from tui.plain.box.restoring import told as restore_told
from tui.plain.box.sticks import found as sticks_found
from tui.plain.box.sticks import told as stick_told
from tui.plain.building.figures import figures_told
from tui.plain.calls.reach import reach
from tui.plain.devices.pages import pairing_told
from tui.plain.devices.ways import ways_told
from tui.plain.duties.saying import waits
from tui.plain.errands import Errands
from tui.plain.look_back import look_back
from tui.plain.paper import LINE_WIDTH
from tui.plain.people.morning import told
from tui.plain.people.ready import ready_told, schedule_replied
from tui.plain.people.resources import resources_told
from tui.plain.readings import log
from tui.plain.records.box import RecordBox
from tui.plain.records.seat import Seat
from tui.plain.records.talk import RecordTalk
from tui.plain.speaker import Speaker
from tui.plain.talk import Talk
from tui.plain.terminal import Terminal, TerminalGone
from tui.plain.told import Line, Open

FACTS_EVERY_MS = 30_000
PAIRS_EVERY_MS = 2_000  # while a browser may be paired: whoever goes on to retire it must find it as it is
"""Who is on duty changes by the minute."""
LOOK_EVERY_S = 0.25
"""How often what waits is looked at: a quarter of the shortest wait."""

SEEN_HERE = "This terminal shows by itself what you type: make sure that nobody reads it."
STOP_TELLING = "To stop, with everything you answered saved, type: stop"

LEAVE = BY_ACTION["leave"]


class PlainConsole:
    """One sitting at a terminal. `run` lasts until a person leaves, or the terminal is gone."""

    def __init__(self, path: Path, model: ConsoleModel, terminal: Terminal, now_ms: Callable[[], int] = monotonic_ms):
        """`model` says which desk this is, and how the console was started."""
        told = Open()
        self._model = model
        self._now_ms = now_ms
        self._terminal = terminal
        self._link = DeskLink(path, model.desk, self._heard)
        self._talk = Talk(told)
        seat = Seat(RecordBox(self._link.ask), lambda: self._model)
        self._records = RecordTalk(seat, self._talk)
        terminal.hides = self._talk.hides
        self._speaker = Speaker(terminal, told, self._model, self._talk.asked)
        self._lines: asyncio.Queue[Line | _End] = asyncio.Queue()
        self._errands = Errands(self._link)
        self._stick_spoken = 0
        self._begun = asyncio.Event()
        self._left: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._shown: set[tuple[IncidentId, int, bool]] = set()
        self._input_over = False
        self._facts_ms = -FACTS_EVERY_MS
        self._pairs_until_ms = 0

    async def run(self) -> int:
        """Listen, speak and answer until it is over; the exit code."""
        loop, tasks = asyncio.get_running_loop(), Tasks()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._leave, 0)
        loop.add_signal_handler(signal.SIGINT, self._guarded, self._interrupted)
        with self._terminal.attended():
            try:
                tasks.start(self._link.run(), name="desk line")
                self._errands.start(tasks)
                tasks.start(self._answer(), name="answers")
                tasks.start(self._keep_looking(), name="what waits")
                self._listen()
                over: tuple[asyncio.Future[Any], ...] = (self._left, tasks.failed)
                await asyncio.wait(over, return_when=asyncio.FIRST_COMPLETED)
                return self._left.result() if self._left.done() else 1
            finally:
                loop.remove_reader(self._terminal.keyboard)
                await tasks.stop()

    # ---- from the line

    def _heard(self, news: News) -> None:
        self._guarded(partial(self._take, news))

    def _take(self, news: News) -> None:
        match news:
            case StateArrived():
                self._model = self._model.with_board(news.view, self._now_ms() - news.age_ms)
                self._speaker.news(told_aloud(self._model), self._now_ms())
                self._begun.set()
                self._report_shown()
            case LinkLost():
                self._model = self._model.without_line(news.why, self._now_ms())
                self._speaker.lost(told_aloud(self._model), news.why, self._now_ms())
                self._begun.set()
            case LinkBack():
                self._shown.clear()
                self._facts_ms = -FACTS_EVERY_MS
            case FactsArrived() | GuidanceArrived() | ScenariosArrived():
                self._model = learned(self._model, news)
            case (
                TimelineArrived()
                | ReachArrived()
                | MorningArrived()
                | OwedArrived()
                | WaysArrived()
                | PairingArrived()
                | SupportsArrived()
                | ReadyArrived()
                | ScheduleReplied()
                | FiguresArrived()
                | SticksArrived()
                | StickTold()
                | RestoreTold()
                | PinReplied()
                | CarriedReplied()
                | CanGoReplied()
                | Replied()
            ):
                self._terminal.say(self._told(news))
            case ShownRefused():
                self._shown = {shown for shown in self._shown if shown[0] != news.incident}

    def _looked_up(self, news: LookedUp) -> list[str]:
        match news:
            case TimelineArrived():
                return log(news, zone_at(self._model.view), proven=self._proven)
            case ReachArrived():
                return reach(news)
            case MorningArrived():
                return told(news, self._model, self._now_ms() - self._model.arrived_ms)
            case OwedArrived():
                return waits(news.known)
            case WaysArrived():
                return ways_told(news)
            case PairingArrived():
                if news.known is not None:
                    self._pairs_until_ms = self._now_ms() + news.known.ends_after_s * 1000
                return pairing_told(news, self._model.known_at(self._now_ms()))
            case SupportsArrived():
                return resources_told(news)
            case FiguresArrived():
                return figures_told(news)

    def _told(self, news: Told) -> list[str]:
        """What was asked for, in sentences."""
        match news:
            case (
                TimelineArrived()
                | ReachArrived()
                | MorningArrived()
                | OwedArrived()
                | WaysArrived()
                | PairingArrived()
                | SupportsArrived()
                | FiguresArrived()
            ):
                return self._looked_up(news)
            case ReadyArrived():
                self._model = self._model.with_ready(news.known)
                return ready_told(news)
            case ScheduleReplied():
                return schedule_replied(news)
            case SticksArrived():
                self._model = self._model.with_sticks(news.known.sticks if news.known else ())
                return sticks_found(news)
            case StickTold():
                return self._stick_said(news)
            case RestoreTold():
                return self._restore_said(news)
            case PinReplied():
                return pin_replied(news)
            case CarriedReplied():
                return carried_replied(news)
            case CanGoReplied():
                return can_go_replied(news)
            case Replied():
                if isinstance(news.command, RetirePage):
                    self._facts_ms = -FACTS_EVERY_MS
                return replied(news)

    def _stick_said(self, news: StickTold) -> list[str]:
        said = stick_told(news, self._stick_spoken)
        self._stick_spoken = getattr(news.told, "done", 0) if said else self._stick_spoken
        return said

    def _restore_said(self, news: RestoreTold) -> list[str]:
        if isinstance(news.told, Copies):
            self._model = self._model.with_copies(news.told.copies)
        return restore_told(news.told, self._model)

    @property
    def _proven(self) -> bool:
        return self._model.view is not None and self._model.view.proven

    def _report_shown(self) -> None:
        """What has been said and rung here is reported as shown, once for each press."""
        spoken = self._speaker.spoken
        ringing = {call.rung for call in spoken.ringing_here}
        ringing |= {line.rung for line in (spoken.view.tap_outs if spoken.view else ()) if line.asks_here}
        self._shown &= ringing
        for rung in ringing - self._shown:
            self._shown.add(rung)
            self._errands.then(partial(self._link.report_shown, rung[0]))

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            self._guarded(self._look)

    def _look(self) -> None:
        now_ms = self._now_ms()
        if self._input_over and not self._model.why_not(LEAVE):
            self._say_goodbye()
            return
        self._speaker.look(now_ms)
        if self._model.blind:
            return
        self._report_shown()
        if self._records.is_idle(now_ms, self._terminal.key_ms):
            self._errands.then(self._close_idle_record)
        if now_ms - self._facts_ms >= (PAIRS_EVERY_MS if now_ms < self._pairs_until_ms else FACTS_EVERY_MS):
            self._facts_ms = now_ms
            self._errands.then(self._link.fetch_facts)

    # ---- from the keys

    def typed(self) -> None:
        """Any key says that a person is here."""
        self._errands.then(partial(self._link.present, self._now_ms()))

    def line(self, line: Line) -> None:
        """Answered in the order typed."""
        self._lines.put_nowait(line)

    def ended(self, *, gone: bool) -> None:
        """No more will be typed."""
        if not self._terminal.edits:
            asyncio.get_running_loop().remove_reader(self._terminal.keyboard)
            self._input_over = True
        if gone:
            self._leave(1)
        else:
            self._lines.put_nowait(_End())

    async def _answer(self) -> None:
        """One line after the other, each when the one before is done. The first waits until there is a board, or no line."""
        await self._begun.wait()
        while True:
            line = await self._lines.get()
            try:
                if isinstance(line, _End):
                    self._no_more_input()
                else:
                    await self._take_line(line)
            except TerminalGone:
                self._leave(1)

    async def _take_line(self, line: Line) -> None:
        since_ms = self._now_ms()
        answer = self._talk.take(line, self._model, since_ms)
        await self._carry_out(answer)
        self._question_again(answer, since_ms)

    def _question_again(self, answer: Answer, since_ms: int) -> None:
        """Whatever was done in the middle of a question, it is still open."""
        match answer:
            case Asks():
                self._speaker.question_again(since_ms, self._now_ms())
                return
            case Says() | OfRecord():  # the question is in it
                said = True
            case AboutRecords():  # and that of a record in this
                said = self._talk.of_record
            case _:
                said = self._left.done()
        if not said and (asked := self._talk.asked()):
            self._terminal.say([f"You were asked: {asked}"])

    async def _about_records(self, answer: AboutRecords | OfRecord) -> None:
        if isinstance(answer, AboutRecords):
            said = await self._records.command(answer.word, answer.rest)
        else:
            said = [*answer.said, *(await answer.then() if answer.then else [])]
        self._terminal.say([*said, *self._seen_here()])

    async def _another_sits_here(self) -> None:
        self._terminal.say(await self._records.left())

    async def _close_idle_record(self) -> None:
        self._terminal.say(await self._records.idle())

    def _seen_here(self) -> list[str]:
        """A warning where what is typed is seen although it should not be."""
        return [SEEN_HERE] if self._talk.hides() and self._terminal.shows_by_itself else []

    async def _carry_out(self, answer: Answer) -> None:
        self._speaker.catch_up(self._now_ms())
        match answer:
            case Says():
                self._terminal.say([*answer.sentences, *self._seen_here()])
            case Asks():
                await self._link.act(answer.command, answer.done)
                if isinstance(answer.command, SignIn | SignOut):
                    await self._another_sits_here()
            case (
                AsksLog()
                | AsksReach()
                | AsksMorning()
                | AsksWays()
                | OpensPairing()
                | AsksResources()
                | AsksReadiness()
                | AsksFigures()
                | AskSticks()
            ):
                await self._errands.fetch(answer, proven=self._proven)
            case AsksEarlier() | AsksHistory():
                await self._look_back(answer)
            case Proves():
                await self._link.prove(answer.person, answer.secret, PROVE.done)
                await self._another_sits_here()
            case (
                ChangesPin()
                | TellsCarried()
                | TellsCanGo()
                | FillGap()
                | GiveHourBack()
                | NoteTrained()
                | TakeTrainedBack()
            ):
                await self._errands.tell_of_a_person(answer)
            case AskCopies() | RestoreFrom() | AskOffice() | TakeUp() | Carry() | AsksDoorCards():
                self._begin(answer)
            case AboutRecords() | OfRecord():
                await self._about_records(answer)
            case Leaves():
                await self._leave_records()

    async def _leave_records(self) -> None:
        """The record that is open is closed first; a text that would be lost is said once before."""
        if warning := self._records.before_leaving():
            self._terminal.say(warning)
            return
        await self._records.left()
        self._say_goodbye()

    async def _look_back(self, asked: AsksEarlier | AsksHistory) -> None:
        found = await look_back(self._link, asked, self._model)
        if isinstance(found, list):
            self._terminal.say(found)
        else:
            await self._link.fetch_timeline(found)

    def _begin(self, asked: AskCopies | RestoreFrom | AskOffice | TakeUp | Carry | AsksDoorCards) -> None:
        """Begin what takes long, and go on; what comes of it is told later."""
        match asked:
            case Carry():
                self._stick_spoken = 0
                self._terminal.say([BEGUN])
                self._errands.carry(asked)
            case AsksDoorCards():
                self._errands.beside(partial(self._door_cards, asked))
            case _:
                self._errands.restore(asked)

    async def _door_cards(self, asked: AsksDoorCards) -> None:
        """Make them beside everything else: cards of a whole building take seconds, and a call must not wait for them."""
        from tui.records.door_cards import door_cards_done  # noqa: PLC0415

        said = await door_cards_done(self._link.ask, asked, LINE_WIDTH)
        self._guarded(partial(self._terminal.say, [line for line in said if line.strip("=- ")]))

    def _no_more_input(self) -> None:
        if why_not := self._model.why_not(LEAVE):
            self._terminal.say([f"{why_not} It goes on telling you what happens."])
        else:
            self._say_goodbye()

    def _interrupted(self) -> None:
        """CTRL-C would end most programs; here it drops what is being typed and asked."""
        leave = self._model.why_not(LEAVE) or f"To leave, type: {LEAVE.word}"
        self._terminal.drop_line()
        if self._talk.of_record:
            self._terminal.say([f"You were asked: {self._talk.asked()}", STOP_TELLING])
        else:
            self._terminal.say([*self._talk.cancel(self._now_ms()).sentences, leave])

    def _say_goodbye(self) -> None:
        if not self._left.done():
            self._terminal.say(["This console is closed. Calls are not told here any more."])
        self._leave(0)

    def _leave(self, code: int) -> None:
        if not self._left.done():
            self._left.set_result(code)

    def _listen(self) -> None:
        read = partial(self._terminal.readable, self)
        try:
            asyncio.get_running_loop().add_reader(self._terminal.keyboard, self._guarded, read)
        except PermissionError:  # a file cannot be waited for, and need not be: all of it is there
            while not self._input_over:
                self._guarded(read)

    def _guarded(self, act: Callable[[], None]) -> None:
        """Where nobody can read any more there is nothing left to do here."""
        try:
            act()
        except TerminalGone:
            self._leave(1)


@dataclass(frozen=True, slots=True)
class _End:
    """The end of what is typed, among the lines."""
