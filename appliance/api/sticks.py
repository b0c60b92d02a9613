"""Says what a console and the process at the stick tell each other, over a socket of their own. Carries no entry, no receipt, no key.

A connection takes one question; the answer to it comes last. Frames are as on the desk line (`appliance.api.framing`).
"""

from typing import Literal

import msgspec

SOCKET_NAME = "bundle.sock"  # beside the socket of the desk line
FRAME_LEN_MAX = 64 * 1024  # enough for a few sticks, or a few sentences
SAYS_MAX = 20  # sentences in one answer: there could be many things that were not believed


class AskSticks(msgspec.Struct, frozen=True, tag="ask-sticks"):
    """The console asks which sticks are there."""


class Carry(msgspec.Struct, frozen=True, tag="carry"):
    """Write what the district lacks onto this stick ("export"), or hand in what the district wrote on it ("import")."""

    what: Literal["export", "import"]
    stick: str


type FromConsole = AskSticks | Carry


class Stick(msgspec.Struct, frozen=True):
    """A stick that can be written. `carries`: something of Handbell is on it already."""

    path: str
    free_mib: int
    carries: bool


class Sticks(msgspec.Struct, frozen=True, tag="sticks"):
    """The answer to AskSticks."""

    sticks: tuple[Stick, ...]


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """Entries up to `done` of `all` are on the stick. More follows."""

    done: int
    all: int


class Carried(msgspec.Struct, frozen=True, tag="carried"):
    """The end of the answer, in sentences; `ok` is false where it could not be done, or something was not believed."""

    ok: bool
    says: tuple[str, ...]


type ToConsole = Sticks | Progress | Carried

from_console = msgspec.msgpack.Decoder(FromConsole)
to_console = msgspec.msgpack.Decoder(ToConsole)
