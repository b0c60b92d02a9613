"""Lists the devices that were found and are in no plan, for a person who takes one into service. Nothing that they claim is believed."""

from collections.abc import Iterable

from hardware.esphome.address import Address
from hardware.ports import Stranger

STRANGERS_MAX = 64  # A shelf of new buttons. Somebody who invents names can only push out older inventions.


class Strangers:
    """The list of strangers by name, the newest last."""

    def __init__(self) -> None:
        self._met: dict[str, Stranger] = {}

    def add(self, stranger: Stranger) -> None:
        """Add a device that was met, or met again. mDNS says more of a device than a dial does, so that is kept."""
        before = self._met.pop(stranger.device, None)
        if before is not None and before.claims and not stranger.claims:
            stranger = before
        self._met[stranger.device] = stranger
        if len(self._met) > STRANGERS_MAX:
            del self._met[next(iter(self._met))]

    def forget(self, devices: Iterable[str]) -> None:
        """Remove these devices: they are expected now."""
        for device in devices:
            self._met.pop(device, None)

    def all(self) -> tuple[Stranger, ...]:
        """Return every stranger, the newest last."""
        return tuple(self._met.values())

    def address(self, device: str) -> Address | None:
        """Return where a stranger can be reached; None if it was never met."""
        stranger = self._met.get(device)
        return Address.read(stranger.address) if stranger is not None else None
