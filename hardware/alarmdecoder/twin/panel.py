"""Pretends to be an alarm panel with an AlarmDecoder: it is told what happens and says on its serial line what such a panel says. Ships
in the product.

It shares no code with the codec that reads it, and makes every line in its own way. It hears nothing, since nothing may be sent to it.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import NoReturn

from hardware.points import PanelZone

KEYPAD_EVERY_S = 10.0  # Our choice: a panel repeats what its keypads show; nobody has measured how often.

type Send = Callable[[bytes], object]

_RF_BITS = {1: 0x80, 2: 0x20, 3: 0x10, 4: 0x40}
_RF_SUPERVISED, _RF_LOW = 0x04, 0x02
_PANIC_SILENT = "122"


class Panel:
    """A pretend panel. `names` are the buttons on it; `send` takes the bytes that it says."""

    def __init__(self, send: Send, names: Mapping[str, PanelZone]) -> None:
        self.mains, self.battery_low, self.silent = True, False, False
        self._send = send
        self._names = names
        self._low: set[str] = set()

    async def run(self, every_s: float = KEYPAD_EVERY_S) -> NoReturn:
        """Say what the keypads show, over and over, until cancelled."""
        while True:
            self.keypad()
            await asyncio.sleep(every_s)

    def press(self, name: str) -> None:
        """Press the hold-up button of this name."""
        at = self._names[name]
        match at.how:
            case "zone":
                self.alarm(at.number, _PANIC_SILENT)
            case "rf":
                self._radio(at.number, _RF_BITS[at.part])
            case "exp":
                self._expander(at, 1)

    def free(self, name: str) -> None:
        """Let the button go, or reset it with its key."""
        at = self._names[name]
        match at.how:
            case "zone":
                self.restore(at.number, _PANIC_SILENT)
            case "rf":
                self._radio(at.number, 0)
            case "exp":
                self._expander(at, 0)

    def check_in(self, name: str) -> None:
        """Let a button's radio transmitter say that it is alive."""
        self._radio(self._names[name].number, _RF_SUPERVISED)

    def low(self, name: str) -> None:
        """Let the battery of a button's radio transmitter be low; its check-in says so."""
        self._low.add(self._names[name].number)
        self.check_in(name)

    def well(self, name: str) -> None:
        """Give a button's transmitter a new battery."""
        self._low.discard(self._names[name].number)
        self.check_in(name)

    def alarm(self, zone: str, code: str) -> None:
        """Report something new about a zone."""
        self.say(f"!LRR:{int(zone):03d},1,CID_1{code},ff")

    def restore(self, zone: str, code: str) -> None:
        """Report that something about a zone is over."""
        self.say(f"!LRR:{int(zone):03d},1,CID_3{code},ff")

    def power(self, *, mains: bool | None = None, battery_low: bool | None = None) -> None:
        """Change the panel's own power; its keypads say so."""
        self.mains = self.mains if mains is None else mains
        self.battery_low = self.battery_low if battery_low is None else battery_low
        self.keypad()

    def keypad(self) -> None:
        """Say what the keypads show now."""
        flags = f"1000000{int(self.mains)}000{int(self.battery_low)}00000A--"
        self.say(f'!KPM:[{flags}],008,[f702000b1008001c08020000000000],"****DISARMED****  Ready to Arm  "')

    def boot(self) -> None:
        """Start the AlarmDecoder."""
        self.say("!boot....done")
        self.say("!Ready")
        self.say("!CONFIG>MODE=A&CONFIGBITS=ff04&ADDRESS=18&LRR=Y&COM=N&EXP=NNNNN&REL=NNNN&MASK=ffffffff")

    def say(self, line: str) -> None:
        """Say one line, with its end. Says nothing while the panel is silent."""
        self.noise(line.encode("ascii") + b"\r\n")

    def noise(self, data: bytes) -> None:
        """Send bytes that are no line."""
        if not self.silent:
            self._send(data)

    def _radio(self, serial: str, bits: int) -> None:
        self.say(f"!RFX:{serial},{bits | (_RF_LOW if serial in self._low else 0):02x}")

    def _expander(self, at: PanelZone, value: int) -> None:
        self.say(f"!EXP:{int(at.number):02d},{at.part:02d},{value:02d}")
