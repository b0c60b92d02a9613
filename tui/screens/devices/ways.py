"""The ways into and out of each room, what they share, and when each was last proved. Asks, decides nothing."""

from textual import events
from textual.message import Message

from appliance.api.board.board import BoardView
from appliance.api.ways.messages import WaysKnown
from appliance.api.ways.words import headline, in_words
from appliance.flows.building.door_cards import DOOR_CARDS
from appliance.flows.devices.pages import PAGES
from appliance.flows.devices.ways import WAYS
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from appliance.flows.sentences import ASKING_THE_BOX
from tui.screens.flow import entitled
from tui.screens.reading import ReadingPanel
from tui.screens.sending import flow_panel

WIDTH = 75
"""80 columns less the frame and the scroll bar."""
DOORS = "d"
THE_PAGES = "p"
ASK_AGAIN_S = 30.0  # as the morning check: a panel left open must not show a way that is away by now


class WaysPanel(ReadingPanel):
    """Empty until the box has answered; asked again and again. Takes the whole screen while no call is open."""

    opened_by = "ways"

    class Wanted(Message):
        """The box is to be asked."""

    def __init__(self, view: BoardView, known: Known) -> None:
        super().__init__(entitled(WAYS, about_nothing(Known(view=view))), (ASKING_THE_BOX,))
        self.beside = 12 if view.calls else 7
        self._desk_knows = known

    def on_mount(self) -> None:
        """Ask, and go on asking."""
        super().on_mount()
        self._ask_box()
        self.set_interval(ASK_AGAIN_S, self._ask_box)

    def take(self, known: WaysKnown | None, refused: str) -> None:
        """The box answered."""
        if known is None:
            self.show((refused,))
            return
        self.entitle(f"WAYS. {headline(known)}")
        self.show(tuple(in_words(known, WIDTH)))

    def knows(self, known: Known) -> None:
        """Choose from these pages, and no longer from those of before."""
        self._desk_knows = known

    def on_key(self, event: events.Key) -> None:
        """D goes on to the cards at the doors, which say these ways to whoever is in a room. P goes on to pages, which are a way too."""
        flow = {DOORS: DOOR_CARDS, THE_PAGES: PAGES}.get(event.key.lower())
        if flow is None or self._desk_knows.facts is None:
            super().on_key(event)
            return
        event.stop()
        self.open(flow_panel(flow, self._desk_knows))

    def _hint(self) -> str:
        return f"D door cards   P pages   {super()._hint()}"

    def _ask_box(self) -> None:
        self.post_message(self.Wanted())
