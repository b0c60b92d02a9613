"""How a console was started: what it looks like, and who sees it."""

from dataclasses import dataclass

from tui.themes import THEMES


@dataclass(frozen=True, slots=True)
class Looks:
    """Its colours; `nameless` where visitors see it; `kiosk` where it is never left."""

    theme: str = next(iter(THEMES))
    nameless: bool = False
    kiosk: bool = False


USUAL = Looks()
