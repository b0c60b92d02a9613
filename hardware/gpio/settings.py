"""Holds what is needed to make the family `gpio`: nothing, since each button names its own pins. Pure; knows no plan."""

from typing import ClassVar

import msgspec


class GpioSettings(msgspec.Struct, frozen=True):
    """Says that contacts on the pins of this box are planned."""

    family: ClassVar[str] = "gpio"
