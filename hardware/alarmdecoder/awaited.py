"""What this family takes from the foundation of wires, as agreed, until that is here: then this file goes, and imports change.

`Fitting` → hardware/ports.py; `WireFault`, `WireMended` → hardware/signals.py; `Line`, `LineState` → hardware/serial/.
"""

import enum
from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec

from hardware.points import Point
from hardware.signals import Signal


class Fitting(msgspec.Struct, frozen=True):
    """A device as the plan has it, with what each of its contacts hangs on."""

    device: str
    address: str = ""
    points: Mapping[str, Point] = {}
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


class Line(Protocol):
    """A serial line."""

    async def run(self, take: Callable[[bytes], None], state: Callable[[LineState, str], None]) -> None:
        """Keep it open until cancelled."""
        ...
