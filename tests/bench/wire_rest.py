"""`wire-rest-cpu` and `wire-rest-memory`: measures 200 devices at rest: pendants, contacts on boards, zones of a panel, ESPHome buttons."""

import asyncio
from collections.abc import AsyncIterator

import harness
import on_wires
from figures import Figure
from twins import Twins

from hardware.alarmdecoder.twin.panel import Panel
from hardware.inovonics.twin.building import PretendRadio
from hardware.inovonics.twin.radio import PretendTransmitter
from hardware.serial.pty import Pty

PENDANTS, BOARDS, ZONES, ESPHOME = 100, 8, 16, 20
CHECK_IN_S = 180.0
WATCHED_S = 60.0
CPU_PERCENT_MAX = 3.0
MEMORY_MB_MAX = 110.0


async def measure() -> AsyncIterator[Figure]:
    """Measure for a minute. Each pendant checks in once in three minutes, spread evenly; boards are polled five times a second."""
    names = harness.button_names(ESPHOME, "esphome")
    transmitters = {f"P{n:03}": PretendTransmitter(on_wires.SECURITY << 24 | n) for n in range(1, PENDANTS + 1)}
    buttons = (*on_wires.pendants(PENDANTS), *on_wires.contacts(BOARDS), *on_wires.zones(ZONES))
    async with harness.folder() as data, harness.folder() as lines, on_wires.bus(lines, BOARDS):
        plan = on_wires.with_wires(harness.plan_of(len(names), family="esphome"), lines, buttons, BOARDS)
        port = harness.free_port()
        panel_line = Pty(lines / on_wires.PANEL, on_wires.BAUDS[on_wires.PANEL])
        async with (
            PretendRadio([lines / on_wires.RADIO], transmitters) as radio,
            Twins(port, names) as twins,
            on_wires.living(_check_in(radio), Panel(panel_line.burst, {}).run()),
            harness.alert(data, plan, family="esphome", port=port) as alert,
            harness.at_the_desk(alert.desk_socket),
        ):
            await twins.all_told(0)
            await asyncio.sleep(10)  # a fixed wait: with polled contacts a box is never at rest as `quiet` means it
            cpu_s = alert.cpu_s()
            await asyncio.sleep(WATCHED_S)
            cpu_s, memory_mb = alert.cpu_s() - cpu_s, alert.memory_mb()
        panel_line.close()
    devices = f"{PENDANTS} pendants, {BOARDS * on_wires.INPUTS} inputs, {ZONES} zones, {ESPHOME} ESPHome buttons"
    about = f"{devices}, one desk, over {WATCHED_S:.0f} s"
    yield Figure("wire-rest-cpu", cpu_s / WATCHED_S * 100, "%-of-a-core", value_max=CPU_PERCENT_MAX, says=about)
    yield Figure("wire-rest-memory", memory_mb, "MB", value_max=MEMORY_MB_MAX, says=f"resident; {about}")


async def _check_in(radio: PretendRadio) -> None:
    while True:
        for name in radio.transmitters:
            radio.check_in(name)
            await asyncio.sleep(CHECK_IN_S / PENDANTS)
