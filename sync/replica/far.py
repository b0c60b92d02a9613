"""Finds the copies at a server that the seed names, and gives each as a target to read. Makes no folder there, and writes nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

from sync.replica.marker import CopyMarker
from sync.replica.sftp import SftpTarget
from sync.replica.target import Target
from sync.replica.where import S3, Sftp

if TYPE_CHECKING:
    from sync.replica.s3 import S3Target

COPIES_MAX = 64  # copies of one server: a console lists no more, and a slow server takes a minute to tell of so many


def copies_at(where: Sftp | S3, secrets: Path) -> list[CopyMarker]:
    """Give what every box there says of its copy. A marker that cannot be read, or lies in the wrong place, is left out.
    Raises CopyFault.
    """
    nobody = bytes(16)
    told = _target(where, nobody, nobody, secrets).everywhere(COPIES_MAX)
    markers = ((at, CopyMarker.unpack(data)) for at, data in told.items())
    return [marker for at, marker in markers if marker is not None and at == (marker.building.hex(), marker.box.hex())]


def target_at(where: Sftp | S3, marker: CopyMarker, secrets: Path) -> Target:
    """Give the place of one of these copies. Raises CopyFault."""
    return _target(where, marker.building, marker.box, secrets)


def _target(where: Sftp | S3, building: bytes, box: bytes, secrets: Path) -> "SftpTarget | S3Target":
    if isinstance(where, Sftp):
        return SftpTarget(where, building, box, secrets)
    from sync.replica.s3 import S3Target  # noqa: PLC0415  # HTTP and TLS take 8 MB, which SFTP need not

    return S3Target(where, building, box, secrets)
