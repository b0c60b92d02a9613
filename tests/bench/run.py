"""Runs the benches, and prints one line for each figure. `run.py [NAME]` runs one; without a name it runs all.

Exits with 1 when something cannot be measured, never because a figure is short of its target.
"""

import asyncio
import importlib
import os
import sys
import traceback

BENCHES = {
    "press": "press.measure",
    "press-again": "press.measure",
    "burst": "burst.measure",
    "visible": "visible.measure",
    "going": "going.measure",
    "phone-dialled": "desk_phones.measure",
    "phone-told": "desk_phones.measure",
    "phone-key": "desk_phones.measure",
    "phone-memory": "desk_phones.measure",
    "crowd": "crowd.measure",
    "webhook": "webhook.measure",
    "redis": "redis.measure",
    "page-press": "page_press.measure",
    "page-desk": "page_press.measure",
    "page-first-paint": "page_paint.measure",
    "page-memory": "page_rest.measure",
    "page-idle-cpu": "page_rest.measure",
    "bytes": "bytes_pressed.measure",
    "start": "start.measure",
    "open": "growth.measure",
    "room-history": "growth.measure",
    "last-200": "growth.measure",
    "esphome-press": "esphome_press.measure",
    "esphome-burst": "esphome_press.measure",
    "esphome-console": "esphome_console.measure",
    "esphome-memory": "esphome_rest.measure",
    "esphome-idle-cpu": "esphome_rest.measure",
    "esphome-back": "esphome_rest.measure",
    "wire-press": "wire_press.measure",
    "wire-modbus": "wire_modbus.measure",
    "wire-unplug": "wire_unplug.measure",
    "wire-rest-cpu": "wire_rest.measure",
    "wire-rest-memory": "wire_rest.measure",
    "wire-start": "wire_start.measure",
    "text-call": "texts.measure",
    "paint": "console.measure",
    "key": "console.measure",
    "console-start": "console.measure",
    "console-memory": "console.measure",
    "console-idle": "console.measure_processor",
    "console-busy": "console.measure_processor",
    "report": "report.measure",
    "figures-page": "figures_page.measure",
    "figures-chart": "figures_page.measure",
    "record-field": "records.measure_writing",
    "record-press": "records.measure_writing",
    "record-report": "records.measure_report",
    "duties-list": "duties.measure",
    "duties-next": "duties.measure",
    "duties-open": "duties.measure",
    "duties-press": "duties.measure",
    "coverage": "readiness.measure",
    "copy-lag": "copied.measure",
    "copy-receipt": "copied.measure",
    "copy-daemon-bytes": "copied.measure",
    "copy-bytes": "copied.measure",
    "copy-bytes-idle-hour": "copied.measure",
    "copy-memory": "copied.measure",
    "copy-idle-cpu": "copied.measure",
    "restore": "restore.measure",
    "restore-memory": "restore.measure",
    "power-shown": "power.measure",
    "memory": "idle.measure",
    "idle-cpu": "idle.measure",
    "bytes-idle-hour": "idle.measure",
    "drain": "drain.measure",
    "called-office": "called_office.measure",
    "call-wire": "called_office.measure",
    "rewrap-press": "rewrapped.measure",
    "rewrap-hand-in": "rewrapped.measure",
    "office-listed": "office_listed.measure",
    "office-listed-urgent": "office_listed.measure",
    "district-deposit-cpu": "deposits.measure",
    "district-deposit": "deposits.measure",
    "phone-invite": "phones.measure",
    "phone-call": "phones.measure",
    "phone-ring": "phones.measure",
    "text-reply": "texts.measure",
    "mad-box": "mad_box.measure",
    "provision": "provisioning.measure",
}
ONLY_WHEN_NAMED = {
    "start-5m": "start.measure_5m",
    "growth-5m": "growth.measure_5m",
    "record-open": "records.measure_open",
    "outage": "outage.measure",
    "image": "image.measure",
    "boot": "boot.measure",
}
"""Benches that run only when they are named: they make an image, start one six times, or fill a logbook first: up to five million entries,
which takes minutes and 3 GB.
"""


def main(asked: list[str]) -> int:
    """Run the benches that are asked for; returns the exit code."""
    known = {**BENCHES, **ONLY_WHEN_NAMED}
    unknown = [name for name in asked if name not in known]
    if unknown:
        print(f"there is no bench {unknown[0]}; there are: {', '.join(known)}", file=sys.stderr)
        return 1
    loads = " ".join(f"{each:.2f}" for each in os.getloadavg())
    print(f"# {os.cpu_count()} processors, load average {loads}: a busy machine makes every figure longer", flush=True)
    chosen = dict.fromkeys(
        known[name] for name in asked or BENCHES
    )  # as a dict, since some benches measure several figures at once
    return max([asyncio.run(_measured(*each.split("."))) for each in chosen])


async def _measured(module: str, function: str) -> int:
    try:
        async for figure in getattr(importlib.import_module(module), function)():
            print(figure.line(), flush=True)
    except Exception:  # noqa: BLE001 - the other figures are measured all the same
        traceback.print_exc()
        print(f"bench {module} could not be measured", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main([name for name in sys.argv[1:] if name]))
