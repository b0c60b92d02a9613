"""Keeps what the replica must remember between runs: its generations, and where older ones may still lie. Knows no target.

Losing it costs a new generation, and no entry.
"""

import msgspec

from sync.replica.runs import Runs

SURVIVORS_MAX = 32  # each is a stick that somebody lost, or a server that is no longer asked
UNFINISHED_MAX = 64  # more of them are removed with the rest once a copy is proved


class Survivor(msgspec.Struct, frozen=True):
    """A generation of wraps that could not be removed. `where`: what people call its place."""

    generation: str
    where: str
    since_ms: int


class State(Runs):
    """What the replica remembers; ids in hex. `mirror_txid`, `wraps_txid`, `proved`: up to where it was proved, at least. `bundle`: the
    bundle that was read back there, with its length and digest (SHA-256). `kept`: generations with entries that are no longer in a record
    that was put back; they are removed once a person says so (`handbell replica forget-earlier`). `unfinished`: generations that were given
    up before they were whole.
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
        """Give up the present generations. If they never were whole, they are of no use to anybody and may be removed."""
        if self.mirror and not self.mirror_txid:
            self.unfinished = [*self.unfinished, self.mirror, self.wraps][-UNFINISHED_MAX:]
        self.mirror, self.mirror_txid = "", 0

    def leaves_wraps(self, where: str, now_ms: int) -> None:
        """Give up the present generation of wraps. Until it is seen to be removed, it may lie there."""
        if self.wraps:
            left = Survivor(self.wraps, where, now_ms)
            self.survivors = [*self.survivors, left][-SURVIVORS_MAX:]

    def removed(self, generation: str) -> None:
        """Note that a generation of wraps is removed where it lay."""
        self.survivors = [each for each in self.survivors if each.generation != generation]
