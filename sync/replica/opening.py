"""The target that the settings name. Knows each kind's file, and nothing of what is copied there."""

from collections.abc import Callable
from typing import assert_never

from sync.replica.folder import open_folder
from sync.replica.target import Target
from sync.replica.where import S3, Folder, Sftp, Stick, Where, WhereError

type Opener = Callable[[bytes, bytes], Target]
"""Building and box to their place at the target, as it is now. Raises CopyFault."""


def opener(where: Where) -> Opener:
    """Raises WhereError."""
    match where:
        case Stick() | Folder():
            return lambda building, box: open_folder(where, building, box)
        case Sftp() | S3():
            raise WhereError("A copy over the network cannot be made yet: name a stick or a folder.")
        case _:
            assert_never(where)
