"""Defines what a keeper is given: the device that it looks after, and what all devices share. Knows neither buttons nor sounders."""

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
    # imported only for its name: it brings a client library with it (see Lan)
    from hardware.esphome.session import Session


class Shared(msgspec.Struct, frozen=True):
    """What all devices share. `sighted(name, address)` is called when somebody who looked for another device met one of this name there."""

    book: AddressBook
    sighted: Callable[[str, Address], None]


class Charge(Protocol):
    """One planned device, by its id: how it is recognised, and what is said with it once it has proved its key."""

    name: str
    fitting: Fitting
    wants: Wants

    def key(self) -> bytes | None:
        """Return its key; None if the credential store has none."""
        ...

    def hear(self, signal: Signal) -> None:
        """Take in something that became known of the device."""
        ...

    def begin(self, session: "Session", named: Named, met: Met, *, other_board: bool) -> Callable[[str, Value], None]:
        """Begin with the device, which is here on this session, and tell it what it must know. The returned function hears what the
        device says.

        `met` is what is remembered of the device. `other_board`: it is already known that this is another board than the remembered
        one.
        """
        ...

    def end(self) -> None:
        """Note that the device is away."""
        ...
