"""What makes the port of a sounder, one value for each family. Pure; knows no plan.

A pattern begins again at least every `again_s` where the family can be told so and the rest between two bursts allows it.
"""

from typing import ClassVar

import msgspec

from hardware.ports import Fitting


class AlsaOutput(msgspec.Struct, frozen=True):
    """`device`: "" is the usual one, else a name of `aplay -L`."""

    family: ClassVar[str] = "alsa"

    device: str
    again_s: int


class FileOutput(msgspec.Struct, frozen=True):
    """`path`: a file or a FIFO."""

    family: ClassVar[str] = "file"

    path: str
    again_s: int


class SimulatedOutput(msgspec.Struct, frozen=True):
    """One that makes no noise."""

    family: ClassVar[str] = "simulated"


class EsphomeOutput(msgspec.Struct, frozen=True):
    """A sounder of ours on the LAN: its id in the plan, and the device it is."""

    family: ClassVar[str] = "esphome"

    sounder: str
    fitting: Fitting
