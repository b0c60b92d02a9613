"""The record on a stick: which sticks are there, what to do with one, how far it is. Asks; writes nothing itself."""

from textual.message import Message
from textual.widgets import OptionList, Static

from appliance.api.sticks import Carry, Progress
from tui.keys import BY_ACTION
from tui.news import SticksArrived, StickTold
from tui.screens.panel import Choice, Panel
from tui.sticks import NONE, carryings, progress_words

TITLE = "USB STICK: the sealed record to the district, and its receipts back"
LOOKING = "Looking for sticks ..."
AGAIN = "Look again"
BEGUN = "It has begun. Leave the stick in."


class StickPanel(Panel[Carry | None]):
    """A choice is one thing to do with one stick; None looks again."""

    class Wanted(Message):
        """Sticks are to be looked for."""

    class Carried(Message):
        """This is to be done."""

        def __init__(self, asked: Carry) -> None:
            self.asked = asked
            super().__init__()

    def __init__(self) -> None:
        super().__init__(TITLE, choices=(Choice(LOOKING, None),))
        self._busy = False

    def on_mount(self) -> None:
        """Look."""
        super().on_mount()
        self.post_message(self.Wanted())

    def take(self, arrived: SticksArrived | StickTold) -> None:
        """What is there, how far it is, or what came of it. One that does not stand yet will ask by itself."""
        if not self.children:
            return
        if isinstance(arrived, StickTold):
            told = arrived.told
            if isinstance(told, Progress):
                self._say(progress_words(told))
                return
            self._busy = False
            self._say(" ".join(told.says), grave=not told.ok)
            self.post_message(self.Wanted())
            return
        found = carryings(arrived.known.sticks) if arrived.known else []
        self.offer((*(Choice(words, asked) for words, asked in found), Choice(AGAIN, None)))
        if not found and not self._said:
            self._say(arrived.refused or NONE)

    def chosen(self, value: Carry | None) -> None:
        """Have it done, one at a time."""
        if self._busy:
            return
        if value is None:
            self._say("")
            self.offer((Choice(LOOKING, None),))
            self.post_message(self.Wanted())
            return
        self._busy = True
        self._say(BEGUN)
        self.post_message(self.Carried(value))

    @property
    def _said(self) -> bool:
        return self.query_one(".hint", Static).has_class("refused") or self._busy

    def _say(self, words: str, *, grave: bool = False) -> None:
        hint = self.query_one(".hint", Static)
        hint.update(f"! {words}" if grave else words or self._hint())
        hint.set_class(grave, "refused")
        self.query_one(OptionList).focus()

    def _hint(self) -> str:
        return f"1-9, or ↑↓ and ENTER choose   {BY_ACTION['close'].shown} closes, it goes on   F2 I have it"
