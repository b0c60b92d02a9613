"""Remembers which faults of one thing were reported, so that each change is reported once. At first it also reports what is well, since
an earlier run may have reported a fault.
"""

from collections.abc import Callable


class Told:
    """What was reported of one thing. `say` gets the word of a fault and its detail, or None if the fault is over."""

    def __init__(self, say: Callable[[str, str | None], None]) -> None:
        self._say = say
        self._wrong: dict[str, bool] = {}

    def is_so(self, what: str, detail: str | None) -> None:
        """Report the fault with this `detail`; None: there is no fault."""
        wrong = detail is not None
        if self._wrong.get(what) is not wrong:
            self._wrong[what] = wrong
            self._say(what, detail)
