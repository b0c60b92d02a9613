"""What a console and the process at the stick say to each other, over a socket of their own. Carries no entry, no receipt, no key.

One question a line; its answer is the last thing on it. Frames as on the desk line (`appliance.api.framing`).
"""

from typing import Literal

import msgspec

SOCKET_NAME = "bundle.sock"  # beside the desk line's
FRAME_LEN_MAX = 64 * 1024  # a few sticks, or a few sentences
SAYS_MAX = 20  # sentences of one answer: what was not believed could be many


class AskSticks(msgspec.Struct, frozen=True, tag="ask-sticks"):
    """Which sticks are there."""


class Carry(msgspec.Struct, frozen=True, tag="carry"):
    """Write what the district lacks onto this stick ("export"), or hand in what the district wrote on it ("import")."""

    what: Literal["export", "import"]
    stick: str


type FromConsole = AskSticks | Carry


class Stick(msgspec.Struct, frozen=True):
    """One that can be written. `carries`: there is something of this system on it already."""

    path: str
    free_mib: int
    carries: bool


class Sticks(msgspec.Struct, frozen=True, tag="sticks"):
    """Answer to AskSticks."""

    sticks: tuple[Stick, ...]


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """Entries up to `done` of `all` are on the stick. More follows."""

    done: int
    all: int


class Carried(msgspec.Struct, frozen=True, tag="carried"):
    """The end of it, in sentences; `ok` unless it could not be done, or something was not believed."""

    ok: bool
    says: tuple[str, ...]


type ToConsole = Sticks | Progress | Carried

from_console = msgspec.msgpack.Decoder(FromConsole)
to_console = msgspec.msgpack.Decoder(ToConsole)
