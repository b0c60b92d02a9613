"""Holds what is needed to make the source of our buttons on the LAN. Pure value."""

from typing import ClassVar

import msgspec


class EsphomeSettings(msgspec.Struct, frozen=True):
    """Where devices dial in. Port 0 lets the system choose."""

    family: ClassVar[str] = "esphome"

    host: str
    port: int
