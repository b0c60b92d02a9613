"""Defines what a way of texts hands in: a text that came, and who takes it. Pure values; knows no wire and no call."""

from collections.abc import Callable

import msgspec


class TextHeard(msgspec.Struct, frozen=True):
    """A text that came from outside. Nothing in it is proved: a network lets others choose the number that it shows.

    `number`: E.164 where it is one; else as the network gives it: a short number, or a name in letters; "" if it is withheld. `text`:
    whole, also a long one. `sent_at_claim_ms`: when its network says that it was sent, in milliseconds since 1970; None if that makes
    no sense. `part`: parts of it did not come. `id`: the same text has it again after a restart, so that nobody takes it twice.
    """

    number: str
    text: str
    sent_at_claim_ms: int | None
    part: bool
    id: str


type Taken = Callable[[], None]
"""Is called, once, when a text is recorded: only then it is deleted from the modem. A text of which nobody says so is heard again after a
restart.
"""

type HearText = Callable[[TextHeard, Taken], None]
"""Is given each text that came. It never blocks, and may call `Taken` at once or later."""
