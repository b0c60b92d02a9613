"""Holds what is needed to make the family `modbus`: its lines and the boards on them. Pure; knows no plan."""

from typing import ClassVar

import msgspec

from hardware.serial.line import Wire


class BusBoard(msgspec.Struct, frozen=True):
    """A board on a line, with the inputs and relays that are printed on it."""

    board: str
    line: str
    unit: int
    inputs: int
    relays: int


class ModbusSettings(msgspec.Struct, frozen=True):
    """Every planned line that speaks Modbus, and every board on these lines."""

    family: ClassVar[str] = "modbus"

    lines: tuple[Wire, ...]
    boards: tuple[BusBoard, ...]
