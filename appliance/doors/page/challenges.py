"""Gives challenges: random bytes that a browser signs with each press. Knows no message and no clock; times are steady seconds."""

import secrets
from collections import deque
from collections.abc import Callable

from appliance.api.page.signed import CHALLENGE_LEN

ANEW_S = 5.0  # with each refresh of the phases, so that a browser always has one that is young
COUNTS_S = 30.0
"""How long a challenge counts. A press that somebody holds back in between arrives at most so late as if it were just made, and after that
it is refused. Six refreshes: a browser that missed five of them still calls.
"""


class Challenges:
    """The challenges of one door. `random` gives so many random bytes."""

    def __init__(self, random: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._random = random
        self._given: deque[tuple[bytes, float]] = deque()

    def newest(self, now_s: float) -> bytes:
        """Give the newest challenge; a new one, if that is older than ANEW_S."""
        if not self._given or now_s - self._given[-1][1] >= ANEW_S:
            self._given.append((self._random(CHALLENGE_LEN), now_s))
        while now_s - self._given[0][1] >= COUNTS_S:
            self._given.popleft()
        return self._given[-1][0]

    def counts(self, challenge: bytes, now_s: float) -> bool:
        """Whether this challenge was given, and counts still."""
        return any(challenge == given and now_s - at_s < COUNTS_S for given, at_s in self._given)
