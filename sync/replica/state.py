"""What the replica must remember between runs: its generations, and where older ones may still lie. Knows no target.

Losing it costs a new generation, and no entry.
"""

import msgspec

from sync.replica.runs import Runs

SURVIVORS_MAX = 32  # each is a stick that somebody lost, or a server that nobody asks any more
UNFINISHED_MAX = 64  # what is beyond goes with the rest once a copy is proved


class Survivor(msgspec.Struct, frozen=True):
    """A generation of wraps that could not be removed. `where` as people call it."""

    generation: str
    where: str
    since_ms: int


class State(Runs):
    """Ids in hex. `mirror_txid`, `wraps_txid`, `proved`: at least so far it was
    proved. `bundle`: the one that was read back there, by length and digest (SHA-256). `kept`: generations of entries that a record
    which was put back does not have; they go once a person says so (`handbell replica forget-earlier`). `unfinished`: generations that
    were given up before they were whole.
    """

    box: str = ""
    mirror: str = ""
    wraps: str = ""
    mirror_txid: int = 0
    wraps_txid: int = 0
    proved: int = 0
    bundle: int = 0
    bundle_len: int = 0
    bundle_digest: str = ""
    survivors: list[Survivor] = msgspec.field(default_factory=list)
    kept: list[str] = msgspec.field(default_factory=list)
    unfinished: list[str] = msgspec.field(default_factory=list)

    def gives_up(self) -> None:
        """The present generations are not gone on with; those that never were whole are of no use to anybody."""
        if self.mirror and not self.mirror_txid:
            self.unfinished = [*self.unfinished, self.mirror, self.wraps][-UNFINISHED_MAX:]
        self.mirror, self.mirror_txid = "", 0

    def leaves_wraps(self, where: str, now_ms: int) -> None:
        """The present generation of wraps is given up: until it was seen to be removed, it may lie there."""
        if self.wraps:
            left = Survivor(self.wraps, where, now_ms)
            self.survivors = [*self.survivors, left][-SURVIVORS_MAX:]

    def removed(self, generation: str) -> None:
        """A generation of wraps is gone where it lay."""
        self.survivors = [each for each in self.survivors if each.generation != generation]
