"""Which wraps may leave the building. Pure; opens none."""

from collections.abc import Set as AbstractSet

import msgspec

from appliance.core.board import Board
from appliance.district.trust import Trust


class Leaving(msgspec.Struct, frozen=True):
    """`own`: fingerprints of the building's reading keys. `office`: of those whom the safety office named.

    Up to `taken_over` the record is a former box's, whose reading keys this box may lack: there a reader it does not know may be the
    building itself, so what leaves is for the office alone.
    """

    own: AbstractSet[bytes]
    office: AbstractSet[bytes]
    taken_over: int

    @classmethod
    def now(cls, own: AbstractSet[bytes], trust: Trust, board: Board) -> "Leaving":
        """As this box is."""
        replaced = board.recovery.replaced
        office = {each.fingerprint for each in trust.recipients}
        return cls(own, office, replaced.event.number if replaced is not None else 0)

    def may(self, number: int, recipient: bytes) -> bool:
        """Whether a wrap of this entry for this reader may."""
        return recipient not in self.own and (number > self.taken_over or recipient in self.office)
