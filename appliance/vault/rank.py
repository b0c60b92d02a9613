"""The highest rank this box told its buttons, in a file beside the keys. Knows no record, and not what a rank is for.

rank 4, big-endian. It is no secret; it stands here because what is lost with the record must not be lost with it.
"""

import logging
from pathlib import Path

from appliance.vault import files
from appliance.vault.errors import VaultError

RANK_NAME = "rank"

_RANK_LEN = 4  # one int32

log = logging.getLogger("handbell.vault")


def read(folder: Path) -> int:
    """The rank kept in the folder; 0 where none is kept, or none that can be read: a box arms all the same."""
    try:
        kept = files.read(folder / RANK_NAME, _RANK_LEN)
    except VaultError as damaged:
        log.warning("the rank kept beside the keys is not used: %s", damaged)
        return 0
    return 0 if kept is None else max(int.from_bytes(kept, signed=True), 0)


def write(folder: Path, rank: int) -> None:
    """Keep this rank. Raises VaultError."""
    files.write(folder / RANK_NAME, rank.to_bytes(_RANK_LEN, signed=True))
