"""At a start the daemon has the first turn, and nothing waits for it longer than a minute."""

from collections.abc import Iterator

import pytest

from tests.image_build.first_boot.written import written
from tests.systemd.little_system import LittleSystem, missing

pytestmark = [pytest.mark.proof, pytest.mark.skipif(bool(missing()), reason=missing())]

DAEMON, TURN, WAITS = "handbell-alert.service", "handbell-first.target", "handbell-seed.service"
HANGS = "[Service]\nExecStartPre=/usr/bin/sleep 600\n"
PATIENCE_S = 5  # in place of the minute: a test need not sit it out


@pytest.fixture
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LittleSystem]:
    with LittleSystem(tmp_path_factory.mktemp("system"), written()) as system:
        system.until(DAEMON, "active")
        system.until(TURN, "active")
        yield system


def moment(system: LittleSystem, unit: str, what: str) -> int:
    """Microseconds after the machine started; 0 where it never came to that."""
    return int(system.shows(unit, f"{what}Monotonic"))


def test_everything_else_starts_once_the_daemon_hears_presses(system: LittleSystem) -> None:
    system.until_it_is(lambda: moment(system, WAITS, "InactiveExitTimestamp") > 0, "the seed is looked at")
    armed = moment(system, DAEMON, "ActiveEnterTimestamp")
    assert armed <= moment(system, TURN, "ActiveEnterTimestamp") <= moment(system, WAITS, "InactiveExitTimestamp")


def test_a_daemon_that_hangs_in_its_start_keeps_no_screen_dark(system: LittleSystem) -> None:
    system.until_at_rest()
    system.run("systemctl", "stop", "handbell.target", DAEMON, "handbell-desk.socket", "handbell-buttons.socket")
    for unit, says in ((DAEMON, HANGS), (TURN, f"[Unit]\nJobTimeoutSec={PATIENCE_S}s\n")):
        folder = f"/run/systemd/system/{unit}.d"
        system.run("mkdir", "-p", folder)
        system.run("python3", "-c", f"open({folder + '/test.conf'!r}, 'w').write({says!r})")
    system.run("systemctl", "daemon-reload")
    with system.terminal("ttyS0") as cable:
        system.run("systemctl", "start", "--no-block", "handbell.target", "serial-getty@ttyS0.service")
        system.until(DAEMON, "activating")
        system.until(TURN, "inactive")
        cable.until_it_shows("There is no line to the box")
        assert system.shows(DAEMON, "ActiveState") == "activating"
    assert not system.run("systemctl", "--failed", "--plain", "--no-legend").strip()


def test_a_console_that_is_started_again_waits_for_nobody(system: LittleSystem) -> None:
    """The daemon may be starting again just then."""
    with system.terminal("ttyS0"):
        system.run("systemctl", "start", "serial-getty@ttyS0.service")
        folder = f"/run/systemd/system/{DAEMON}.d"
        system.run("mkdir", "-p", folder)
        system.run("python3", "-c", f"open({folder + '/test.conf'!r}, 'w').write({HANGS!r})")
        system.run("systemctl", "daemon-reload")
        system.run("systemctl", "restart", "--no-block", DAEMON)
        system.until(DAEMON, "activating")
        before = system.shows("serial-getty@ttyS0.service", "MainPID")
        system.run("kill", "-KILL", before)
        system.until_it_is(
            lambda: system.shows("serial-getty@ttyS0.service", "MainPID") not in {before, "0"}, "the console is back"
        )
        assert system.shows(DAEMON, "ActiveState") == "activating"
