"""Remembers how well one transmitter was heard: the worst frame of each of the last seven days. Pure: the day is an argument."""

DAYS = 7
# A guess, in the receiver's own units, whose scale no document gives. It only warns, and does nothing else.
WEAK_MARGIN = 5


class Week:
    """The last seven days of one transmitter. It is made from what `text` gave; any other text makes a week without a frame."""

    def __init__(self, text: str = "") -> None:
        self._worst = _read(text)

    def heard(self, margin: int, day: int) -> None:
        """Note that a frame came with this margin."""
        self._worst[day] = min(margin, self._worst.get(day, margin))
        for old in [each for each in self._worst if not day - DAYS < each <= day]:
            del self._worst[old]

    @property
    def worst(self) -> int | None:
        """The worst margin of the week; None if nothing was heard."""
        return min(self._worst.values(), default=None)

    def weak(self, day: int) -> str | None:
        """Say what is wrong with the signal today. It includes yesterday, so that a bad night is seen the next morning."""
        lately = min((worst for of, worst in self._worst.items() if day - 1 <= of <= day), default=WEAK_MARGIN)
        return f"margin {lately} at its worst since yesterday" if lately < WEAK_MARGIN else None

    @property
    def text(self) -> str:
        return " ".join(f"{day}:{worst}" for day, worst in self._worst.items())


def _read(text: str) -> dict[int, int]:
    pairs = (each.partition(":") for each in text.split()[:DAYS])
    return {int(day): int(worst) for day, _, worst in pairs if day.isdecimal() and worst.isdecimal()}
