"""What is known of a device's connection and said of it: who is there, what is wanted, why it failed. Pure; loads no client library."""

from collections.abc import Mapping
from typing import NamedTuple

from hardware.esphome.address import Address

KEY_BYTES = 32
SAID_CHARS_MAX = 80  # of names, versions and claims: a line of a console

type Value = str | float | None


class Wants(NamedTuple):
    """What makes a device one of ours: entities it has (and may have), and actions with the arguments we can give."""

    entities: frozenset[str]
    actions: Mapping[str, frozenset[str]]
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


def printable(text: str) -> str:
    """What a peer says of itself, fit for a screen and a log line."""
    return "".join(each for each in text if each.isprintable())[:SAID_CHARS_MAX]
