"""Makes the second copies for a folder of keys that has none, because it is from before there were any. Judges nothing and repairs no
first copy.
"""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from appliance.vault import files, folders
from appliance.vault.errors import VaultError
from appliance.vault.kinds import BELOW, OWN, Kind
from appliance.vault.mended import Mended
from appliance.vault.pairs import COPIES
from appliance.vault.second_copy import first_of, pack

_UNFINISHED = "copies.unfinished"


def make_copies(keys: Path) -> tuple[Mended, ...]:
    """Make `keys/copies` with all that is whole, at once or not at all; do nothing if it is there.

    It does not wait for the disk: what a power cut takes of it is made again from the first copies. Raises nothing: a file that still has
    no copy afterwards gets one when it is looked at.
    """
    if not keys.is_dir() or (keys / COPIES).exists():
        return ()
    unfinished = keys / _UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)
    with contextlib.suppress(OSError, VaultError):
        for under in ("", *BELOW):
            (unfinished / under).mkdir(mode=folders.FOLDER_MODE)
        for under, name, kind in _all(keys):
            first = files.look(keys / under / name)
            if first.content is not None and kind.holds(first.content):
                copy = pack(name, first_of(first.content))
                files.write(unfinished / under / name, copy, written_ns=first.written_ns, waits=False)
        unfinished.rename(keys / COPIES)
    # a box with a rank must have had copies, since the release that brought ranks has them
    if (keys / COPIES).exists() and (keys / "rank").exists():
        return (Mended(COPIES, "was missing", "It was made anew from what it is a copy of; nothing is lost."),)
    return ()


def _all(keys: Path) -> Iterator[tuple[str, str, Kind]]:
    for name, kind in OWN.items():
        yield "", name, kind
    for under, (ending, kind) in BELOW.items():
        for name in files.names(keys / under, ending):
            yield under, name + ending, kind
