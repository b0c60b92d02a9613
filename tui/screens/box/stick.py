"""The record on a stick: which sticks are there, what to do with one, how far it is. Asks; writes nothing itself."""

from textual.message import Message
from textual.widgets import OptionList, Static

from appliance.api.sticks import AskSticks, Carry, Progress
from appliance.flows.box.sticks import AGAIN, BEGUN, LOOKING, NONE, STICK, progress_words
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_nothing
from tui.asking.choice import Choice
from tui.keys.table import BY_ACTION
from tui.line.news import SticksArrived, StickTold
from tui.screens.flow import entitled, listed
from tui.screens.panel import Panel

type Chosen = Carry | AskSticks

_LOOKING = (Choice[Chosen](LOOKING, AGAIN.value),)


class StickPanel(Panel[Chosen]):
    """The flow's choices, which come from the box, and what is told while a stick is written."""

    class Wanted(Message):
        """Sticks are to be looked for."""

    class Carried(Message):
        """This is to be done."""

        def __init__(self, asked: Carry) -> None:
            self.asked = asked
            super().__init__()

    def __init__(self) -> None:
        super().__init__(entitled(STICK, about_nothing(Known())), choices=_LOOKING)
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
        sticks = arrived.known.sticks if arrived.known else ()
        self.offer(listed(STICK, about_nothing(Known(sticks=sticks))))
        if not sticks and not self._said:
            self._say(arrived.refused or NONE)

    def same(self, was: Chosen | None, now: Chosen | None) -> bool:
        """The highlight stays with what can be done with a stick, and never with another look: what was found stands above that."""
        return isinstance(was, Carry) and was == now

    def chosen(self, value: Chosen) -> None:
        """Have it done, one at a time."""
        if self._busy:
            return
        match STICK.make(Given(Known(), None, None, {"stick": value})):
            case AskSticks():
                self._say("")
                self.offer(_LOOKING)
                self.post_message(self.Wanted())
            case Carry() as asked:
                self._busy = True
                self._say(BEGUN)
                self.post_message(self.Carried(asked))

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
