"""A new box takes a dead one's place: which copy, the phrase, what is in it, yes. Asks; opens nothing, and keeps no phrase."""

import textwrap
from copy import replace
from typing import Any

from textual import events
from textual.message import Message
from textual.widgets import OptionList

from appliance.api.board.board import BoardView
from appliance.api.desk.plan import PlanFacts
from appliance.api.restoring.messages import (
    AskCopies,
    Asking,
    AskOffice,
    Copies,
    Copy,
    FromConsole,
    Laid,
    Looking,
    NotRestored,
    TakenUp,
    TakeUp,
    ToConsole,
)
from appliance.core.devices.commands import SayNoCopy
from appliance.flows.box.copies import copies_words, laid_said
from appliance.flows.box.office import asking_said
from appliance.flows.box.restoring import (
    ASK_OFFICE,
    ASKING,
    LOOKING,
    NEW_BOX,
    OPENING,
    REPLACE,
    RESTORE,
    while_looking,
)
from appliance.flows.flow import Flow, GoOn
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_nothing
from appliance.flows.zone import zone_at
from tui.keys.table import BY_ACTION
from tui.screens.flow import FlowPanel, choice, entitled, listed
from tui.screens.panel import Panel
from tui.screens.reading import ReadingPanel

LOOK_EVERY_S = 5.0  # somebody stands there with a telephone
WIDTH = 74
"""80 columns less the edge of a panel and the scroll bar."""

type Chosen = Copy | Laid | AskCopies | AskOffice | SayNoCopy | GoOn


class RestoreAsked(Message):
    """The process that restores is to be asked this. What is asked prints no phrase."""

    def __init__(self, asked: FromConsole) -> None:
        self.asked = asked
        super().__init__()


class RestorePanel(Panel[Chosen]):
    """Which copy. Whoever came here because R raises a call is one key from that."""

    def __init__(self, view: BoardView, facts: PlanFacts | None) -> None:
        self._known = Known(view=view, facts=facts)
        given = about_nothing(self._known)
        super().__init__(entitled(NEW_BOX, given), choices=tuple(choice(each) for each in while_looking(given)))

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
                self._offer(told.copies, told.laid)
                self.query_one(OptionList).highlighted = 0
                said = copies_words(told)
                self._hints(" ".join(said) or self._hint(), refused=not told.copies and told.laid is None)
            case NotRestored():
                self._offer()
                self.refused(told.says)
            case Laid() | Asking() | TakenUp():  # of a question this panel did not ask
                pass

    def chosen(self, value: Chosen) -> None:
        """Go on."""
        match value:
            case Copy():
                self.open(PhrasePanel(value, self._known))
            case Laid():
                self.open(LaidPanel(value, self._known))
            case AskOffice():
                self.open(OfficePanel(self._known))
            case SayNoCopy():
                self.ask(value)
            case AskCopies():
                self._look()
            case GoOn():
                self.open(FlowPanel(value.flow, value.given(about_nothing(self._known))))

    def _look(self) -> None:
        self.unanswered = True
        self._hints(LOOKING)
        self.post_message(RestoreAsked(AskCopies()))

    def _offer(self, copies: tuple[Copy, ...] = (), laid: Laid | None = None) -> None:
        self.offer(listed(NEW_BOX, about_nothing(replace(self._known, copies=copies, laid=laid))))


class PhrasePanel(FlowPanel):
    """Twelve words, of which the one in hand shows."""

    def __init__(self, copy: Copy, known: Known) -> None:
        super().__init__(RESTORE, Given(known, None, None, {"copy": copy}), lambda _, asked: self._opens(asked))
        self._known = known

    def take(self, told: ToConsole) -> None:
        """How far it is, or what came of it. What was typed stays, for whoever mends one word of twelve."""
        match told:
            case Looking():
                self._hints(told.says)
            case Laid():
                self.open(LaidPanel(told, self._known))
            case NotRestored():
                self.refused(told.says)
            case Copies() | Asking() | TakenUp():  # of a question this panel did not ask
                pass

    @property
    def typed(self) -> str:
        """Kept by nobody."""
        return ""

    def _opens(self, asked: FromConsole) -> None:
        self.unanswered = True
        self._hints(OPENING)
        self.post_message(RestoreAsked(asked))


class OfficePanel(ReadingPanel):
    """The code for the safety office in large letters, and how far it is. Looks again by itself."""

    def __init__(self, known: Known) -> None:
        super().__init__(_heads(ASK_OFFICE, known), (ASKING,))
        self._known = known

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
                words = asking_said(told, _board(self._known), zone_at(self._known.view))
                self.entitle(f"CODE   {spaced(told.code)}")
                self._says(*words[1:])
            case Laid():
                self.open(LaidPanel(told, self._known))
            case NotRestored():
                self._says(f"! {told.says}")
            case Copies() | TakenUp():  # of a question this panel did not ask
                pass

    def _hint(self) -> str:
        return f"{BY_ACTION['close'].shown} closes: it stays asked for, and every board shows the code   F2 I have it"

    def _says(self, *words: str) -> None:
        self.show(tuple(line for each in words for line in textwrap.wrap(each, WIDTH)))

    def _look(self) -> None:
        _ask(self, ASK_OFFICE, self._known)


def spaced(code: str) -> str:
    """Letters that are read out one by one, in their groups."""
    return "     ".join(" ".join(group) for group in code.split("-"))


class LaidPanel(ReadingPanel):
    """What was laid ready. Y says yes; everything else leaves it where it is."""

    def __init__(self, laid: Laid, known: Known) -> None:
        said = laid_said(laid, _board(known), zone_at(known.view))
        lines = tuple(line for each in said for line in textwrap.wrap(each, WIDTH))
        super().__init__(f"READY. Y: {_heads(REPLACE, known)}", lines)
        self._known = known

    def on_key(self, event: events.Key) -> None:
        """Yes."""
        if event.key.casefold() == "y" and not self.unanswered:
            event.stop()
            self.unanswered = True
            _ask(self, REPLACE, self._known)
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


def _heads(flow: Flow[Any], known: Known) -> str:
    assert flow.title is not None, "it has one for screens"
    return flow.title(about_nothing(known))


def _board(known: Known) -> BoardView:
    assert known.view is not None, "the question is asked only with a board"
    return known.view


def _ask(panel: Panel[Any], flow: Flow[AskOffice] | Flow[TakeUp], known: Known) -> None:
    wanted = flow.make(about_nothing(known))
    if isinstance(wanted, AskOffice | TakeUp):
        panel.post_message(RestoreAsked(wanted))
    elif isinstance(wanted, str):
        panel.refused(wanted)


RESTORING = (RestorePanel, PhrasePanel, OfficePanel, LaidPanel)
