"""Turns the plan and the command line into what families of devices are made from. Pure translation; opens nothing, knows no incident."""

from appliance.plan.devices import device_of
from appliance.plan.families import SOUNDER_FAMILIES
from appliance.plan.model import Plan, Sounder
from appliance.settings import Address
from hardware.errors import HardwareError
from hardware.esphome.settings import EsphomeSettings
from hardware.outputs import AlsaOutput, EsphomeOutput, FileOutput, SimulatedOutput
from hardware.ports import Fitting
from hardware.registry import Output, Settings
from hardware.simulated.settings import SimulatedSettings


def heard_at(family: str, where: Address) -> Settings:
    """The settings of a family of buttons that reaches us by the network: where to hear it is a matter of the box, not of the plan."""
    made: dict[str, type[SimulatedSettings | EsphomeSettings]] = {
        SimulatedSettings.family: SimulatedSettings,
        EsphomeSettings.family: EsphomeSettings,
    }
    return made[family](where.host, where.port)


def fittings_of(plan: Plan, family: str) -> dict[str, Fitting]:
    """The buttons of a family, by id, as their source is to expect them."""
    return {each.button: Fitting(device_of(each), each.address) for each in plan.buttons if each.family == family}


def output_of(sounder: Sounder, again_s: int) -> Output:
    """What a planned sounder is made from. Raises HardwareError for a family that is not known here, as of a later release's plan."""
    match sounder.family:
        case AlsaOutput.family:
            return AlsaOutput(sounder.output, again_s)
        case FileOutput.family:
            return FileOutput(sounder.output, again_s)
        case SimulatedOutput.family:
            return SimulatedOutput()
        case EsphomeOutput.family:
            return EsphomeOutput(sounder.sounder, Fitting(device_of(sounder), sounder.address))
        case _:
            known = ", ".join(sorted(SOUNDER_FAMILIES))
            says = f"there is no family of sounders named {sounder.family!r}; known are {known}."
            raise HardwareError(f"{says} Correct the plan's 'family'.")
