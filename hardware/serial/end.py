"""Our end of one opened line: what `Line` needs of it, whether a device of this box, a socket or a lent line."""

import asyncio
import enum
from typing import Final, Protocol

SEND_BYTES_MAX: Final = (
    4096  # waiting to be taken: some hundred frames of the longest; more is a line that takes nothing
)

NO_ANSWER: Final = "it does not answer"  # by our patience or by the system's, whichever ends first


class LineState(enum.StrEnum):
    """How a line stands."""

    OPEN = "open"
    MISSING = "missing"
    REFUSED = "refused"


class NotOpen(Exception):
    """A line cannot be opened now: MISSING where there is nothing, REFUSED where it is not given to us."""

    def __init__(self, state: LineState, why: str) -> None:
        super().__init__(why)
        self.state = state
        self.why = why


class End(Protocol):
    """One opened line, until it breaks. `lost` is done then, with why."""

    lost: asyncio.Future[str]

    def send(self, data: bytes) -> bool:
        """Send without waiting. False: too much waits already, and nothing of this is sent."""
        ...

    def close(self) -> asyncio.Future[None]:
        """Let go of it; done when another may open it. May hang with the device."""
        ...
