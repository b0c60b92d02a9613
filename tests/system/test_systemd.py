"""Tests what systemd and whoever installs the box see of the daemon: notifications, handed-over sockets, a rehearsal, refusals."""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.plan.families import ESPHOME
from appliance.plan.ids import KeyId, SounderId
from appliance.plan.model import Sounder
from tests.patience import patient
from tests.system.box import Box
from tests.system.twins import CONNECTED_WITHIN_S, HALLWAY, TwinSchool, twin_box, twin_plan

pytestmark = pytest.mark.slow

HAND_OVER = """
import os, socket, sys
names = ("desk", "feed", "page", "phones")
held = [socket.socket(socket.AF_UNIX) for _ in names]
for number, (each, where) in enumerate(zip(held, sys.argv[1:])):
    each.bind(where), each.listen(), os.dup2(each.fileno(), 13 + number)
for number in range(len(names)):
    os.dup2(13 + number, 3 + number), os.set_inheritable(3 + number, True)
os.environ.update(LISTEN_FDS=str(len(names)), LISTEN_PID=str(os.getpid()), LISTEN_FDNAMES=":".join(names))
words = sys.argv[1 + len(names):]
os.execv(words[0], words)
"""
"""Does what systemd does between fork and exec (sd_listen_fds(3)), for machines without systemd-socket-activate."""

NOBODY_KNOWS_A_NAME = """
import pathlib, socket, sys, time
told = pathlib.Path(sys.argv[1])
known = socket.getaddrinfo

def asked(host, *more, **named):
    if not host or not host.endswith(".example"):
        return known(host, *more, **named)
    told.touch()
    time.sleep(60)

socket.getaddrinfo = asked
from appliance.cli import main
sys.argv[:2] = ["handbell"]
sys.exit(main())
"""


async def test_systemd_is_told_ready_alive_and_stopping(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts(environment={"WATCHDOG_USEC": "400000"})
        await box.says("WATCHDOG=1", within_s=2)
        await box.says("WATCHDOG=1", within_s=2)
        await box.stops()
        assert box.notices[0] == "READY=1"
        assert box.notices[-1] == "STOPPING=1"


async def test_the_watchdog_of_another_process_is_not_fed(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts(environment={"WATCHDOG_USEC": "100000", "WATCHDOG_PID": str(os.getpid())})
        await asyncio.sleep(0.5)
        await box.stops()
        assert "WATCHDOG=1" not in box.notices


async def test_from_a_careless_shell_nothing_is_made_for_others_to_read(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        async with Box(tmp_path, data=tmp_path / "fresh" / "data") as box:
            shutil.rmtree(box.data.parent)  # remove it, so that the daemon itself makes all of it
            await box.starts()
            await box.stops()
            made = [box.data, *box.data.rglob("*")]
    finally:
        os.umask(before)
    assert made[1:]
    assert [path for path in made if path.stat().st_mode & 0o077] == []


async def test_sockets_handed_over_are_used_and_nothing_else_is_made(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        given = tmp_path / "given"
        given.mkdir()
        doors = ("desk", "feed", "page", "phones")
        words = [sys.executable, "-c", HAND_OVER, *(str(given / name) for name in doors), *box.command()]
        box.launches_as(words)
        await box.is_ready()
        assert not [path for path in box.run.iterdir() if path.is_socket()]
        box.socket_path = given / "desk"
        await box.adopts(box.plan)
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall")
        await desk.shows("B204")
        await box.stops()
        assert sorted(path.name for path in given.iterdir()) == sorted(doors), "they are systemd's to take away"


@pytest.mark.skipif(shutil.which("systemd-socket-activate") is None, reason="systemd-socket-activate is not installed")
async def test_a_console_that_knocks_wakes_the_daemon(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        given = tmp_path / "desk"
        words = ["systemd-socket-activate", "--listen", str(given), "--fdname", "desk", "--setenv", "NOTIFY_SOCKET"]
        box.launches_as([*words, *box.command()])
        async with patient():
            while not given.exists():
                await asyncio.sleep(0.01)
        box.socket_path = given
        await box.adopts(box.plan)
        await box.desk("front")
        assert sorted(path.name for path in box.run.iterdir() if path.is_socket()) == [
            "feed.sock",
            "page.sock",
            "phones.sock",
        ]
        await box.stops()


@pytest.mark.skipif(shutil.which("systemd-socket-activate") is None, reason="systemd-socket-activate is not installed")
async def test_a_button_that_dials_while_nobody_listens_waits_and_wakes_the_daemon(tmp_path: Path) -> None:
    async with twin_box(tmp_path) as box:
        port = box.options[1]
        words = ["systemd-socket-activate", "--listen", port, "--fdname", "buttons", "--setenv", "NOTIFY_SOCKET"]
        box.launches_as([*words, *box.command()])
        async with TwinSchool(box, "B204") as building:
            await box.is_ready()
            await box.adopts(box.plan)
            await building.shows("B204", "ready", CONNECTED_WITHIN_S)
            desk = await box.desk("front")
            await building.pressed("B204")
            await desk.shows("B204")
        await box.stops()


async def test_it_stops_though_no_name_server_answers(tmp_path: Path) -> None:
    plan = twin_plan()
    buttons = tuple(replace(each, address=f"{each.button.lower()}.school.example") for each in plan.buttons)
    async with twin_box(tmp_path, replace(plan, buttons=buttons)) as box:
        asked = tmp_path / "asked"
        box.launches_as([sys.executable, "-c", NOBODY_KNOWS_A_NAME, str(asked), *box.command()[1:]])
        await box.is_ready()
        await box.adopts(box.plan)
        async with patient():
            while not asked.exists():
                await asyncio.sleep(0.05)
        await box.stops()


@pytest.mark.skipif(shutil.which("systemd-socket-activate") is None, reason="systemd-socket-activate is not installed")
async def test_with_a_sounder_on_the_network_in_its_plan_a_box_hears_its_buttons_after_a_restart(
    tmp_path: Path,
) -> None:
    """The part that speaks with buttons and sounders is made as soon as the plan is known, and listens in the socket that systemd holds."""
    bell = Sounder(SounderId("gym"), "Gym", ESPHOME, "", HALLWAY, key=KeyId("gym"))
    async with twin_box(tmp_path) as box:
        plan = replace(
            box.plan,
            sounders=(bell,),
            ladder=tuple(replace(each, sounders=(bell.sounder,)) for each in box.plan.ladder),
        )
        words = [
            "systemd-socket-activate",
            "--listen",
            box.options[1],
            "--fdname",
            "buttons",
            "--setenv",
            "NOTIFY_SOCKET",
        ]
        async with TwinSchool(box, "B204") as building:
            for again in (False, True):
                box.launches_as([*words, *box.command()])
                await box.is_ready()
                if not again:
                    await box.adopts(plan)
                desk = await box.desk("front")
                await building.pressed("B204")
                card = await desk.sees("B204", within_s=CONNECTED_WITHIN_S)
                await desk.stands_down(card)
                await box.stops()


async def test_a_rehearsal_changes_nothing_and_says_what_a_start_would_find(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        first = _rehearse(box)
        assert first.returncode == 0
        assert "no record" in first.stdout
        assert not (box.data / "logbook").exists()
        assert not (box.data / "keys/device.key").exists()
        await box.starts()
        await box.stops()
        before = _contents(box.data)
        again = _rehearse(box)
        assert (again.returncode, again.stderr) == (0, "")
        assert "plan: adopted" in again.stdout
        assert "ready to start" in again.stdout
        assert _contents(box.data) == before


async def test_a_rehearsal_says_that_the_port_is_taken(tmp_path: Path) -> None:
    async with Box(tmp_path / "one") as one, Box(tmp_path / "two") as two:
        await one.starts()
        two.port = one.port
        says = _rehearse(two)
        assert says.returncode == 1
        assert "Is another Handbell running?" in says.stdout
        assert "NOT ready to start" in says.stdout


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        ("rm -r run", "Its folder must exist and be ours"),
        ("rm -r run/desk.sock && touch run/desk.sock", "exists and is no socket. Move it away"),
    ],
)
async def test_a_start_that_cannot_be_says_why_in_one_line(tmp_path: Path, spoil: str, says: str) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        await box.stops()
        subprocess.run(spoil, shell=True, cwd=tmp_path, check=True)
        start = subprocess.run(box.command(), capture_output=True, text=True, timeout=180, check=False)
        assert start.returncode == 1
        assert says in start.stderr
        assert "Traceback" not in start.stderr


async def test_a_port_in_use_is_trouble_at_the_desk_and_no_reason_not_to_start(tmp_path: Path) -> None:
    async with Box(tmp_path / "one") as one, Box(tmp_path / "two") as two:
        await one.starts()
        taken, two.port = two.port, one.port
        await two.starts()
        desk = await two.desk("front")
        assert "Is another Handbell running?" in await desk.sees_trouble("family-lost")
        assert taken != one.port
        await one.stops()
        await desk.sees_no_trouble("family-lost", within_s=15)


def _rehearse(box: Box) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(box.command("--dry-run"), capture_output=True, text=True, timeout=180, check=False)


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
