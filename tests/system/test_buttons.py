"""Tests `handbell buttons` against the real daemon: who is there, a test from the command line, out of service over a restart."""

import base64
import json
from pathlib import Path

import pytest

from appliance.core.building.commands import StartCheckIn
from appliance.core.ground.words import RoomAnswer
from tests.patience import PatientTwins
from tests.ports import free_port
from tests.system.box import Box
from tests.system.command import buttons, ran, until_it_says

pytestmark = pytest.mark.slow


async def test_the_list_names_who_is_there_and_who_is_not(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building = await box.building("B204")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        code, says = await ran(box, "list")
        assert code == 0
        here = next(line for line in says.splitlines() if "B204-wall" in line).split()
        assert here[0] == "="
        assert "ready" in here
        assert "never" in next(line for line in says.splitlines() if "B205-wall" in line)
        assert max(map(len, says.splitlines())) <= 80
        code, says = await ran(box, "list", "--json")
        assert any(each["button"] == "B204-wall" and each["told"] == "ready" for each in json.loads(says)["buttons"])


async def test_a_test_from_the_command_line_passes_by_a_press_and_only_once(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        test = await buttons(box, "test", "B204-wall")
        await test.says("Press B204-wall now")
        await building.until_lamp("B204-wall", "test", within_s=2)
        code, says = await ran(box, "test", "B204-wall")
        assert (code, "waiting for its test press already" in says) == (1, True), says
        await building.press("B204-wall")
        code, says = await test.ends()
        assert (code, "PASSED: B204-wall" in says) == (0, True), says
        assert not (await desk.board()).calls
        code, says = await ran(box, "test", "B999-wall")
        assert (code, "no button of that name" in says) == (1, True), says


async def test_where_every_button_obeys_there_is_none_to_take_over(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building = await box.building("B204")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        code, says = await ran(box, "take-over")
        assert (code, "no button refuses this box" in says) == (1, True), says
    code, says = await ran(box, "take-over")
    assert code == 2, says


async def test_a_box_that_replaces_a_lost_one_is_obeyed_once_a_person_takes_the_buttons_over(tmp_path: Path) -> None:
    rooms = ("B202", "B204", "B205")
    async with Box(tmp_path) as box:
        await box.starts()
        building = await box.building(*rooms)
        for room in rooms:
            building.firmware(f"{room}-wall").flash.epoch_rank = 1_796_000_000
        desk = await box.desk("front")
        await desk.board(lambda board: [each.what for each in board.troubles] == ["button-older-box"] * 3, within_s=10)
        await building.press("B204-wall")
        await desk.shows("B204")
        assert building.lamp("B204-wall") in {"sending", "not-delivered"}
        code, says = await ran(box, "take-over")
        assert (code, "Its rank is 1796000001 now" in says) == (0, True), says
        await building.until_lamp("B204-wall", "received", within_s=2)


async def test_interrupting_a_test_disarms_the_button(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building = await box.building("B204")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        test = await buttons(box, "test", "B204-wall")
        await test.says("Press B204-wall now")
        test._process.send_signal(2)
        code, _ = await test.ends()
        assert code == 1
        await building.until_lamp("B204-wall", "ready", within_s=2)


async def test_out_of_service_by_two_people_over_a_restart_and_back(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        one, other = (person.name for person in box.plan.people[:2])
        retire = ("retire", "B204-wall", "--for", "1h30m", "--reason", "New paint")
        code, says = await ran(box, *retire, "--by", one, "--and", one)
        assert (code, "Two different people" in says) == (1, True), says
        code, says = await ran(box, *retire[:3], "5h", *retire[4:], "--by", one, "--and", other)
        assert (code, "at most 4 hours" in says) == (1, True), says
        code, says = await ran(box, *retire, "--by", one, "--and", other)
        assert (code, "out of service for 1 h 30 min" in says) == (0, True), says
        await building.until_lamp("B204-wall", "out-of-service", within_s=2)
        assert [
            each.button for each in (await desk.board(lambda board: bool(board.out_of_service))).out_of_service
        ] == ["B204-wall"]

        box.kill()
        await box.starts()
        desk = await box.desk("front")
        await building.until_lamp("B204-wall", "out-of-service", within_s=15)
        await building.press("B204-wall")
        await desk.stands_down(await desk.shows("B204"))
        await building.until_lamp("B204-wall", "out-of-service", within_s=5)

        code, says = await ran(box, "retire", "B204-wall", "--back")
        assert (code, "back in service" in says) == (0, True), says
        await building.until_lamp("B204-wall", "ready", within_s=2)
        assert any(line.startswith("Back in service at the command line") for line in await desk.timeline())


async def test_a_device_that_dialled_in_is_listed_adopted_with_its_key_and_proven(tmp_path: Path) -> None:
    key, where = bytes(range(32)), ("127.0.0.1", free_port())
    key_file = tmp_path / "key"
    key_file.write_bytes(base64.b64encode(key))
    async with Box(tmp_path) as box, PatientTwins(*where, {"b204-second": key}) as building:
        await box.starts("--esphome", f"{where[0]}:{where[1]}")
        desk = await box.desk("front")
        await until_it_says(box, "? handbell-b204-second")
        code, says = await ran(box, "adopt", "handbell-b204-second", "--room", "B204")
        assert (code, "--key-file" in says) == (1, True), says
        adopting = await buttons(box, "adopt", "handbell-b204-second", "--room", "B204", "--key-file", str(key_file))
        await adopting.says("Class 1, two-way: covers a room")
        await adopting.says("  told: its lamps: received, on the way, not delivered")
        await adopting.says("  - {id: b204-second, room: B204, family: esphome, key: b204-second")
        await adopting.says("Press b204-second now")
        await building.until_lamp("b204-second", "test", within_s=5)
        await building.press("b204-second")
        code, says = await adopting.ends()
        assert (code, "PASSED" in says) == (0, True), says
        assert not (await desk.board()).calls
        assert "? handbell-b204-second" not in await until_it_says(box, "device handbell-b204-second, at 127.0.0.1")
        box.kill()
        await box.starts("--esphome", f"{where[0]}:{where[1]}")
        desk = await box.desk("front")
        await building.until_lamp("b204-second", "ready", within_s=20)
        await building.press("b204-second")
        assert (await desk.shows("B204")).two_way, "its key and its place outlive the daemon"


async def test_without_a_daemon_the_command_says_what_to_do(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        code, says = await ran(box, "list")
    assert (code, "Start it: systemctl start handbell-alert" in says) == (2, True), says


async def test_a_button_adopted_with_its_safe_answers_a_check_in_and_calls_nobody(tmp_path: Path) -> None:
    key, where = bytes(range(32)), ("127.0.0.1", free_port())
    key_file = tmp_path / "key"
    key_file.write_bytes(base64.b64encode(key))
    fitted = {"b204-second": ("help", "hold", "safe")}
    async with Box(tmp_path) as box, PatientTwins(*where, {"b204-second": key}, contacts=fitted) as building:
        await box.starts("--esphome", f"{where[0]}:{where[1]}")
        desk = await box.desk("front")
        await until_it_says(box, "? handbell-b204-second")
        adopt = ("adopt", "handbell-b204-second", "--room", "B204", "--key-file", str(key_file))
        code, says = await ran(box, *adopt, "--contacts", "help=assist,hold=emergency,safe=check-in")
        assert (code, "write --safe instead" in says) == (2, True), says
        adopting = await buttons(box, *adopt, "--safe")
        await adopting.says("contacts: {help: assist, hold: emergency, safe: check-in}")
        await building.until_lamp("b204-second", "test", within_s=20)
        await building.press("b204-second")
        code, says = await adopting.ends()
        assert (code, "PASSED" in says) == (0, True), says
        await desk.does(StartCheckIn())
        await desk.board(lambda board: board.check_in is not None)
        await building.press("b204-second", "safe")
        board = await desk.board(
            lambda board: board.check_in is not None and board.check_in.count(RoomAnswer.SAFE) == 1
        )
        assert board.check_in is not None
        assert [room.room for room in board.check_in.rooms if room.marked_by == "button"] == ["B204"]
        assert not board.calls
