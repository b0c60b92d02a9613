"""Defines what is known of a page's browser, and of the window in which one is paired. Pure values."""

import msgspec

from appliance.core.ground.words import Actor
from appliance.plan.ids import ButtonId
from appliance.plan.pairable import Pairable, PairedAs


class PairedPage(msgspec.Struct, frozen=True):
    """The browser that is paired with an id of the plan: its key (65 bytes), and what it was paired as, as in `PagePaired`."""

    kind: PairedAs
    place: str
    public_key: bytes

    def is_still(self, planned: Pairable) -> bool:
        """Whether the plan has this as what it was when it was paired."""
        return (self.kind, self.place) == (planned.kind, planned.place)


class PairingWindow(msgspec.Struct, frozen=True):
    """A desk holds a window open in which one browser is paired with `page`, the id of a page, phone, desk or wall board of the plan. It
    is in memory only; no entry has its code.

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
