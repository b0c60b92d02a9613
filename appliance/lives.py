"""How many of the last starts ended soon after they began: what is kept between them, so that a record that kills is left alone.

A file beside the sockets, in memory: the boot's id, and a dot for each start that has not lived for a minute. Counted, never timed by a
clock that may jump. A power cut is no fault of a start: another boot counts anew. Knows no record.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

NAME = "short-lives"
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
LIVED_S = 60.0  # after that it was not the start that ended it
DEATHS_MAX = 2  # one may be a power cut; the third start is another one
START_S = 10.0  # a start takes 0.2 s, and with a damaged record at most five; one that takes longer hangs


class Lives:
    """One a run."""

    def __init__(self, folder: Path, boot: str) -> None:
        """`boot` is an id of this boot of the machine (`this_boot`)."""
        self._file = folder / NAME
        self._boot = boot
        self._deaths = _dots(self._file, boot)

    @property
    def too_short(self) -> bool:
        """Whether the last starts ended soon, one after the other."""
        return self._deaths >= DEATHS_MAX

    def begin(self) -> None:
        """This one counts as a death until `lived`. Where nothing can be written it is not counted.

        After a start that did as `too_short` says the count begins anew: it left alone what may have ended those before.
        """
        count = 1 if self.too_short else self._deaths + 1
        with suppress(OSError):
            self._file.write_text(f"{self._boot} {'.' * count}\n", "utf-8")

    def lived(self) -> None:
        """It ended as it was asked to, or has lived for long enough."""
        with suppress(OSError):
            self._file.unlink(missing_ok=True)

    @asynccontextmanager
    async def spared(self, *said: type[BaseException]) -> AsyncIterator[None]:
        """What ends with one of these has said why, and no record was to blame."""
        try:
            yield
        except said:
            self.lived()
            raise


def this_boot() -> str:
    """An id of this boot; empty where the system has none."""
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
