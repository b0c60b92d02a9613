"""The lessons of the district: a line for each, and what becomes of one here. It is for an administrator who signed in with a PIN."""

from typing import Any

from textual import work

from appliance.api.duties.lessons import AnswerLesson, LessonLine, LessonsKnown, ListLessons
from appliance.api.records.messages import Written
from appliance.flows.duties.lessons import HEADING, NONE, WHAT_IT_IS, answered, answering, row
from appliance.flows.known import Known
from appliance.flows.parts import Given
from appliance.flows.sentences import ASKING_THE_BOX
from tui.asking.choice import Choice
from tui.screens.duties.panel import OfDuties
from tui.screens.records.asking import AskingPanel, drawn, listed
from tui.screens.records.panel import RecordPanel, Sitter
from tui.screens.records.wording import refused

_HINT = "1-9, or ↑↓ and ENTER says what becomes of it   ESC closes   F2 I have it"


class LessonsPanel(OfDuties[LessonLine | None]):
    """The list. Lines that are only read stand for None."""

    def __init__(self, sitter: Sitter, said: str = "") -> None:
        super().__init__(sitter, None, HEADING, lines=(WHAT_IT_IS,), hint=_HINT)
        self.offer((_only(ASKING_THE_BOX),))
        self._said = said

    def on_mount(self) -> None:
        """Ask at once."""
        self.says(self._said)
        self._ask()

    def chosen(self, value: LessonLine | None) -> None:
        """Ask what becomes of it."""
        if value is not None:
            self.open(LessonPanel(self.sitter, value, Given(Known(facts=self.sitter.facts), None, None, {})))

    @work(exclusive=True)
    async def _ask(self) -> None:
        answer = await self.box(ListLessons(request=0))
        if not isinstance(answer, LessonsKnown):
            self.offer((_only(refused(answer)),))
            self.stumbled()
            return
        lines = (Choice[LessonLine | None](listed(row(each), 0).words, each) for each in answer.lessons)
        self.offer(tuple(lines) or (_only(NONE),))


class LessonPanel(AskingPanel, OfDuties[Any]):
    """What becomes of one lesson here."""

    def __init__(self, sitter: Sitter, line: LessonLine, given: Given) -> None:
        self.given = given
        self.flow = answering(line)
        super().__init__(sitter, None, **drawn(self.flow, given))
        self._line = line

    def next_part(self, given: Given) -> RecordPanel[Any]:
        """Go on with the same lesson."""
        return LessonPanel(self.sitter, self._line, given)

    def back(self) -> None:
        """To the list, with nothing answered."""
        self.open(LessonsPanel(self.sitter))

    def do(self, wanted: Any) -> None:
        """Say it. The same again changes nothing."""
        self._do(wanted)

    @work(exclusive=True)
    async def _do(self, wanted: AnswerLesson) -> None:
        answer = await self.box(wanted)
        if isinstance(answer, Written) and answer.ok:
            self.open(LessonsPanel(self.sitter, answered(wanted)))
        else:
            self.says(f"! {refused(answer)}")


def _only(words: str) -> Choice[LessonLine | None]:
    return Choice(words, None, always=True)
