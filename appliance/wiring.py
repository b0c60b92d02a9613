"""Turns the plan and the command line into the settings from which families of devices are made. Pure translation; opens nothing, knows
no incident.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from appliance.plan.devices import device_of
from appliance.plan.families import GPIO, SOUNDER_FAMILIES, wired
from appliance.plan.ids import BoardId, LineId
from appliance.plan.model import Button, CircuitBoard, Plan, SerialLine, Sounder, Speaks, given
from appliance.plan.telephones import PIN_KEY
from appliance.plan.wire_text import Unreadable, read_output, read_point
from appliance.settings import Address
from hardware.alarmdecoder.settings import AlarmDecoderSettings
from hardware.errors import HardwareError
from hardware.esphome.settings import EsphomeSettings
from hardware.gpio.settings import GpioSettings
from hardware.inovonics.settings import InovonicsSettings
from hardware.levels import HOLD
from hardware.modbus.settings import BusBoard, ModbusSettings
from hardware.modem.settings import TextSettings
from hardware.outputs import AlsaOutput, EsphomeOutput, FileOutput, RelayOutput, SimulatedOutput
from hardware.points import Coil, Pin
from hardware.ports import Fitting
from hardware.registry import Output, Settings
from hardware.relay.flashing import Flash
from hardware.serial.line import Wire
from hardware.serial.port import format_of
from hardware.simulated.settings import SimulatedSettings


def heard_at(family: str, where: Address) -> Settings:
    """Give the settings of a family of buttons that reaches us by the network: the box decides where to hear it, not the plan."""
    made: dict[str, type[SimulatedSettings | EsphomeSettings]] = {
        SimulatedSettings.family: SimulatedSettings,
        EsphomeSettings.family: EsphomeSettings,
    }
    return made[family](where.host, where.port)


def _inovonics(plan: Plan) -> InovonicsSettings | None:
    lines = _lines(plan, Speaks.INOVONICS)
    return InovonicsSettings(lines) if lines else None


def _modbus(plan: Plan) -> ModbusSettings | None:
    """Give the settings of every line that speaks Modbus, also one with relays only: whoever reads its boards switches them too."""
    lines = _lines(plan, Speaks.MODBUS)
    names = {each.line for each in lines}
    boards = tuple(
        BusBoard(each.board, each.line, each.unit, each.inputs, each.relays)
        for each in given(plan.boards)
        if each.line in names
    )
    return ModbusSettings(lines, boards) if lines else None


def _gpio(plan: Plan) -> GpioSettings | None:
    return GpioSettings() if any(each.family == GPIO for each in plan.buttons) else None


def _alarmdecoder(plan: Plan) -> AlarmDecoderSettings | None:
    lines = _lines(plan, Speaks.ALARMDECODER)
    return AlarmDecoderSettings(lines) if lines else None


def _lines(plan: Plan, speaks: Speaks) -> tuple[Wire, ...]:
    """Give the serial lines of a plan on which this is spoken, each as its keeper needs it."""
    return tuple(
        Wire(line.line, line.port, line.speed_baud, format_of(line.format))
        for line in given(plan.lines)
        if line.speaks is speaks
    )


PIN_FILE = f"credentials/{PIN_KEY}.secret"
"""The file in the folder of keys with the PIN of the modem's SIM card: 4 to 8 digits, readable by the alert daemon alone. It is kept there
as a device's key is, with a second copy, and comes by the seed.
"""

_OF_A_PLAN: tuple[Callable[[Plan], Settings | None], ...] = (_inovonics, _modbus, _gpio, _alarmdecoder)
"""Makes the settings of families on wires, with one function for each family; None if the plan has nothing of it."""


def settings_of(plan: Plan) -> dict[str, Settings]:
    """Give the families that a plan has on wires, and the settings of each."""
    made = (of_family(plan) for of_family in _OF_A_PLAN)
    return {settings.family: settings for settings in made if settings is not None}


def texts_of(plan: Plan, data: Path, keys: Path) -> TextSettings | None:
    """Give the settings of the plan's modem for texts; None if it has none. `data` is the folder for what a restart must know, and in
    `keys` is the PIN of its SIM card, if the seed has one.
    """
    if plan.texted is None:
        return None
    return TextSettings(plan.texted.port, data, keys / PIN_FILE)


def fittings_of(plan: Plan, family: str) -> dict[str, Fitting]:
    """Give the buttons of a family, by id, as their source must expect them."""
    boards = {board.board: board for board in given(plan.boards)}
    lines = {line.line: line for line in given(plan.lines)}
    return {each.button: _fitting(each, boards, lines) for each in plan.buttons if each.family == family}


def _fitting(button: Button, boards: Mapping[BoardId, CircuitBoard], lines: Mapping[LineId, SerialLine]) -> Fitting:
    """Make one button's fitting. A place that cannot be read (in a plan that an older release took) is left out, and never rings for
    another.
    """
    if not wired(button.family):
        return Fitting(device_of(button), button.address)
    read = {wire.contact: read_point(button.family, wire.at, boards, lines) for wire in button.wires}
    points = {contact: point for contact, point in read.items() if not isinstance(point, Unreadable)}
    holds = any(contact.contact == HOLD for contact in button.contacts)
    return Fitting("", points=points, part=button.part, holds=holds)


class PanelWire(msgspec.Struct, frozen=True):
    """What closes the contacts of the district's own alarm panel: two outputs in series, for how long, and over which lines."""

    first: Coil | Pin
    second: Coil | Pin
    pulse_s: float
    over: tuple[Wire, ...]


def panel_wire_of(plan: Plan) -> PanelWire | None:
    """Give the panel's wire; None if the plan has no hand-over. Raises HardwareError for outputs that cannot be read, as in a later
    release's plan.
    """
    way = plan.hand_over
    if isinstance(way, msgspec.UnsetType):
        return None
    boards = {board.board: board for board in given(plan.boards)}
    read = [read_output(text, boards) for text in way.outputs]
    found = [each for each in read if not isinstance(each, Unreadable)]
    if len(read) != 2 or len(found) != 2:
        raise HardwareError("its two outputs cannot be read. Correct the plan's 'hand_over'")
    return PanelWire(found[0], found[1], way.pulse_ms / 1000, wires_of(plan, *found))


def wires_of(plan: Plan, *outputs: Coil | Pin) -> tuple[Wire, ...]:
    """Give the lines over which these outputs are switched."""
    names = {at.line for at in outputs if isinstance(at, Coil)}
    return tuple(wire for wire in _lines(plan, Speaks.MODBUS) if wire.line in names)


def output_of(plan: Plan, sounder: Sounder, again_s: int) -> Output:
    """Give what a planned sounder is made from. Raises HardwareError for a family that is not known here, as in a later release's plan."""
    match sounder.family:
        case AlsaOutput.family:
            return AlsaOutput(sounder.output, again_s)
        case FileOutput.family:
            return FileOutput(sounder.output, again_s)
        case SimulatedOutput.family:
            return SimulatedOutput()
        case EsphomeOutput.family:
            return EsphomeOutput(sounder.sounder, Fitting(device_of(sounder), sounder.address))
        case RelayOutput.family:
            at = read_output(sounder.output, {board.board: board for board in given(plan.boards)})
            if isinstance(at, Unreadable):
                raise HardwareError(f"{at.says} {at.do}")
            flash = (
                Flash(sounder.flash) if sounder.flash in Flash else Flash.STEADY
            )  # any other word is a later release's
            return RelayOutput(at, flash, sounder.drills, sounder.dark)
        case _:
            known = ", ".join(sorted(SOUNDER_FAMILIES))
            says = f"there is no family of sounders named {sounder.family!r}; known are {known}."
            raise HardwareError(f"{says} Correct the plan's 'family'.")
