"""Devices that were found and are in no plan: a short list for whoever takes one into service. Nothing they claim is believed."""

from collections.abc import Iterable

from hardware.esphome.address import Address
from hardware.ports import Stranger

STRANGERS_MAX = 64  # a shelf of new buttons; whoever invents names pushes out older inventions, and no more


class Strangers:
    """The newest last, by name."""

    def __init__(self) -> None:
        self._met: dict[str, Stranger] = {}

    def add(self, stranger: Stranger) -> None:
        """Met, or met again. What mDNS says of a device is more than what a dial tells, and is kept."""
        before = self._met.pop(stranger.device, None)
        if before is not None and before.claims and not stranger.claims:
            stranger = before
        self._met[stranger.device] = stranger
        if len(self._met) > STRANGERS_MAX:
            del self._met[next(iter(self._met))]

    def forget(self, devices: Iterable[str]) -> None:
        """These are expected now."""
        for device in devices:
            self._met.pop(device, None)

    def all(self) -> tuple[Stranger, ...]:
        """Every stranger, the newest last."""
        return tuple(self._met.values())

    def address(self, device: str) -> Address | None:
        """Where one can be reached, None for one never met."""
        stranger = self._met.get(device)
        return Address.read(stranger.address) if stranger is not None else None
