"""Counts how many of the last starts ended soon after they began, so that a record which ends the process is left alone. The count is in
a file beside the sockets, in memory: the boot's id, and a dot for each start that has not lived for a minute. It counts starts, since
clocks may jump. A power cut is no fault of a start: another boot counts anew. Knows no record.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

NAME = "short-lives"
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
LIVED_S = 60.0  # a run that ends later was not ended by its start
DEATHS_MAX = 2  # one may be a power cut; after two, the third start is done differently
START_S = 10.0  # a start takes 0.2 s, and with a damaged record at most five; a start that takes longer hangs


class Lives:
    """The count of short lives; one for each run."""

    def __init__(self, folder: Path, boot: str) -> None:
        """Read the count. `boot` is an id of this boot of the machine (`this_boot`)."""
        self._file = folder / NAME
        self._boot = boot
        self._deaths = _dots(self._file, boot)

    @property
    def too_short(self) -> bool:
        """Whether the last starts ended soon, one after the other."""
        return self._deaths >= DEATHS_MAX

    def begin(self) -> None:
        """Count this start as a death until `lived`. If nothing can be written, it is not counted.

        After a start for which `too_short` was true, the count begins anew: that start left alone what may have ended the earlier ones.
        """
        count = 1 if self.too_short else self._deaths + 1
        with suppress(OSError):
            self._file.write_text(f"{self._boot} {'.' * count}\n", "utf-8")

    def lived(self) -> None:
        """Note that this run ended as it was asked to, or has lived for long enough."""
        with suppress(OSError):
            self._file.unlink(missing_ok=True)

    @asynccontextmanager
    async def spared(self, *said: type[BaseException]) -> AsyncIterator[None]:
        """Do not count an end by one of these errors: it has said why, and no record was to blame."""
        try:
            yield
        except said:
            self.lived()
            raise


def this_boot() -> str:
    """Give an id of this boot; empty if the system has none."""
    try:
        return BOOT_ID.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


def _dots(file: Path, boot: str) -> int:
    try:
        found, _, dots = file.read_text("utf-8", "replace").partition(" ")
    except OSError:
        return 0
    return dots.count(".") if found == boot else 0


async def note_that_it_lived(lives: Lives) -> None:
    """Note after a minute that this run has lived: what ends it later is no fault of its start."""
    await asyncio.sleep(LIVED_S)
    lives.lived()
