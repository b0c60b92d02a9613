"""What came of door cards: codes, which are out of date, one card to read, or where they went. Asks, decides nothing."""

from textual.message import Message

from appliance.flows.building.door_cards import AsksDoorCards
from tui.screens.reading import ReadingPanel

WIDTH = 75
"""80 columns less the frame and the scroll bar."""
MAKING = "Making it ..."


class DoorCardsPanel(ReadingPanel):
    """Empty until it is done. Takes the whole screen while no call is open."""

    beside = 7

    class Wanted(Message):
        """The cards are to be made."""

        def __init__(self, panel: "DoorCardsPanel", asked: AsksDoorCards) -> None:
            self.panel = panel
            self.asked = asked
            super().__init__()

    def __init__(self, asked: AsksDoorCards) -> None:
        super().__init__("DOOR CARDS", (MAKING,))
        self._asked = asked

    def on_mount(self) -> None:
        """Ask."""
        super().on_mount()
        self.post_message(self.Wanted(self, self._asked))
