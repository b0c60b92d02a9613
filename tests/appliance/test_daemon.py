"""Tests the whole daemon in this process: what it carries over, refuses and leaves behind."""

import asyncio
import shutil
import socket
import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance import housekeeping
from appliance.core.calls.commands import AddNote, RaiseCall
from appliance.core.calls.events import CallRaised
from appliance.core.devices.commands import ReportTrouble
from appliance.core.ground.commands import Look
from appliance.core.ground.events import EpochStarted, PlanAdopted
from appliance.core.ground.place import Place
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Cause, Door, Source
from appliance.daemon import Daemon
from appliance.doors.webhook.answers import OneWayPress
from appliance.engine.outcome import Done, Outcome, Refused
from appliance.logbook.errors import Busy, NotKept
from appliance.logbook.start import open_logbook
from appliance.logbook.verify import TAIL_ENTRIES
from appliance.plan.document import PlanDocumentError, to_document
from appliance.plan.ids import ButtonId, DeskId, KeyId, RoomId
from appliance.plan.model import Button, Contact, Kind
from appliance.plan.parse import read
from appliance.settings import Address, Settings
from appliance.vault.credentials import Credentials
from appliance.vault.vault import Vault
from hardware import opened
from hardware.levels import ButtonContact
from hardware.signals import Press
from tests.appliance.engine.harness import EXAMPLE
from tests.patience import PatientTwins, patient
from tests.ports import free_port

pytestmark = pytest.mark.slow


def settings(folder: Path, *, simulated: Address | None = None, esphome: Address | None = None) -> Settings:
    (folder / "run").mkdir(exist_ok=True)
    return Settings(data=folder / "data", run=folder / "run", simulated=simulated, esphome=esphome)


async def becomes(daemon: Daemon, cause: str, *, present: bool) -> None:
    async with patient():
        while (cause in daemon.engine.board.troubles) is not present:
            await daemon.engine.changed_since(daemon.engine.version)


def plan_document(**changes: object) -> bytes:
    plan = read(EXAMPLE)
    assert not isinstance(plan, list)
    silent = tuple(replace(sounder, family="simulated") for sounder in plan.sounders)
    return to_document(replace(plan, sounders=silent, **changes))


def lose_side_copies(folder: Path) -> None:
    """Remove the side copies, which a record of an earlier release does not have."""
    for name in ("open", "standing"):
        for copy in (folder / "data" / "logbook").glob(f"{name}.*"):
            copy.unlink()


def set_aside(folder: Path) -> Path:
    """Give where the one damaged logbook is kept."""
    [aside] = (folder / "data" / "logbook" / "set-aside").iterdir()
    return aside


async def pressed(daemon: Daemon, button: str, counter: int) -> Done:
    outcome = await daemon.intake.press(Press(button, "help", counter), Door.BUTTON).kept
    assert isinstance(outcome, Done)
    return outcome


async def test_after_damage_the_plan_and_the_open_call_are_carried_over_and_the_office_is_told(tmp_path: Path) -> None:
    async with Daemon.started(settings(tmp_path)) as daemon:
        await daemon.adopt(plan_document()).kept
        await pressed(daemon, "B204-wall", 1)
        head = daemon.logbook.kept[0]
    with sqlite3.connect(tmp_path / "data" / "logbook" / "logbook.db") as db:
        db.execute("UPDATE entry SET entry = zeroblob(300) WHERE number = 2")
    db.close()
    async with Daemon.started(settings(tmp_path)) as daemon:
        [incident] = daemon.engine.board.incidents.values()
        assert incident.room == "B204" and incident.ringing and incident.number == 1
        assert daemon.engine.board.index.plan.building == "Fox Hollow Elementary"
        await becomes(daemon, f"logbook-set-aside:{set_aside(tmp_path).name}", present=True)
        await pressed(daemon, "B206-wall", 1)
        assert daemon.engine.board.calls == 2, "numbers people say go on"
        [first, second, *_] = (await daemon.queries.feed(0, 10))[1]
        assert isinstance(first[2], EpochStarted) and isinstance(second[2], PlanAdopted)
        assert first[2].parent is not None and first[2].parent[1] == head
    async with Daemon.started(settings(tmp_path)) as daemon:
        assert {incident.room for incident in daemon.engine.board.incidents.values()} == {"B204", "B206"}


async def test_the_rank_of_a_start_is_kept_beside_the_keys_before_buttons_hear_it(tmp_path: Path) -> None:
    for _ in range(3):
        async with Daemon.started(settings(tmp_path)) as daemon:
            assert Vault.open(tmp_path / "data" / "keys").rank == daemon.engine.board.epoch_rank
    assert daemon.engine.board.epoch_rank == 3


async def test_a_rank_that_cannot_be_kept_keeps_no_box_from_arming(tmp_path: Path) -> None:
    for rank in (1, 2):
        (tmp_path / "data" / "keys" / "rank").mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / "keys").chmod(0o700)
        async with Daemon.started(settings(tmp_path)) as daemon:
            assert daemon.engine.board.epoch_rank == rank, "the record tells it"


async def test_a_button_the_plan_does_not_know_rings_first_and_is_asked_after(tmp_path: Path) -> None:
    async with Daemon.started(settings(tmp_path)) as daemon:
        await pressed(daemon, "stranger", 1)
        [incident] = daemon.engine.board.incidents.values()
        assert incident.room == "unplaced:stranger" and incident.kind is Kind.ASSIST
        assert "button-unplaced:stranger" in daemon.engine.board.troubles


async def test_a_plan_that_is_not_sound_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    async with Daemon.started(settings(tmp_path)) as daemon:
        for bad in (b"rubbish", plan_document(timezone="Mars/Olympus"), plan_document(desks=())):
            with pytest.raises(PlanDocumentError):
                daemon.adopt(bad)
        assert daemon.engine.board.plan_digest == ""


async def test_a_plan_may_change_while_a_call_is_open(tmp_path: Path) -> None:
    async with Daemon.started(settings(tmp_path)) as daemon:
        await daemon.adopt(plan_document()).kept
        await pressed(daemon, "B204-wall", 1)
        plan = read(EXAMPLE)
        assert not isinstance(plan, list)
        fewer = tuple(room for room in plan.rooms if room.room != "B204")
        buttons = tuple(button for button in plan.buttons if button.room != "B204")
        assert isinstance(await daemon.adopt(plan_document(rooms=fewer, buttons=buttons)).kept, Done)
        [incident] = daemon.engine.board.incidents.values()
        assert incident.room == "B204" and incident.ringing


async def test_a_second_daemon_is_refused_by_name(tmp_path: Path) -> None:
    async with Daemon.started(settings(tmp_path)):
        with pytest.raises(Busy, match="alert daemon"):
            async with Daemon.started(settings(tmp_path)):
                pass


@pytest.mark.slow
async def test_a_family_lost_in_an_earlier_run_is_restored_once_it_is_heard(tmp_path: Path) -> None:
    where = Address("127.0.0.1", free_port())
    with socket.create_server((where.host, where.port)):
        async with Daemon.started(settings(tmp_path, simulated=where)) as daemon:
            await becomes(daemon, "family-lost:simulated", present=True)
    async with Daemon.started(settings(tmp_path, simulated=where)) as daemon:
        assert "family-lost:simulated" in daemon.engine.board.troubles
        await becomes(daemon, "family-lost:simulated", present=False)


async def test_a_new_week_carries_open_calls_forward(tmp_path: Path) -> None:
    async with Daemon.started(settings(tmp_path)) as daemon:
        await daemon.adopt(plan_document()).kept
        source = Source(Door.BUTTON, ButtonId("B204-wall"), "help", 1)
        await daemon.engine.submit(RaiseCall(place=Place(room=RoomId("B204")), kind=Kind.ASSIST, source=source)).kept
        before = daemon.logbook.kept[0]
        old = daemon.vault.reading_keys.weeks()
        next_week = daemon.vault.reading_keys.reading_key("2099-W01")
        await daemon._housekeeping.follow_the_week()
        async with patient():
            while daemon.logbook.kept[0] == before:
                await asyncio.sleep(0.01)
        assert daemon.logbook.pool.recipients[0].fingerprint == next_week.public.fingerprint
        for week in old:
            daemon.vault.reading_keys.destroy(week)
    async with Daemon.started(settings(tmp_path)) as daemon:
        assert [incident.room for incident in daemon.engine.board.incidents.values()] == ["B204"]
        assert daemon.engine.board.index.plan.rooms, "the plan stands, so its key was carried forward too"


def with_phones(*phones: str) -> bytes:
    """Make a plan with phones of the family "fixed-url", one in each room. A token is kept under the name of its phone."""
    plan = read(EXAMPLE)
    assert not isinstance(plan, list)
    help_contact = (Contact("help", Kind.ASSIST),)
    buttons = [
        Button(ButtonId(phone), room.room, "fixed-url", KeyId(phone), help_contact)
        for phone, room in zip(phones, plan.rooms, strict=False)
    ]
    return plan_document(buttons=(*plan.buttons, *buttons))


def with_a_phone() -> bytes:
    return with_phones("phone")


async def has_a_secret_that_is_lost(daemon: Daemon, folder: Path) -> Path:
    """Give the file of the phone's secret, which is lost; the phone's button is in the plan, and the trouble is there."""
    secret = folder / "data" / "keys" / "credentials" / "phone.secret"
    secret.write_text("")
    secret.chmod(0o600)
    await daemon.adopt(with_a_phone()).kept
    await becomes(daemon, "credential-unusable:phone", present=True)
    return secret


async def test_a_device_key_that_is_lost_is_trouble_and_ends_nothing(tmp_path: Path) -> None:
    async with Daemon.started(settings(tmp_path)) as daemon:
        secret = await has_a_secret_that_is_lost(daemon, tmp_path)
        assert not daemon.tasks.failed.done()
    async with Daemon.started(settings(tmp_path)) as daemon:
        assert "credential-unusable:phone" in daemon.engine.board.troubles
        await pressed(daemon, "B204-wall", 1)
    secret.write_text("a token of sixteen or more letters")
    async with Daemon.started(settings(tmp_path)) as daemon:
        await becomes(daemon, "credential-unusable:phone", present=False)


@pytest.mark.parametrize("later", [plan_document(), with_phones("other")], ids=["none", "another"])
async def test_a_device_key_that_no_device_of_the_plan_has_any_more_is_no_trouble(tmp_path: Path, later: bytes) -> None:
    async with Daemon.started(settings(tmp_path)) as daemon:
        await has_a_secret_that_is_lost(daemon, tmp_path)
        await daemon.adopt(later).kept
        await becomes(daemon, "credential-unusable:phone", present=False)


async def test_a_token_that_is_replaced_is_the_address_from_then_on_and_the_old_one_is_none(tmp_path: Path) -> None:
    old, new = "a token of sixteen or more letters", "another one of sixteen or more"
    async with Daemon.started(settings(tmp_path)) as daemon:
        daemon.credentials.put(KeyId("phone"), old.encode())
        await daemon.adopt(with_a_phone()).kept
        daemon.credentials.put(KeyId("phone"), new.encode())
        assert await daemon.one_way.fixed_urls.press(old, now_s=1) is None
        assert not daemon.engine.board.incidents
        assert await daemon.one_way.fixed_urls.press(new, now_s=1) is not None
        assert daemon.engine.board.incidents


async def test_a_token_too_short_is_trouble_until_there_is_a_longer_one(tmp_path: Path) -> None:
    long = b"a token of sixteen or more letters"
    async with Daemon.started(settings(tmp_path)) as daemon:
        daemon.credentials.put(KeyId("phone"), b"short")
        await daemon.adopt(with_a_phone()).kept
        await becomes(daemon, "token-too-short:phone", present=True)
        daemon.credentials.put(KeyId("phone"), long)
        await becomes(daemon, "token-too-short:phone", present=False)
        daemon.credentials.put(KeyId("phone"), b"short again")
        await becomes(daemon, "token-too-short:phone", present=True)
    Credentials(tmp_path / "data" / "keys" / "credentials").put(KeyId("phone"), long)
    async with Daemon.started(settings(tmp_path)) as daemon:
        await becomes(daemon, "token-too-short:phone", present=False)


async def test_phones_with_the_same_token_are_troubles_until_each_has_one_of_its_own(tmp_path: Path) -> None:
    token, other = b"a token of sixteen or more letters", b"another one of sixteen or more"
    async with Daemon.started(settings(tmp_path)) as daemon:
        for phone in ("phone", "phone-2"):
            daemon.credentials.put(KeyId(phone), token)
        await daemon.adopt(with_phones("phone", "phone-2")).kept
        for phone in ("phone", "phone-2"):
            await becomes(daemon, f"token-shared:{phone}", present=True)
        assert "phone-2" in daemon.engine.board.troubles["token-shared:phone"].detail
        assert await daemon.one_way.fixed_urls.press(token.decode(), now_s=1) is None
        assert not daemon.engine.board.incidents
        daemon.credentials.put(KeyId("phone-2"), other)
        for phone in ("phone", "phone-2"):
            await becomes(daemon, f"token-shared:{phone}", present=False)
        assert await daemon.one_way.fixed_urls.press(token.decode(), now_s=1) is not None


async def test_phones_that_swap_their_tokens_while_the_disk_writes_share_none_afterwards(tmp_path: Path) -> None:
    one, other = b"a token of sixteen or more letters", b"another one of sixteen or more"
    async with Daemon.started(settings(tmp_path)) as daemon:
        for phone, token in (("phone", one), ("phone-2", other)):
            daemon.credentials.put(KeyId(phone), token)
        await daemon.adopt(with_phones("phone", "phone-2")).kept
        daemon.credentials.put(KeyId("phone"), other)
        await asyncio.sleep(0)  # by now both are said to share it, and that report is on its way to the disk
        daemon.credentials.put(KeyId("phone-2"), one)
        await daemon.engine.submit(Look()).kept
        assert not [key for key in daemon.engine.board.troubles if key.startswith("token-shared")]
        assert await daemon.one_way.fixed_urls.press(one.decode(), now_s=1) is not None


async def test_a_token_too_short_of_a_button_that_has_left_the_plan_is_no_trouble(tmp_path: Path) -> None:
    async with Daemon.started(settings(tmp_path)) as daemon:
        daemon.credentials.put(KeyId("phone"), b"short")
        await daemon.adopt(with_a_phone()).kept
        await becomes(daemon, "token-too-short:phone", present=True)
        await daemon.adopt(plan_document()).kept
        await becomes(daemon, "token-too-short:phone", present=False)


async def test_a_reading_key_that_cannot_be_read_is_named_until_it_can(tmp_path: Path) -> None:
    async with Daemon.started(settings(tmp_path)) as daemon:
        await daemon.adopt(plan_document()).kept
    [key] = (tmp_path / "data" / "keys" / "reading").iterdir()
    whole = key.read_bytes()
    for each in (tmp_path / "data").rglob(key.name):
        each.write_bytes(b"")
    async with Daemon.started(settings(tmp_path)) as daemon:
        await becomes(daemon, f"reading-key-damaged:{key.stem}", present=True)
    key.write_bytes(whole)
    async with Daemon.started(settings(tmp_path)) as daemon:
        await becomes(daemon, f"reading-key-damaged:{key.stem}", present=False)


@pytest.mark.slow
async def test_a_new_week_waits_for_the_disk_and_ends_nothing(tmp_path: Path) -> None:
    async with Daemon.started(settings(tmp_path)) as daemon:
        await daemon.adopt(plan_document()).kept
        daemon.vault.reading_keys.reading_key("2099-W01")
        before = daemon.logbook.pool.recipients
        await daemon.logbook._database.close()
        with pytest.raises(NotKept):
            await daemon._housekeeping.follow_the_week()
        assert daemon.logbook.pool.recipients == before, "or nothing would be carried forward later"
        await daemon.tasks.stop("health")
        daemon.tasks.start(daemon._housekeeping._look_after_the_box(), name="health again")
        await asyncio.sleep(0.1)
        assert not daemon.tasks.failed.done()
        await pressed(daemon, "B204-wall", 1)  # for this one the recorder opens the file afresh
        await daemon._housekeeping.follow_the_week()
        assert daemon.logbook.pool.recipients != before


@pytest.mark.slow
async def test_what_a_run_before_began_to_destroy_is_ended_after_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Daemon.started(settings(tmp_path)) as daemon:
        await daemon.adopt(plan_document()).kept
        daemon.vault.reading_keys.reading_key("2026-W01")
        daemon.vault.reading_keys.condemn("2026-W01")
    monkeypatch.setattr(housekeeping, "KEEP_FIRST_S", 0.0)
    async with Daemon.started(settings(tmp_path)) as daemon, patient():
        assert daemon.vault.reading_keys.condemned() == ("2026-W01",)
        while daemon.vault.reading_keys.condemned():
            await asyncio.sleep(0.05)
        assert "2026-W01" not in daemon.vault.reading_keys.weeks()
        assert not daemon.tasks.failed.done()


def spoil(folder: Path, number: int) -> None:
    """Flip one bit of one entry."""
    with sqlite3.connect(folder / "data" / "logbook" / "logbook.db") as db:
        [entry] = db.execute("SELECT entry FROM entry WHERE number = ?", (number,)).fetchone()
        db.execute("UPDATE entry SET entry = ? WHERE number = ?", (entry[:-1] + bytes([entry[-1] ^ 1]), number))
    db.close()


async def with_two_calls(folder: Path) -> int:
    """Record two open calls; give the number of the entry that says where the first came from."""
    async with Daemon.started(settings(folder)) as daemon:
        await daemon.adopt(plan_document()).kept
        await pressed(daemon, "B204-wall", 1)
        await pressed(daemon, "B206-wall", 1)
        facts = (await daemon.queries.feed(0, 50))[1]
    return next(number for number, _, event in facts if isinstance(event, CallRaised))


async def test_a_call_whose_beginning_is_damaged_is_read_from_its_side_copy(tmp_path: Path) -> None:
    spoil(tmp_path, await with_two_calls(tmp_path))
    async with Daemon.started(settings(tmp_path)) as daemon:
        assert [incident.room for incident in daemon.engine.board.incidents.values()] == ["B204", "B206"]
        assert "open-calls-unreadable:logbook" not in daemon.engine.board.troubles
        assert daemon.engine.board.index.plan.rooms


async def test_a_call_whose_beginning_is_damaged_takes_no_other_with_it_and_is_asked_after(tmp_path: Path) -> None:
    spoil(tmp_path, await with_two_calls(tmp_path))
    lose_side_copies(tmp_path)
    async with Daemon.started(settings(tmp_path)) as daemon:
        assert [incident.room for incident in daemon.engine.board.incidents.values()] == ["B206"]
        await becomes(daemon, "open-calls-unreadable:logbook", present=True)
        assert daemon.engine.board.index.plan.rooms


async def test_what_was_set_aside_is_trouble_until_somebody_has_looked_at_it_and_destroyed_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "EVERY_S", 0.05)
    spoil(tmp_path, await with_two_calls(tmp_path))
    lose_side_copies(tmp_path)
    async with Daemon.started(settings(tmp_path)) as daemon:
        await becomes(daemon, "open-calls-unreadable:logbook", present=True)
    aside = set_aside(tmp_path)
    for counter in (11, 12):  # a restart alone mends nothing
        async with Daemon.started(settings(tmp_path)) as daemon:
            await pressed(daemon, "B206-wall", counter)
            assert {
                f"logbook-set-aside:{aside.name}",
                "open-calls-unreadable:logbook",
            } <= daemon.engine.board.troubles.keys()
            assert str(aside) in daemon.engine.board.troubles[f"logbook-set-aside:{aside.name}"].detail
    async with Daemon.started(settings(tmp_path)) as daemon:
        shutil.rmtree(aside)
        await becomes(daemon, f"logbook-set-aside:{aside.name}", present=False)
    async with Daemon.started(settings(tmp_path)) as daemon:
        await becomes(daemon, "open-calls-unreadable:logbook", present=False)


async def test_an_old_entry_that_is_damaged_is_named_until_it_is_put_back_and_nothing_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "EVERY_S", 0.05)
    found = ("entries-unreadable:logbook", "chain-broken:logbook")
    async with Daemon.started(settings(tmp_path)) as daemon:
        await daemon.adopt(plan_document()).kept
        await pressed(daemon, "B204-wall", 1)
        [call] = daemon.engine.board.incidents
        by = Actor(DeskId("front"))
        notes = [daemon.engine.submit(AddNote(incident=call, text="x"), by) for _ in range(TAIL_ENTRIES)]
        await notes[-1].kept
        facts = (await daemon.queries.feed(0, 50))[1]
    plan = next(number for number, _, event in facts if isinstance(event, PlanAdopted))
    for damaged in (True, False):
        spoil(tmp_path, plan)  # the second time this makes it as it was
        lose_side_copies(tmp_path)
        async with Daemon.started(settings(tmp_path)) as daemon:
            for cause in found:
                await becomes(daemon, cause, present=damaged)
            assert not any(cause.startswith("logbook-set-aside") for cause in daemon.engine.board.troubles)


async def test_a_fault_of_the_box_itself_is_over_at_the_next_start(tmp_path: Path) -> None:
    async with Daemon.started(settings(tmp_path)) as daemon:
        daemon.engine.submit(RaiseCall(place=None, kind=None, source=None))  # type: ignore[arg-type]
        await becomes(daemon, "internal-fault:alert", present=True)
        assert "restarted" in daemon.engine.board.troubles["internal-fault:alert"].detail
    async with Daemon.started(settings(tmp_path)) as daemon:
        await becomes(daemon, "internal-fault:alert", present=False)


async def test_a_start_after_damage_that_loses_its_power_leaves_everything_to_the_next(tmp_path: Path) -> None:
    spoil(tmp_path, await with_two_calls(tmp_path))
    vault = Vault.open(tmp_path / "data" / "keys")
    logbook, _ = await open_logbook(tmp_path / "data" / "logbook", vault, wall_ms=1_795_500_000_000)
    await logbook.close(sign=False)  # set aside, and then the power went before anything was carried over
    async with Daemon.started(settings(tmp_path)) as daemon:
        assert [incident.room for incident in daemon.engine.board.incidents.values()] == ["B204", "B206"]
        assert daemon.engine.board.index.plan.rooms
        await becomes(daemon, f"logbook-set-aside:{set_aside(tmp_path).name}", present=True)


async def test_a_pendant_that_was_reset_is_trouble_until_it_counts_on(tmp_path: Path) -> None:
    plan = read(EXAMPLE)
    assert not isinstance(plan, list)
    pendant = Button(
        ButtonId("pendant"), plan.rooms[0].room, "webhook", KeyId("pendant"), (Contact("help", Kind.ASSIST),)
    )

    async def presses(counter: int) -> Outcome:
        submission = daemon.one_way.take(OneWayPress("pendant", "help", Door.WEBHOOK, counter))
        assert submission is not None
        return await submission.kept

    async with Daemon.started(settings(tmp_path)) as daemon:
        await daemon.adopt(plan_document(buttons=(*plan.buttons, pendant))).kept
        assert isinstance(await presses(57), Done)
        assert await presses(57) == Refused(Rejection.REPEAT)
        assert "button-count-below-record:pendant" not in daemon.engine.board.troubles, "sent again is no fault"
        await presses(1)
        await becomes(daemon, "button-count-below-record:pendant", present=True)
        assert isinstance(await presses(58), Done)
        await becomes(daemon, "button-count-below-record:pendant", present=False)


async def test_a_button_on_the_lan_is_heard_recorded_and_told_once_the_plan_has_it(tmp_path: Path) -> None:
    key = bytes(range(32))
    wall = Button(
        button=ButtonId("B204-wall"),
        room=RoomId("B204"),
        family="esphome",
        key=KeyId("wall"),
        contacts=(Contact(contact="help", kind=Kind.ASSIST), Contact(contact="hold", kind=Kind.EMERGENCY)),
    )
    where = Address("127.0.0.1", free_port())
    async with (
        Daemon.started(settings(tmp_path, esphome=where)) as daemon,
        PatientTwins(where.host, where.port, {"B204-wall": key}) as building,
    ):
        daemon.credentials.put(KeyId("wall"), key)
        await daemon.adopt(plan_document(buttons=(wall,))).kept
        await building.until_lamp("B204-wall", "ready", within_s=5)
        await building.press("B204-wall", "help")
        async with patient():
            while not daemon.engine.board.counters:
                await daemon.engine.changed_since(daemon.engine.version)
        ((button, contact, _), count), *_ = daemon.engine.board.counters.items()
        assert (button, contact, count) == ("B204-wall", "help", 1)
        async with patient():
            while building.twin("B204-wall").flash.receipted.get("help") != 1:
                await asyncio.sleep(0.01)


def on_the_lan(name: str, address: str = "") -> Button:
    contacts = (Contact(contact="help", kind=Kind.ASSIST), Contact(contact="hold", kind=Kind.EMERGENCY))
    return Button(ButtonId(f"{name}-wall"), RoomId(name), "esphome", KeyId(name), contacts, address=address)


async def test_a_button_at_a_wrong_address_is_well_once_the_plan_has_the_right_one(tmp_path: Path) -> None:
    where = Address("127.0.0.1", free_port())
    keys = {"B204-wall": bytes(range(32)), "B206-wall": bytes(range(1, 33))}
    async with (
        Daemon.started(settings(tmp_path, esphome=where)) as daemon,
        PatientTwins(where.host, where.port, keys, dials=False) as building,
    ):
        right, wrong = [":".join(map(str, await building.listen(button, where.host))) for button in keys]
        daemon.credentials.put(KeyId("B204"), keys["B204-wall"])
        await daemon.adopt(plan_document(buttons=(on_the_lan("B204", wrong),))).kept
        await becomes(daemon, "button-other-device:B204-wall", present=True)
        await daemon.adopt(plan_document(buttons=(on_the_lan("B204", right),))).kept
        await becomes(daemon, "button-other-device:B204-wall", present=False)
        await building.until_lamp("B204-wall", "ready", within_s=5)


async def test_what_was_put_right_while_the_box_was_off_is_over_once_the_button_says_so(tmp_path: Path) -> None:
    where = Address("127.0.0.1", free_port())
    keys = {"B204-wall": bytes(range(32)), "B206-wall": bytes(range(1, 33))}
    async with PatientTwins(where.host, where.port, keys) as building:
        async with Daemon.started(settings(tmp_path, esphome=where)) as daemon:
            daemon.credentials.put(KeyId("B204"), keys["B204-wall"])
            daemon.credentials.put(KeyId("B206"), bytes(32))
            await daemon.adopt(plan_document(buttons=(on_the_lan("B204"), on_the_lan("B206")))).kept
            building.open_case("B204-wall")
            await becomes(daemon, "button-tampered:B204-wall", present=True)
            await becomes(daemon, "button-refused:B206-wall", present=True)
        building.close_case("B204-wall")
        async with Daemon.started(settings(tmp_path, esphome=where)) as daemon:
            assert {"button-tampered:B204-wall", "button-refused:B206-wall"} <= daemon.engine.board.troubles.keys()
            daemon.credentials.put(KeyId("B206"), keys["B206-wall"])
            await becomes(daemon, "button-tampered:B204-wall", present=False)
            await becomes(daemon, "button-refused:B206-wall", present=False)


@pytest.mark.slow
async def test_the_head_that_is_signed_at_the_end_is_of_the_last_entry_whenever_that_came(tmp_path: Path) -> None:
    """Something may be decided until the tasks have ended. If the last head were unsigned, later entries could be cut off and nobody would
    know.
    """
    for run in range(40):
        folder = tmp_path / str(run)
        (folder / "run").mkdir(parents=True)
        async with Daemon.started(Settings(data=folder / "data", run=folder / "run")) as daemon:
            late = ReportTrouble(cause=Cause("late", "test"), detail="in the last moment")
            asyncio.get_running_loop().call_later(run % 12 / 1000, daemon.engine.submit, late)
        assert daemon.logbook.signed_head[0] == daemon.logbook.kept[0]


async def test_what_was_seen_of_wires_is_on_disk_when_it_has_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "WRITES_AT_ONCE", 1)
    help_ = ButtonContact("B204-wall", "help")
    async with Daemon.started(settings(tmp_path)) as daemon:
        for count in range(3):  # the first is written at once, and the others wait for their turn
            daemon._shared.opened.note(help_, count)
    assert opened.Opened(tmp_path / "data").count(help_) == 2
