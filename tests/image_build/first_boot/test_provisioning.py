"""Tests the second step against a real alert daemon: what a box is given, what it refuses, how it ends. It is done once, however often it
is killed.
"""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from appliance.api.board.board import BoardView
from appliance.api.desk.buttons import AskButtons, ButtonsKnown
from appliance.api.desk.client import DeskClient
from appliance.api.desk.plan import AdoptPlanFile, AskPlan, PlanFacts
from appliance.api.feed.copy import CopyState
from appliance.api.records.recovery import AskRecovery, RecoveryKnown, UseRecoveryKey
from appliance.core.calls.commands import RaiseCallFromDesk
from appliance.core.practice.commands import ArmWalkTest
from appliance.envelope.hybrid import fingerprint
from appliance.envelope.phrase import private_of
from appliance.envelope.public_half import section_of
from appliance.plan.document import to_document
from appliance.plan.ids import DeskId, RoomId
from appliance.plan.model import Kind
from appliance.vault.credentials import Credentials
from image_build.first_boot.news import progress_of
from image_build.first_boot.provisioning import Provisioning
from image_build.first_boot.steps import Step
from sync.transport.whole_file import UNFINISHED
from tests.image_build.first_boot.conftest import Ground
from tests.image_build.first_boot.written import written
from tests.image_build.seeds import OFFICE, PLAN, indented, secret
from tests.patience import PatientBuilding
from tests.ports import free_port
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.plain import plain_desk
from tests.system.school import school

pytestmark = pytest.mark.slow

WITHIN_S = 120.0
SIMULATED = PLAN.replace("family: esphome", "family: simulated")
"""The same school with buttons that a test can press."""
PUBLIC = private_of(bytes(16)).public.raw
HERE = {"plan": f"plan:\n{indented(SIMULATED, 2)}", "district": f"district: {{office: {OFFICE}}}"}


class New(Box):
    """A box straight from the image: no plan, no keys, no record."""

    async def starts_new(self) -> None:
        self._adopted = True  # so the test rig adopts no plan: only the seed gives one
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        await self.starts()


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[New]:
    async with New(tmp_path / "alert") as made:
        yield made


@asynccontextmanager
async def provisioning(ground: Ground, box: Box) -> AsyncIterator["asyncio.Task[None]"]:
    """Run the step itself, which looks more often here than on a box."""
    step = Provisioning(ground.places, box.socket_path, look_every_s=0.1, copy_within_s=0.5)
    task = asyncio.get_running_loop().create_task(step.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(happened: Callable[[], Awaitable[bool]] | Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN_S):
        while True:
            found = happened()
            if await found if isinstance(found, Awaitable) else found:
                return
            await asyncio.sleep(0.05)


async def sees(box: Box, wanted: Callable[[BoardView], bool]) -> BoardView:
    """Wait until a console that only watches is shown such a board; give the board."""
    async with asyncio.timeout(WITHIN_S), DeskClient.connect(box.socket_path, None, "test") as line:
        async for board in line.states():
            if wanted(board):
                return board
    raise AssertionError("the states of a line never end by themselves")


def troubles(board: BoardView) -> dict[str, str]:
    return {each.what: each.detail for each in board.troubles}


async def facts(box: Box) -> PlanFacts:
    async with DeskClient.connect(box.socket_path, None, "test") as line:
        known = await line.ask(AskPlan(request=0))
    assert isinstance(known, PlanFacts)
    return known


async def recovery(box: Box) -> RecoveryKnown:
    async with DeskClient.connect(box.socket_path, None, "test") as line:
        known = await line.ask(AskRecovery(request=0))
    assert isinstance(known, RecoveryKnown), known
    return known


def done(ground: Ground) -> set[Step]:
    return set(progress_of(ground.places).done)


async def test_a_box_gets_keys_plan_and_office_of_its_seed_and_ends_in_a_walk_test(ground: Ground, box: New) -> None:
    ground.lays(written(**HERE))
    ground.takes()
    await box.starts_new()
    async with provisioning(ground, box) as task:
        board = await sees(box, lambda board: "buttons-untested" in troubles(board))
        assert board.building == "Lincoln Middle School"
        assert "W arms one" in troubles(board)["buttons-untested"]
        assert "seed-not-applied" not in troubles(board)
        assert done(ground) == {Step.KEYS, Step.PLAN, Step.OFFICE}
        kept = Credentials(box.data / "keys" / "credentials")
        assert [str(each) for each in kept.ids()] == ["A101-desk", "B204-wall"]
        assert (box.data / "keys" / "root.fingerprint").read_text().strip().replace(" ", "") == OFFICE
        await until(lambda: "Not pressed yet: A101-desk, B204-wall." in ground.result)
        assert "WAITS   walk test of every button" in ground.result
        await walk(box)
        async with asyncio.timeout(WITHIN_S):
            await task
    assert "buttons-untested" not in troubles(await sees(box, lambda board: True))
    assert "Nothing is left to do." in ground.result


async def test_a_box_that_lost_its_plan_with_its_record_is_given_it_again(ground: Ground, box: New) -> None:
    ground.lays(written(**HERE, recovery=section_of(PUBLIC)))
    ground.takes()
    await box.starts_new()
    async with provisioning(ground, box):
        await until(lambda: Step.RECOVERY in done(ground))
    assert (await recovery(box)).fingerprint == fingerprint(PUBLIC)
    (box.run / "plan-wanted").unlink()
    box.kill()
    shutil.rmtree(box.data / "logbook")
    await box.starts()
    assert not (await facts(box)).rooms
    assert (box.run / "plan-wanted").exists(), "which starts this step on a box"
    async with provisioning(ground, box):
        await sees(box, lambda board: board.building == "Lincoln Middle School")
        await until(lambda: Step.RECOVERY in done(ground))
        assert (await recovery(box)).fingerprint == fingerprint(PUBLIC)
        await until(lambda: Step.OFFICE in done(ground))
        board = await sees(box, lambda board: "buttons-untested" in troubles(board))
        assert "not-set-up" not in troubles(board), "the office that it believes already is no refusal"


async def test_a_phrase_that_was_replaced_at_the_box_comes_back_with_no_lost_record(ground: Ground, box: New) -> None:
    """Whoever found the paper with the old phrase must not get the next bundle with it."""
    newer = private_of(bytes(range(16))).public.raw
    ground.lays(written(**HERE, recovery=section_of(PUBLIC)))
    ground.takes()
    await box.starts_new()
    async with provisioning(ground, box):
        await until(lambda: Step.RECOVERY in done(ground))
    async with DeskClient.connect(box.socket_path, None, "test") as line:
        assert (await line.ask(UseRecoveryKey(request=0, public=newer))).ok
    box.kill()
    shutil.rmtree(box.data / "logbook")
    await box.starts()
    assert (await recovery(box)).fingerprint == fingerprint(newer)
    async with provisioning(ground, box):
        await sees(box, lambda board: board.building == "Lincoln Middle School")
        await until(lambda: {Step.PLAN, Step.RECOVERY} <= done(ground))
        assert (await recovery(box)).fingerprint == fingerprint(newer)


async def test_a_copy_that_the_seed_wants_and_nobody_makes_is_on_every_screen_until_its_replica_speaks(
    ground: Ground, box: New
) -> None:
    ground.lays(written(**HERE, copy="copy: {to: folder, path: /mnt/second}"))
    ground.takes()
    await box.starts_new()
    async with provisioning(ground, box):
        board = await sees(box, lambda board: "copy of the record" in troubles(board).get("not-set-up", ""))
        assert "systemctl status handbell-replica" in troubles(board)["not-set-up"]
        await until(lambda: "WAITS   copy of the record" in ground.result)
        line = await box.feed()
        await line.tell_copy(CopyState(kind="folder", where="/mnt/first"))
        await sees(box, lambda board: board.copy is not None and board.copy.where == "/mnt/first")
        assert Step.COPY not in done(ground), "that is where an earlier seed wanted it"
        await line.tell_copy(CopyState(kind="folder", where="/mnt/second"))
        await sees(box, lambda board: "not-set-up" not in troubles(board))
        await until(lambda: "done    copy of the record" in ground.result)


async def test_a_line_that_was_there_before_the_plan_is_told_which_desk_it_is_once_it_comes(
    ground: Ground, box: New
) -> None:
    ground.lays(written(**HERE))
    await box.starts_new()
    async with plain_desk(box, "front") as person:
        await person.hears("Watching only.")
        ground.takes()
        async with provisioning(ground, box):
            await person.hears("Handbell at Lincoln Middle School. Front office.")
            await person.hears("Press Enter, so that this desk counts as attended.")


async def walk(box: Box) -> None:
    """Walk to each button and press it: as tests, not as calls."""

    keys = {"A101-desk": _secret("A101"), "B204-wall": _secret("B204")}
    contacts = dict.fromkeys(keys, ("help", "hold"))
    async with (
        PatientBuilding("127.0.0.1", box.port, keys, contacts=contacts) as building,
        DeskClient.connect(box.socket_path, DeskId("front"), "test") as line,
    ):
        desk = Desk(line)
        await desk.is_attended()
        for button in keys:
            await building.until_lamp(button, "ready", within_s=20)
            assert (await line.act(ArmWalkTest(button=button))).ok  # type: ignore[arg-type]
            await building.until_lamp(button, "test", within_s=20)
            await building.press(button)
            await desk.board(
                lambda board, button=button: board.test_over is not None and board.test_over.button == button
            )
        assert not (await desk.board(lambda board: True)).calls


def _secret(of: str) -> bytes:
    import base64

    return base64.b64decode(secret(of))


async def test_a_refused_seed_is_on_every_screen_and_gone_once_it_was_corrected(ground: Ground, box: New) -> None:
    ground.lays(written(screen="screen: {desk: frnt, font: Comic}", **HERE))
    ground.takes()
    await box.starts_new()
    async with provisioning(ground, box):
        board = await sees(box, lambda board: "seed-not-applied" in troubles(board))
        says = troubles(board)["seed-not-applied"]
        assert "handbell-seed.yaml:" in says
        assert "more: see handbell-result.txt on the card" in says
        assert (
            "no seed and no plan"
            in troubles(await sees(box, lambda board: "not-set-up" in troubles(board)))["not-set-up"]
        )
    ground.lays(written(**HERE))
    ground.takes()
    async with provisioning(ground, box):
        board = await sees(box, lambda board: "buttons-untested" in troubles(board))
        await sees(box, lambda board: not {"seed-not-applied", "not-set-up"} & set(troubles(board)))


async def test_a_stick_that_cannot_be_taken_is_said_on_every_screen_and_gone_with_the_next(
    ground: Ground, box: New
) -> None:
    ground.lays(written(**HERE))
    ground.takes()
    await box.starts_new()
    async with provisioning(ground, box):
        await sees(box, lambda board: "buttons-untested" in troubles(board))
        ground.plugs_in("seed: 1\n")
        ground.takes()
        board = await sees(box, lambda board: "seed-not-applied" in troubles(board))
        assert "the seed on the stick is not right" in troubles(board)["seed-not-applied"]
        assert "cut short" in troubles(board)["seed-not-applied"]
        ground.plugs_in(written(**HERE))
        ground.takes()
        await sees(box, lambda board: "seed-not-applied" not in troubles(board))


async def test_a_box_without_a_seed_says_what_is_missing_until_somebody_adopts_a_plan(ground: Ground, box: New) -> None:
    ground.takes()
    await box.starts_new()
    async with provisioning(ground, box) as task:
        await sees(box, lambda board: "not-set-up" in troubles(board))
        await box.adopts(school())
        async with asyncio.timeout(WITHIN_S):
            await task
    await sees(box, lambda board: "not-set-up" not in troubles(board))


async def test_a_daemon_that_is_away_is_waited_for(ground: Ground, box: New) -> None:
    ground.lays(written(**HERE))
    ground.takes()
    async with provisioning(ground, box):
        await asyncio.sleep(0.5)
        await box.starts_new()
        await until(lambda: Step.PLAN in done(ground))
        await box.stops()
        await box.starts()
        await sees(box, lambda board: "buttons-untested" in troubles(board))


async def test_a_new_network_does_not_put_back_the_plan_people_have_changed_since(ground: Ground, box: New) -> None:
    ground.lays(written(**HERE))
    ground.takes()
    await box.starts_new()
    async with provisioning(ground, box):
        await until(lambda: Step.PLAN in done(ground))
    changed = msgspec.structs.replace(school(), building="Lincoln, as people changed it")
    async with DeskClient.connect(box.socket_path, None, "plan") as line:
        assert (await line.ask(AdoptPlanFile(request=0, document=to_document(changed)))).ok
    ground.lays(written(network="network: {address: {ip: 10.9.9.9/24, gateway: 10.9.9.1}, dns: [10.4.0.53]}", **HERE))
    assert ground.takes().name == "lincoln-ms"
    async with provisioning(ground, box):
        await sees(box, lambda board: "buttons-untested" in troubles(board))
        assert (await facts(box)).building == "Lincoln, as people changed it"
    ground.lays(written(plan=HERE["plan"].replace("Lincoln Middle", "Lincoln Junior"), district=HERE["district"]))
    ground.takes()
    async with provisioning(ground, box):
        await until(lambda: _is_named(box, "Lincoln Junior School"))


async def _is_named(box: Box, name: str) -> bool:
    return (await facts(box)).building == name


async def test_another_office_is_not_believed_because_a_seed_says_so(ground: Ground, box: New) -> None:
    ground.lays(written(**HERE))
    ground.takes()
    await box.starts_new()
    async with provisioning(ground, box):
        await until(lambda: Step.OFFICE in done(ground))
    ground.lays(written(plan=HERE["plan"], district=f"district: {{office: {'ab' * 32}}}"))
    ground.takes()
    async with provisioning(ground, box):
        board = await sees(box, lambda board: "not-set-up" in troubles(board))
        assert "safety office that is believed:" in troubles(board)["not-set-up"]
        await until(lambda: "WAITS   safety office" in ground.result)


async def test_killed_again_and_again_everything_is_done_once(ground: Ground, box: New) -> None:
    ground.lays(written(**HERE))
    ground.takes()
    await box.starts_new()
    for after_s in (0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 1.0, 1.5):
        step = ground.starts("provision", "--socket", str(box.socket_path))
        await asyncio.sleep(after_s)
        step.kill()
        await asyncio.to_thread(step.wait)
    async with provisioning(ground, box):
        await sees(box, lambda board: "buttons-untested" in troubles(board))
    from tests.system.record import read_record

    await box.stops()
    record = await read_record(box.data)
    adopted = [event for event in record.events if type(event).__name__ == "PlanAdopted"]
    trusted = [event for event in record.events if type(event).__name__ == "OfficeTrusted"]
    assert (len(adopted), len(trusted)) == (1, 1)


async def test_a_card_that_takes_nothing_does_not_silence_it_and_what_was_done_is_noted_later(
    ground: Ground, box: New
) -> None:
    ground.lays(written(**HERE))
    ground.takes()
    in_the_way = ground.places.progress.with_name(ground.places.progress.name + UNFINISHED)
    in_the_way.mkdir()  # now every write of the progress fails, as where the partition is full or read-only
    await box.starts_new()
    async with provisioning(ground, box) as task:
        await sees(box, lambda board: "buttons-untested" in troubles(board))
        await walk(box)
        await until(lambda: "Nothing is left to do." in ground.result)
        await sees(box, lambda board: "buttons-untested" not in troubles(board))
        assert (task.done(), done(ground)) == (False, set())
        in_the_way.rmdir()
        async with asyncio.timeout(WITHIN_S):
            await task
    assert done(ground) == {Step.KEYS, Step.PLAN, Step.OFFICE, Step.TESTED}


async def test_a_box_in_use_is_not_bothered_by_a_seed_it_has(ground: Ground, box: New) -> None:
    ground.lays(written(**HERE))
    ground.takes()
    await box.starts_new()
    async with provisioning(ground, box) as task:
        await sees(box, lambda board: "buttons-untested" in troubles(board))
        await walk(box)
        async with asyncio.timeout(WITHIN_S):
            await task
    async with DeskClient.connect(box.socket_path, DeskId("front"), "test") as line:
        assert (await line.act(RaiseCallFromDesk(room=RoomId("B204"), kind=Kind.ASSIST))).ok
        assert isinstance(await line.ask(AskButtons(request=0)), ButtonsKnown)
    number = (ground.places.box / "current").readlink()
    ground.takes()
    assert (ground.places.box / "current").readlink() == number
    step = ground.starts("provision", "--socket", str(box.socket_path))
    assert await asyncio.to_thread(step.wait, 60) == 0
    assert len((await sees(box, lambda board: True)).calls) == 1
    assert isinstance(step, subprocess.Popen)
    assert free_port()
