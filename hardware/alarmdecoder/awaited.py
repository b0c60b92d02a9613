"""What this family takes from the foundation of wires, as agreed, until that is here: then this file goes, and imports change.

`PanelZone`, `Fitting.points` → hardware/points.py, ports.py; `WireFault`, `WireMended` → signals.py; `Levels` → levels.py; `Wire`,
`LineState` → serial/line.py; `Judge`, `Verdict` → serial/judging.py.
"""

import enum
from collections.abc import Callable, Mapping
from typing import Literal, Protocol

import msgspec

from hardware.signals import Signal

type Spot = tuple[str, str]
"""Button and contact."""


class PanelZone(msgspec.Struct, frozen=True):
    """Where a hold-up button hangs on the panel at the end of `line`: a zone, a loop (`part`) of a radio transmitter, or an input (`part`)
    of an expander.
    """

    line: str
    how: Literal["zone", "rf", "exp"]
    number: str
    part: int


class Fitting(msgspec.Struct, frozen=True):
    """A device as the plan has it, with what each of its contacts hangs on."""

    device: str
    address: str = ""
    points: Mapping[str, PanelZone] = {}
    part: str = ""


class WireFault(msgspec.Struct, frozen=True):
    """Something is wrong with a line, or what is at its end: `kind` is line or panel, `subject` the line's id."""

    kind: str
    subject: str
    what: str
    detail: str


class WireMended(msgspec.Struct, frozen=True):
    """That is over."""

    kind: str
    subject: str
    what: str


type Heard = Signal | WireFault | WireMended


class LineState(enum.StrEnum):
    """How a serial line stands."""

    OPEN = "open"
    MISSING = "missing"
    REFUSED = "refused"


class Wire(Protocol):
    """A serial line."""

    async def run(self, take: Callable[[bytes], None], state: Callable[[LineState, str], None]) -> None:
        """Keep it open until cancelled."""
        ...


class Verdict(enum.StrEnum):
    """What may be said of an open line."""

    WELL = "well"
    SILENT = "silent"
    GARBLED = "garbled"


class Judge(Protocol):
    """What tells noise and silence from a line that is well."""

    def heard(self, now_s: float, size_bytes: int, good: int, bad: int) -> None:
        """So many bytes came, and so many lines were made of them."""
        ...

    def verdict(self, now_s: float) -> Verdict:
        """What the line is now."""
        ...

    def why(self, now_s: float) -> str:
        """The verdict's figures."""
        ...


type NewJudge = Callable[[float | None, float], Judge]
"""Of a line that may be silent for so long (s), opened now (s)."""


class Levels(Protocol):
    """Makes presses of contacts that close and open."""

    def closed(self, at: Spot, now_s: float, *, live: bool, again: bool = False) -> list[Signal]:
        """Closed; `again`: said anew by whoever sends it."""
        ...

    def open(self, at: Spot, now_s: float) -> list[Signal]:
        """Open."""
        ...

    def times_up(self, now_s: float) -> list[Signal]:
        """What is due by now."""
        ...

    def deadline(self) -> float | None:
        """When something is due next."""
        ...
