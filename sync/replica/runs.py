"""Keeps what any maker of a copy remembers between runs, and which runs it had. Losing it costs a new generation, and nothing else."""

from pathlib import Path
from typing import Self

import msgspec

from sync.transport.whole_file import write_whole

WRITERS_MAX = 32  # how many runs are known: the marker of an earlier run shows that an earlier copy was put in


class Runs(msgspec.Struct):
    """A file of its own. `writers`: the runs that wrote markers, ids in hex, the newest last."""

    writers: list[str] = []

    @classmethod
    def load(cls, file: Path) -> Self:
        """Read the file; give a fresh one where there is none that can be read."""
        try:
            return msgspec.json.decode(file.read_bytes(), type=cls)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return cls()

    def save(self, file: Path) -> None:
        """Write the file. Raises OSError."""
        write_whole(file, msgspec.json.encode(self))

    def wrote(self, writer: bytes) -> None:
        """Note that this run wrote a marker."""
        if writer.hex() not in self.writers:
            self.writers = [*self.writers, writer.hex()][-WRITERS_MAX:]
