"""What was agreed after an exercise, at length, and what may be noted about it. The line that does nothing stands first, so that two
strokes of ENTER do nothing.
"""

from typing import Any

from textual import work

from appliance.api.duties.actions import ActionLine, MoveOwedAction, NoteOwedAction
from appliance.api.records.messages import Written
from appliance.flows.duties.actions import (
    MOVE,
    action_whole,
    action_written,
    may_act,
    moving_action,
    noting_action,
    why_not_action,
)
from appliance.flows.flow import Flow
from appliance.flows.known import Known
from appliance.flows.parts import Given
from tui.asking.choice import Choice
from tui.screens.duties.duty import Again
from tui.screens.duties.panel import OfDuties
from tui.screens.records.asking import AskingPanel, drawn
from tui.screens.records.panel import RecordPanel, Sitter
from tui.screens.records.wording import WIDTH, refused, wrapped
from tui.widgets.lines import padded

_COLUMN = 12
"""Cells of the headings before the sentences."""
_BACK = "back"


class ActionPanel(OfDuties[bool | str | None]):
    """`again` makes the list anew. Lines that are only read stand for None."""

    def __init__(self, sitter: Sitter, line: ActionLine, again: Again) -> None:
        found = [("Back to the list", _BACK), *((each.shown, each.value) for each in may_act(line))]
        numbered = (Choice[Any](words, value, digit=digit) for digit, (words, value) in enumerate(found, 1))
        read = (Choice[Any](words, None) for words in _lines(line))
        super().__init__(
            sitter,
            None,
            "AGREED AFTER AN EXERCISE: WHAT IS OWED",
            choices=(*numbered, *read),
            hint=f"1-{len(found)}, or ↑↓ and ENTER chooses   ESC back to the list   F2 I have it",
        )
        self._line, self._again = line, again

    def on_mount(self) -> None:
        """Say why nothing can be noted, where that is so."""
        self.says(why_not_action(self._line))

    def chosen(self, value: bool | str | None) -> None:
        """Ask what a note or a move needs, or go back."""
        given = Given(Known(facts=self.sitter.facts), None, None, {})
        match value:
            case bool():
                given.parts["done"] = value
                self.open(ActionAskPanel(self.sitter, self._line, self._again, given, noting_action(self._line)))
            case str() if value == MOVE:
                self.open(ActionAskPanel(self.sitter, self._line, self._again, given, moving_action(self._line)))
            case str():
                self.back()
            case None:
                pass

    def back(self) -> None:
        """To the list."""
        self.open(self._again(""))


class ActionAskPanel(AskingPanel, OfDuties[Any]):
    """The words of a note; or the other day, and why."""

    def __init__(self, sitter: Sitter, line: ActionLine, again: Again, given: Given, flow: Flow[Any]) -> None:
        self.given = given
        self.flow = flow
        super().__init__(sitter, None, **drawn(flow, given))
        self._line, self._again = line, again

    def next_part(self, given: Given) -> RecordPanel[Any]:
        """Go on with the same act."""
        return ActionAskPanel(self.sitter, self._line, self._again, given, self.flow)

    def back(self) -> None:
        """To the action, with nothing written."""
        self.open(ActionPanel(self.sitter, self._line, self._again))

    def do(self, wanted: Any) -> None:
        """Write it. The same again changes nothing."""
        self._do(wanted)

    @work(exclusive=True)
    async def _do(self, wanted: NoteOwedAction | MoveOwedAction) -> None:
        answer = await self.box(wanted)
        if isinstance(answer, Written) and answer.ok:
            self.open(self._again(action_written(wanted)))
        else:
            self.says(f"! {refused(answer)}")


def _lines(line: ActionLine) -> list[str]:
    return [
        f"{padded(heading if not number else '', _COLUMN)} {words}"
        for heading, says in action_whole(line)
        for number, words in enumerate(wrapped(says, WIDTH - _COLUMN - 3))
    ]
