"""Defines what is known of a device's connection: who is there, what we need of it, and why it failed. Pure; loads no client library."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from hardware.esphome.address import Address

KEY_BYTES = 32

type Value = str | float | None
type Kind = Literal["bool", "int", "text", "ints"]


class Wants(NamedTuple):
    """What makes a device one of ours: the entities that it has (and may have), and its actions with the arguments that we can give, by
    name and kind.
    """

    entities: frozenset[str]
    actions: Mapping[str, Mapping[str, Kind]]
    optional: frozenset[str] = frozenset()


class Peer(NamedTuple):
    """The other end of a connection: where it takes connections itself, and whether it was the one who called."""

    address: Address
    called: bool = False

    def __str__(self) -> str:
        return f"{self.address.host} (it called)" if self.called else str(self.address)


class Failed(Exception):
    """A connection became no session. `what` is the word of the fault, which is believed after `times` failures in a row. `name` is the
    device that we met instead.
    """

    def __init__(self, what: str, detail: str, times: int = 1, name: str = "") -> None:
        super().__init__(detail)
        self.what = what
        self.detail = detail
        self.times = times
        self.name = name
