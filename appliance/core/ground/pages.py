"""Defines what is known of a page's browser, and of the window in which one is paired. Pure values."""

import msgspec

from appliance.core.ground.words import Actor
from appliance.plan.ids import ButtonId, RoomId


class PairedPage(msgspec.Struct, frozen=True):
    """The browser that may call as a page: its key (65 bytes), and the room for which it was paired."""

    room: RoomId
    public_key: bytes


class PairingWindow(msgspec.Struct, frozen=True):
    """A desk holds a window open in which one browser is paired with `page`. It is in memory only; no entry has its code.

    `key` is made of the code (`appliance.api.page.signed`), 32 bytes. `ends_ms`: monotonic. `tries_left`: how many wrong codes more it
    takes.
    """

    page: ButtonId
    by: Actor
    key: bytes
    ends_ms: int
    tries_left: int

    def __repr__(self) -> str:
        return f"PairingWindow(page={self.page!r})"
