"""Answers what one console asks of the lessons of the district, and notes what an administrator says of them."""

from datetime import date
from typing import assert_never

from appliance.api.ask import Answer, Reply
from appliance.api.duties.lessons import AnswerLesson, LessonLine, LessonsKnown, ListLessons
from appliance.api.records.messages import Written
from appliance.core.district.commands import NoteLesson
from appliance.core.district.events import LessonAnswered, LessonSaid
from appliance.core.ground.moment import at
from appliance.core.ground.names import Names
from appliance.doors.records.replies import refused
from appliance.doors.records.user import RecordUser, Services
from appliance.envelope.deposit import LessonTold
from appliance.plan.model import Role

NOT_YOURS = "Lessons of the district are answered by an administrator. Sign in with your PIN."
NO_SUCH_LESSON = "There is no such lesson. Look at the list again."
NO_DAY = "Say by which day, as 2026-12-15."
NO_DAY_WANTED = "A day belongs only to what will be done by then. Leave it out."
PAST = "This day is over. Say a day from today on."


class LessonDesk:
    """Answers about lessons, for whoever sits at one desk."""

    def __init__(self, services: Services, user: RecordUser) -> None:
        self._services = services
        self._user = user

    @property
    def waiting(self) -> int | None:
        """How many lessons wait for an answer; None where the reader answers none, or there are none."""
        told = self._told
        if not told or not self._answers:
            return None
        return sum(each.lesson not in self._services.engine.board.district.lessons for each in told)

    async def answer(self, message: ListLessons | AnswerLesson) -> Answer:
        """Give the answer to one message; a refusal is a sentence in it."""
        if not self._answers:
            if isinstance(message, AnswerLesson):
                return refused(message.request, NOT_YOURS)
            return Reply(request=message.request, ok=False, code="not-proven", says=NOT_YOURS)
        match message:
            case ListLessons():
                return self._list(message)
            case AnswerLesson():
                return await self._note(message)
            case _:
                assert_never(message)

    @property
    def _answers(self) -> bool:
        return self._user.reads().proven and Role.ADMINISTRATOR in self._user.roles

    @property
    def _told(self) -> tuple[LessonTold, ...]:
        district = self._services.district
        return () if district is None else district.trust.lessons

    def _list(self, message: ListLessons) -> LessonsKnown:
        lines = sorted(map(self._line, self._told), key=lambda each: (each.said is not None, -each.told_ms))
        return LessonsKnown(request=message.request, lessons=tuple(lines))

    def _line(self, told: LessonTold) -> LessonLine:
        answered = self._services.engine.board.district.lessons.get(told.lesson)
        return LessonLine(
            lesson=told.lesson,
            sentence=told.sentence,
            action=told.action,
            told_ms=told.told_ms,
            said=answered.said if answered is not None else None,
            until=answered.until if answered is not None else "",
            by=answered.by if answered is not None else "",
        )

    async def _note(self, message: AnswerLesson) -> Written:
        if all(each.lesson != message.lesson for each in self._told):
            return refused(message.request, NO_SUCH_LESSON)
        if why_not := await self._why_no_day(message):
            return refused(message.request, why_not)
        person = self._user.sitting.person
        by = Names(self._services.engine.board.index).person(person) if person is not None else ""
        answered = LessonAnswered(lesson=message.lesson, said=message.said, until=message.until, by=by)
        if answered != self._services.engine.board.district.lessons.get(message.lesson):
            await self._services.engine.submit(NoteLesson(answered=answered)).kept
        return Written(request=message.request, ok=True)

    async def _why_no_day(self, message: AnswerLesson) -> str:
        if message.said is not LessonSaid.BY_WHEN:
            return NO_DAY_WANTED if message.until else ""
        try:
            until = date.fromisoformat(message.until)
        except ValueError:
            return NO_DAY
        zone = (await self._services.listed.known()).calendar.zone
        today = at(self._services.engine.clock.now().wall_ms, zone).date()
        if f"{until}" != message.until:
            return NO_DAY
        return PAST if until < today else ""
