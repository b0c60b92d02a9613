"""Choices of one question in columns, each with its own key. Knows no record: which are picked, and when a person has done."""

import re

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from tui.widgets.choice_rows import DIGITS, Cell, Choice, out_of_sight, rows
from tui.widgets.choices import lines_for

BESIDE = 13
"""Lines of the smallest screen that are left to the question, the keys and the calls. More choices than fit then scroll, and the last
line counts them."""


NOTHING_FOUND = '! Nothing here has a word that begins with "{letters}". BACKSPACE takes letters away, a digit answers.'
NOTHING_TICKED = "! Nothing was ticked by these letters: SPACE ticks where the cursor is, ENTER goes on."


class ChoiceGrid(Widget, can_focus=True):
    """A digit picks: one choice and done, or as many as fit until ENTER. Of more than nine a letter goes to one of the others, and
    several letters to the first with a word that begins so; ENTER answers there, or SPACE ticks. `adds` leads elsewhere."""

    class Looked(Message):
        """Letters were typed, or are done with: what became of that, in words."""

        def __init__(self, says: str) -> None:
            self.says = says
            super().__init__()

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
        self._letters = ""
        """Typed since anything else was done: whoever types words looks for something, and answers nothing."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the choices take, within what the screen has."""
        del container
        return max(min(len(self._rows(width)), lines_for(viewport.height, BESIDE)), 1)

    def on_key(self, event: events.Key) -> None:
        """A choice's key, letters of its words, the arrows, SPACE, ENTER."""
        key = event.key
        if (by_key := self._picked_by(key)) is not None:
            self._look_for("")
            self._at = self.offered.index(by_key)
            self._pick(by_key)
        elif event.character and (event.character.isalpha() or (self._letters and key == "space" and not self._many)):
            self._look_for(f"{self._letters}{event.character.casefold()}")
        elif key == "backspace" and self._letters:
            self._look_for(self._letters[:-1])
        elif key == "space" and self._many:
            self._tick()
        elif key in {"up", "down", "left", "right"}:
            self._look_for("")
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

    def _picked_by(self, key: str) -> Choice | None:
        """What one key picks. A letter does where all have a key at once (yes, no), and nobody is in the middle of a word."""
        if not key.isdecimal() and (self._letters or len(self.offered) > DIGITS):
            return None
        return self._with_key(key)

    def _with_key(self, key: str) -> Choice | None:
        return next((each for each in self.offered if key.casefold() == each.key), None)

    def _look_for(self, letters: str) -> None:
        """The cursor goes to what is meant by these letters. Where nothing is, it goes back to what is picked, if anything is."""
        if letters == self._letters:
            return
        self._letters = letters
        picked = [each for each in self.offered if each.value in self.picked]
        keyed = self._with_key(letters)
        found = [keyed] if keyed else [each for each in self.offered if letters and _has_word(each, letters)]
        aim = found or ([] if letters else picked)
        self._aims = bool(aim)
        self._at = self.offered.index((*aim, *picked, *self.offered)[0])
        said = f"Letters: {letters}. {len(found)} here." if found else NOTHING_FOUND.format(letters=letters)
        self.post_message(self.Looked("" if keyed or not letters else said))

    def _tick(self) -> None:
        """SPACE, where several may be picked: the one under the cursor."""
        if self._aims:
            at = self._at
            self._look_for("")
            self._at, self._aims = at, True
            self._pick(self.offered[at])

    def _enter(self) -> None:
        """Where one is picked, it is the one under the cursor; a question that was never touched is left unanswered.

        Letters that found nothing, or that nobody ticked, are no answer: whoever typed them is told, and does not go on with them.
        """
        if self._letters and (self._many or not self._aims):
            letters, self._letters = self._letters, ""
            self.post_message(self.Looked(NOTHING_TICKED if self._aims else NOTHING_FOUND.format(letters=letters)))
        elif self._aims and not self._many:
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


def _has_word(choice: Choice, letters: str) -> bool:
    return re.search(rf"\b{re.escape(letters)}", choice.words, re.IGNORECASE) is not None
