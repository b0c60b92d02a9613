"""Bundles what a console reaches inside the program. Pure wiring: decides nothing and shows nothing."""

from collections.abc import Callable
from typing import Protocol

import msgspec

from appliance.api.ask import Reply
from appliance.api.board.card_view import Cards
from appliance.api.board.view import Views
from appliance.api.desk.buttons import AdoptButton, ButtonAdopted, ButtonsKnown
from appliance.doors.records.feed_lines import FeedLines
from appliance.doors.records.user import Services
from appliance.doors.sitting.proving import Proving
from appliance.engine.engine import Engine
from appliance.engine.outcome import Submission
from appliance.engine.queries import Queries
from appliance.plan.ids import KeyId

type Adopt = Callable[[bytes], Submission]
"""Adopt a plan's canonical bytes. Raises PlanDocumentError."""


class Buttons(Protocol):
    """Knows the buttons and their wires, and takes a new button into service (`appliance.adoption`)."""

    def known(self, request: int) -> ButtonsKnown:
        """Give every button and every stranger."""
        ...

    async def adopt(self, wish: AdoptButton) -> ButtonAdopted | Reply:
        """Take a device into service."""
        ...

    async def keep_key(self, key: KeyId, secret: bytes) -> None:
        """Keep a device's secret under this name. Raises VaultError."""
        ...

    @property
    def keep_rank(self) -> Callable[[int], None]:
        """Give the function that keeps a rank beside the keys. It raises VaultError."""
        ...


class Inside(msgspec.Struct, frozen=True):
    """All that a console reaches inside the program."""

    engine: Engine
    queries: Queries
    adopt: Adopt
    buttons: Buttons
    records: Services

    @property
    def feed_lines(self) -> FeedLines:
        """Give what turns entries into lines."""
        return self.records.feed_lines

    @property
    def proving(self) -> Proving:
        """Give what checks PINs."""
        return self.records.proving

    def cards(self) -> Cards:
        """Give the open calls as they are now, for every desk."""
        engine = self.engine
        return Cards(engine.board, engine.heard, engine.clock.now(), unrecorded=engine.unrecorded)

    def views(self) -> Views:
        """Give the board as it is now, for every desk."""
        engine = self.engine
        return Views(
            engine.board,
            engine.heard,
            engine.clock.now(),
            unrecorded=engine.unrecorded,
            recording=engine.recording,
            version=engine.version,
            head=engine.head,
        )
