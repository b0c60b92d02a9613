"""What a server must remember of its store's copy between runs. Losing it costs a new generation, and nothing else."""

from pathlib import Path
from typing import Self

import msgspec

from sync.district.folder import replace

WRITERS_MAX = 32  # runs: the marker of an earlier one tells that an earlier copy was put in


class State(msgspec.Struct):
    """Ids in hex. `writers`: the runs that wrote markers, the newest last. `txid`: at least so far it was proved. `inode`: of the store,
    since another file in its place is another one to Litestream.
    """

    store: str = ""
    generation: str = ""
    writers: list[str] = []
    txid: int = 0
    inode: int = 0

    @classmethod
    def load(cls, file: Path) -> Self:
        """What the file says; a fresh one where there is none that can be read."""
        try:
            return msgspec.json.decode(file.read_bytes(), type=cls)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return cls()

    def save(self, file: Path) -> None:
        """Raises OSError."""
        replace(file, msgspec.json.encode(self))

    def wrote(self, writer: bytes) -> None:
        """This run wrote a marker."""
        if writer.hex() not in self.writers:
            self.writers = [*self.writers, writer.hex()][-WRITERS_MAX:]
