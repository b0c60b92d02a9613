"""Holds what is needed to make the source of the pretend buttons. Pure value."""

from typing import ClassVar

import msgspec


class SimulatedSettings(msgspec.Struct, frozen=True):
    """Where pretend buttons connect. Port 0 lets the system choose."""

    family: ClassVar[str] = "simulated"

    host: str
    port: int
