"""What a keeper is given: the device in its charge, and what it shares with all others. Knows neither buttons nor sounders."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import msgspec

from hardware.esphome.address import Address
from hardware.esphome.address_book import AddressBook, Met
from hardware.esphome.named import Named
from hardware.esphome.peer import Value, Wants
from hardware.ports import Fitting
from hardware.signals import Signal

if TYPE_CHECKING:
    from hardware.esphome.session import Session  # only its name: a client library comes with it (Lan)


class House(msgspec.Struct, frozen=True):
    """What all devices share. `sighted(name, address)`: a device of this name was met there, by whoever looked for another."""

    book: AddressBook
    sighted: Callable[[str, Address], None]


class Charge(Protocol):
    """One planned device, by its id: how it is known, and what is said with it once it has proven its key."""

    name: str
    fitting: Fitting
    wants: Wants

    def key(self) -> bytes | None:
        """Its key, None where the credential store has none."""
        ...

    def hear(self, signal: Signal) -> None:
        """Something is known of it."""
        ...

    def begin(self, session: "Session", named: Named, met: Met, *, other_board: bool) -> Callable[[str, Value], None]:
        """It is here, on this session: tell it what it is to know; what is returned hears what it says.

        `met` is what is remembered of it; `other_board`: known already to be another board than that.
        """
        ...

    def end(self) -> None:
        """It is away."""
        ...
