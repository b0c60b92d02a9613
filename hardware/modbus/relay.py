"""Switches and reads a relay of a Modbus board, through the one owner of its wires. Knows no pattern and no call."""

from typing import Protocol


class Wires(Protocol):
    """What the owner of a line offers for relays (hardware/modbus/bus.py). Both methods raise HardwareError."""

    async def write(self, unit: int, relay: int, on: bool) -> None:
        """Switch a relay, and return once it reads back so."""
        ...

    async def reads(self, unit: int, relay: int) -> bool:
        """Ask the board now how a relay is."""
        ...


class CoilRelay:
    """A relay of the board `unit`, with the number that is printed on it, from 1."""

    def __init__(self, wires: Wires, unit: int, relay: int) -> None:
        self._wires = wires
        self._unit = unit
        self._relay = relay

    async def throw(self, on: bool) -> None:
        """Close or open it."""
        await self._wires.write(self._unit, self._relay, on)

    async def reads(self) -> bool:
        """Return how it is now."""
        return await self._wires.reads(self._unit, self._relay)

    def close(self) -> None:
        """Do nothing: its wires have their own owner."""
