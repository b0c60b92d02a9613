"""Tests that a box restored from a dead box's copy and the phrase goes on under a daemon: what was open rings, and more."""

import asyncio
import sqlite3
import subprocess
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance import swap
from appliance.api.feed.client import FeedClient
from appliance.core.building.commands import EndResponse, StartResponse
from appliance.core.calls.commands import Acknowledge, StandDown
from appliance.core.devices.commands import ClearTrouble
from appliance.core.devices.rank import REPLACING_STEP
from appliance.core.district.copies import ASK_ROOMS
from appliance.core.district.events import BoxReplaced, RecoveryKeySet
from appliance.core.ground.events import EpochStarted
from appliance.core.ground.words import Actor, BuildingResponse, Cause, Outcome
from appliance.daemon import Daemon
from appliance.engine.outcome import Done
from appliance.envelope.format import read_head_statement
from appliance.envelope.statements import Succession
from appliance.log.at_rest import examine
from appliance.logbook.predecessor import keep, predecessor_in
from appliance.plan.ids import DeskId, KeyId
from appliance.restoring.restoring import Restored, laid, lay, restored
from appliance.settings import Settings
from appliance.vault.vault import Vault, verify
from tests.appliance.restoring.copied import SUCCESSION, contents_of, copy_of, key_of, write_bundle
from tests.appliance.test_daemon import becomes, lose_side_copies, plan_document, pressed, settings
from tests.patience import patient
from tests.system.box import HANDBELL

pytestmark = pytest.mark.slow

FRONT = Actor(DeskId("front"))
SECRET = b"a button's key of thirty-two byt"


def new_box(folder: Path) -> Settings:
    """A blank card that never started."""
    folder.mkdir()
    (folder / "data").mkdir(mode=0o700)
    return settings(folder)


async def a_day(folder: Path) -> Settings:
    """Live a day with a plan, a credential, one call that is over, one that is open, and a trouble; then the box dies."""
    old = settings(folder)
    async with Daemon.started(old) as daemon:
        await daemon.adopt(plan_document()).kept
        daemon.credentials.put(KeyId("B204-wall"), SECRET)
        first = await pressed(daemon, "B206-wall", 4)
        [incident] = daemon.engine.board.incidents
        for act in (
            Acknowledge(incident=incident),
            StandDown(incident=incident, outcome=Outcome.ATTENDED, saw_room="A"),
        ):
            assert isinstance(await daemon.engine.submit(act, FRONT).kept, Done)
        assert first is not None
        await pressed(daemon, "B204-wall", 9)
        await daemon.engine.recorder.caught_up()
    return old


def proves(event: BoxReplaced, new: Vault) -> bool:
    """Whether the key that was only in the bundle says that this box follows that one."""
    said = Succession.unpack(event.statement)
    public = Ed25519PrivateKey.from_private_bytes(SUCCESSION).public_key().public_bytes_raw()
    return (
        event.key == public
        and verify(public, event.statement, event.signature)
        and (said.former_box, said.new_box, said.number) == (event.former_box, new.box, event.number)
        and said.new_device_key == new.device_public
    )


async def test_wraps_for_a_reading_key_that_the_bundle_lacks_never_leave_the_building(tmp_path: Path) -> None:
    old = await a_day(tmp_path)
    copy = copy_of(old.data, tmp_path / "copy")
    former = Vault.open(old.data / "keys", mends=False)
    with sqlite3.connect(copy / "mirror.db") as db:
        [newest] = db.execute("SELECT number, entry FROM entry ORDER BY number DESC LIMIT 1")
    db.close()
    write_bundle(copy, former, contents_of(old.data, former, set()), 7, newest)
    new = new_box(tmp_path / "new")
    assert isinstance(restored(copy, key_of(), new), Restored)
    async with Daemon.started(new) as daemon, FeedClient.connect(new.feed_socket) as line:
        here = (await line.follow(0)).wraps
        assert {each.recipient for each in here} & former.reading_keys.fingerprints(), (
            "they are kept, or nothing was proved"
        )
        assert not {each.recipient for each in here} & former.reading_keys.fingerprints() & daemon.queries.own_readers
        assert not (await line.follow(0, outward=True)).wraps


async def test_the_open_call_rings_on_the_new_box_with_its_room(tmp_path: Path) -> None:
    old = await a_day(tmp_path)
    copy = copy_of(old.data, tmp_path / "copy")
    new = new_box(tmp_path / "new")
    done = restored(copy, key_of(), new)
    assert isinstance(done, Restored) and done.open_calls == 1 and done.has_plan and not done.gaps
    former = Vault.open(old.data / "keys", mends=False)
    async with Daemon.started(new) as daemon:
        board = daemon.engine.board
        [incident] = board.incidents.values()
        assert incident.room == "B204" and incident.ringing and incident.number == 2
        assert board.index.plan.building == "Fox Hollow Elementary"
        assert board.counters == {("B204-wall", "help", ""): 9, ("B206-wall", "help", ""): 4}
        assert daemon.credentials.get(KeyId("B204-wall")) == SECRET
        assert board.epoch_rank == former.rank + REPLACING_STEP
        vault = daemon.vault
        assert vault.building == former.building and vault.parents == (former.box,)
        assert vault.box not in (former.box,) and vault.device_public != former.device_public
        await pressed(daemon, "B206-wall", 5)
        numbers = {each.number for each in daemon.engine.board.incidents.values()}
        assert numbers == {2, 3}, "numbers people say go on"
        await daemon.engine.recorder.caught_up()
        assert not daemon.engine.board.troubles.keys() & {
            "open-calls-unreadable:logbook",
            "box-stands-in:box",
            ASK_ROOMS.key,
        }
        [start] = [each for each in (await daemon.queries.feed(0, 100))[1] if isinstance(each[2], EpochStarted)][-1:]
        assert start[2].parent is not None and start[2].parent[1] == done.up_to
        replaced = board.recovery.replaced
        assert replaced is not None and replaced.event.former_box == former.box and replaced.event.number == done.up_to
        assert proves(replaced.event, vault)
        async with FeedClient.connect(new.feed_socket) as line:
            head = (await line.succession()).former_head
        assert head is not None and verify(former.device_public, head.statement, head.signature)
        _, box, _, number, digest = read_head_statement(head.statement)
        assert (box, number, digest) == (former.box, done.up_to, replaced.event.digest)
    report = await examine(new)
    assert report.faults == [], report


async def test_calls_that_may_be_lost_are_trouble_until_a_person_ends_it_and_the_restore_recorded_once(
    tmp_path: Path,
) -> None:
    """The bundle is the newest there is, and a week's key came after it."""
    old = await a_day(tmp_path)
    copy = copy_of(old.data, tmp_path / "copy")
    former = Vault.open(old.data / "keys", mends=False)
    with sqlite3.connect(copy / "mirror.db") as db:
        [newest] = db.execute("SELECT number, entry FROM entry ORDER BY number DESC LIMIT 1")
    db.close()
    contents = msgspec.structs.replace(contents_of(old.data, former, set()), plan=plan_document())
    write_bundle(copy, former, contents, 7, newest)
    new = new_box(tmp_path / "new")
    done = restored(copy, key_of(), new)
    assert isinstance(done, Restored) and done.lost_calls and done.has_plan
    for _ in range(2):
        async with Daemon.started(new) as daemon:
            await becomes(daemon, ASK_ROOMS.key, present=True)
            assert "ask every room" in (daemon.engine.board.troubles[ASK_ROOMS.key].detail or "")
            assert daemon.engine.board.index.plan.building == "Fox Hollow Elementary", "the bundle has the plan, too"
            facts = [each[2] for each in (await daemon.queries.feed(0, 100))[1]]
            assert sum(isinstance(fact, BoxReplaced) for fact in facts) == 1
            phrase = daemon.engine.board.recovery.key
            assert phrase is not None and phrase.event.public == key_of().public.raw, "and which phrase is used"
            assert sum(isinstance(fact, RecoveryKeySet) for fact in facts) == 1


async def test_a_restored_box_is_restored_again(tmp_path: Path) -> None:
    """The second box dies, too: its copy has entries of both boxes, and the third box takes the place of both."""
    old = await a_day(tmp_path)
    second = new_box(tmp_path / "second")
    assert isinstance(restored(copy_of(old.data, tmp_path / "copy"), key_of(), second), Restored)
    async with Daemon.started(second) as daemon:
        await pressed(daemon, "B206-wall", 5)
        await daemon.engine.recorder.caught_up()
    third = new_box(tmp_path / "third")
    done = restored(copy_of(second.data, tmp_path / "copy-2"), key_of(), third)
    assert isinstance(done, Restored) and done.open_calls == 2
    async with Daemon.started(third) as daemon:
        assert {each.room for each in daemon.engine.board.incidents.values()} == {"B204", "B206"}
        boxes = [Vault.open(each.data / "keys", mends=False).box for each in (second, old)]
        assert [*daemon.vault.parents] == boxes
        assert daemon.engine.board.index.plan.building == "Fox Hollow Elementary"
    report = await examine(third)
    assert report.faults == [], report


async def test_a_box_that_runs_begins_anew_by_itself_once_no_call_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The box was armed first, and had a call of its own meanwhile: that call stays with the record that is set aside."""
    monkeypatch.setattr(swap, "LOOK_EVERY_S", 0.02)
    old = await a_day(tmp_path)
    copy = copy_of(old.data, tmp_path / "copy")
    new = settings_in(tmp_path / "new")
    async with Daemon.started(new) as daemon:
        await pressed(daemon, "stranger", 1)
        [incident] = daemon.engine.board.incidents
        done = lay(copy, key_of(), new)
        assert isinstance(done, Restored) and laid(new) == done
        await look_some_times(daemon)
        assert not daemon.tasks.failed.done(), "nobody has said yes"
        swap.say_yes(new)
        await look_some_times(daemon)
        assert not daemon.tasks.failed.done(), "a call is open"
        for act in (
            Acknowledge(incident=incident),
            StandDown(incident=incident, outcome=Outcome.ATTENDED, saw_room="A"),
        ):
            assert isinstance(await daemon.engine.submit(act, FRONT).kept, Done)
        async with patient():
            assert await asyncio.shield(daemon.tasks.failed) == swap.TAKING_UP
    async with Daemon.started(new) as daemon:
        assert [each.room for each in daemon.engine.board.incidents.values()] == ["B204"]
        assert laid(new) is None
        assert (new.data / "before-restore-1" / "logbook" / "logbook.db").exists()


async def stands_down(daemon: Daemon) -> None:
    """Stand down everything that is open."""
    for incident in list(daemon.engine.board.incidents):
        over = StandDown(incident=incident, outcome=Outcome.ATTENDED, saw_room="A")
        for act in (Acknowledge(incident=incident), over):
            assert isinstance(await daemon.engine.submit(act, FRONT).kept, Done)


def shown(data: Path) -> str:
    """Give what a person reads of a record that no program has open."""
    done = subprocess.run(
        [HANDBELL, "log", "show", "--data", data], capture_output=True, text=True, check=True, timeout=180
    )
    return done.stdout


async def test_a_start_in_the_middle_of_a_call_puts_the_restore_off_and_such_calls_are_told_of_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody said yes. Then the power fails while a call is open on the card's own record, at every start again."""
    old = await a_day(tmp_path)
    copy = copy_of(old.data, tmp_path / "copy")
    new = settings_in(tmp_path / "new")
    async with Daemon.started(new) as daemon:
        await pressed(daemon, "stranger", 1)
        await stands_down(daemon)
        await pressed(daemon, "stranger", 2)
        await daemon.engine.recorder.caught_up()
        assert isinstance(restored(copy, key_of(), new), Restored)
    for _ in range(2):
        async with Daemon.started(new) as daemon:
            [still] = daemon.engine.board.incidents.values()
            assert still.source.counter == 2 and still.ringing, "it rings on"
    monkeypatch.setattr(swap, "LOOK_EVERY_S", 0.02)
    async with Daemon.started(new) as daemon:
        await stands_down(daemon)
        async with patient():
            assert await asyncio.shield(daemon.tasks.failed) == swap.TAKING_UP
    for _ in range(2):
        async with Daemon.started(new) as daemon:
            assert [each.room for each in daemon.engine.board.incidents.values()] == ["B204"]
            await becomes(daemon, "calls-before-restore:before-restore-1", present=True)
            said = daemon.engine.board.troubles["calls-before-restore:before-restore-1"].detail
            assert said.startswith("2 calls were taken on this card before the restore,") and "may be open" not in said
            assert "in before-restore-1" in said
    read = shown(new.data / "before-restore-1")
    assert read.count("Stood down") == 2, read
    async with Daemon.started(new) as daemon:
        assert isinstance(
            await daemon.engine.submit(
                ClearTrouble(cause=Cause("calls-before-restore", "before-restore-1")), FRONT
            ).kept,
            Done,
        )
    async with Daemon.started(new) as daemon:
        await daemon.engine.recorder.caught_up()
        assert "calls-before-restore:before-restore-1" not in daemon.engine.board.troubles, "said once"


async def test_a_lockdown_on_the_card_outlives_a_power_cut_and_the_restore_waits_for_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await a_day(tmp_path)
    new = settings_in(tmp_path / "new")
    async with Daemon.started(new) as daemon:
        await daemon.adopt(plan_document()).kept
        lockdown = StartResponse(response=BuildingResponse.LOCKDOWN)
        assert isinstance(await daemon.engine.submit(lockdown, FRONT).kept, Done)
        assert isinstance(restored(copy_of(old.data, tmp_path / "copy"), key_of(), new), Restored)
    monkeypatch.setattr(swap, "LOOK_EVERY_S", 0.02)
    async with Daemon.started(new) as daemon:
        assert daemon.engine.board.response is not None
        await look_some_times(daemon)
        assert not daemon.tasks.failed.done()
        over = EndResponse(response=BuildingResponse.LOCKDOWN)
        assert isinstance(await daemon.engine.submit(over, FRONT).kept, Done)
        async with patient():
            assert await asyncio.shield(daemon.tasks.failed) == swap.TAKING_UP
    async with Daemon.started(new) as daemon:
        assert [each.room for each in daemon.engine.board.incidents.values()] == ["B204"]


async def test_a_start_goes_on_where_nobody_can_read_what_is_open_and_a_daemon_saw_no_call(tmp_path: Path) -> None:
    """Otherwise such a box would begin anew every two seconds, for ever."""
    old = await a_day(tmp_path)
    new = settings_in(tmp_path / "new")
    async with Daemon.started(new) as daemon:
        await pressed(daemon, "stranger", 1)
        await daemon.engine.recorder.caught_up()
    assert isinstance(restored(copy_of(old.data, tmp_path / "copy"), key_of(), new), Restored)
    assert swap.note_quiet(new, frozenset())
    assert swap.take_over(new) is None, "that call was not yet there when it was noted"
    (new.logbook / "logbook.db").write_bytes(b"no record at all" * 64)
    assert swap.take_over(new) is None, "there may be one"
    assert swap.note_quiet(new, frozenset())
    assert swap.take_over(new) is not None
    async with Daemon.started(new) as daemon:
        await becomes(daemon, "calls-before-restore:before-restore-1", present=True)
        said = daemon.engine.board.troubles["calls-before-restore:before-restore-1"].detail
        assert "cannot be read: ask every room" in said


async def test_a_running_box_with_an_open_call_that_nobody_can_read_begins_anew_once(tmp_path: Path) -> None:
    old = await a_day(tmp_path)
    new = settings_in(tmp_path / "new")
    async with Daemon.started(new) as daemon:
        await pressed(daemon, "stranger", 1)
        await daemon.engine.recorder.caught_up()
    lose_side_copies(tmp_path / "new")
    with sqlite3.connect(new.logbook / "logbook.db") as db:
        db.execute("DELETE FROM wrap WHERE stream IN (SELECT stream FROM open_incident)")
    db.close()
    async with Daemon.started(new) as daemon:
        assert not daemon.engine.board.incidents
        assert isinstance(restored(copy_of(old.data, tmp_path / "copy"), key_of(), new), Restored)
        async with patient():
            assert await daemon.tasks.failed == swap.TAKING_UP
    assert swap.take_over(new) is not None, "else it would begin anew every few seconds, for ever"


async def look_some_times(daemon: Daemon) -> None:
    """Wait long enough for some looks."""
    for _ in range(10):
        await asyncio.sleep(0.02)


def settings_in(folder: Path) -> Settings:
    folder.mkdir()
    return settings(folder)


async def test_a_former_box_with_another_key_than_its_runs_is_named_by_the_check_of_the_record(tmp_path: Path) -> None:
    old = await a_day(tmp_path)
    new = new_box(tmp_path / "new")
    assert isinstance(restored(copy_of(old.data, tmp_path / "copy"), key_of(), new), Restored)
    before = predecessor_in(new.restored / "logbook")
    assert before is not None
    keep(new.restored / "logbook", msgspec.structs.replace(before, device_key=bytes(32)))
    async with Daemon.started(new) as daemon:
        await daemon.engine.recorder.caught_up()
    report = await examine(new)
    assert [each.says for each in report.faults] == ["the box it replaces had another device's key than its runs name"]
