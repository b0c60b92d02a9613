"""How long to wait before trying again. Pure: the dice are an argument."""

from collections.abc import Callable

FIRST_S = 0.5  # most breaks are a Wi-Fi hand-over or a server that was started anew
CAP_S = 60.0  # ours: a line that came back unnoticed is used within a minute; 2,000 buildings then make 45 attempts a second
STEADY_PART = (
    0.5  # half is waited in any case, half is diced, so that buildings cut off together do not come back together
)


class Backoff:
    """`dice` gives a number in [0, 1)."""

    def __init__(self, dice: Callable[[], float]) -> None:
        self._dice = dice
        self._tries = 0

    def next_s(self) -> float:
        """Seconds to wait, longer with every try until the cap."""
        longest = min(FIRST_S * 2.0**self._tries, CAP_S)
        self._tries = min(self._tries + 1, 16)  # 0.5 s doubled 16 times is far above the cap
        return longest * (STEADY_PART + (1 - STEADY_PART) * self._dice())

    def worked(self) -> None:
        """The district answered: the next break is a first one."""
        self._tries = 0
