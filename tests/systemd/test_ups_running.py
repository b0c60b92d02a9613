"""Tests a UPS on USB under a real systemd: NUT runs in its small room, the daemon is told, and on a low battery the programs that are no
alarm stop.
"""

import pytest

from tests.hardware.power.real_upsd import needs_nut
from tests.image_build.first_boot.written import written
from tests.image_build.seeds import PLAN, indented
from tests.systemd.little_system import LittleSystem, missing

pytestmark = [pytest.mark.proof, needs_nut, pytest.mark.skipif(bool(missing()), reason=missing())]

DRIVER, UPSD, SHED = "handbell-ups-driver.service", "handbell-ups.service", "handbell-shed.service"
NOBODY = "Nobody knows how UPS in the office is"
UPS = """hangs_on:
  - {id: office-ups, name: UPS in the office, what: supply}
power:
  - {id: office-ups, name: UPS in the office, ups: usb}
"""
SAYS = r"""cd /run/handbell-ups
printf 'ups.status: %s\nbattery.runtime: 120\n' "$1" > pretend.new && mv pretend.new pretend.dev
"""
# In place of a UPS, which no test machine has, NUT's own pretend driver runs in the same room.
PRETENDS = rf"""conf=/usr/lib/handbell/nut/ups.conf at=/run/systemd/system/{DRIVER}.d
sed -i 's|usbhid-ups|dummy-ups|; s|port = auto|port = /run/handbell-ups/pretend.dev|' $conf
echo '    mode = dummy-once' >> $conf
mkdir -p $at
printf '[Service]\nExecStart=\nExecStart=/usr/lib/nut/dummy-ups -FF -a ups -u handbell-ups\n' > $at/pretend.conf
systemctl daemon-reload
systemctl restart {DRIVER} {UPSD}
"""


def test_a_ups_on_usb_is_heard_and_on_a_low_battery_what_is_no_alarm_stops(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    plan = f"plan:\n{indented(f'{PLAN.rstrip()}\n{UPS}', 2)}"
    copy = "copy: {to: folder, path: /mnt/second}"
    with LittleSystem(tmp_path_factory.mktemp("system"), written(plan=plan, copy=copy)) as system:
        system.until("handbell-alert.service", "active")
        system.until(UPSD, "active")
        system.until_it_is(lambda: NOBODY in doctor(system), "that no UPS is plugged in is told")
        system.until_at_rest()

        said_of(system, "OL")
        system.run("sh", "-c", PRETENDS)
        for unit in (DRIVER, UPSD):
            system.until(unit, "active")
            assert system.shows(unit, "User") == "handbell-ups"
            said = system.run("cat", "/var/lib/handbell/keys/device.key", check=False, of=unit)
            assert "Permission denied" in said or "No such file" in said, unit
        system.until_it_is(lambda: NOBODY not in doctor(system), "the UPS is heard")
        system.until("handbell-replica.service", "active")

        said_of(system, "OB LB")
        system.until_it_is(lambda: "On battery: UPS in the office" in doctor(system), "it is on battery")
        system.until("handbell-replica.service", "inactive")
        system.until(SHED, "activating")
        assert system.shows("handbell-alert.service", "ActiveState") == "active"
        assert system.shows("handbell-uplink.service", "ActiveState") == "active"

        said_of(system, "OL CHRG")
        system.until("handbell-replica.service", "active")
        system.until(SHED, "inactive")
        assert "was held for 0 min, until power came back" in doctor(system)


def said_of(system: LittleSystem, status: str) -> None:
    system.run("sh", "-c", SAYS, "-", status)


def doctor(system: LittleSystem) -> str:
    return system.run("/opt/handbell/bin/handbell", "doctor", "--json", check=False)
