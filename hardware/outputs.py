"""Holds what is needed to make the port of a sounder, as one type of value for each family. Pure; knows no plan.

A pattern begins again at least every `again_s`, if the family can be told so and the rest between two bursts allows it.
"""

from typing import ClassVar

import msgspec

from hardware.points import Coil, Pin
from hardware.ports import Fitting
from hardware.relay.flashing import Flash


class AlsaOutput(msgspec.Struct, frozen=True):
    """A sounder on a sound card. `device`: "" is the usual device, else a name from `aplay -L`."""

    family: ClassVar[str] = "alsa"

    device: str
    again_s: int


class FileOutput(msgspec.Struct, frozen=True):
    """A sounder that writes its sound to a file. `path`: a file or a FIFO."""

    family: ClassVar[str] = "file"

    path: str
    again_s: int


class SimulatedOutput(msgspec.Struct, frozen=True):
    """A sounder that makes no noise."""

    family: ClassVar[str] = "simulated"


class EsphomeOutput(msgspec.Struct, frozen=True):
    """A sounder of ours on the LAN: its id in the plan, and which device it is."""

    family: ClassVar[str] = "esphome"

    sounder: str
    fitting: Fitting


class RelayOutput(msgspec.Struct, frozen=True):
    """A lamp, horn or other thing on a relay. `drills`: it is on in practice, too. `goes_dark`: it is off while the building hides."""

    family: ClassVar[str] = "relay"

    at: Coil | Pin
    flash: Flash
    drills: bool
    goes_dark: bool
