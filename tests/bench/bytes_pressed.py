"""`bytes`: measures how many bytes one press writes to the disk, beside what the bare shell writes for it. Reported, without a target."""

from collections.abc import AsyncIterator

import harness
from buttons import connected
from figures import Figure
from press import one_by_one
from written import rows_of_a_press

PRESSES = 100


async def measure() -> AsyncIterator[Figure]:
    """Measure what the daemon sends to the disk for a hundred presses that each raise a call, and for tidying up after them."""
    names = harness.button_names(PRESSES)
    async with harness.folder() as scratch:
        rows, _ = await rows_of_a_press(scratch)
    async with harness.building(len(names)) as alert, connected(alert.port, names) as buttons:
        await alert.quiet()
        before = alert.written_bytes()
        await one_by_one(buttons)
        after = alert.written_bytes()
        await alert.quiet()
        tidied, log = alert.written_bytes() - after, alert.wal_bytes()
    yield Figure(
        "bytes",
        (after - before) / PRESSES / 1024,
        "KiB",
        sum(rows) / 1024,
        (after - before) / PRESSES / sum(rows),
        says=f"the baseline is what its rows hold; tidying up afterwards {tidied / 1024:.0f} KiB in all; "
        f"the write-ahead log has {log / 1024:.0f} KiB",
    )
