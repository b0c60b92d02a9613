"""The card of resources and rights, for everybody at this console. S and E change the language. Asks, decides nothing."""

import textwrap

from textual import events
from textual.message import Message
from textual.widgets import Static

from appliance.api.board.board import BoardView
from appliance.api.desk.supports import SupportsKnown
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from appliance.flows.people.resources import RESOURCES, told
from appliance.flows.sentences import ASKING_THE_BOX
from appliance.supports.language import Language
from appliance.supports.texts import TITLE
from tui.screens.flow import entitled
from tui.screens.reading import ReadingPanel

WIDTH = 75
"""80 columns less the frame and the scroll bar."""
_KEYS = {"e": Language.ENGLISH, "s": Language.SPANISH}
_HINTS = {Language.ENGLISH: "S en español", Language.SPANISH: "E in English"}


class ResourcesPanel(ReadingPanel):
    """Empty until the box has answered. Takes the whole screen while no call is open."""

    opened_by = "resources"

    class Wanted(Message):
        """The box is to be asked."""

    def __init__(self, view: BoardView) -> None:
        super().__init__(entitled(RESOURCES, about_nothing(Known(view=view))), (ASKING_THE_BOX,))
        self.beside = 12 if view.calls else 7
        self._known: SupportsKnown | None = None
        self._language = Language.ENGLISH

    def on_mount(self) -> None:
        """Ask."""
        super().on_mount()
        self.post_message(self.Wanted())

    def take(self, known: SupportsKnown | None, refused: str) -> None:
        """The box answered."""
        self._known = known
        if known is None:
            self.show((refused,))
        else:
            self._tell(known)

    def on_key(self, event: events.Key) -> None:
        """A letter changes the language, also while the box takes its time."""
        language = _KEYS.get(event.key.lower())
        if language is None:
            super().on_key(event)
            return
        event.stop()
        self._language = language
        if self._known is not None:
            self._tell(self._known)

    def _tell(self, known: SupportsKnown) -> None:
        lines = told(known, self._language)
        self.entitle(TITLE.within(self._language).upper())
        self.show(tuple(part for line in lines for part in _wrapped(line)))
        for hint in self.query(".hint").results(Static):
            hint.update(self._hint())

    def _hint(self) -> str:
        return f"{_HINTS[self._language]}   {super()._hint()}"


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, WIDTH, subsequent_indent="  ")
