"""Tests that at power on the daemon starts first, and that nothing waits for it longer than a minute, or at any later start."""

from collections.abc import Iterator

import pytest

from tests.image_build.first_boot.written import written
from tests.systemd.little_system import LittleSystem, missing

pytestmark = [pytest.mark.proof, pytest.mark.skipif(bool(missing()), reason=missing())]

DAEMON, TURN, CONSOLE = "handbell-alert.service", "handbell-first.target", "serial-getty@ttyS0.service"
WAITS = ("handbell-seed.service", "handbell-uplink.service")
HANGS = "[Service]\nExecStartPre=/usr/bin/sleep 600\n"
NO_LINE = "There is no line to the box"
GIVEN_UP_S = 5  # in place of the minute (see test_units), so that the test does not take so long


@pytest.fixture
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LittleSystem]:
    with LittleSystem(tmp_path_factory.mktemp("system"), written()) as system:
        system.until(DAEMON, "active")
        system.until(TURN, "active")
        for unit in WAITS:
            system.until_it_is(lambda unit=unit: moment(system, unit, "InactiveExit") > 0, f"{unit} began")  # type: ignore[misc]
        system.until_at_rest()
        yield system


def moment(system: LittleSystem, unit: str, what: str) -> int:
    """Give the microseconds after the machine started; 0 where the unit never came so far."""
    return int(system.shows(unit, f"{what}TimestampMonotonic"))


def says(system: LittleSystem, unit: str, words: str) -> None:
    """Add this setting to a unit, from its next start on."""
    folder = f"/run/systemd/system/{unit}.d"
    system.run("mkdir", "-p", folder)
    system.run("python3", "-c", f"open({folder + '/test.conf'!r}, 'w').write({words!r})")
    system.run("systemctl", "daemon-reload")


def is_killed_and_back(system: LittleSystem) -> None:
    before = system.shows(CONSOLE, "MainPID")
    assert before != "0"
    system.run("kill", "-KILL", before)
    system.until_it_is(lambda: system.shows(CONSOLE, "MainPID") not in {before, "0"}, "the console is back")


def starts_everything(system: LittleSystem) -> None:
    """Start everything as at power on, with a daemon that never finishes its start."""
    says(
        system, DAEMON, HANGS
    )  # do this first: a console that knocks while everything stops would start a daemon that does not hang
    system.run("systemctl", "stop", "handbell.target", CONSOLE)
    system.until(DAEMON, "inactive")
    system.until(TURN, "inactive")
    system.until_at_rest()
    says(system, TURN, f"[Unit]\nJobTimeoutSec={GIVEN_UP_S}s\n")
    system.run("systemctl", "start", "--no-block", "handbell.target", CONSOLE)
    system.until(DAEMON, "activating")


def test_everything_else_starts_once_the_daemon_hears_presses(system: LittleSystem) -> None:
    reached = moment(system, TURN, "ActiveEnter")
    assert moment(system, DAEMON, "ActiveEnter") <= reached
    for unit in WAITS:
        assert reached <= moment(system, unit, "InactiveExit"), unit


def test_a_daemon_that_hangs_in_its_start_keeps_no_screen_dark_and_no_later_one_either(system: LittleSystem) -> None:
    with system.terminal("ttyS0") as cable:
        starts_everything(system)
        cable.until_it_shows(NO_LINE)
        assert system.shows(DAEMON, "ActiveState") == "activating"
        assert system.shows(TURN, "ActiveState") == "inactive"
        says(
            system, TURN, "[Unit]\nJobTimeoutSec=infinity\n"
        )  # from here on, whoever still waited for it would wait for ever
        is_killed_and_back(system)
        system.run("systemctl", "try-restart", CONSOLE)
        system.until(CONSOLE, "active")
        assert system.shows(DAEMON, "ActiveState") == "activating"
    assert not system.run("systemctl", "--failed", "--plain", "--no-legend").strip()


def test_while_the_daemon_starts_again_a_console_that_is_started_again_waits_for_nobody(system: LittleSystem) -> None:
    says(system, TURN, "[Unit]\nJobTimeoutSec=infinity\n")
    with system.terminal("ttyS0"):
        system.run("systemctl", "start", CONSOLE)
        says(system, DAEMON, HANGS)
        system.run("systemctl", "restart", "--no-block", DAEMON)
        system.until(DAEMON, "activating")
        is_killed_and_back(system)
        assert system.shows(DAEMON, "ActiveState") == "activating"
