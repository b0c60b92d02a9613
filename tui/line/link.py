"""The desk line as one worker: connects, connects again for ever, and posts what comes. Knows no screen and decides nothing."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from appliance.api.ask import Ask, PersonAsk, Reply
from appliance.api.client_line import LineLost
from appliance.api.desk.buttons import TellCarried
from appliance.api.desk.client import DeskClient
from appliance.api.desk.entries import FeedItem, FeedItems, Follow
from appliance.api.desk.exercises import AskExercised, ExercisedKnown
from appliance.api.desk.morning import AskMorning
from appliance.api.desk.people import ProveSelf, SetPin, TellCanGo
from appliance.api.desk.plan import AskPlan, PlanFacts
from appliance.api.desk.reach import AskReach
from appliance.api.desk.supports import AskSupports
from appliance.api.duties.messages import DutiesKnown, ListDuties
from appliance.api.listed.communications import AskCommunications, CommunicationsKnown
from appliance.api.listed.figures import AskFigures
from appliance.api.listed.readiness import AskReadiness, FromDeskOfReadiness
from appliance.api.restoring import client as restore_client
from appliance.api.restoring.messages import SOCKET_NAME as RESTORE_SOCKET
from appliance.api.restoring.messages import FromConsole
from appliance.api.sticks import SOCKET_NAME, Carried, Carry, Progress
from appliance.api.ways.messages import AskWays
from appliance.api.ways.pages import OpenPairing
from appliance.communications.guidance import Guidance
from appliance.core.calls.commands import ReportShown
from appliance.core.commands import DeskCommand
from appliance.core.ground.rejections import Rejection
from appliance.core.people.commands import SignIn
from appliance.exercises.scenario import Scenario
from appliance.flows.people.going import TellsCanGo
from appliance.flows.people.ready import done
from appliance.plan.ids import ButtonId, DeskId, IncidentId, PersonId, RoomId
from appliance.supports.language import Language
from sync.bundle import from_desk
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

AGAIN_AFTER_S = (0.2, 0.5, 1.0)
"""Then every second: the socket is on this machine, so trying costs nothing, and every second blind counts."""
ANSWER_WAIT_S = 5.0
"""Promise 1: after five seconds without an answer a person is told, never left waiting."""
PRESENT_EVERY_MS = 5000
"""A desk stays attended for half an hour after a key; every five seconds is plenty and never a flood."""
TIMELINE_LEN_MAX = 200
"""Ten screens of one call; the whole record is read elsewhere."""

SHOWN_ENOUGH = frozenset({Rejection.NO_NEWS, Rejection.NO_SUCH_CALL, Rejection.ALREADY_STOOD_DOWN})
"""Refusals after which a call need not be reported as shown again."""

NOT_DONE = "The line to the box is lost: this was NOT done. Use the phone or radio."
NOT_RECORDED = "Done, but NOT YET RECORDED: the disk is not writing. Write the time on paper."
NOT_KNOWN = "The box did not answer. Look at the board to see whether it was done, or use the phone."


class DeskLink:
    """One console's line to the alert daemon. `post` takes the news; it must be safe to call from this loop."""

    def __init__(
        self,
        path: Path,
        desk: DeskId | None,
        post: Callable[[News], object],
        *,
        client: str = "console",
        shows_calls: bool = True,
    ) -> None:
        """`client` names the console in the journal. `shows_calls` False: the desk does not count as attended by it."""
        self._path = path
        self._desk = desk
        self._client = client
        self._shows_calls = shows_calls
        self._post = post
        self._line: DeskClient | None = None
        self._present_ms: int | None = None
        self._communications = ""
        """The digest of the file of communications that was posted last; empty where the shipped one counts."""
        self._scenarios = ""
        """Which of the building's own scenarios were posted last (`PlanFacts.scenarios`); empty while there are none."""

    async def run(self) -> None:
        """Keep a line for ever. Posts LinkBack and StateArrived while it stands, LinkLost each time it does not."""
        failures = 0
        while True:
            try:
                connecting = DeskClient.connect(
                    self._path, desk=self._desk, client=self._client, shows_calls=self._shows_calls
                )
                async with connecting as line:
                    await self._attend(line)
            except LineLost as lost:
                failures = 0 if self._line else failures + 1
                self._line = None
                self._post(LinkLost(str(lost)))
            await asyncio.sleep(AGAIN_AFTER_S[min(failures, len(AGAIN_AFTER_S) - 1)])

    async def act(self, command: DeskCommand, asker: object = None) -> None:
        """Send a command and post Replied. Never kept for later: what was meant a minute ago may be wrong now."""
        self._post(Replied(command, asker, await self._reply_to(command)))

    async def prove(self, person: PersonId, secret: str, asker: object = None) -> None:
        """Sign in with a PIN and post Replied, as of signing in without: nothing that is posted holds the PIN. Then count what they owe or
        are owed, and post OwedArrived.
        """
        proof = ProveSelf(request=0, person=person, secret=secret)
        reply = await self._reply_to(proof)
        self._post(Replied(SignIn(person=person), asker, reply))
        owed = await self._owed() if reply.ok and reply.recorded else None  # that the disk is away is said alone
        if owed is not None:
            self._post(OwedArrived(owed))

    async def change_pin(self, person: PersonId, before: str, new: str, asker: object = None) -> None:
        """Give a person another PIN and post PinReplied, which holds neither."""
        wish = SetPin(request=0, person=person, secret=new, before=before)
        self._post(PinReplied(asker, await self._reply_to(wish)))

    async def tell_carried(self, button: ButtonId, name: str, asker: object = None) -> None:
        """Say who carries a pendant today and post CarriedReplied."""
        wish = TellCarried(request=0, button=button, name=name)
        self._post(CarriedReplied(asker, await self._reply_to(wish)))

    async def tell_can_go(self, told: TellsCanGo, asker: object = None) -> None:
        """Say that somebody cannot go to a call now, or can again, and post CanGoReplied."""
        wish = TellCanGo(request=0, person=told.person, can_go=told.can_go)
        self._post(CanGoReplied(told.done, asker, await self._reply_to(wish)))

    async def schedule(self, wish: FromDeskOfReadiness, asker: object = None) -> None:
        """Send what whoever schedules wrote and post ScheduleReplied. Then ask anew, so that nobody chooses from an old list."""
        self._post(ScheduleReplied(done(wish), asker, await self._reply_to(wish)))
        await self.fetch_ready(quiet=True)

    async def fetch_ready(self, *, whole: bool = False, quiet: bool = False) -> None:
        """Ask who is ready before a call; posts ReadyArrived."""
        known = await self._known(AskReadiness(request=0))
        self._post(
            ReadyArrived(None, known, whole, quiet) if isinstance(known, str) else ReadyArrived(known, "", whole, quiet)
        )

    async def report_shown(self, incident: IncidentId) -> None:
        """Say that a call is painted and sounds here; posts ShownRefused when that was not taken."""
        reply = await self._reply_to(ReportShown(incident=incident))
        if not reply.ok and reply.code not in SHOWN_ENOUGH:
            self._post(ShownRefused(incident))

    async def present(self, now_ms: int) -> None:
        """A person touched a key. Passed on at most every few seconds."""
        if self._line is None or (self._present_ms is not None and now_ms - self._present_ms < PRESENT_EVERY_MS):
            return
        self._present_ms = now_ms
        try:
            await self._line.present()
        except LineLost:
            self._present_ms = None  # `run` says so to the person; the next key tries again

    async def fetch_facts(self) -> None:
        """Ask for rooms and people; posts FactsArrived. Silence is no news: the line itself tells when it is lost. Where another file of
        communications counts than before, ask for it too.
        """
        facts = await self.ask(AskPlan(request=0))
        if isinstance(facts, PlanFacts):
            self._post(FactsArrived(facts))
            if facts.communications != self._communications:
                await self._fetch_communications()
            if facts.scenarios != self._scenarios:
                await self._fetch_scenarios(facts.scenarios)

    async def _fetch_communications(self) -> None:
        """Ask for the district's file of communications; posts GuidanceArrived. It is read in a thread: a large one takes a while."""
        known = await self.ask(AskCommunications(request=0))
        if isinstance(known, CommunicationsKnown):
            guidance = await asyncio.to_thread(_guidance_in, known.document) if known.document else None
            self._communications = known.digest
            self._post(GuidanceArrived(guidance))

    async def _fetch_scenarios(self, newest: str) -> None:
        """Ask for the building's own scenarios; posts ScenariosArrived. They are read in a thread: twenty long ones take a while."""
        known = await self.ask(AskExercised(request=0))
        if isinstance(known, ExercisedKnown):
            own = await asyncio.to_thread(_scenarios_in, known)
            self._scenarios = newest
            self._post(ScenariosArrived(own))

    async def fetch_timeline(self, incident: IncidentId, after: int = 0) -> None:
        """Ask for the newest entries of one call above the number `after`; posts TimelineArrived."""
        ask = Follow(request=0, after=after, limit=TIMELINE_LEN_MAX, incident=incident, newest_first=True)
        items = await self._known(ask)
        self._post(
            TimelineArrived(incident, None, items) if isinstance(items, str) else TimelineArrived(incident, items)
        )

    async def latest(self, entries_max: int) -> tuple[FeedItem, ...] | str:
        """The newest entries of everything, in order, as far as this desk may read them; or why there are none."""
        items: list[FeedItem] = []
        try:
            newest = await self._entries(Follow(request=0, after=0, limit=1, newest_first=True))
            after = max(0, newest.head - entries_max)
            while more := (await self._entries(Follow(request=0, after=after, limit=TIMELINE_LEN_MAX))).items:
                items += more
                after = more[-1].number
        except LineLost as lost:
            return str(lost)
        return tuple(items)

    async def _entries(self, ask: Follow) -> FeedItems:
        """Raises LineLost, saying why there is no answer."""
        try:
            async with asyncio.timeout(ANSWER_WAIT_S):
                items = await self._line.ask(ask) if self._line else None
        except TimeoutError:
            items = None
        if items is None or isinstance(items, Reply):
            raise LineLost(items.says if items else NOT_KNOWN)
        return items

    async def fetch_reach(self, room: RoomId) -> None:
        """Ask who would be told of a press from a room; posts ReachArrived."""
        known = await self._known(AskReach(request=0, room=room))
        self._post(ReachArrived(room, None, known) if isinstance(known, str) else ReachArrived(room, known))

    async def ask[A](self, asked: Ask[A]) -> A | Reply | None:
        """Ask the box. None: it did not answer, or there is no line."""
        try:
            async with asyncio.timeout(ANSWER_WAIT_S):
                return await self._line.ask(asked) if self._line else None
        except (LineLost, TimeoutError):
            return None

    async def fetch_morning(self, *, proven: bool = False) -> None:
        """Ask what a morning check looks at; posts MorningArrived. `proven`: somebody is signed in with a PIN, so also count what they owe
        or are owed.
        """
        known = await self._known(AskMorning(request=0))
        owed = await self._owed() if proven else None
        self._post(MorningArrived(None, known) if isinstance(known, str) else MorningArrived(known, owed=owed))

    async def _owed(self) -> DutiesKnown | None:
        """Count what whoever sits here owes or is owed. None where the box tells nothing."""
        answer = await self.ask(ListDuties(request=0, limit=1))
        return answer if isinstance(answer, DutiesKnown) else None

    async def fetch_ways(self, room: RoomId | None = None) -> None:
        """Ask for the ways into and out of each room; posts WaysArrived."""
        known = await self._known(AskWays(request=0))
        self._post(WaysArrived(None, room, known) if isinstance(known, str) else WaysArrived(known, room))

    async def open_pairing(self, page: ButtonId) -> None:
        """Hold a window open in which a browser is paired with a page; posts PairingArrived."""
        known = await self._known(OpenPairing(request=0, page=page))
        self._post(PairingArrived(page, None, known) if isinstance(known, str) else PairingArrived(page, known))

    async def fetch_supports(self, language: Language = Language.ENGLISH) -> None:
        """Ask for what the district offers after an incident; posts SupportsArrived."""
        known = await self._known(AskSupports(request=0))
        self._post(
            SupportsArrived(None, language, known) if isinstance(known, str) else SupportsArrived(known, language)
        )

    async def fetch_figures(self, *, at_length: bool = False) -> None:
        """Ask for the figures that were released; posts FiguresArrived."""
        known = await self._known(AskFigures(request=0))
        self._post(
            FiguresArrived(None, at_length, known) if isinstance(known, str) else FiguresArrived(known, at_length)
        )

    async def fetch_sticks(self) -> None:
        """Ask the process at the stick which there are; posts SticksArrived. It has a socket of its own beside the desk line's."""
        known = await from_desk.sticks(self._sticks_at)
        self._post(SticksArrived(None, known) if isinstance(known, str) else SticksArrived(known))

    async def carry(self, asked: Carry) -> None:
        """Have a stick written or read; posts StickTold again and again, last with what came of it."""
        async for told in from_desk.carry(self._sticks_at, asked):
            if isinstance(told, Progress | Carried):
                self._post(StickTold(told))

    async def restore(self, asked: FromConsole) -> None:
        """Ask the process that restores; posts RestoreTold again and again, last with what came of it."""
        async for told in restore_client.asked(self._path.with_name(RESTORE_SOCKET), asked):
            self._post(RestoreTold(told))

    @property
    def _sticks_at(self) -> Path:
        return self._path.with_name(SOCKET_NAME)

    async def _known[A](self, question: Ask[A]) -> A | str:
        """The answer, or in a sentence why there is none."""
        answer = await self.ask(question)
        if answer is None or isinstance(answer, Reply):
            return answer.says if answer else NOT_KNOWN
        return answer

    async def _attend(self, line: DeskClient) -> None:
        async for view in line.states():
            if self._line is None:
                self._line, self._present_ms = line, None
                self._post(LinkBack())
            self._post(StateArrived(view, line.board_age_ms))

    async def _reply_to(
        self, wish: DeskCommand | ProveSelf | SetPin | TellCarried | TellCanGo | FromDeskOfReadiness
    ) -> Reply:
        if self._line is None:
            return Reply(request=0, ok=False, says=NOT_DONE)
        try:
            async with asyncio.timeout(ANSWER_WAIT_S):
                if isinstance(wish, PersonAsk):
                    return await self._line.ask(wish)
                return await self._line.act(wish)
        except (LineLost, TimeoutError):
            return Reply(request=0, ok=False, says=NOT_KNOWN)


def _scenarios_in(known: ExercisedKnown) -> tuple[Scenario, ...]:
    """Give the building's own scenarios. One that this release cannot read is left out."""
    # imported here, in the thread: only a console whose building has scenarios of its own pays for it
    from appliance.exercises.parse import parse  # noqa: PLC0415

    read = (parse(each.document.decode("utf-8", "replace")).scenario for each in known.scenarios)
    return tuple(each for each in read if each is not None)


def _guidance_in(document: bytes) -> Guidance | None:
    """Give what a document says. None where this release cannot read it: then the shipped file counts."""
    # imported here, in the thread: only a console whose district has a file of its own pays for it
    from appliance.communications.document import CommunicationsDocumentError, guidance_in  # noqa: PLC0415

    try:
        return guidance_in(document)
    except CommunicationsDocumentError:
        return None
