"""Decides which wraps may leave the building. Pure; opens none."""

from collections.abc import Set as AbstractSet

import msgspec

from appliance.core.board import Board
from appliance.district.trust import Trust


class Leaving(msgspec.Struct, frozen=True):
    """`own`: fingerprints of the building's reading keys. `office`: fingerprints of the readers whom the safety office named.

    Up to entry `taken_over`, a former box wrote the record, and this box may lack that box's reading keys. An unknown reader there may be
    the building itself, so of these entries only wraps for the office leave.
    """

    own: AbstractSet[bytes]
    office: AbstractSet[bytes]
    taken_over: int

    @classmethod
    def now(cls, own: AbstractSet[bytes], trust: Trust, board: Board) -> "Leaving":
        """Make it for this box as it is now."""
        replaced = board.recovery.replaced
        office = {each.fingerprint for each in trust.recipients}
        return cls(own, office, replaced.event.number if replaced is not None else 0)

    def may(self, number: int, recipient: bytes) -> bool:
        """Return whether a wrap of this entry for this reader may leave."""
        return recipient not in self.own and (number > self.taken_over or recipient in self.office)
