"""Lays out a stick: its files and their names. Does not know what is deposited, or who may deposit.

    handbell/<box>/head.hbp                                the newest head the box's device has signed
    handbell/<box>/oldest.hbp                              the oldest entry the box still has: entries before it are lost, not left out
    handbell/<box>/deposit-0000000001-0000000500.hbp       entries and wraps, as a deposit over the line
    handbell/<box>/enrolment.hbp                           a box without a line asks to be taken into the district
    handbell/<box>/receipt.hbp                             the district's answer: its newest receipt
    handbell/<box>/notices.hbp                             what the safety office says to the building
    handbell/<box>/reached.hbp                             up to which entry the district had the box when the stick was there

A stick of an older version has no `oldest` or `reached`. Then nothing counts as lost, and the box goes on after what is
countersigned.

Names are in small letters, digits, dots and dashes: FAT keeps them as they are, but does not tell `A` from `a`.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec

from appliance.envelope.deposit import Deposit, Notices, Signed
from sync.bundle import parcel
from sync.protocol import EnrolmentAsked, id_of_hex
from sync.transport.batch import Batch
from sync.transport.whole_file import UNFINISHED

FOLDER = "handbell"
HEAD = "head.hbp"
OLDEST = "oldest.hbp"
ENROLMENT = "enrolment.hbp"
RECEIPT = "receipt.hbp"
NOTICES = "notices.hbp"
REACHED = "reached.hbp"
SPARE_LEN = (
    1024 * 1024
)  # left free for receipts and notices: carrying a full stick that cannot bring its receipt home is useless

_DEPOSIT = re.compile(r"deposit-(\d{10})-(\d{10})\.hbp")


class Numbered(msgspec.Struct, frozen=True):
    """The number of an entry; 0 stands for the place before the first."""

    number: Annotated[int, msgspec.Meta(ge=0)]


@dataclass(frozen=True, slots=True)
class DepositFile:
    """A file whose name says which entries it holds. Only reading it shows whether it does."""

    path: Path
    first: int
    last: int

    def read(self) -> Deposit:
        """Read the deposit. Raises Damaged, FileNotFoundError."""
        return parcel.read(self.path, Deposit)


class BoxFolder:
    """The folder of one box on a stick."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def box(self) -> bytes:
        """The id of the box whose folder this is."""
        return bytes.fromhex(self.path.name)

    def begin(self) -> None:
        """Make the folder, and delete what a pulled stick left unfinished. Raises OSError."""
        self.path.mkdir(parents=True, exist_ok=True)
        for left_over in self.path.glob(f"*{UNFINISHED}"):
            if left_over.is_symlink() or not left_over.is_dir():
                left_over.unlink()

    def deposits(self) -> list[DepositFile]:
        """Give the deposit files in the order of their entries. Only complete names count, and a folder with such a name does not."""
        named = ((path, _DEPOSIT.fullmatch(path.name.lower())) for path in self.path.iterdir())
        found = [DepositFile(path, int(match[1]), int(match[2])) for path, match in named if match is not None]
        files = [
            file for file in found if 0 < file.first <= file.last and (file.path.is_symlink() or not file.path.is_dir())
        ]
        return sorted(files, key=lambda file: (file.first, file.last))

    def keep(self, batch: Batch) -> None:
        """Write a deposit file. Raises OSError."""
        parcel.write(self.path / f"deposit-{batch.first:010}-{batch.last:010}.hbp", batch.deposit)

    def has_room(self, length: int) -> bool:
        """Whether so many bytes fit, and the district's answers after them."""
        return shutil.disk_usage(self.path).free > length + SPARE_LEN

    def keep_head(self, head: Signed) -> None:
        """Write the signed head. Raises OSError."""
        parcel.write(self.path / HEAD, head)

    def head(self) -> Signed | None:
        """Read the signed head. Raises Damaged."""
        return _or_none(self.path / HEAD, Signed)

    def keep_oldest(self, number: int) -> None:
        """Write the number of the oldest entry. Raises OSError."""
        parcel.write(self.path / OLDEST, Numbered(number))

    def oldest(self) -> int | None:
        """Read the number of the oldest entry. Raises Damaged."""
        return _number(self.path / OLDEST)

    def keep_enrolment(self, asked: EnrolmentAsked) -> None:
        """Write the request for enrolment. Raises OSError."""
        parcel.write(self.path / ENROLMENT, asked)

    def enrolment(self) -> EnrolmentAsked | None:
        """Read the request for enrolment. Raises Damaged."""
        return _or_none(self.path / ENROLMENT, EnrolmentAsked)

    def keep_receipt(self, receipt: Signed) -> None:
        """Write the receipt. Raises OSError."""
        parcel.write(self.path / RECEIPT, receipt)

    def receipt(self) -> Signed | None:
        """Read the receipt. Raises Damaged."""
        return _or_none(self.path / RECEIPT, Signed)

    def keep_notices(self, notices: Notices) -> None:
        """Write the notices. Raises OSError."""
        parcel.write(self.path / NOTICES, notices)

    def notices(self) -> Notices | None:
        """Read the notices. Raises Damaged."""
        return _or_none(self.path / NOTICES, Notices)

    def keep_reached(self, number: int) -> None:
        """Write up to which entry the district has the box. Raises OSError."""
        parcel.write(self.path / REACHED, Numbered(number))

    def reached(self) -> int | None:
        """Read up to which entry the district had the box. Raises Damaged."""
        return _number(self.path / REACHED)


def folder_of(stick: Path, box: bytes) -> BoxFolder:
    """Give the folder of a box on this stick, whether it exists or not. Raises Damaged where it is a link, which could lead anywhere."""
    path = stick / FOLDER / box.hex()
    if path.parent.is_symlink() or path.is_symlink():
        raise parcel.Damaged(f"{FOLDER} on this stick is a link to somewhere else. Use another stick, or delete it.")
    return BoxFolder(path)


def folders(stick: Path) -> Iterator[BoxFolder]:
    """Give every box's folder on this stick. A link is never one of ours."""
    root = stick / FOLDER
    for path in sorted(root.iterdir()) if root.is_dir() and not root.is_symlink() else ():
        if path.is_dir() and not path.is_symlink() and id_of_hex(path.name) is not None:
            yield BoxFolder(path)


def _number(path: Path) -> int | None:
    kept = _or_none(path, Numbered)
    return None if kept is None else kept.number


def _or_none[Body: (Signed, Notices, EnrolmentAsked, Numbered)](path: Path, kind: type[Body]) -> Body | None:
    try:
        return parcel.read(path, kind)
    except FileNotFoundError:
        return None
