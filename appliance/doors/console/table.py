"""Names the function that answers each question of the desk line, except what administrators ask and what is asked of records and of
duties. A question without a function fails the type check. If a function answers with another type than its question names,
`tests/appliance/doors/console/test_answers_of_questions.py` fails. Decides nothing about calls.
"""

import asyncio
import logging
from typing import assert_never

from appliance.api.ask import AdministratorAsk, Answer, DutyAsk, HouseAsk, PersonAsk, RecordAsk, Reply
from appliance.api.board.exercise_year import own_scenarios
from appliance.api.desk.buttons import AskButtons, ButtonsKnown, TellCarried
from appliance.api.desk.entries import FeedItems, Follow
from appliance.api.desk.exercises import AskExercised, ExercisedKnown, exercised_known
from appliance.api.desk.health import AskHealth, HealthKnown
from appliance.api.desk.messages import FromDeskOfHouse, FromDeskOfPeople, Question
from appliance.api.desk.morning import AskMorning, MorningKnown
from appliance.api.desk.morning_view import morning_known
from appliance.api.desk.people import AskPeople, ProveSelf, SetPin, TakePin, TellCanGo
from appliance.api.desk.plan import AskPlan, PlanFacts
from appliance.api.desk.plan_view import area_lines, pendant_lines, person_lines, room_lines, uncovered
from appliance.api.desk.reach import AskReach, ReachKnown
from appliance.api.desk.reach_view import reach_known
from appliance.api.desk.supports import AskSupports, SupportsKnown
from appliance.api.desk.wires import AskWires, WiresKnown
from appliance.api.desk.wires_view import wires_known
from appliance.api.duties.messages import FromDeskOfDuties
from appliance.api.listed.communications import AskCommunications, CommunicationsKnown
from appliance.api.listed.figures import AskFigures, FiguresKnown
from appliance.api.listed.messages import AskListed, ListedKnown
from appliance.api.listed.readiness import (
    AskReadiness,
    FillGap,
    FromDeskOfReadiness,
    GiveHourBack,
    NoteTrained,
    ReadinessKnown,
    TakeTrainedBack,
)
from appliance.api.page.desk import OpenPrivate, PrivateKeys
from appliance.api.records.messages import FromDeskOfRecords
from appliance.api.records.trust import AskVerify, Verified
from appliance.api.ways.door_cards import AskDoorCards, DoorCardsKnown
from appliance.api.ways.messages import AskWays, WaysKnown
from appliance.api.ways.pages import OpenPairing, PairingOpened, page_lines
from appliance.api.ways.view import ways_known
from appliance.core.calls.events import FirstCall
from appliance.core.calls.hand_over import way_of
from appliance.core.ground.words import Actor
from appliance.core.people.commands import NoteProof, NoteReading
from appliance.doors.console import communications_desk, listed_desk
from appliance.doors.console.administering import Administering
from appliance.doors.console.carrying import tell_carried
from appliance.doors.console.going import tell_can_go
from appliance.doors.console.here import Here
from appliance.doors.console.pins import Pins
from appliance.doors.console.replies import only_watches, reply_to
from appliance.doors.duties.desk import DutyDesk
from appliance.doors.duties.own_list import OwnList
from appliance.doors.page import desks, pairing
from appliance.doors.readiness.desk import ReadinessDesk
from appliance.doors.records.desk import RecordDesk
from appliance.engine.outcome import Done
from appliance.logbook.errors import LogbookError
from appliance.plan.model import Plan

FEED_ITEMS_MAX = 200  # lines in an answer: three screens of the tallest terminal; at 1,100 bytes each 0.2 MiB
NUMBER_MAX = 2**63 - 1  # SQLite's largest integer

log = logging.getLogger("handbell.doors")


class Table:
    """Answers the questions of one console."""

    def __init__(self, here: Here) -> None:
        self._here = here
        self._administering = Administering(here)
        self._pins = Pins(here.inside.engine, here.inside.proving)
        self._own_list = OwnList()

    async def answer(self, message: Question) -> Answer:
        """Give the answer for whoever is here now; a refusal is a sentence in it."""
        match message:
            case HouseAsk():
                return await self._of_house(message)
            case PersonAsk():
                return await self._of_people(message)
            case RecordAsk():
                return await self._of_records(message)
            case DutyAsk():
                return await self._of_duties(message)
            case AdministratorAsk():
                return await self._administering.answer(message)
            case _:
                assert_never(message)

    async def _of_house(self, message: FromDeskOfHouse) -> Answer:
        match message:
            case Follow():
                return await self._entries(message)
            case AskPlan():
                return self._plan(message)
            case AskButtons():
                return self._buttons(message)
            case AskReach():
                return self._reach(message)
            case AskMorning():
                return await self._morning(message)
            case AskVerify():
                return self._verified(message)
            case AskHealth():
                return await self._health(message)
            case AskWires():
                return self._wires(message)
            case AskWays() | OpenPairing() | OpenPrivate():
                return await self._of_ways(message)
            case AskListed() | AskCommunications() | AskFigures() | AskReadiness() | AskDoorCards():
                return await self._of_documents(message)
            case AskSupports() | AskExercised():
                return self._supports(message) if isinstance(message, AskSupports) else self._exercised(message)
            case _:
                assert_never(message)

    async def _of_ways(self, message: AskWays | OpenPairing | OpenPrivate) -> Answer:
        match message:
            case AskWays():
                return await self._ways(message)
            case OpenPairing():
                return await self._open_pairing(message)
            case OpenPrivate():
                return self._open_private(message)
            case _:
                assert_never(message)

    async def _of_documents(
        self, message: AskListed | AskCommunications | AskFigures | AskReadiness | AskDoorCards
    ) -> Answer:
        match message:
            case AskListed():
                return await self._listed(message)
            case AskCommunications():
                return self._communications(message)
            case AskFigures():
                return self._figures(message)
            case AskReadiness():
                return await self._readiness(message)
            case AskDoorCards():
                return await self._door_cards(message)
            case _:
                assert_never(message)

    async def _of_people(self, message: FromDeskOfPeople) -> Answer:
        match message:
            case ProveSelf():
                return await self._prove(message)
            case TellCarried():
                return self._carried(message)
            case TellCanGo():
                return self._can_go(message)
            case FillGap() | GiveHourBack() | NoteTrained() | TakeTrainedBack():
                return await self._schedule(message)
            case SetPin() | TakePin() | AskPeople():
                here = self._here
                return await self._pins.answer(message, here.desk, here.reads(), keeps_the_box=here.keeps_the_box)
            case _:
                assert_never(message)

    async def _of_records(self, message: FromDeskOfRecords) -> Answer:
        if self._here.desk is None:
            return only_watches(message.request, "read or write records")
        self._here.touched()
        return await RecordDesk(self._here.inside.records, self._here.desk, self._here.sitting).answer(message)

    async def _of_duties(self, message: FromDeskOfDuties) -> Answer:
        if self._here.desk is None:
            return only_watches(message.request, "list what is owed or note it")
        self._here.touched()
        desk = DutyDesk(self._here.inside.records, self._here.desk, self._here.sitting, self._own_list)
        return await desk.answer(message)

    # ---- the building and the box

    async def _entries(self, message: Follow) -> FeedItems | Reply:
        try:
            head, told = await self._here.inside.queries.feed(
                min(max(message.after, 0), NUMBER_MAX),
                min(max(message.limit, 1), FEED_ITEMS_MAX),
                message.incident,
                room=message.room,
                newest_first=message.newest_first,
                brought_back=message.brought_back,
            )
        except (LogbookError, OSError) as error:  # calls go on, and so does this line
            log.warning("the record could not be read: %s", error)
            says = "The box's disk does not answer, so nothing can be looked up. Calls go on. Try again in a moment."
            return Reply(request=message.request, ok=False, code="disk-away", says=says)
        if self._here.reads().proven and self._here.sitting.first_read(message.incident):
            numbers = (event.number for _, _, event in told if isinstance(event, FirstCall))
            call = next(numbers, None) if message.incident is not None else None
            await self._here.noted(NoteReading(incident=message.incident, call=call))
        # Ask again who reads: somebody may have signed out while the entries were opened.
        items = self._here.inside.feed_lines.items(told, self._here.inside.engine.board, self._here.reads())
        return FeedItems(request=message.request, head=head, items=items)

    def _plan(self, message: AskPlan) -> PlanFacts:
        index = self._here.inside.engine.board.index
        now = self._here.inside.engine.clock.now()
        return PlanFacts(
            request=message.request,
            building=index.plan.building,
            address=index.plan.address,
            phone=index.plan.phone,
            rooms=room_lines(index),
            people=person_lines(index, now) if self._here.reads().may(PlanFacts, "people") else (),
            desks=self._here.inside.views().desks(self._here.reads()),
            uncovered=uncovered(index),
            timezone=index.plan.timezone,
            areas=area_lines(index),
            duties=pendant_lines(index),
            hands_over=self._panel(),
            communications=communications_desk.digest_of(self._here.inside.engine),
            scenarios=own_scenarios(self._here.inside.engine.board),
            other_help=index.plan.helpers,
            families=index.plan.families_at_door,
            occupied=index.plan.occupied,
            pages=page_lines(self._here.inside.engine.board, self._here.reads()),
        )

    def _panel(self) -> str:
        """Name the district's panel if the plan lets this desk hand over to it."""
        plan = self._here.inside.engine.board.index.plan
        way = way_of(plan)
        return way.panel if way is not None and self._here.desk in way.desks else ""

    def _reach(self, message: AskReach) -> ReachKnown:
        engine = self._here.inside.engine
        return reach_known(engine.board, engine.heard, message, self._here.reads(), engine.clock.now())

    async def _morning(self, message: AskMorning) -> MorningKnown:
        engine, gaps = self._here.inside.engine, await self._readiness_desk().gaps()
        return morning_known(engine.board, engine.heard, message, self._here.reads(), engine.clock.now(), gaps)

    def _buttons(self, message: AskButtons) -> ButtonsKnown:
        return self._here.inside.buttons.known(message.request)

    def _verified(self, message: AskVerify) -> Verified:
        found = self._here.inside.queries.verification
        head, _, _ = self._here.inside.queries.signed_head()
        return Verified(
            request=message.request,
            head=head,
            verified_from=found.checked,
            complete=found.complete,
            findings=tuple(found.findings[:FEED_ITEMS_MAX]),
        )

    async def _health(self, message: AskHealth) -> HealthKnown:
        return await self._here.inside.records.health(message.request)

    def _wires(self, message: AskWires) -> WiresKnown:
        engine = self._here.inside.engine
        return wires_known(engine.board, engine.clock.now(), message.request)

    def _exercised(self, message: AskExercised) -> ExercisedKnown:
        engine = self._here.inside.engine
        return exercised_known(engine.board, engine.clock.now(), message.request, self._here.reads())

    async def _listed(self, message: AskListed) -> ListedKnown:
        return await listed_desk.known(self._here.inside.records.listed, message, self._here.reads())

    def _communications(self, message: AskCommunications) -> CommunicationsKnown:
        return communications_desk.known(self._here.inside.engine, message, self._here.reads())

    def _figures(self, message: AskFigures) -> FiguresKnown:
        released = self._here.inside.engine.board.figures.released
        return FiguresKnown(request=message.request, releases=tuple(released[half] for half in sorted(released)))

    async def _readiness(self, message: AskReadiness) -> ReadinessKnown:
        return await self._readiness_desk().known(message)

    def _readiness_desk(self) -> ReadinessDesk:
        here = self._here
        reads = here.reads()
        person = here.sitting.person if reads.proven else None
        return ReadinessDesk(here.inside.engine, here.inside.records.listed, reads, person)

    async def _door_cards(self, message: AskDoorCards) -> DoorCardsKnown:
        """Make them in a thread, as the ways. What makes them is loaded there: a start must not wait for it."""
        plan = self._here.inside.engine.board.index.plan
        return await asyncio.to_thread(_door_cards_of, plan, message)

    async def _ways(self, message: AskWays) -> WaysKnown:
        """Work out the ways in a thread: that takes some 30 ms for 500 rooms, and no press may wait for it."""
        engine = self._here.inside.engine
        now = engine.clock.now()
        return await asyncio.to_thread(ways_known, engine.board.copy(), engine.heard, now, message.request)

    async def _open_pairing(self, message: OpenPairing) -> PairingOpened | Reply:
        here, engine = self._here, self._here.inside.engine
        if here.desk is None:
            return only_watches(message.request, "pair a page")
        here.touched()
        if says := pairing.why_not(engine, message.page):
            return Reply(request=message.request, ok=False, code="unknown-page", says=says)
        by = Actor(here.desk, engine.board.operators.get(here.desk))
        code = await pairing.open_window(engine, here.inside.queries.building, message.page, by)
        return PairingOpened(request=message.request, code=code, ends_after_s=pairing.WINDOW_S)

    def _open_private(self, message: OpenPrivate) -> PrivateKeys | Reply:
        """Give keys. Nobody touched anything here by that: it was a browser that asked."""
        here = self._here
        if here.desk is None:
            return only_watches(message.request, "have the keys of its browser")
        now_s = asyncio.get_running_loop().time()
        found = desks.open_private(here.inside.records.openings, here.desk, message, now_s)
        if isinstance(found, Reply):
            return found
        answer, here.private = found
        return answer

    def _supports(self, message: AskSupports) -> SupportsKnown:
        plan = self._here.inside.engine.board.index.plan
        return SupportsKnown(request=message.request, building=plan.building, supports=plan.supported)

    # ---- people

    async def _prove(self, message: ProveSelf) -> Reply:
        if self._here.desk is None:
            return only_watches(message.request, "sign in")
        self._here.touched()
        why_not = await self._here.inside.proving.why_not(message.person, self._here.desk, message.secret)
        if why_not:
            return Reply(request=message.request, ok=False, code="not-proven", says=why_not)
        outcome = await self._here.noted(NoteProof(person=message.person, sits=not self._here.sitting.beside))
        if isinstance(outcome, Done):
            self._here.sitting.begin(message.person)
            self._here.show_anew()
        return reply_to(message.request, outcome)

    def _carried(self, message: TellCarried) -> Reply:
        if self._here.desk is None:
            return only_watches(message.request, "say who carries a pendant")
        self._here.touched()
        return tell_carried(self._here.inside.engine, message)

    def _can_go(self, message: TellCanGo) -> Reply:
        if self._here.desk is None:
            return only_watches(message.request, "say who can go")
        self._here.touched()
        return tell_can_go(self._here.inside.engine, message)

    async def _schedule(self, message: FromDeskOfReadiness) -> Reply:
        if self._here.desk is None:
            return only_watches(message.request, "fill gaps or note trainings")
        self._here.touched()
        return await self._readiness_desk().answer(message)


def _door_cards_of(plan: Plan, asked: AskDoorCards) -> DoorCardsKnown:
    from appliance.api.ways.door_cards_view import door_cards_known  # noqa: PLC0415

    return door_cards_known(plan, asked)
