"""Holds what is needed to make the source of pendants and contact transmitters. Pure value."""

from typing import ClassVar

import msgspec

from hardware.serial.line import Wire


class InovonicsSettings(msgspec.Struct, frozen=True):
    """The lines that have a receiver at their end."""

    family: ClassVar[str] = "inovonics"

    lines: tuple[Wire, ...]
