"""Reports whether a sounder sounds, once for each change, since one cause is one trouble. Knows no device."""

from collections.abc import Callable


class Reports:
    """Passes on `None` (it sounds) or why it does not, unless it passed on the same last time."""

    def __init__(self, report: Callable[[str | None], None]) -> None:
        self._report = report
        self._said: list[str | None] = []

    def say(self, why: str | None) -> None:
        """Report that it sounds (None), or why it does not."""
        if self._said != [why]:
            self._said = [why]
            self._report(why)
