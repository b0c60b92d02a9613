"""`restore`: measures, in a process of its own, from a copy of 200,000 entries and a phrase to a folder that a start accepts; and its
memory.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from figures import Figure

ROOT = Path(__file__).parents[2]
ENTRIES = 200_000
OPEN = 400  # so many of the entries belong to open calls
A_CALL = 20
SECONDS_MAX = 30.0
MIB_MAX = 200.0  # what the unit may use (systemd/handbell-restore.service)
RESTORING = """
import re, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from appliance.restoring.restoring import Restored, restored
from appliance.settings import Settings
from tests.appliance.restoring.copied import key_of
began = time.monotonic()
done = restored(Path(sys.argv[2]), key_of(), Settings(data=Path(sys.argv[3])))
assert isinstance(done, Restored), done
took = time.monotonic() - began
most = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(took, int(most[1]) / 1024)
"""


async def measure() -> AsyncIterator[Figure]:
    """Measure with entries of 850 bytes, as a press makes them."""
    with tempfile.TemporaryDirectory() as folder:
        size = await asyncio.to_thread(_copy, Path(folder))
        (Path(folder) / "new").mkdir(mode=0o700)
        words = [sys.executable, "-c", RESTORING, str(ROOT), f"{folder}/copy", f"{folder}/new"]
        made = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
        told, _ = await made.communicate()
        if made.returncode != 0:
            raise RuntimeError("it was not restored")
    seconds, mib = map(float, told.split())
    yield Figure("restore", seconds, "s", value_max=SECONDS_MAX, says=f"{ENTRIES:,} entries, {size >> 20} MiB")
    yield Figure("restore-memory", mib, "MB", value_max=MIB_MAX, says="resident, at most")


def _copy(folder: Path) -> int:
    """Make the copy; give the length of its database."""
    sys.path.insert(0, str(ROOT))
    from appliance.envelope import format as layout
    from appliance.envelope.seal import Position, seal
    from appliance.vault.pool import Pool
    from appliance.vault.vault import Vault
    from tests.appliance.restoring.copied import MADE_MS, contents_of, write_bundle, write_mirror, write_wraps

    vault, epoch = Vault.open(folder / "dead" / "keys"), bytes(layout.ID_LEN)
    pool = Pool([vault.reading_keys.current(MADE_MS).public], vault.building, epoch)
    front, before = layout.epoch_front(vault.building, vault.box, epoch), layout.GENESIS_DIGEST
    rows, wraps = [], []
    for number in range(1, ENTRIES + 1):
        body = layout.FACT + os.urandom(650)
        if number % A_CALL == 1:
            key = pool.take()
            body = key.statement.encode()
            if number > ENTRIES - OPEN:
                wraps += [(number, key.stream, key.key_no, reader, wrap) for reader, wrap in key.wraps]
        entry = seal(Position(front, number, before), key.data_key, body)
        before = layout.entry_digest(entry)
        rows.append((number, entry))
    (folder / "copy").mkdir()
    write_mirror(folder / "copy", vault, rows)
    write_wraps(folder / "copy", vault, wraps)
    contents = contents_of(folder / "dead", vault, {wrap[3] for wrap in wraps})
    write_bundle(folder / "copy", vault, contents, 7, rows[-1])
    return (folder / "copy" / "mirror.db").stat().st_size
