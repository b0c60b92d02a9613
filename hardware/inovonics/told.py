"""What was said of the faults of one thing: each change once. At first also what is well: an earlier run may have said otherwise."""

from collections.abc import Callable


class Told:
    """`say` gets the word of a fault and its detail, None where it is over."""

    def __init__(self, say: Callable[[str, str | None], None]) -> None:
        self._say = say
        self._wrong: dict[str, bool] = {}

    def is_so(self, what: str, detail: str | None) -> None:
        """It is so as `detail` has it; None: it is not."""
        wrong = detail is not None
        if self._wrong.get(what) is not wrong:
            self._wrong[what] = wrong
            self._say(what, detail)
