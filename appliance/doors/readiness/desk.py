"""Answers questions about who is ready, takes what whoever schedules says, and has documents adopted. The line checks who may adopt.

Documents are read in a thread: a table of a thousand adults takes some tenths of a second on a Pi.
"""

import asyncio
from datetime import date
from typing import TYPE_CHECKING, assert_never

from appliance.api.access import Reads
from appliance.api.ask import Reply
from appliance.api.listed.readiness import (
    AdoptReadinessFiles,
    AskReadiness,
    FillGap,
    FromDeskOfReadiness,
    GiveHourBack,
    NoteTrained,
    ReadinessFile,
    ReadinessKnown,
    TakeTrainedBack,
)
from appliance.core.ground.moment import Moment, at
from appliance.core.ground.rejections import Rejection
from appliance.core.readiness.commands import (
    AdoptReadiness,
    AnyReadinessCommand,
    GiveBackHour,
    NoteTraining,
    TakeBackTraining,
    TakeHour,
)
from appliance.core.readiness.events import ReadinessAdopted
from appliance.core.readiness.known import KnownReadiness, after, day_of
from appliance.core.readiness.words import BOX_TRAINING, ReadinessKind
from appliance.engine.engine import Engine
from appliance.engine.outcome import Done, Outcome, Refused
from appliance.listed.keeper import ListedKeeper
from appliance.listed.readiness import read
from appliance.plan.document import digest
from appliance.plan.ids import PersonId
from appliance.plan.model import Plan

if TYPE_CHECKING:
    from appliance.doors.readiness.view import Asked
    from appliance.readiness.adopted.ready import Ready

ONLY_WHO_SCHEDULES = (
    "Only a team lead or an administrator of the plan schedules. Say who you are with your PIN first: sign in here."
)
NO_SUCH_ADULT = "Nobody with this id works at the school today. Look at the list again."
AWAY = "This person is away in that time, by the arrangements that were adopted. Choose somebody else, or have the absence taken out."
NO_SUCH_TEST = "This button did not pass a walk test on that day. Look at the list again."
MISTAKES_SAID_MAX = 100
"""Ours: more than two screens of mistakes are corrected in rounds."""


class ReadinessDesk:
    """Answers one console. `person` is who proved who they are there; None where nobody did."""

    def __init__(self, engine: Engine, listed: ListedKeeper, reads: Reads, person: PersonId | None) -> None:
        self._engine = engine
        self._listed = listed
        self._reads = reads
        self._person = person

    async def known(self, message: AskReadiness) -> ReadinessKnown:
        """Give who is ready in the coming week, as far as this reader may read it."""
        return await asyncio.to_thread(_known, message.request, await self._asked())

    async def gaps(self) -> str:
        """Name the gaps of the coming week in one line; nothing where there is none, or where no arrangements were adopted: then nobody
        said yet that the team is planned with this box.
        """
        asked = await self._asked()
        return await asyncio.to_thread(_gaps, asked) if asked.ready.arranged else ""

    async def answer(self, message: FromDeskOfReadiness) -> Reply:
        """Take what whoever schedules says; a refusal is a sentence in the answer."""
        by = self._person
        if by is None or not self._reads.may(ReadinessKnown, "named"):
            return _refused(message.request, ONLY_WHO_SCHEDULES)
        match message:
            case FillGap():
                return await self._fill(message, by)
            case GiveHourBack():
                return await self._give_back(message, by)
            case NoteTrained():
                return await self._note(message, by)
            case TakeTrainedBack():
                return await self._take_back(message, by)
            case _:
                assert_never(message)

    async def _fill(self, message: FillGap, by: PersonId) -> Reply:
        if why_not := _why_not_there(await self._listed.readiness.known(), message):
            return _refused(message.request, why_not)
        hour = TakeHour(
            by=by,
            person=message.person,
            role=message.role,
            day=message.day,
            start_min=message.start_min,
            end_min=message.end_min,
        )
        return await self._does(message.request, hour)

    async def _give_back(self, message: GiveHourBack, by: PersonId) -> Reply:
        return await self._does(message.request, GiveBackHour(by=by, taken=message.taken))

    async def _note(self, message: NoteTrained, by: PersonId) -> Reply:
        if why_not := self._why_not_trained(await self._asked(), message):
            return _refused(message.request, why_not)
        noted = NoteTraining(
            by=by, adult=message.adult, training=message.training, on=message.on, button=message.button
        )
        return await self._does(message.request, noted)

    async def _take_back(self, message: TakeTrainedBack, by: PersonId) -> Reply:
        return await self._does(message.request, TakeBackTraining(by=by, noted=message.noted))

    async def _does(self, request: int, command: AnyReadinessCommand) -> Reply:
        return _reply(request, await self._engine.submit(command).spoken)

    def _why_not_trained(self, asked: "Asked", message: NoteTrained) -> str:
        today = None if asked.now is None else asked.now.date()
        on = day_of(message.on)
        if today is None or on is None or on > today:
            return Rejection.TRAINING_DAY_WRONG.says
        if not any(each.adult == message.adult and each.works_on(today) for each in asked.ready.adults):
            return NO_SUCH_ADULT
        if all(each.training != message.training for each in asked.ready.trainings):
            return Rejection.NO_SUCH_TRAINING.says
        if message.button is not None and (message.training != BOX_TRAINING or not _was_tested(asked, message)):
            return NO_SUCH_TEST
        return ""

    async def _asked(self) -> "Asked":
        listed, ready = await self._listed.known(), await self._listed.readiness.known()
        # imported here, after the thread that reads has loaded what it needs: no start waits for it
        from appliance.doors.readiness.view import Asked  # noqa: PLC0415

        board, now = self._engine.board, self._engine.clock.now()
        return Asked(
            ready=ready,
            stands=board.readiness,
            index=board.index,
            calendar=listed.calendar,
            now=None if now.week_minute is None else at(now.wall_ms, listed.calendar.zone),
            reads=self._reads,
            person=self._person,
            proved=dict(board.proved),
        )


async def adopt(engine: Engine, listed: ListedKeeper, message: AdoptReadinessFiles) -> Reply:
    """Adopt documents all or none. Each mistake is told with its file and line. What counts already is adopted no second time."""
    calendar, now = (await listed.known()).calendar, engine.clock.now()
    board, today = engine.board, None if now.week_minute is None else at(now.wall_ms, calendar.zone).date()
    plan, stands = board.index.plan, board.readiness
    if why_not := await asyncio.to_thread(_mistakes, message.files, plan, stands, today, now.wall_ms):
        return _refused(message.request, why_not)
    commands = [
        AdoptReadiness(kind=each.kind, by=message.by, digest=digest(each.document), document=each.document)
        for each in message.files
    ]
    outcomes = [await submission.spoken for submission in [engine.submit(each) for each in commands]]
    refused = [each for each in outcomes if isinstance(each, Refused)]
    told = next((each for each in refused if each.rejection is not Rejection.NO_NEWS), None)
    done = next((each for each in outcomes if isinstance(each, Done)), outcomes[0])
    return _reply(message.request, told or done)


def _reply(request: int, outcome: Outcome) -> Reply:
    match outcome:
        case Done():
            return Reply(request=request, ok=True, recorded=outcome.recorded)
        case Refused():
            return Reply(request=request, ok=False, code=outcome.rejection.value, says=outcome.rejection.says)
        case _:
            assert_never(outcome)


def _refused(request: int, says: str) -> Reply:
    return Reply(request=request, ok=False, code="not-sound", says=says)


def _known(request: int, asked: "Asked") -> ReadinessKnown:
    from appliance.doors.readiness.view import readiness_known  # noqa: PLC0415 (in a thread, as above)

    return readiness_known(request, asked)


def _gaps(asked: "Asked") -> str:
    from appliance.doors.readiness.view import covered, gaps_in_short  # noqa: PLC0415 (in a thread, as above)

    return gaps_in_short(covered(asked))


def _why_not_there(ready: "Ready", message: FillGap) -> str:
    """Say that the person is away in any minute of the span; the box counts whoever is away for nothing."""
    day = day_of(message.day)
    away = (
        day is not None
        and each.who == message.person
        and each.first <= day <= each.last
        and each.start_min < message.end_min
        and message.start_min < each.end_min
        for each in ready.arrangements.away
    )
    return AWAY if any(away) else ""


def _was_tested(asked: "Asked", message: NoteTrained) -> bool:
    proved_ms = asked.proved.get(message.button, 0) if message.button is not None else 0
    return bool(proved_ms) and at(proved_ms, asked.calendar.zone).date().isoformat() == message.on


def _mistakes(
    files: tuple[ReadinessFile, ...], plan: Plan, stands: KnownReadiness, today: date | None, now_ms: int
) -> str:
    """Name everything that is wrong with these documents, each checked beside the other ones; nothing where all are sound. `today` None:
    the box does not know the day, so no day of a table is still to come.
    """
    from appliance.readiness.adopted.document import ReadinessDocumentError  # noqa: PLC0415 (in a thread, as above)
    from appliance.readiness.adopted.ready import FAR, mistakes_in  # noqa: PLC0415

    if not files or len({each.kind for each in files}) < len(files):
        return "Give one file of each kind."
    counts = read(_beside(files, stands), plan)
    told: list[str] = []
    for each in files:
        try:
            found = mistakes_in(each.kind, each.document, plan, counts, today or FAR, now_ms)
        except ReadinessDocumentError as error:
            told.append(f"{each.name}: {error}")
        else:
            told += [mistake.told(each.name) for mistake in found]
    more = len(told) - MISTAKES_SAID_MAX
    return "\n".join([*told[:MISTAKES_SAID_MAX], *([f"And {more} more."] if more > 0 else [])])


def _beside(files: tuple[ReadinessFile, ...], stands: KnownReadiness) -> KnownReadiness:
    """Give what would stand with these documents. A table of completed trainings is looked at beside the adults that come with it."""
    for each in files:
        if each.kind is not ReadinessKind.HELD:
            event = ReadinessAdopted(kind=each.kind, by="", digest="", document=each.document)
            stands = after(stands, event, Moment(0, 0))
    return stands
