"""What is known of a device's connection and said of it: who is there, what is wanted, why it failed. Pure; loads no client library."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from hardware.esphome.address import Address

KEY_BYTES = 32

type Value = str | float | None
type Kind = Literal["bool", "int", "text", "ints"]


class Wants(NamedTuple):
    """What makes a device one of ours: entities it has (and may have), and actions with the arguments we can give, by name and kind."""

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
    """No session came of a connection. `what` is the word of the fault, believed after `times` in a row; `name` is whom we met instead."""

    def __init__(self, what: str, detail: str, times: int = 1, name: str = "") -> None:
        super().__init__(detail)
        self.what = what
        self.detail = detail
        self.times = times
        self.name = name
