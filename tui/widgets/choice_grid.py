"""Choices of one question in columns, each with its own key. Knows no record: which are picked, and when a person has done."""

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from tui.records.choosing import DIGITS, Cell, Choice, out_of_sight, rows
from tui.widgets.choices import lines_for

BESIDE = 13
"""Lines of the smallest screen that are left to the question, the keys and the calls. More choices than fit then scroll, and the last
line counts them."""


class ChoiceGrid(Widget, can_focus=True):
    """A key picks: one choice and done, or as many as fit until ENTER. Of many choices the first nine are picked so, and a letter
    leads to one of the others. `adds` is the choice that leads elsewhere."""

    class Left(Message):
        """A person has answered; `added` where the choice is to add one first."""

        def __init__(self, *, added: bool) -> None:
            self.added = added
            super().__init__()

    def __init__(
        self, offered: tuple[Choice, ...], picked: frozenset[str | bool], *, many: bool, adds: str, id: str = "answer"
    ) -> None:
        super().__init__(id=id)
        self.offered, self.picked = offered, picked
        self._many, self._adds = many, adds
        self._at = next((place for place, each in enumerate(offered) if each.value in picked), 0)
        self._top = 0
        self._aims = bool(picked)
        """Whether the cursor means something: a question nobody answered has no answer lying ready."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the choices take, within what the screen has."""
        del container
        return max(min(len(self._rows(width)), lines_for(viewport.height, BESIDE)), 1)

    def on_key(self, event: events.Key) -> None:
        """A choice's key, the arrows, ENTER."""
        key = event.key
        by_key = next((each for each in self.offered if key in {each.key, each.key.upper()}), None)
        if by_key is not None:
            self._at = self.offered.index(by_key)
            if self._only_goes_there(key):
                self._aims = True
            else:
                self._pick(by_key)
        elif key in {"up", "down", "left", "right"}:
            self._move(key)
        elif key == "enter":
            self._enter()
        else:
            return
        event.stop()
        self.refresh()

    def render(self) -> Content:
        """The lines in view, the cursor among them; below them how many choices are out of sight, where any are."""
        found, height = self._rows(self.size.width), max(self.size.height, 1)
        if len(found) > height:
            height = max(height - 1, 1)
        at = [number for number, row in enumerate(found) if any(cell.place == self._at for cell in row)]
        self._top = min(max(self._top, at[-1] - height + 1), at[0])
        seen = found[self._top : self._top + height]
        more = out_of_sight(found, seen, self._top)
        lines = [self._row(row) for row in seen]
        return Content("\n").join((*lines, Content.styled(more, "$call-text")) if more else lines)

    def _rows(self, width: int) -> tuple[tuple[Cell, ...], ...]:
        return rows(self.offered, self.picked, width, many=self._many)

    def _row(self, row: tuple[Cell, ...]) -> Content:
        return Content("").join(
            Content.styled(cell.words, "reverse" if self._aims and cell.place == self._at else "") for cell in row
        )

    def _pick(self, choice: Choice) -> None:
        if choice.value == self._adds:
            self.post_message(self.Left(added=True))
        elif self._many:
            self.picked ^= {choice.value}
        else:
            self.picked = frozenset({choice.value})
            self.post_message(self.Left(added=False))

    def _only_goes_there(self, key: str) -> bool:
        """A letter of a long list answers with ENTER only: whoever types words there is looking for one, and answers nothing."""
        return not self._many and len(self.offered) > DIGITS and key.isalpha()

    def _enter(self) -> None:
        """Where one is picked, it is the one under the cursor; a question that was never touched is left unanswered."""
        if self._aims and not self._many:
            self._pick(self.offered[self._at])
        else:
            self.post_message(self.Left(added=False))

    def _move(self, key: str) -> None:
        """The first arrow shows the cursor; sideways is to the next column."""
        found = self._rows(self.size.width)
        across = found[0][1].place if len(found[0]) > 1 else 1
        step = {"up": -1, "down": 1, "left": -across, "right": across}[key]
        if not self._aims:
            self._aims = True
        elif 0 <= self._at + step < len(self.offered):
            self._at += step
