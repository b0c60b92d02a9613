"""What a place must be able to do to hold a copy; `folder.py`, `sftp.py` and `s3.py` are such. Knows no record and no Litestream.

Everything here may wait for a disk or a network, and is called in a thread (`worker.py`).
"""

from typing import Protocol

from sync.replica.marker import LATEST, MARKER_LEN_MAX, CopyMarker


class Target(Protocol):
    """One box's place at a target. Names are below it, with slashes. Everything raises CopyFault."""

    @property
    def kind(self) -> str:
        """As the alert daemon calls it."""
        ...

    @property
    def says(self) -> str:
        """What people call it."""
        ...

    def check(self) -> None:
        """Whether it is still the place that was opened, and may be written."""
        ...

    def read(self, name: str, most: int) -> bytes | None:
        """A file of at most so many bytes; None where there is none."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Whole, in the place of what had this name; or not at all."""
        ...

    def names(self, folder: str = "") -> list[tuple[str, int]]:
        """What lies directly in a folder, with its size; a folder has 0. Nothing where there is no such folder."""
        ...

    def files(self, generation: str) -> list[tuple[str, int]]:
        """Litestream's files of a generation, of all levels: names below the generation, with their sizes."""
        ...

    def remove(self, name: str) -> bool:
        """A file, or a generation with everything in it. False where some of it is left for the next time: a far target takes long."""
        ...

    def others(self) -> dict[str, bytes]:
        """Markers of other boxes of this building, by box."""
        ...

    def free_mib(self) -> int | None:
        """Room that is left; None where that cannot be known."""
        ...

    def litestream(self, name: str) -> dict[str, object]:
        """What Litestream must be told to write to this folder of ours."""
        ...

    def environment(self) -> dict[str, str]:
        """What Litestream needs in its environment for it."""
        ...


def marker_at(target: Target) -> CopyMarker | None:
    """What the marker there says; None where there is none that can be read. Raises CopyFault."""
    data = target.read(LATEST, MARKER_LEN_MAX)
    return None if data is None else CopyMarker.unpack(data)
