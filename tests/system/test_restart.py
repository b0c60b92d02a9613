"""Tests what a restart, a kill, a second daemon and a changed plan do to calls that are open."""

import subprocess
from pathlib import Path

import msgspec
import pytest

from appliance.core.ground.words import Stage
from tests.system.box import HANDBELL, Box
from tests.system.record import read_record
from tests.system.school import school

pytestmark = pytest.mark.slow


async def test_open_calls_ring_again_after_a_kill_and_everything_said_is_remembered(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204", "B205", "B206"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        for room in ("B204", "B205", "B206"):
            await building.press(f"{room}-wall")
        called, acknowledged, over = [await desk.shows(room) for room in ("B204", "B205", "B206")]
        await desk.acknowledges(acknowledged)
        await desk.sends(acknowledged)
        await desk.stands_down(over)
        box.kill()

        await box.starts()
        desk = await box.desk("hall")
        again = await desk.sees("B204", lambda card: card.ringing)
        assert (again.incident, again.number, again.stage) == (called.incident, called.number, Stage.CALLED)
        later = await desk.sees("B205", lambda card: card.ringing)
        assert (later.incident, later.stage) == (acknowledged.incident, Stage.DISPATCHED)
        await desk.sees_no("B206")
        await desk.shows("B204")
        await building.until_lamp("B204-wall", "received", within_s=10)
        await building.press("B206-wall")
        assert (await desk.sees("B206")).number == 4, "the numbers people say go on"


async def test_a_press_while_the_daemon_is_down_says_not_delivered_and_rings_when_it_is_back(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        box.kill()
        await building.press("B204-wall")
        await building.until_lamp("B204-wall", "not-delivered", within_s=5.5)
        await box.starts()
        desk = await box.desk("front")
        call = await desk.shows("B204")
        assert call.pressed_ago_ms is not None
        assert call.pressed_ago_ms >= 5000, "a late press says how late it is"
        await building.until_lamp("B204-wall", "received", within_s=5)


async def test_a_clean_stop_leaves_one_whole_file_and_its_signed_head(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall")
        await desk.shows("B204")
        await box.stops()
        assert sorted(path.name for path in (box.data / "logbook").iterdir()) == [
            "head",
            "logbook.db",
            *("open.0", "open.1", "standing.0", "standing.1"),
        ]
        record = await read_record(box.data)
        assert record.findings == []
        assert record.signed == record.head


async def test_a_second_daemon_on_the_same_folder_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        for words in (box.command(), [*box.command(), "--dry-run"], [*box.command(), "--run", str(box.data)]):
            second = subprocess.run(words, capture_output=True, text=True, timeout=180, check=False)
            assert second.returncode == 1
            assert "in use by another process, most likely the running alert daemon" in second.stderr
            assert "Traceback" not in second.stderr
        await building.press("B204-wall")
        await desk.sees("B204")
        await box.stops()


async def test_the_plan_is_changed_while_a_call_is_open(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204", "B205"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall")
        call = await desk.shows("B204")

        plan = school()
        renamed = [
            msgspec.structs.replace(room, name="Art room") if room.room == "B204" else room for room in plan.rooms
        ]
        await box.adopts(msgspec.structs.replace(plan, rooms=tuple(renamed)))
        assert (await desk.sees("B204", lambda card: card.room_name == "Art room")).incident == call.incident
        # Even the room may go from the plan; its call stays.
        fewer = tuple(room for room in plan.rooms if room.room != "B204")
        buttons = tuple(button for button in plan.buttons if button.room != "B204")
        await box.adopts(msgspec.structs.replace(plan, rooms=fewer, buttons=buttons))
        still = await desk.sees("B204", lambda card: card.room_name != "Art room")
        assert still.ringing
        await desk.acknowledges(still)
        await desk.stands_down(still)
        await building.press("B205-wall")
        await desk.sees("B205")


async def test_handbell_plan_adopt_makes_the_example_the_truth(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        box.launches()
        await box.is_ready()
        example = Path(__file__).parents[2] / "appliance/plan/example.yaml"
        words = [str(HANDBELL), "plan", "adopt", str(example), "--socket", str(box.socket_path)]
        adopted = subprocess.run(words, capture_output=True, text=True, timeout=180, check=False)
        assert adopted.returncode == 0, adopted.stderr
        assert "Adopted." in adopted.stdout
        desk = await box.desk("hall", attended=False)
        assert desk.line.welcome is not None
        assert desk.line.welcome.building == "Fox Hollow Elementary"


async def test_the_sealed_feed_goes_on_across_a_restart(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall")
        await desk.shows("B204")
        feed = await box.feed()
        first = await feed.follow(after=0)
        assert [entry.number for entry in first.entries] == list(range(1, first.head + 1))
        box.kill()
        await box.starts()
        feed = await box.feed()
        more = await feed.follow(after=first.head, wait_s=5)
        assert more.entries[0].number == first.head + 1, "what was read stays as it was, and nothing is left out"
        same = await feed.follow(after=0, limit=len(first.entries))
        assert same.entries == first.entries
