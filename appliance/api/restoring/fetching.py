"""What the process that restores and the one that fetches say to each other, in a file each. Knows no place and no phrase.

Who restores has keys and no stick and no network; who fetches has those and no key. Neither can start the other: a file that is written
is noticed (handbell-fetch.path), and its answer has the same nonce.
"""

from pathlib import Path

import msgspec

WANTED = Path("/run/handbell-restore/fetch-wanted")
FETCHED = Path("/var/lib/handbell-fetched")  # of the one who fetches; readable for the one who restores
COPY = "copy"  # the folder in it
TOLD = "told"  # the file in it
COMING = "coming"  # the file that says how far it is
FILE_LEN_MAX = 64 * 1024


class Wanted(msgspec.Struct, frozen=True, array_like=True, tag="fetch-1"):
    """Which copies there are; with a box, that one's is brought too, from `where` if it is named (`KeptCopy.where`). `own`: the box that
    asks, which may have begun a copy of its own there. `forget`: nothing is looked for, and what was brought is destroyed.
    """

    nonce: bytes
    building: bytes = b""
    box: bytes = b""
    where: str = ""
    own: bytes = b""
    forget: bool = False


class KeptCopy(msgspec.Struct, frozen=True, array_like=True):
    """One that was found. `where`: what people call its place. `written_ms`: by the former box's clock. `used`: another box of the
    building wrote its own there later, or it was fetched before. `far`: it lies at the server that the seed names. `own`: of the box
    that asks.
    """

    building: bytes
    box: bytes
    where: str
    written_ms: int
    used: bool
    far: bool = False
    own: bool = False


class Fetched(msgspec.Struct, frozen=True, array_like=True, tag="fetched-1"):
    """`brought`: the copy that was wanted lies in the folder. `says`: why not, or why there is none; empty where all is well."""

    nonce: bytes
    copies: tuple[KeptCopy, ...]
    brought: bool
    says: str


class Coming(msgspec.Struct, frozen=True, array_like=True, tag="coming-1"):
    """So much of what this question asked for has come."""

    nonce: bytes
    mib: int


def read_message[M: (Wanted, Fetched, Coming)](file: Path, kind: type[M]) -> M | None:
    """None where there is none, or none that can be read."""
    try:
        with file.open("rb") as opened:
            return msgspec.msgpack.decode(opened.read(FILE_LEN_MAX), type=kind)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
