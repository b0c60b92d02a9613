"""A person at the plain console, but without the console itself: boards come, lines are typed, and time passes as the test says."""

import msgspec

from appliance.api.board.board import BoardView
from appliance.api.board.calls import CallCard
from appliance.core.commands import DeskCommand
from tests.tui.boards import FACTS, FRONT, board
from tui.model import ConsoleModel
from tui.plain.asking.answers import Answer, Asks, Says
from tui.plain.changes import told_at_once
from tui.plain.talk import Talk
from tui.plain.told import Line, Open


class Conversation:
    """What is said at the console. `told(board)` lets a board come and gives what is said of it; `comes(board)` lets it come unspoken;
    `types` types a line a second later.
    """

    def __init__(self, *calls: CallCard) -> None:
        self.now_ms = self._spoken_ms = 0
        self._told = Open()
        self.talk = Talk(self._told)
        self.model = ConsoleModel(desk=FRONT).with_facts(FACTS)
        self.told(board(*calls))

    def comes(self, view: BoardView) -> None:
        """Let a board come of which nobody is told."""
        self.model = self.model.with_board(view, self.now_ms)

    def told(self, view: BoardView) -> list[str]:
        """Let a board come; give what is newly said."""
        before = self.model
        self.comes(view)
        return self._says(before)

    def waits(self, for_ms: int) -> list[str]:
        """Let time pass without a board; give what became new by itself."""
        self.now_ms += for_ms
        return self._says(self.model)

    def _says(self, before: ConsoleModel) -> list[str]:
        since_ms, self._spoken_ms = self._spoken_ms, self.now_ms
        self._told.spoke_of(self.model, self.now_ms)
        return [change.words for change in told_at_once(before, self.model, since_ms, self.now_ms)]

    def types(self, text: str, *, after_ms: int = 1000, for_ms: int = 0) -> Answer:
        """Begin a line so long after the last thing, and end it so long after its beginning."""
        begun_ms = self.now_ms + after_ms
        self.now_ms = begun_ms + for_ms
        return self.talk.take(Line(text, begun_ms, self.now_ms), self.model, self.now_ms)

    def hears(self, text: str, **when: int) -> str:
        """Type a line; give the sentences that are heard."""
        answer = self.types(text, **when)
        assert isinstance(answer, Says), answer
        return " ".join(answer.sentences)

    def does(self, text: str, **when: int) -> DeskCommand:
        """Type a line; give what the box is asked to do."""
        answer = self.types(text, **when)
        assert isinstance(answer, Asks), answer
        return answer.command


def changed(call: CallCard, **changes_: object) -> CallCard:
    """Give the same call at a later time."""
    return msgspec.structs.replace(call, **changes_)
