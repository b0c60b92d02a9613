"""Pretends to be a building whose buttons speak ESPHome's native API. It can do all that the simpler pretend building can do, and the
failures of this wire.

`async with TwinBuilding("127.0.0.1", 6054, {"B204-1": key}) as building:` dials the appliance. After `await building.listen("B204-1",
"127.0.0.1")` the appliance may connect as well; with `dials=False` it has to.
"""

import random
from collections.abc import Callable, Mapping

from hardware.errors import HardwareError
from hardware.esphome import wire
from hardware.esphome.twin.button import new_ledger
from hardware.esphome.twin.device import SLOTS
from hardware.esphome.twin.line import TwinLine
from hardware.esphome.twin.session import Session
from hardware.esphome.twin.tricks import FloodingSession, ForeignSession, RubbishSession, StallingSession
from hardware.simulated.building import PretendBuilding

KEY_BYTES = 32  # as Noise wants it


class TwinBuilding(PretendBuilding):
    """A pretend building. `buttons` maps a button's id to its key of 32 bytes, or to None if the button was made without a key.

    Raises HardwareError for a key of another length, and for a contact that our firmware does not have.
    """

    def __init__(
        self,
        host: str,
        port: int,
        buttons: Mapping[str, bytes | None],
        *,
        contacts: Mapping[str, tuple[str, ...]] | None = None,
        seed: int = 0,
        lit: Callable[[str, str], None] | None = None,
        dials: bool = True,
    ) -> None:
        super().__init__(host, port, buttons, contacts=contacts, seed=seed, lit=lit)
        for button, contacts_ in self._contacts.items():
            self._contacts[button] = _fitted(button, contacts_)
        for button, key in buttons.items():
            if key is not None and len(key) != KEY_BYTES:
                raise HardwareError(
                    f"button {button}: its key has {len(key)} bytes; on this wire a key has {KEY_BYTES}. Provision it again."
                )
        self._twins: dict[str, TwinLine] = {}
        self._dials = dials

    def twin(self, button: str) -> TwinLine:
        """Return one device, with its name, address and connections."""
        self._line(button)
        return self._twins[button]

    async def listen(self, button: str, host: str, port: int = 0) -> tuple[str, int]:
        """Let clients connect to a button, and return where. With port 0 the system chooses a port, which then stays."""
        twin = self.twin(button)
        self._start(twin.listen(host, port), button)
        await twin.listening.wait()
        assert twin.address is not None, "it listens"
        return twin.address

    def stall(self, button: str) -> None:
        """Make it never answer the handshake, on every connection from now on; `behave` ends it."""
        self._behave(button, StallingSession)

    def speak_rubbish(self, button: str) -> None:
        """Make it send bytes that mean nothing, on every connection from now on; `behave` ends it."""
        self._behave(button, RubbishSession)

    def flood(self, button: str) -> None:
        """Make it send its counts as fast as the other end takes them, on every connection from now on; `behave` ends it."""
        self._behave(button, FloodingSession)

    def run_other_firmware(self, button: str) -> None:
        """Make it a device that has the key and is no call button, on every connection from now on; `behave` ends it."""
        self._behave(button, ForeignSession)

    def behave(self, button: str) -> None:
        """Make it do what it should again, on a new connection."""
        self._behave(button, Session)

    def claim(self, button: str, name: str) -> None:
        """Make it use another device's name (and MAC) with its own key, on a new connection."""
        twin = self.twin(button)
        twin.name = name
        twin.hang_up()

    def take_slots(self, button: str) -> None:
        """Let idle connections of strangers take every slot that is not in use. A connection that breaks now finds no free slot."""
        twin = self.twin(button)
        twin.strangers = SLOTS - len(twin.sessions())

    def free_slots(self, button: str) -> None:
        """Remove these strangers."""
        self.twin(button).strangers = 0

    def turn_back(self, button: str, contact: str = "help", by: int = 1) -> None:
        """Make a counter fall back to an older state of the flash, as may happen when power fails during a write. The button boots anew."""
        self.cut_power(button)
        super().turn_back(button, contact, by)
        self.restore_power(button)

    def set_weather(self, button: str, *, lose: float = 0.0, repeat: float = 0.0, reorder: float = 0.0) -> None:
        """Make whole messages be lost or repeated by these chances, from now on. Raises ValueError for `reorder`: TCP keeps the order."""
        if reorder:
            raise ValueError("this wire keeps messages in their order: leave reorder at 0")
        super().set_weather(button, lose=lose, repeat=repeat)

    def _behave(self, button: str, kind: type[Session]) -> None:
        twin = self.twin(button)
        twin.session_kind = kind
        twin.hang_up()

    def _new_line(self, button: str, key: bytes | None, dice: random.Random) -> TwinLine:
        twin = self._twins[button] = TwinLine(button, key, self._new_flash(button), dice, self._lit)
        return twin

    def _new_ledger(self, dice: random.Random) -> str:
        return new_ledger(dice)

    def _keep_connected(self, button: str) -> None:
        if self._dials:
            super()._keep_connected(button)


def _fitted(button: str, contacts: tuple[str, ...]) -> tuple[str, ...]:
    """Put the contacts into the order in which the firmware says them."""
    for contact in contacts:
        if contact not in wire.CONTACTS:
            raise HardwareError(
                f"button {button}: our firmware has no contact {contact}; it has {', '.join(wire.CONTACTS)}"
            )
    return tuple(sorted(contacts, key=wire.CONTACTS.index))
