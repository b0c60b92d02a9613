"""Makes the device families, each from one value of its own. It is the only list of the families, and knows no incident.

A new family is built in its own folder. Here it gets one member of `Settings` or `Output`, one line where it is made, and its faults.
A module that takes long to load is imported where it is used.
"""

import functools
import logging
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

import msgspec

from hardware.alarmdecoder.faults import FAULTS as OF_ALARMDECODER
from hardware.alarmdecoder.faults import WIRE_FAULTS as OF_PANELS
from hardware.alarmdecoder.settings import AlarmDecoderSettings
from hardware.errors import HardwareError
from hardware.esphome.faults import FAULTS as OF_ESPHOME
from hardware.esphome.settings import EsphomeSettings
from hardware.faults import COMMON
from hardware.gpio.faults import FAULTS as OF_GPIO
from hardware.gpio.settings import GpioSettings
from hardware.inovonics.faults import FAULTS as OF_INOVONICS
from hardware.inovonics.faults import RECEIVER_FAULTS
from hardware.inovonics.settings import InovonicsSettings
from hardware.messengers.page import PageMessenger
from hardware.messengers.phone import PhoneMessenger
from hardware.messengers.simulated import SimulatedMessenger
from hardware.modbus.faults import FAULTS as OF_MODBUS
from hardware.modbus.faults import WIRE_FAULTS as OF_BOARDS
from hardware.modbus.settings import ModbusSettings
from hardware.modem.settings import HearText, Taken, TextHeard, TextSettings
from hardware.outputs import AlsaOutput, EsphomeOutput, FileOutput, RelayOutput, SimulatedOutput
from hardware.points import Coil, Pin
from hardware.ports import KeyOf, Messenger, SignalSource, SounderPort
from hardware.serial.faults import FAULTS as OF_LINES
from hardware.simulated.faults import FAULTS as OF_SIMULATED
from hardware.simulated.settings import SimulatedSettings
from hardware.simulated.sounder import SimulatedSounder
from hardware.simulated.source import SimulatedSource
from hardware.sound.alsa import AlsaSounder
from hardware.sound.file import FileSounder

if TYPE_CHECKING:
    from hardware.esphome.lan import Lan
    from hardware.gpio.port import PinPort
    from hardware.modbus.bus import Bus
    from hardware.opened import Opened
    from hardware.relay.relay import Relay
    from hardware.serial.lines import Lines

log = logging.getLogger("handbell.hardware")

type Settings = (
    SimulatedSettings | EsphomeSettings | InovonicsSettings | ModbusSettings | GpioSettings | AlarmDecoderSettings
)
"""What is needed to make a family of buttons."""

type Output = AlsaOutput | FileOutput | SimulatedOutput | EsphomeOutput | RelayOutput
"""What is needed to make a sounder."""

type Recorded = Callable[[str, str], int]
"""Gives the highest count in the record for a contact that has no count of its own; 0 if there is none."""

FAULTS: Mapping[str, Mapping[str, str]] = {
    SimulatedSettings.family: {**COMMON, **OF_SIMULATED},
    EsphomeSettings.family: {**COMMON, **OF_ESPHOME},
    InovonicsSettings.family: {**COMMON, **OF_INOVONICS},
    ModbusSettings.family: {**COMMON, **OF_MODBUS},
    GpioSettings.family: {**COMMON, **OF_GPIO},
    AlarmDecoderSettings.family: {**COMMON, **OF_ALARMDECODER},
}
"""Family → every fault that its source may name → what a person does about it."""


WIRE_FAULTS: Mapping[str, str] = {**OF_LINES, **RECEIVER_FAULTS, **OF_BOARDS, **OF_PANELS}
"""Every fault of a thing to which several buttons are wired, by kind and word ("line-missing") → what a person does about it."""


class Shared:
    """What the families of one box share. Hints that help to find devices again are kept in `folder`.

    `dialled` is a listening socket to which devices connect. It outlives this process: a device that connects while we restart waits
    in it.
    """

    def __init__(self, folder: Path | None = None, dialled: socket.socket | None = None) -> None:
        self.hear_text: HearText = _nobody_hears
        """Is given each text that a modem brings; whoever records texts sets it. Until then they stay in the modem."""
        self._folder = folder
        self._dialled = dialled
        self.buses: dict[str, Bus] = {}

    @functools.cached_property
    def lan(self) -> "Lan":
        """The devices of ours on the LAN. This code takes long to load, so it is loaded only if there may be such devices."""
        from hardware.esphome.lan import Lan  # noqa: PLC0415

        return Lan(self._folder, self._dialled)

    @functools.cached_property
    def lines(self) -> "Lines":
        """The serial lines, which buttons and relays may share. Loaded only if there may be some."""
        from hardware.serial.lines import Lines  # noqa: PLC0415 (see lan)

        return Lines()

    @functools.cached_property
    def pins(self) -> "PinPort":
        """The pins of the box."""
        from hardware.gpio.pins import Pins  # noqa: PLC0415 (see lan)

        return Pins()

    def bus_of(self, line: str) -> "Bus":
        """Give the one owner of a line of boards. The first call for a line makes it."""
        from hardware.modbus.bus import Bus  # noqa: PLC0415 (see lan)

        return self.buses.setdefault(line, Bus(line))

    @functools.cached_property
    def phones(self) -> PageMessenger:
        """The way to the phones of responders, which the door of the pages drives."""
        return PageMessenger()

    def text_came(self, text: TextHeard, taken: Taken) -> None:
        """Hand a text to whoever records texts by now."""
        self.hear_text(text, taken)

    @functools.cached_property
    def desk_phones(self) -> PhoneMessenger:
        """The way to desk phones, which the door of the phones drives."""
        return PhoneMessenger()

    @functools.cached_property
    def opened(self) -> "Opened":
        """What is remembered of contacts that do not count."""
        from hardware.opened import Opened  # noqa: PLC0415 (see lan)

        return Opened(self._folder)

    async def end(self) -> None:
        """Write to disk what was remembered of contacts. Called when no family runs any more."""
        if "opened" in vars(self):
            await self.opened.flush()


def _nothing_recorded(button: str, contact: str) -> int:
    return 0


def _always_open(button: str) -> bool:
    return True


class Given(msgspec.Struct, frozen=True):
    """What a box gives each family: a device's key by its id in the plan, the counts in the record, whether a call of a button is open,
    and what is shared.
    """

    key_of: KeyOf
    shared: Shared
    recorded: Recorded = _nothing_recorded
    is_open: Callable[[str], bool] = _always_open


def make_source(settings: Settings, given: Given) -> SignalSource:
    """Make the source that hears a family's buttons. Raises HardwareError."""
    match settings:
        case SimulatedSettings(host, port):
            return SimulatedSource(host, port, given.key_of)
        case EsphomeSettings(host, port):
            from hardware.esphome.source import EsphomeSource  # noqa: PLC0415 (see Shared)

            return EsphomeSource(host, port, given.key_of, given.shared.lan)
        case InovonicsSettings():
            from hardware.inovonics.source import InovonicsSource  # noqa: PLC0415 (see Shared)

            remembered = given.recorded, given.shared.opened, given.is_open
            return InovonicsSource(settings, given.shared.lines, *remembered, _today)
        case ModbusSettings():
            from hardware.modbus.source import ModbusSource  # noqa: PLC0415 (see Shared)

            return ModbusSource(settings, given.recorded, given.shared.opened, given.shared.lines, given.shared.bus_of)
        case GpioSettings():
            from hardware.gpio.source import GpioSource  # noqa: PLC0415 (see Shared)

            return GpioSource(given.recorded, given.shared.opened, given.shared.pins)
        case AlarmDecoderSettings():
            from hardware.alarmdecoder.source import AlarmDecoderSource  # noqa: PLC0415 (see Shared)

            return AlarmDecoderSource(settings, given.recorded, given.shared.opened, given.shared.lines)
        case _:
            assert_never(settings)


def _today() -> int:
    """Number today, so that one day's signals are told from another's. A wrong clock costs a warning, and nothing that rings."""
    return int(time.time() // 86_400)


def make_sounder(output: Output, given: Given) -> SounderPort:
    """Make the port of a planned sounder. Raises HardwareError."""
    match output:
        case AlsaOutput(device, again_s):
            return AlsaSounder(device, again_s=again_s)
        case FileOutput(path, again_s):
            return FileSounder(path, again_s)
        case SimulatedOutput():
            return SimulatedSounder()
        case EsphomeOutput(sounder, fitting):
            from hardware.esphome.sounder import EsphomeSounder  # noqa: PLC0415 (see Shared)

            return EsphomeSounder(sounder, fitting, given.key_of, given.shared.lan)
        case RelayOutput(at, flash, drills, goes_dark):
            from hardware.relay.sounder import RelaySounder  # noqa: PLC0415 (see Shared)

            relay = make_relay(at, given.shared)
            restarted = _restarted(at, given.shared)
            return RelaySounder(relay, flash=flash, drills=drills, goes_dark=goes_dark, restarted=restarted)
        case _:
            assert_never(output)


def make_messenger(
    family: str, shared: Shared | None = None, phones: Path | None = None, texts: TextSettings | None = None
) -> Messenger:
    """Make a way of messages, or give the one that is `shared` with its door. `phones`: where a program outside may drive pretend
    telephones. `texts`: the modem of the plan, None if it has none. Raises HardwareError if there is no such way.
    """
    if family == SimulatedMessenger.family:
        return SimulatedMessenger(phones)
    if family == PageMessenger.family:
        return PageMessenger() if shared is None else shared.phones
    if family == PhoneMessenger.family:
        return PhoneMessenger() if shared is None else shared.desk_phones
    if family == TextSettings.family:
        return _texts(texts, shared or Shared())
    raise HardwareError(f"This release tells nobody by {family!r}. Update the box, or take the way out of the plan.")


def _texts(settings: TextSettings | None, shared: Shared) -> Messenger:
    if settings is None:
        raise HardwareError("The plan has no modem for texts. Write its section 'texts', or take the ways by text out.")
    from hardware.messengers.text import TextMessenger  # noqa: PLC0415 (see Shared)

    return TextMessenger(settings, shared.lines, shared.text_came)


def _nobody_hears(text: TextHeard, taken: Taken) -> None:
    log.warning("a text came, and nobody records texts: it stays in the modem")


def _restarted(at: Coil | Pin, shared: Shared) -> Callable[[], None]:
    """Make what is called when a relay was found in another state than it was told: the relay's board is named. A pin has no board."""
    return functools.partial(shared.bus_of(at.line).forgot, at.unit) if isinstance(at, Coil) else lambda: None


def make_relay(at: Coil | Pin, shared: Shared) -> "Relay":
    """Make what switches one output. Opens nothing."""
    match at:
        case Coil():
            from hardware.modbus.relay import CoilRelay  # noqa: PLC0415 (see Shared)

            return CoilRelay(shared.bus_of(at.line), at.unit, at.relay)
        case Pin():
            from hardware.gpio.relay import PinRelay  # noqa: PLC0415 (see Shared)

            return PinRelay(shared.pins, at.name)
        case _:
            assert_never(at)
