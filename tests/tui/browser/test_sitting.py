"""Tests one desk in a browser against a scripted daemon: what is told of whoever is there, acts in their turn, and a line that is lost."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from appliance.api.ask import Reply
from appliance.core.calls.commands import Acknowledge
from appliance.plan.model import Kind
from appliance.tasks import Tasks
from tests.patience import until
from tests.tui.boards import FRONT, board, call
from tests.tui.stage import Stage, standing_stage
from tui.asking.pressing import LOOK_FIRST
from tui.board.aim import LOOKED_AT_MS
from tui.browser.presence import HEARD_MS, ONE_TOUCH_MS
from tui.browser.scene import BLIND, Scene
from tui.browser.sitting import HELD_MS_MAX, TYPED_TOO_EARLY, WAITING_MAX, PageBroken, Sitting

RINGS = call(12, "B204", Kind.EMERGENCY)


class Seat:
    """A sitting whose clock is ours: `after` moves it on."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.now_ms, self.takes = stage, 5_000_000, True
        self.scenes: list[Scene] = []
        self.sitting = Sitting(stage.path, FRONT, self._drawn, lambda: self.now_ms)

    @property
    def scene(self) -> Scene:
        return self.scenes[-1]

    def after(self, passed_ms: int) -> None:
        self.now_ms += passed_ms

    def says(self, what: str, **fields: object) -> None:
        self.sitting.heard(msgspec.json.encode({"say": what, **fields}))

    def _drawn(self, scene: Scene) -> bool:
        if self.takes:
            self.scenes.append(scene)
        return self.takes

    async def is_open(self) -> None:
        """Somebody touches the desk, and takes the hand away."""
        self.says("here", seen=True, touched=True)
        await until(lambda: bool(self.scenes) and not self.scene.locked and bool(self.scene.building))
        await until(lambda: self.sitting.talk.model.facts is not None)
        self.after(ONE_TOUCH_MS)

    async def paints(self, *, sounds: bool = True) -> None:
        """Paint the newest scene, and let it stand long enough."""
        self.says("painted", scene=self.scene.scene, seen=[each.ref for each in self.scene.calls], sounds=sounds)
        self.after(LOOKED_AT_MS)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with standing_stage(tmp_path) as stage:
        yield stage


@pytest.fixture
async def seat(stage: Stage) -> AsyncIterator[Seat]:
    seat, tasks = Seat(stage), Tasks()
    tasks.start(seat.sitting.run(), name="sitting")
    yield seat
    await tasks.stop()


async def test_a_touch_is_told_to_the_box_and_a_desk_that_nobody_touched_is_locked(seat: Seat) -> None:
    await until(lambda: bool(seat.scenes) and bool(seat.scene.building))
    assert seat.scene.locked and seat.stage.presents == 0
    await seat.is_open()
    await until(lambda: seat.stage.presents == 1)


async def test_a_call_that_stands_there_and_can_be_heard_is_reported_and_taken_by_one_key(seat: Seat) -> None:
    seat.stage.shows(board(RINGS))
    await seat.is_open()
    await until(lambda: bool(seat.scene.calls))
    await seat.paints(sounds=False)
    await seat.paints()
    await until(lambda: seat.stage.reported == [RINGS.incident])
    seat.says("stroke", key="space")
    await until(lambda: seat.stage.acts == [Acknowledge(incident=RINGS.incident)])


async def test_a_report_that_the_box_did_not_take_is_made_again_without_the_page(seat: Seat) -> None:
    await until(lambda: bool(seat.scenes) and bool(seat.scene.building))
    seat.stage.shows(board(RINGS))
    await until(lambda: bool(seat.scene.calls))
    await seat.stage.fall()
    await seat.paints()
    await until(lambda: seat.scene.lost[:1] == (BLIND,))
    await seat.stage.open()
    await until(lambda: RINGS.incident in seat.stage.reported)


async def test_a_stroke_at_a_locked_desk_and_the_touch_that_opens_it_do_nothing(seat: Seat) -> None:
    seat.stage.shows(board(RINGS))
    await until(lambda: bool(seat.scenes) and bool(seat.scene.calls))
    await seat.paints()
    seat.says("stroke", key="space")
    seat.says("here", seen=True, touched=True)
    seat.says("stroke", key="space")
    await until(lambda: not seat.scene.locked)
    assert seat.stage.acts == []


async def test_what_is_typed_ahead_waits_for_the_answer_before_it(seat: Seat) -> None:
    seat.stage.shows(board(RINGS))
    seat.stage.answer = lambda _: Reply(request=0, ok=False, says="Somebody has it already.")
    await seat.is_open()
    await until(lambda: bool(seat.scene.calls))
    await seat.paints()
    for key in ("space", "d"):
        seat.says("stroke", key=key)
    await until(lambda: seat.scene.asked is not None)
    assert len(seat.stage.acts) == 1
    assert seat.scene.asked is not None and seat.scene.asked.title.startswith("SEND HELP to Room B204")


async def test_the_key_that_takes_a_call_everywhere_waits_for_no_answer(seat: Seat) -> None:
    seat.stage.shows(board(RINGS))
    seat.stage.stalls = True
    await seat.is_open()
    await until(lambda: bool(seat.scene.calls))
    await seat.paints()
    for key in ("space", "d", "f2"):
        seat.says("stroke", key=key)
    await until(lambda: len(seat.stage.acts) == 2)
    assert seat.stage.acts == [Acknowledge(incident=RINGS.incident)] * 2
    assert seat.sitting.talk.asking is None, "the D between them waits"


async def test_what_was_typed_before_another_call_came_under_the_key_is_not_meant_for_it(seat: Seat) -> None:
    seat.stage.shows(board(RINGS))
    seat.stage.stalls = True
    await seat.is_open()
    await until(lambda: bool(seat.scene.calls))
    await seat.paints()
    for _ in range(2):
        seat.says("stroke", key="space")
    await until(lambda: len(seat.stage.acts) == 1)
    seat.stage.shows(board(call(13, "B205", Kind.EMERGENCY)))
    await until(lambda: bool(seat.scene.calls) and seat.scene.calls[0].room == "Room B205")
    await seat.paints()
    seat.stage.replies()
    await until(lambda: seat.scene.notice == LOOK_FIRST)
    assert len(seat.stage.acts) == 1


async def test_what_waited_longer_than_the_box_has_to_answer_is_not_done_late(seat: Seat) -> None:
    seat.stage.shows(board(RINGS))
    seat.stage.stalls = True
    await seat.is_open()
    await until(lambda: bool(seat.scene.calls))
    await seat.paints()
    for key in ("space", "d"):
        seat.says("stroke", key=key)
    await until(lambda: len(seat.stage.acts) == 1)
    seat.after(HELD_MS_MAX)
    seat.stage.replies()
    await until(lambda: seat.scene.notice == TYPED_TOO_EARLY)
    assert seat.scene.asked is None


async def test_a_call_rings_and_is_announced_once_and_again_where_the_page_took_nothing(seat: Seat) -> None:
    await seat.is_open()
    seat.takes = False
    seat.stage.shows(board(RINGS))
    await until(lambda: seat.sitting.talk.model.ringing_here != ())
    seat.sitting._draw.set()
    await until(lambda: not seat.sitting._draw.is_set())
    seat.takes = True
    await until(lambda: any(each.announce for each in seat.scenes))
    assert [each.announce for each in seat.scenes if each.announce] == [
        "Somebody may be hurt or in danger now: Room B204. Call 12."
    ]


async def test_a_line_that_is_lost_leaves_no_board_that_looks_alive(seat: Seat) -> None:
    seat.stage.shows(board(RINGS))
    await seat.is_open()
    await until(lambda: bool(seat.scene.calls))
    await seat.stage.fall()
    await until(lambda: seat.scene.lost[:1] == (BLIND,))
    assert seat.scene.calls == () and "▲ Room B204 (call 12), nobody has it" in seat.scene.lost
    await seat.stage.open()
    await until(lambda: bool(seat.scene.calls))


async def test_a_page_that_is_heard_no_more_locks_its_desk_and_drops_what_was_asked(seat: Seat) -> None:
    await seat.is_open()
    seat.says("stroke", key="r")
    await until(lambda: seat.scene.asked is not None)
    seat.after(HEARD_MS)
    await until(lambda: bool(seat.scene.locked))
    await seat.is_open()
    assert seat.scene.asked is None


async def test_what_no_page_says_ends_the_sitting(seat: Seat) -> None:
    for said in (b"", b"{}", b'{"say":"adopt"}', b'{"say":"stroke"}', b'{"say":"stroke","key":"' + b"a" * 99 + b'"}'):
        with pytest.raises(PageBroken):
            seat.sitting.heard(said)
    with pytest.raises(PageBroken):
        for _ in range(WAITING_MAX + 1):
            seat.says("stroke", key="r")
