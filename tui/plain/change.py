"""One thing that changed and has to be said. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence. `rings`: it is said with a sound, because somebody has to act."""

    words: str
    rings: bool = False
