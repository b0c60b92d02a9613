"""Defines what the process that restores and the process that fetches say to each other, in one file each. Knows no place and no phrase.

The process that restores has keys, but no stick and no network. The process that fetches has stick and network, but no key. Neither
can start the other: systemd notices a file that is written (handbell-fetch.path). Its answer has the same nonce.
"""

from pathlib import Path

import msgspec

WANTED = Path("/run/handbell-restore/fetch-wanted")
# belongs to the process that fetches; the process that restores can read it
FETCHED = Path("/var/lib/handbell-fetched")
COPY = "copy"  # the folder inside FETCHED
TOLD = "told"  # the file inside FETCHED that has the answer
COMING = "coming"  # the file inside FETCHED that says how much has come
FILE_LEN_MAX = 64 * 1024


class Wanted(msgspec.Struct, frozen=True, array_like=True, tag="fetch-1"):
    """Ask which copies there are. With `box`, the copy of that box is also brought, from `where` if it is named (`KeptCopy.where`).
    `own`: the box that asks, which may have begun a copy of its own there. `forget`: nothing is looked for, and what was brought is
    destroyed.
    """

    nonce: bytes
    building: bytes = b""
    box: bytes = b""
    where: str = ""
    own: bytes = b""
    forget: bool = False


class KeptCopy(msgspec.Struct, frozen=True, array_like=True):
    """One copy that was found. `where`: what people call its place. `written_ms`: by the former box's clock. `used`: another box of the
    building wrote its own copy there later, or this copy was fetched before. `far`: it lies at the server that the seed names. `own`:
    it is a copy of the box that asks.
    """

    building: bytes
    box: bytes
    where: str
    written_ms: int
    used: bool
    far: bool = False
    own: bool = False


class Fetched(msgspec.Struct, frozen=True, array_like=True, tag="fetched-1"):
    """The answer. `brought`: the copy that was wanted lies in the folder. `says`: why it does not, or why no copy was found; empty while
    all is well.
    """

    nonce: bytes
    copies: tuple[KeptCopy, ...]
    brought: bool
    says: str


class Coming(msgspec.Struct, frozen=True, array_like=True, tag="coming-1"):
    """How much has come of what this question asked for."""

    nonce: bytes
    mib: int


def read_message[M: (Wanted, Fetched, Coming)](file: Path, kind: type[M]) -> M | None:
    """Read a message of this kind; give None if there is none, or none that can be read."""
    try:
        with file.open("rb") as opened:
            return msgspec.msgpack.decode(opened.read(FILE_LEN_MAX), type=kind)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
