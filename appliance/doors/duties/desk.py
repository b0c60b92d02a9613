"""Answers what one console asks of duties, and notes them. `appliance.duties` makes the decisions, for whoever sits here. Whoever did not
prove who they are is told nothing.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

from appliance.api.ask import Answer, Reply
from appliance.api.duties.actions import MoveOwedAction, NoteOwedAction
from appliance.api.duties.lessons import AnswerLesson, ListLessons
from appliance.api.duties.messages import AnswerDuty, DutiesKnown, FromDeskOfDuties, ListDuties, NoteDuty
from appliance.api.records.messages import Written
from appliance.core.ground.names import Names
from appliance.district.trust import NamedPerson
from appliance.doors.duties.actions import ActionDesk, counted
from appliance.doors.duties.lessons import LessonDesk
from appliance.doors.duties.lines import Found, Listing, Seeing, classes_of_names, line, listing
from appliance.doors.duties.own_list import OwnList
from appliance.doors.records.notes import classes_of_words
from appliance.doors.records.replies import refused
from appliance.doors.records.user import RecordUser, Services
from appliance.doors.records.view import Eyes
from appliance.doors.sitting.sitting import Sitting
from appliance.duties.answering import Answering, Question, Sealed, answer, was_answered_before, why_no_words
from appliance.duties.deriving import derive
from appliance.duties.noting import NO_SUCH_DUTY, NOT_PROVEN, Noting, Writer, note, was_noted_before
from appliance.duties.rules import RuleId
from appliance.envelope.answers import Answer as Answered
from appliance.envelope.answers import Place, seal
from appliance.logbook.errors import LogbookError
from appliance.owed.of_record import OfRecord, of_record
from appliance.plan.ids import DeskId
from appliance.record.access import rights as rights_of
from appliance.record.decide import No
from appliance.record.derived import derived
from appliance.record.events import RecordEntry, RecordViewed
from appliance.record.record import Record
from appliance.record.words import Klass, Shown, Status
from appliance.vault.errors import VaultError
from appliance.vault.slow_hash import DamagedHash

if TYPE_CHECKING:
    from appliance.duties.adopted.listed import Listed  # what reads rules takes longer to load than a start may wait

LINES_MAX = 100  # in an answer: four screens; at 1 KiB each far below what a frame takes

NO_RECORD = "There is no such record. Look for it in the list."
DISK_AWAY = "The box's disk does not answer. Nothing was lost: note it on paper, and try again in a moment."

log = logging.getLogger("handbell.doors")


class DutyDesk:
    """Answers about duties, for whoever sits at a console at a desk. `own_list` is the console's, and outlives one question."""

    def __init__(self, services: Services, desk: DeskId, sitting: Sitting, own_list: OwnList) -> None:
        self._services = services
        self._user = RecordUser(services, desk, sitting)
        self._own_list = own_list
        self._actions = ActionDesk(services, desk, self._user)

    async def answer(self, message: FromDeskOfDuties) -> Answer:
        """Give the answer to one message; a refusal is a sentence in it."""
        try:
            match message:
                case ListDuties():
                    return await self._list(message)
                case NoteDuty():
                    return await self._note(message)
                case AnswerDuty():
                    return await self._answer(message)
                case ListLessons() | AnswerLesson():
                    return await LessonDesk(self._services, self._user).answer(message)
                case NoteOwedAction():
                    return await self._actions.note(message)
                case MoveOwedAction():
                    return await self._actions.move(message)
                case _:
                    assert_never(message)
        except LogbookError as error:
            log.warning("what is owed could not be read: %s", error)
            return _no(message, DISK_AWAY, "disk-away")
        except (VaultError, DamagedHash) as error:
            log.error("a reporter's code could not be checked: %s", error)
            return _no(message, "The box could not check a code. Tell the box's administrator.", "no-code")

    # ---- reading

    async def _list(self, message: ListDuties) -> DutiesKnown | Reply:
        return await (self._of_all(message) if message.incident is None else self._of_one(message))

    async def _of_all(self, message: ListDuties) -> DutiesKnown | Reply:
        if not self._user.reads().proven:
            self._own_list.forget()
            return _refused(message.request, NOT_PROVEN, "not-proven")
        of_all, unread = await self._services.owed.all()
        who = self._user.sitting.person
        found = await self._own_list.of(
            of_all, self._user.roles, self._eyes_of_all(), self._services.engine.board.index.unheld
        )
        if not self._user.reads().proven or self._user.sitting.person != who:
            self._own_list.forget()
            return _refused(message.request, "Somebody signed in or out here meanwhile. Ask again.", "not-proven")
        return await self._known(message, found.as_of(self._now_ms), unread, with_words=False)

    async def _of_one(self, message: ListDuties) -> DutiesKnown | Reply:
        assert message.incident is not None, "of one record"
        record = await self._services.records.open(message.incident)
        if record is None or not (record.live or record.versions):
            return _refused(message.request, NO_RECORD, "no-record")
        if message.code and (why_not := await self._user.recognise(record, message.code)):
            return _refused(message.request, why_not, "not-proven")
        author = self._user.author(record)
        if author.shown is Shown.NOT_SHOWN:
            return _refused(message.request, NOT_PROVEN, "not-proven")
        of = await self._services.owed.of(record)
        found = Seeing(self._user.roles).found(of, self._eyes(of), all_of_it=True) if of is not None else []
        eyes = self._user.eyes(record)
        classes = tuple(sorted(classes_of_words(of, eyes, self._user.roles) | classes_of_names(found)))
        if classes and not self._user.sitting.viewed_before(record.incident, author, classes):
            no = await self._note_view(record, classes)
            if no is not None:
                return _refused(message.request, no, "not-kept")
        if self._user.author(record) != author:
            return _refused(message.request, "Somebody signed in or out here meanwhile. Ask again.", "not-proven")
        return await self._known(message, listing(found), 0, with_words=True)

    async def _known(self, message: ListDuties, found: Listing, unread: int, *, with_words: bool) -> DutiesKnown:
        index, calendar = self._services.engine.board.index, (await self._services.listed.known()).calendar
        now_ms, roles = self._now_ms, self._user.roles
        actions = self._actions.lines(calendar) if message.incident is None else ()
        counts = counted(found.counts(now_ms, calendar.zone), actions, now_ms, calendar.zone)
        skip = max(message.skip, 0)
        page = found.found[skip : skip + min(max(message.limit, 1), LINES_MAX)]
        return DutiesKnown(
            request=message.request,
            duties=tuple(
                line(each, roles, index, now_ms, with_words=with_words, answered_to=self._answered_to) for each in page
            ),
            actions=() if skip else actions,
            open=counts.open,
            due_today=counts.due_today,
            overdue=counts.overdue,
            next_due_ms=counts.next_due_ms,
            told=counts.told,
            more=max(len(found.found) - skip - len(page), 0),
            unread=unread,
            lessons=LessonDesk(self._services, self._user).waiting if message.incident is None else None,
        )

    @property
    def _now_ms(self) -> int:
        return self._services.engine.clock.now().wall_ms

    def _eyes_of_all(self) -> Callable[[OfRecord], Eyes]:
        """Say who looks at each record, as `_eyes` does. In most records nobody chose a first reader, and the reader told no account: there
        only the status of the record makes a difference.
        """
        sitting, usual = self._user.sitting, dict[Status, Eyes]()

        def eyes(of: OfRecord) -> Eyes:
            if of.choices.made or of.incident in sitting.own or sitting.person in of.reporters:
                return self._eyes(of)
            if of.status not in usual:
                usual[of.status] = self._eyes(of)
            return usual[of.status]

        return eyes

    def _eyes(self, of: OfRecord) -> Eyes:
        """Say who looks at this record, as `RecordUser.eyes` does."""
        reader = self._user.reader_in(of.incident, of.reporters.get, of.choices)
        own, proven = reader.reporter is not None, reader.person is not None
        rights = rights_of(self._user.roles, proven=proven, own=own, status=of.status)
        return Eyes(self._user.reads(), rights, reader)

    async def _note_view(self, record: Record, classes: tuple[Klass, ...]) -> No | None:
        """Write the entry of a view first: somebody reads names, or what others wrote in their notes."""
        author = self._user.author(record)
        viewed = RecordViewed(incident=record.incident, by=author, klass=Klass.OPERATIONAL, classes=classes)
        kept = await self._services.records.write(record.incident, lambda _: [viewed])
        if isinstance(kept, No):
            return kept
        self._user.sitting.viewed(record.incident, author, classes)
        return None

    # ---- noting

    async def _note(self, message: NoteDuty) -> Written:
        record = await self._services.records.open(message.incident)
        if record is None or not (record.live or record.versions):
            return refused(message.request, NO_RECORD)
        if message.code and (why_not := await self._user.recognise(record, message.code)):
            return refused(message.request, why_not)
        listed = await self._services.listed.known()
        noting = Noting(message.confirms, message.done, message.done_ms, message.words, message.seen, message.attempt)
        before: list[int] = []

        def deciding(record: Record) -> list[RecordEntry] | No:
            writer = Writer(self._user.author(record), self._user.roles, self._user.reader(record))
            decided = self._decide(record, listed, message, writer, noting)
            stood = was_noted_before(record.notes.get((message.rule, message.about), ()), writer.author, noting)
            before.extend([stood.number] if stood is not None else [])
            return decided if isinstance(decided, No) else [*decided]

        kept = await self._services.records.write(message.incident, deciding)
        if isinstance(kept, No):
            return refused(message.request, kept)
        entry = before[0] if before else kept.notes[message.rule, message.about][-1].number
        return Written(request=message.request, ok=True, entry=entry, item=message.about, before=bool(before))

    def _decide(
        self, record: Record, listed: "Listed", message: NoteDuty, writer: Writer, noting: Noting
    ) -> list[RecordEntry] | No:
        """Derive the duty anew, and decide. A duty that the writer may not see is not there."""
        if writer.author.shown is Shown.NOT_SHOWN:
            return No(NOT_PROVEN)
        found = self._found(record, listed, message, writer)
        if found is None:
            return No(NO_SUCH_DUTY)
        decided = note(record, found.duty, found.owing.rule, found.owing.sight, writer, noting, self._now_ms)
        return decided if isinstance(decided, No) else list[RecordEntry](decided)

    def _found(self, record: Record, listed: "Listed", message: NoteDuty | AnswerDuty, writer: Writer) -> Found | None:
        """Derive the duty anew; None if there is none, or the writer may not see it."""
        index = self._services.engine.board.index
        rule = listed.rule(RuleId(message.rule))
        duties = derive(record, derived(record, index), [rule], listed.calendar) if rule is not None else ()
        of = of_record(record, [each for each in duties if each.about == message.about], listed)
        found = Seeing(writer.roles).found(of, self._eyes(of), all_of_it=True) if of is not None else []
        return found[0] if found else None

    # ---- answering what the district person asks

    @property
    def _person(self) -> NamedPerson | None:
        """The person for whom answers are sealed; None while nobody is named."""
        district = self._services.district
        return None if district is None else district.trust.person

    @property
    def _answered_to(self) -> str:
        return "" if self._person is None else self._person.name

    async def _answer(self, message: AnswerDuty) -> Written:
        """Seal an answer and keep it. What was answered is in no entry, no log and no message that leaves this function."""
        record = await self._services.records.open(message.incident)
        if record is None or not (record.live or record.versions):
            return refused(message.request, NO_RECORD)
        if message.code and (why_not := await self._user.recognise(record, message.code)):
            return refused(message.request, why_not)
        if why_not := why_no_words(message.words.strip()):
            return refused(message.request, why_not)
        listed = await self._services.listed.known()
        before: list[int] = []

        def deciding(record: Record) -> list[RecordEntry] | No:
            writer = Writer(self._user.author(record), self._user.roles, self._user.reader(record))
            stood = was_answered_before(record, writer.author, message.attempt)
            before.extend([stood.number] if stood is not None else [])
            found = self._found(record, listed, message, writer)
            question, sealed = None, None
            if found is not None:
                question = Question(found.duty, found.owing.rule, found.owing.sight)
                sealed = self._sealed(record, found, message, writer)
            answering = Answering(sealed, message.no_more, message.attempt)
            return answer(record, question, writer, answering, self._now_ms)

        kept = await self._services.records.write(message.incident, deciding)
        if isinstance(kept, No):
            return refused(message.request, kept)
        entry = before[0] if before else kept.answers[-1].number
        return Written(request=message.request, ok=True, entry=entry, item=message.about, before=bool(before))

    def _sealed(self, record: Record, found: Found, message: AnswerDuty, writer: Writer) -> Sealed | None:
        person, district = self._person, self._services.district
        if person is None or district is None:
            return None
        rule = found.owing.rule
        place = Place(district.trust.building, record.incident, rule.rule, message.about, rule.to.value)
        made = Answered.made(message.said, message.words.strip(), self._named(record, writer))
        return Sealed(person.public.fingerprint, seal(made, person.public, place))

    def _named(self, record: Record, writer: Writer) -> str:
        """Give the name of whoever answers, as far as the box knows it: so the district person can speak to them."""
        if writer.author.person is not None:
            return Names(self._services.engine.board.index).person(writer.author.person)
        name = record.value("reporter.name", writer.reader.reporter or "")
        return name if isinstance(name, str) else ""


def _no(message: FromDeskOfDuties, says: str, code: str) -> Answer:
    if isinstance(message, NoteDuty | AnswerDuty | NoteOwedAction | MoveOwedAction):
        return refused(message.request, says)
    return _refused(message.request, says, code)


def _refused(request: int, says: str, code: str) -> Reply:
    return Reply(request=request, ok=False, code=code, says=says)
