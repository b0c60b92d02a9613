"""The code by which a browser is paired, for as long as somebody reads it. Asks, decides nothing."""

from textual.message import Message

from appliance.api.ways.pages import PairingOpened
from appliance.flows.devices.pages import OpensPairing, code_words
from appliance.flows.sentences import ASKING_THE_BOX
from tui.screens.reading import ReadingPanel


class PairingPanel(ReadingPanel):
    """Empty until the box has answered. Putting it away leaves the window open."""

    class Wanted(Message):
        """The box is to hold a window open."""

        def __init__(self, wanted: OpensPairing) -> None:
            self.wanted = wanted
            super().__init__()

    def __init__(self, wanted: OpensPairing, where: str) -> None:
        super().__init__(f"PAIR PAGE {wanted.page}: {where}", (ASKING_THE_BOX,))
        self._opens = wanted
        self._where = where

    def on_mount(self) -> None:
        """Ask."""
        super().on_mount()
        self.post_message(self.Wanted(self._opens))

    def take(self, known: PairingOpened | None, refused: str) -> None:
        """The box answered."""
        self.show((refused,) if known is None else code_words(known, self._where))
