"""Says how long the next try has to wait after wrong PINs: longer each time, never for ever. Pure, with an argument for the time. No
entry is dropped to make room for another: it goes with the right PIN, or when its time is over. There are at most as many entries as the
plan has people and desks, because the caller lets no other names through (`appliance.doors.sitting.proving`).
"""

from collections import OrderedDict

from appliance.plan.ids import DeskId

WAIT_S_MAX = 30.0
"""Long enough that a PIN cannot be guessed in a school year; short enough that its owner is never kept from a desk for long."""
FORGOTTEN_AFTER_S = 900.0
"""Whoever comes back a quarter of an hour later starts anew: a slip in the morning does not count in the afternoon."""

ANYWHERE_FREE = 10
"""Wrong tries of one secret at all desks together within that quarter of an hour. After so many, each desk waits for the others. A person
slips a few times. Without this limit, somebody who attaches as one desk after the other would have two tries a minute at each.
"""

type Trier = tuple[str, DeskId]
"""Whose PIN is tried, or the codes of all records; and at which desk of the plan."""


class Tries:
    """Wrong tries by secret and desk, and by secret alone. Wrong tries at one desk keep nobody waiting at a desk where they were right
    before.

    A restart forgets all of them.
    """

    def __init__(self) -> None:
        self._wrong: OrderedDict[Trier, tuple[int, float]] = OrderedDict()
        self._anywhere: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._right: set[Trier] = set()

    def wait_s(self, trier: Trier, now_s: float) -> float:
        """Give the seconds until this may be tried again at this desk; 0 if at once."""
        count, at_s = self._wrong.get(trier, (0, now_s))
        waits = [at_s + _delay_s(count) - now_s]
        if trier not in self._right:
            count, at_s = self._anywhere.get(trier[0], (0, now_s))
            if count >= ANYWHERE_FREE and now_s - at_s <= FORGOTTEN_AFTER_S:
                waits.append(at_s + WAIT_S_MAX - now_s)
        return max(0.0, *waits)

    def wrong(self, trier: Trier, now_s: float) -> None:
        """Note a wrong try."""
        _count(self._wrong, trier, now_s)
        _count(self._anywhere, trier[0], now_s)

    def right(self, trier: Trier) -> None:
        """Note a right try: earlier wrong tries at this desk no longer count."""
        self._wrong.pop(trier, None)
        self._right.add(trier)

    def __len__(self) -> int:
        return len(self._wrong)


def _count[Key](wrong: OrderedDict[Key, tuple[int, float]], key: Key, now_s: float) -> None:
    """Count one more wrong try, and drop the counts that are over."""
    count, at_s = wrong.pop(key, (0, now_s))
    wrong[key] = (1 if now_s - at_s > FORGOTTEN_AFTER_S else count + 1, now_s)
    while now_s - next(iter(wrong.values()))[1] > FORGOTTEN_AFTER_S:
        wrong.popitem(last=False)


def _delay_s(count: int) -> float:
    """Give the wait after so many wrong tries: 1, 2, 4, 8, 16, 30, 30 …"""
    return min(2.0 ** min(count - 1, 10), WAIT_S_MAX) if count else 0.0
