"""Says what a place must be able to do to hold a copy; `folder.py`, `sftp.py` and `s3.py` are such places. Knows no record and no
Litestream.

Everything here may wait for a disk or a network, and is called in a thread (`worker.py`).
"""

from typing import Protocol

from sync.replica.marker import LATEST, MARKER_LEN_MAX, CopyMarker


class Target(Protocol):
    """One box's place at a target. Names are relative to it, with slashes. Every method can raise CopyFault."""

    @property
    def kind(self) -> str:
        """What the alert daemon calls this kind of place."""
        ...

    @property
    def says(self) -> str:
        """What people call it."""
        ...

    def check(self) -> None:
        """Check that it is still the place that was opened, and that we may write there."""
        ...

    def read(self, name: str, most: int) -> bytes | None:
        """Read a file of at most so many bytes; None where there is none, or it is longer."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Write the whole file in place of any file of this name, or change nothing."""
        ...

    def names(self, folder: str = "") -> list[tuple[str, int]]:
        """List what lies directly in a folder, with sizes; a folder has size 0. Nothing where there is no such folder."""
        ...

    def files(self, generation: str) -> list[tuple[str, int]]:
        """List Litestream's files of a generation, of all levels: names below the generation, with sizes."""
        ...

    def remove(self, name: str) -> bool:
        """Remove a file, or a generation with everything in it. False where some of it is left for the next time: a far
        target takes long.
        """
        ...

    def others(self) -> dict[str, bytes]:
        """Give the markers of other boxes of this building, by box."""
        ...

    def free_mib(self) -> int | None:
        """Give how much room is left; None where that cannot be known."""
        ...

    def litestream(self, name: str) -> dict[str, object]:
        """Give the settings that Litestream needs to write to this folder."""
        ...

    def environment(self) -> dict[str, str]:
        """Give what Litestream needs in its environment for this target."""
        ...


def marker_at(target: Target) -> CopyMarker | None:
    """Read the marker there; None where there is none that can be read. Raises CopyFault."""
    data = target.read(LATEST, MARKER_LEN_MAX)
    return None if data is None else CopyMarker.unpack(data)
