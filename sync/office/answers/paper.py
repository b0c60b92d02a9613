"""The file in which sealed answers travel from the office to the district person's own machine. Holds no key and opens nothing.

Whoever has the file sees which questions were answered, of which records and when. Nobody sees the answers without the person's key.
"""

from pathlib import Path

import msgspec

from appliance.envelope.answers import Place
from sync.office.papers import Unreadable
from sync.transport.whole_file import write_whole

FILE_LEN_MAX = 64 * 1024 * 1024
"""An answer takes 4.5 KB here, so this is 14,000 of them: far more than a district gets in a year."""


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """One answer as it is sealed, and what the office knows around it. `name`: of the building. `number`: of the record, as people say it.
    `at_ms`: when it was answered, since the Unix epoch. `reader`: the fingerprint of the key that opens it.
    """

    place: Place
    name: str
    number: int
    at_ms: int
    reader: bytes
    sealed: bytes


class SealedAnswers(msgspec.Struct, frozen=True, array_like=True, tag="sealed-answers-1"):
    """All answers of a district, oldest first."""

    made_ms: int
    answers: tuple[Kept, ...]


def write(path: Path, answers: SealedAnswers) -> None:
    """Write the file, which only its owner may read. Raises Unreadable where there is one, OSError."""
    if path.exists():
        raise Unreadable(f"{path} exists already. Name another file.")
    write_whole(path, msgspec.msgpack.encode(answers))


def read(path: Path) -> SealedAnswers:
    """Read the file. Raises Unreadable."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_LEN_MAX + 1)
    except OSError as wrong:
        raise Unreadable(f"{path} cannot be read ({wrong.strerror}).") from wrong
    if len(data) > FILE_LEN_MAX:
        raise Unreadable(f"{path} is larger than any file of sealed answers. Have the office write it again.")
    try:
        return msgspec.msgpack.decode(data, type=SealedAnswers)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        raise Unreadable(f"{path} holds no sealed answers. It is written by: handbell office answers FILE") from wrong
