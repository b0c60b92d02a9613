"""Lessons of the district at the plain console: the list, one lesson, and what becomes of it here. Decides nothing of them."""

from appliance.api.duties.lessons import AnswerLesson, LessonLine, ListLessons
from appliance.flows.duties.lessons import LESSON, LESSONS, NONE, WHAT_IT_IS, answered, answering, stands, whole
from appliance.flows.duties.noting import OWED
from appliance.flows.parts import Given
from tui.plain.asking.form import Puts
from tui.plain.records.asked import asked
from tui.plain.records.box import NotDone
from tui.plain.records.seat import Seat

NOT_TOLD = f"No lesson with this number was told here. To hear the lessons, type: {OWED} {LESSONS}"


class LessonTalk:
    """`seat` says who sits here, `puts` asks a person. Numbers are those of the list that was told last."""

    def __init__(self, seat: Seat, puts: Puts) -> None:
        self._seat = seat
        self._puts = puts
        self._told: tuple[LessonLine, ...] = ()

    def forget(self) -> None:
        """Whoever sits here now was told nothing."""
        self._told = ()

    async def list_(self) -> list[str]:
        """Tell every lesson, and how it is answered."""
        known = await self._seat.box.lessons(ListLessons(request=0))
        if isinstance(known, NotDone):
            return [str(known)]
        self._told = known.lessons
        if not known.lessons:
            return [NONE]
        return [
            WHAT_IT_IS,
            *(
                f"{number}: {each.sentence} {each.action} Here: {stands(each)}."
                for number, each in enumerate(known.lessons, 1)
            ),
            f"To say what becomes of one, type {OWED} {LESSON} and its number.",
        ]

    async def answer(self, number: int | None) -> list[str]:
        """Ask what becomes of one."""
        if number is None or not 1 <= number <= len(self._told):
            return [NOT_TOLD]
        line = self._told[number - 1]

        async def does(wanted: AnswerLesson) -> list[str]:
            written = await self._seat.box.writes(wanted)
            return [f"Nothing was said. {written}"] if isinstance(written, NotDone) else [answered(wanted)]

        said = await asked(self._puts, answering(line), Given(self._seat.model().known, None, None, {}), does)
        return [*(f"{heading}: {words}" for heading, words in whole(line)), *said]
