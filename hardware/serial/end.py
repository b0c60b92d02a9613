"""Defines our end of one opened line: what `Line` needs, whether it is a device of this box, a socket or a lent line."""

import asyncio
import enum
from typing import Final, Protocol

# How much may wait to be sent: some hundred frames of the longest kind. If more waits, the line takes nothing.
SEND_BYTES_MAX: Final = 4096

NO_ANSWER: Final = "it does not answer"  # said when our time limit or the system's is over, whichever comes first


class LineState(enum.StrEnum):
    """The state of a line."""

    OPEN = "open"
    MISSING = "missing"
    REFUSED = "refused"


class NotOpen(Exception):
    """A line cannot be opened now: MISSING if there is nothing, REFUSED if we may not have it."""

    def __init__(self, state: LineState, why: str) -> None:
        super().__init__(why)
        self.state = state
        self.why = why


class End(Protocol):
    """One opened line, until it breaks. Then `lost` is done, with the reason."""

    lost: asyncio.Future[str]

    def send(self, data: bytes) -> bool:
        """Send without waiting. False: too much waits already, and none of this is sent."""
        ...

    def close(self) -> asyncio.Future[None]:
        """Let go of the line. The future is done when another may open it. This may hang together with the device."""
        ...
