"""What makes the family `gpio`: nothing but its pins, which each button names. Pure; knows no plan."""

from typing import ClassVar

import msgspec


class GpioSettings(msgspec.Struct, frozen=True):
    """Contacts on the pins of this box are planned."""

    family: ClassVar[str] = "gpio"
