"""One duty at length, and what may be answered or noted about it. The line that does nothing stands first, so that two strokes of ENTER do
nothing.
"""

import enum
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace
from textual import work

from appliance.api.duties.messages import AnswerDuty, DutyLine, NoteDuty
from appliance.api.records.messages import Written
from appliance.flows.duties.answering import answered, answering, can_answer
from appliance.flows.duties.evidence import closed_by, leads, written_in
from appliance.flows.duties.noting import choices, noted, noting, why_not
from appliance.flows.duties.row import whole
from appliance.flows.known import Known
from appliance.flows.parts import Given
from appliance.record.words import Part
from tui.asking.choice import Choice
from tui.records.attempt import new_attempt
from tui.screens.duties.panel import OfDuties
from tui.screens.records.asking import AskingPanel, drawn
from tui.screens.records.listing import opened
from tui.screens.records.panel import RecordPanel, Session, Sitter
from tui.screens.records.wording import WIDTH, refused, wrapped
from tui.widgets.lines import padded

_COLUMN = 12
"""Cells of the headings before the sentences."""

type Again = Callable[[str], RecordPanel[Any]]
"""Makes the list anew, with what is said above its keys."""


class _Goes(enum.Enum):
    """Where a line leads that notes nothing."""

    BACK = enum.auto()
    ANSWER = enum.auto()
    RECORD = enum.auto()


class DutyPanel(OfDuties[bool | _Goes | None]):
    """`again` makes the list anew. Lines that are only read stand for None."""

    def __init__(self, sitter: Sitter, session: Session | None, line: DutyLine, again: Again) -> None:
        answers = [("Answer it, in a private room", _Goes.ANSWER)] if can_answer(line) else []
        found = [("Back to the list", _Goes.BACK), *answers, *((each.shown, each.value) for each in choices(line))]
        found += [(leads(line), _Goes.RECORD)] if session is None or written_in(line) else []
        numbered = (Choice[Any](words, value, digit=digit) for digit, (words, value) in enumerate(found, 1))
        read = (Choice[Any](words, None) for words in _lines(line, sitter))
        super().__init__(
            sitter,
            session,
            f"RECORD {line.record.number}, {line.record.room_name}: WHAT IS OWED",
            choices=(*numbered, *read),
            hint=f"1-{len(found)}, or ↑↓ and ENTER chooses   ESC back to the list   F2 I have it",
        )
        self._line, self._again = line, again
        self._attempt = new_attempt()

    def on_mount(self) -> None:
        """Say why nothing can be noted, where that is so and no line above says it already."""
        why = why_not(self._line)
        self.says("" if why == closed_by(self._line) else why)

    def chosen(self, value: bool | _Goes | None) -> None:
        """Note it, or go there."""
        match value:
            case bool():
                self._note(done=value)
            case _Goes.BACK:
                self.back()
            case _Goes.ANSWER:
                given = Given(Known(facts=self.sitter.facts), None, None, {})
                self.open(AnswerPanel(self.sitter, self.session, self._line, self._again, given))
            case _Goes.RECORD:
                part = written_in(self._line)
                if self.session and part:
                    self.open(self.sitter.ways.part(self.session, part))
                else:
                    self._open_record(part)
            case None:
                pass

    def back(self) -> None:
        """To the list."""
        self.open(self._again(""))

    def _note(self, *, done: bool) -> None:
        flow = noting(self._line, self.code)
        given = Given(Known(facts=self.sitter.facts), None, None, {"done": done})
        if flow.missing(given) is not None:
            self.open(NotePanel(self.sitter, self.session, self._line, self._again, given))
            return
        wanted = flow.make(given)
        assert isinstance(wanted, NoteDuty), "everything that a note needs is given"
        self._do(replace(wanted, attempt=self._attempt))

    @work(exclusive=True)
    async def _do(self, wanted: NoteDuty) -> None:
        await _send(self, wanted, self._again)

    @work(exclusive=True)
    async def _open_record(self, part: Part | None) -> None:
        await opened(self, self.sitter, self._line.record.incident, part)


class NotePanel(AskingPanel, OfDuties[Any]):
    """The line of words of a note."""

    def __init__(self, sitter: Sitter, session: Session | None, line: DutyLine, again: Again, given: Given) -> None:
        self.given = given
        self.flow = noting(line)
        super().__init__(sitter, session, **drawn(self.flow, given))
        self.flow = noting(line, self.code)
        self._line, self._again = line, again
        self._attempt = new_attempt()

    def next_part(self, given: Given) -> RecordPanel[Any]:
        """Go on with the same note."""
        return NotePanel(self.sitter, self.session, self._line, self._again, given)

    def back(self) -> None:
        """To the duty, with nothing noted."""
        self.open(DutyPanel(self.sitter, self.session, self._line, self._again))

    def do(self, wanted: Any) -> None:
        """Note it. Sent again, because no answer came, it is the same note."""
        self._do(replace(wanted, attempt=self._attempt))

    @work(exclusive=True)
    async def _do(self, wanted: NoteDuty) -> None:
        await _send(self, wanted, self._again)


class AnswerPanel(AskingPanel, OfDuties[Any]):
    """The parts of an answer that is sealed. Nothing of it stays on the screen once it is left."""

    def __init__(self, sitter: Sitter, session: Session | None, line: DutyLine, again: Again, given: Given) -> None:
        self.given = given
        self.flow = answering(line)
        super().__init__(sitter, session, **drawn(self.flow, given))
        self.flow = answering(line, self.code)
        self._line, self._again = line, again
        self._attempt = new_attempt()

    def next_part(self, given: Given) -> RecordPanel[Any]:
        """Go on with the same answer."""
        return AnswerPanel(self.sitter, self.session, self._line, self._again, given)

    def back(self) -> None:
        """To the question, with nothing answered."""
        self.open(DutyPanel(self.sitter, self.session, self._line, self._again))

    def do(self, wanted: Any) -> None:
        """Have it sealed. Sent again, because no answer came, it is sealed once."""
        self._do(replace(wanted, attempt=self._attempt))

    @work(exclusive=True)
    async def _do(self, wanted: AnswerDuty) -> None:
        answer = await self.box(wanted)
        if isinstance(answer, Written) and answer.ok:
            self.open(self._again(answered(self._line, no_more=wanted.no_more)))
        else:
            self.says(f"! {refused(answer)}")


async def _send(panel: RecordPanel[Any], wanted: NoteDuty, again: Again) -> None:
    """Ask the box. A refusal leaves everything as it stands."""
    answer = await panel.box(wanted)
    if isinstance(answer, Written) and answer.ok:
        panel.open(again(noted(wanted.done)))
    else:
        panel.says(f"! {refused(answer)}")


def _lines(line: DutyLine, sitter: Sitter) -> list[str]:
    return [
        f"{padded(heading if not number else '', _COLUMN)} {words}"
        for heading, says in whole(line, sitter.zone)
        for number, words in enumerate(wrapped(says, WIDTH - _COLUMN - 3))
    ]
