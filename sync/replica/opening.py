"""Opens the target that the settings name. Knows which module each kind needs, and nothing of what is copied there."""

from collections.abc import Callable
from pathlib import Path
from typing import assert_never

from sync.replica.folder import open_folder
from sync.replica.sftp import open_sftp
from sync.replica.target import Target
from sync.replica.where import S3, Folder, Sftp, Stick, Where

type Opener = Callable[[bytes, bytes], Target]
"""Opens the place of a building and box at the target, as it is now. Raises CopyFault."""


def opener(where: Where, secrets: Path) -> Opener:
    """Give the function that opens the target. `secrets`: a folder that only we may read, for what programs take only from files."""
    match where:
        case Stick() | Folder():
            return lambda building, box: open_folder(where, building, box)
        case Sftp():
            return lambda building, box: open_sftp(where, building, box, secrets)
        case S3():
            from sync.replica.s3 import open_s3  # noqa: PLC0415  # HTTP and TLS take 8 MB, which a stick need not

            return lambda building, box: open_s3(where, building, box, secrets)
        case _:
            assert_never(where)
