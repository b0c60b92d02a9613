"""A new box takes a dead one's place: which copy, the phrase, what is in it, yes. Asks; opens nothing, and keeps no phrase."""

import enum
import textwrap

from textual import events
from textual.message import Message
from textual.widgets import OptionList

from appliance.api.board.board import BoardView
from appliance.api.desk.plan import PlanFacts
from appliance.api.restoring.messages import (
    PHRASE_LEN_MAX,
    AskCopies,
    Asking,
    AskOffice,
    Copies,
    Copy,
    FromConsole,
    Laid,
    Looking,
    NotRestored,
    RestoreFrom,
    TakenUp,
    TakeUp,
    ToConsole,
)
from appliance.core.devices.commands import SayNoCopy
from appliance.flows.calls.raising import RAISE_FROM_LISTS
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from appliance.flows.zone import zone_at
from tui.keys import BY_ACTION
from tui.restoring import ASKED, NO_COPY, asking_said, copies_words, copy_words, laid_said, rooms_to_ask
from tui.screens.flow import FlowPanel
from tui.screens.panel import Choice, Field, Panel
from tui.screens.reading import ReadingPanel

TITLE = f"THIS BOX IS NEW. {ASKED}"
LOOKING = "Looking for copies ..."
AGAIN = "Look again"
OFFICE = "No copy, or no phrase: ask the safety office, over the district's line"
LOOKING_OFFICE = "Asking ..."
LOOK_EVERY_S = 5.0  # somebody stands there with a telephone
CALL = "No. Somebody needs help: raise a call"
GO_ON = "Go on with what is laid ready already"
WIDTH = 74
"""80 columns less the edge of a panel and the scroll bar."""


class RestoreAsked(Message):
    """The process that restores is to be asked this. What is asked prints no phrase."""

    def __init__(self, asked: FromConsole) -> None:
        self.asked = asked
        super().__init__()


class Else(enum.Enum):
    """What can be chosen besides a copy."""

    AGAIN = enum.auto()
    OFFICE = enum.auto()
    CALL = enum.auto()
    NO_COPY = enum.auto()


class RestorePanel(Panel[Copy | Laid | Else]):
    """Which copy. Whoever came here because R raises a call is one key from that."""

    def __init__(self, view: BoardView, facts: PlanFacts | None) -> None:
        self._view, self._facts = view, facts
        super().__init__(TITLE, choices=self._all(Choice(LOOKING, Else.AGAIN)))

    def on_mount(self) -> None:
        """Look. Until it is known what is there, no key meets anything."""
        super().on_mount()
        self._look()

    def take(self, told: ToConsole) -> None:
        """What is there, or what is being done to know it."""
        if not self.children:
            return
        match told:
            case Looking():
                self.unanswered = False  # it may take long, and a call can be raised meanwhile
                self._hints(told.says)
            case Copies():
                self.unanswered = False
                zone = zone_at(self._view)
                copies = [Choice(copy_words(each, self._view, zone), each) for each in told.copies]
                laid = [Choice(GO_ON, told.laid)] if told.laid is not None else []
                self.offer(self._all(*laid, *copies, Choice(AGAIN, Else.AGAIN)))
                self.query_one(OptionList).highlighted = 0
                said = copies_words(told)
                self._hints(" ".join(said) or self._hint(), refused=not told.copies and not laid)
            case NotRestored():
                self.offer(self._all(Choice(AGAIN, Else.AGAIN)))
                self.refused(told.says)
            case Laid() | Asking() | TakenUp():  # of a question this panel did not ask
                pass

    def chosen(self, value: Copy | Laid | Else) -> None:
        """Go on."""
        match value:
            case Copy():
                self.open(PhrasePanel(value, self._view))
            case Laid():
                self.open(LaidPanel(value, self._view))
            case Else.OFFICE:
                self.open(OfficePanel(self._view))
            case Else.NO_COPY:
                self.ask(SayNoCopy())
            case Else.CALL:
                assert self._facts is not None, "it is offered only then"
                self.open(FlowPanel(RAISE_FROM_LISTS, about_nothing(Known(facts=self._facts))))
            case _:
                self._look()

    def _look(self) -> None:
        self.unanswered = True
        self._hints(LOOKING)
        self.post_message(RestoreAsked(AskCopies()))

    def _all(self, *choices: Choice[Copy | Laid | Else]) -> tuple[Choice[Copy | Laid | Else], ...]:
        office = Choice(OFFICE, Else.OFFICE)
        if self._view.here is None:
            return (*choices, office)
        unsaid = () if rooms_to_ask(self._view) else (Choice(NO_COPY, Else.NO_COPY),)
        return (*choices, *(() if self._facts is None else (Choice(CALL, Else.CALL),)), *unsaid, office)


class PhrasePanel(Panel[None]):
    """Twelve words, of which the one in hand shows."""

    def __init__(self, copy: Copy, view: BoardView) -> None:
        label = "The twelve words, with blanks between; four letters of each are enough:"
        field = Field(label, phrase=True, enter="opens the copy", characters_max=PHRASE_LEN_MAX)
        super().__init__(f"THE RECOVERY PHRASE, for {copy.where}", field=field)
        self._copy, self._view = copy, view

    def entered(self, text: str) -> None:
        """Have it opened."""
        if not text:
            self.refused("Nothing was typed yet.")
            return
        self.unanswered = True
        self._hints("Opening the copy ...")
        self.post_message(RestoreAsked(RestoreFrom(self._copy.name, text)))

    def take(self, told: ToConsole) -> None:
        """How far it is, or what came of it. What was typed stays, for whoever mends one word of twelve."""
        match told:
            case Looking():
                self._hints(told.says)
            case Laid():
                self.open(LaidPanel(told, self._view))
            case NotRestored():
                self.refused(told.says)
            case Copies() | Asking() | TakenUp():  # of a question this panel did not ask
                pass

    @property
    def typed(self) -> str:
        """Kept by nobody."""
        return ""


class OfficePanel(ReadingPanel):
    """The code for the safety office in large letters, and how far it is. Looks again by itself."""

    def __init__(self, view: BoardView) -> None:
        super().__init__("BY THE SAFETY OFFICE'S ACT, over the district's line", (LOOKING_OFFICE,))
        self._view = view

    def on_mount(self) -> None:
        """Ask."""
        super().on_mount()
        self._look()
        self.set_interval(LOOK_EVERY_S, self._look)

    def take(self, told: ToConsole) -> None:
        """How far it is, or what came of it."""
        match told:
            case Looking():
                self._says(told.says)
            case Asking():
                words = asking_said(told, self._view, zone_at(self._view))
                self.entitle(f"CODE   {spaced(told.code)}")
                self._says(*words[1:])
            case Laid():
                self.open(LaidPanel(told, self._view))
            case NotRestored():
                self._says(f"! {told.says}")
            case Copies() | TakenUp():  # of a question this panel did not ask
                pass

    def _hint(self) -> str:
        return f"{BY_ACTION['close'].shown} closes: it stays asked for, and every board shows the code   F2 I have it"

    def _says(self, *words: str) -> None:
        self.show(tuple(line for each in words for line in textwrap.wrap(each, WIDTH)))

    def _look(self) -> None:
        self.post_message(RestoreAsked(AskOffice()))


def spaced(code: str) -> str:
    """Letters that are read out one by one, in their groups."""
    return "     ".join(" ".join(group) for group in code.split("-"))


class LaidPanel(ReadingPanel):
    """What was laid ready. Y says yes; everything else leaves it where it is."""

    def __init__(self, laid: Laid, view: BoardView) -> None:
        lines = [line for each in laid_said(laid, view, zone_at(view)) for line in textwrap.wrap(each, WIDTH)]
        super().__init__("READY. Y: this box goes on in place of the former one.", tuple(lines))

    def on_key(self, event: events.Key) -> None:
        """Yes."""
        if event.key.casefold() == "y" and not self.unanswered:
            event.stop()
            self.unanswered = True
            self.post_message(RestoreAsked(TakeUp()))
        else:
            super().on_key(event)

    def take(self, told: ToConsole) -> None:
        """Only a no stays here: on a yes the box begins anew, and the app says so."""
        if isinstance(told, NotRestored):
            self.refused(told.says)
        elif isinstance(told, Looking):
            self._hints(told.says)

    def _hint(self) -> str:
        return f"Y yes   ↑↓ move   {BY_ACTION['close'].shown} not now: it stays laid ready   F2 I have it"


RESTORING = (RestorePanel, PhrasePanel, OfficePanel, LaidPanel)
