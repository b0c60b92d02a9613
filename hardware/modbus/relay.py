"""A relay of a Modbus board, switched and asked through the one owner of its wires. Knows no pattern and no call."""

from typing import Protocol


class Wires(Protocol):
    """What the owner of a line offers to whoever switches (hardware/modbus/bus.py). Both raise HardwareError."""

    async def write(self, unit: int, relay: int, on: bool) -> None:
        """Switch a relay, and return once it reads back so."""
        ...

    async def reads(self, unit: int, relay: int) -> bool:
        """How a relay stands, asked of its board now."""
        ...


class CoilRelay:
    """Relay number `relay`, from 1 as printed, of the board `unit`."""

    def __init__(self, wires: Wires, unit: int, relay: int) -> None:
        self._wires = wires
        self._unit = unit
        self._relay = relay

    async def throw(self, on: bool) -> None:
        """Close or open it."""
        await self._wires.write(self._unit, self._relay, on)

    async def reads(self) -> bool:
        """How it stands now."""
        return await self._wires.reads(self._unit, self._relay)

    def close(self) -> None:
        """Its wires have an owner of their own."""
