"""Tests `handbell doctor` as a command beside a real daemon: alive, killed, out of reach, and with keys that others can read."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from appliance.api.desk.health import AskHealth, HealthKnown
from appliance.core.practice.commands import ArmWalkTest
from appliance.logbook.recovery import LOGBOOK_NAME
from appliance.plan.ids import ButtonId
from tests.apart import apart
from tests.patience import patient
from tests.system.box import HANDBELL, Box
from tests.system.school import school

pytestmark = pytest.mark.slow

WATCHED = {"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": ""}
CLONE = Path(__file__).parents[2]
NOBODY = 65534  # Debian's user and group of nobody


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Box]:
    async with Box(tmp_path, data=tmp_path / "data") as box:
        await box.starts(environment=WATCHED)
        yield box


class Doctor:
    """What the doctor said last, as data; `text` is its page."""

    def __init__(self, box: Box) -> None:
        self._folder = box.folder
        self._words = ["--data", str(box.data), "--run", str(box.run), "--uplink", str(box.folder / "uplink")]
        self.code = -1
        self.text = ""

    async def looks(self, *, groups: list[int] | None = None) -> dict[str, dict[str, Any]]:
        """Run the doctor as root, or as nobody in these groups; give its findings by key. Page and data must agree on the exit code."""
        page = await self._runs(groups)
        known = json.loads(await self._runs(groups, "--json"))
        assert self.code == known["exit_code"]
        self.text = " ".join(page.split())
        return {finding["key"]: finding for finding in known["findings"]}

    async def _runs(self, groups: list[int] | None, *more: str) -> str:
        asks = [str(HANDBELL)] if groups is None else self._as_nobody(groups)
        done = await asyncio.to_thread(
            subprocess.run,
            [*asks, "doctor", *self._words, *more],
            capture_output=True,
            text=True,
            timeout=180,
            cwd="/",
        )
        assert done.stderr == ""
        self.code = done.returncode
        return str(done.stdout)

    def _as_nobody(self, groups: list[int]) -> list[str]:
        """Give the program from a place where anybody may read it, as on a box: this clone may lie in root's own home."""
        clone = self._folder / "clone"
        clone.mkdir(exist_ok=True)
        python = clone / Path(sys.prefix).relative_to(CLONE) / "bin/python"
        in_groups = ["--groups", ",".join(map(str, groups))] if groups else ["--clear-groups"]
        somebody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", *in_groups, "env", f"PYTHONPATH={clone}"]
        mounted = [*apart("--mount"), "sh", "-c", 'mount --bind "$1" "$2"; shift 2; exec "$@"', "sh"]
        return [*mounted, str(CLONE), str(clone), *somebody, str(python), str(python.with_name("handbell"))]


async def test_beside_a_running_daemon_every_line_is_told_and_no_room_of_the_record_is(box: Box) -> None:
    building, _ = await box.building("B204"), await box.desk("front")
    await building.press("B204-wall")
    doctor = Doctor(box)
    found = await doctor.looks()
    assert found["daemon"]["word"] == "OK"
    assert "watched by systemd" in found["daemon"]["says"]
    assert f"pretend buttons (127.0.0.1:{box.port})" in found["doors"]["says"] or found["doors"]["word"] == "BROKEN"
    assert found["desks"]["says"].startswith("Somebody is at Front office.")
    assert found["record"]["word"] == "OK"
    assert "no fault" in found["record"]["says"]
    assert found["keys"]["says"].startswith("Box key ")
    assert "UNSEEN" not in {finding["word"] for finding in found.values()}
    assert "Room B204" not in found["record"]["says"]
    assert "What would fail next" in doctor.text


async def test_a_walk_test_is_told_and_its_button_no_longer_among_those_nobody_ever_pressed(box: Box) -> None:
    building, desk = await box.building(), await box.desk("front")
    await says(box, "buttons", "Never pressed: B201-wall,")
    await desk.line.act(ArmWalkTest(button=ButtonId("B201-wall")))
    await building.press("B201-wall")
    await says(box, "proofs", "walk test of B201-wall passed")
    await says(box, "buttons", "Never pressed: B202-wall,")


async def says(box: Box, key: str, words: str) -> None:
    """Wait until the doctor says this: a whole building takes a moment to be heard."""
    async with patient():
        while words not in (await Doctor(box).looks())[key]["says"]:
            await asyncio.sleep(0.2)


async def test_its_time_is_the_buildings_while_the_box_tells_where_that_is(box: Box) -> None:
    await box.adopts(replace(school(), timezone="Asia/Kathmandu"))
    doctor = Doctor(box)
    await doctor.looks()
    assert "+0545 " in doctor.text
    box.kill()
    await doctor.looks()
    assert f" {datetime.now().astimezone():%Z} " in doctor.text, "this machine's, where nobody says more"


async def test_with_the_daemon_killed_it_says_what_is_still_known_and_opens_no_record(box: Box) -> None:
    box.kill()
    logbook = {path: path.stat() for path in sorted((box.data / "logbook").iterdir())}
    doctor = Doctor(box)
    found = await doctor.looks()
    assert doctor.code == 2
    assert found["daemon"]["word"] == "BROKEN"
    assert {key for key, finding in found.items() if finding["word"] == "BROKEN"} == {"daemon"}
    assert "on disk, last written" in found["record"]["says"]
    assert "permissions are right" in found["keys"]["says"]
    assert found["disk"]["word"] == "OK"
    after = {path: path.stat() for path in sorted((box.data / "logbook").iterdir())}
    assert list(after) == list(logbook)
    assert [(each.st_mtime_ns, each.st_atime_ns) for each in after.values()] == [
        (each.st_mtime_ns, each.st_atime_ns) for each in logbook.values()
    ]
    await box.starts(environment=WATCHED)  # the doctor left nothing that keeps the daemon from starting


async def test_keys_that_others_can_read_are_named_with_their_remedy_beside_the_daemon_and_without_it(box: Box) -> None:
    key = box.data / "keys" / "local.key"
    key.chmod(0o644)
    doctor = Doctor(box)
    assert f"chmod 0600 {key}" in (await doctor.looks())["keys"]["do"]
    box.kill()
    found = await doctor.looks()
    assert found["keys"]["word"] == "BROKEN"
    assert "0644 instead of 0600" in found["keys"]["says"]
    key.chmod(0o600)
    assert (await doctor.looks())["keys"]["word"] == "OK"


async def test_a_stuck_daemon_is_told_from_one_that_is_away(box: Box) -> None:
    import signal

    box.signal(signal.SIGSTOP)
    try:
        found = await Doctor(box).looks()
    finally:
        box.signal(signal.SIGCONT)
    assert found["daemon"]["word"] == "BROKEN"
    assert "stuck" in found["daemon"]["says"]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Make a folder that anybody may enter, as /run/handbell and /var/lib are."""
    folder = Path(tempfile.mkdtemp(prefix="handbell-doctor-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can ask as somebody else")
async def test_a_user_of_no_group_is_told_which_group_may_ask_and_sees_what_anybody_may(open_folder: Path) -> None:
    async with Box(open_folder, data=open_folder / "data") as box:
        await box.starts(environment=WATCHED)
        box.run.chmod(0o755)
        doctor = Doctor(box)
        found = await doctor.looks(groups=[])
        assert doctor.code == 1
        assert found["daemon"]["word"] == "UNSEEN"
        assert "may not ask it: only root and the group root may." in found["daemon"]["says"]
        assert found["daemon"]["do"] in {"sudo handbell doctor", "Log in as a user of that group."}
        assert found["disk"]["word"] in {"OK", "LOOK"}
        assert found["keys"]["word"] == "UNSEEN"
        assert "BROKEN" not in {finding["word"] for finding in found.values()}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can ask as somebody else")
async def test_a_user_of_the_desk_group_sees_all_but_what_lies_in_others_folders(open_folder: Path) -> None:
    """As district IT on a box made from our image: in the group of the desk line, and never root."""
    async with Box(open_folder, data=open_folder / "data") as box:
        await box.starts(environment=WATCHED)
        box.run.chmod(0o755)
        await box.desk("front")
        found = await Doctor(box).looks(groups=[(box.run / "desk.sock").stat().st_gid])
        assert {key for key, finding in found.items() if finding["word"] == "UNSEEN"} == set()
        assert found["keys"]["says"].startswith("Box key ")
        assert "no fault" in found["record"]["says"]


async def test_the_daemons_own_word_holds_numbers_and_paths_and_no_name_of_a_key(box: Box) -> None:
    desk = await box.desk("front")
    known = await desk.line.ask(AskHealth(request=0))
    assert isinstance(known, HealthKnown)
    assert known.running_ms > 0
    assert known.watchdog_ms == 5000
    assert known.secrets == len(box.plan.buttons)
    assert known.without_secret == 0
    assert known.record_len >= (box.data / "logbook" / LOGBOOK_NAME).stat().st_size > 0
    assert not any(button.key in repr(known) for button in box.plan.buttons)
