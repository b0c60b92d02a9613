"""Tests that this tree starts from a data folder that an earlier tree made, and loses nothing: once closed cleanly, once killed in the
middle of a day.

`make_data_folder.py` made it. `data_folder_v1.json` has what it told then. Neither the folder nor that file is ever made again.
"""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from appliance.api.ask import Reply
from appliance.api.desk.client import DeskClient
from appliance.api.desk.people import ProveSelf
from appliance.api.records.messages import AskRecord, RecordShown
from appliance.commands import log as log_command
from appliance.core.calls.commands import StandDown
from appliance.core.calls.events import StoodDown
from appliance.core.ground.events import EpochStarted
from appliance.core.ground.words import Outcome
from appliance.envelope import format as layout
from appliance.plan.ids import DeskId, PersonId
from appliance.record.events import FactWritten, KeysDestroyed, klass_of
from appliance.record.words import Klass
from appliance.settings import Settings
from appliance.vault.vault import verify
from tests.patience import patience
from tests.proof.press import Pendant
from tests.system.desk import Desk
from tests.system.school import pendant_of
from tests.system.written_record import PIN
from tests.vectors.data_folder import FOLDERS, Kept, Told, entries_told_by, kept, laid_out, started, told_by

pytestmark = pytest.mark.slow  # these tests use real files and keys: in `make test`


KEPT: Kept = kept()
PENDANT = pendant_of("B201")

each_folder = pytest.mark.parametrize("name", FOLDERS)


def pressed(told: Told) -> int:
    """Give how often the pendant was pressed before."""
    return next((count for button, *_, count in told.counts if button == PENDANT), 0)


async def verified(at: Settings) -> int:
    return await asyncio.to_thread(log_command.main, ["verify", "--data", str(at.data), "--run", str(at.run)])


@each_folder
async def test_it_starts_with_everything_that_was_open_stood_and_could_be_read(name: str, tmp_path: Path) -> None:
    then = KEPT.folders[name]
    async with started(laid_out(name, tmp_path)) as daemon:
        assert await told_by(daemon, then.head) == then
        assert await entries_told_by(daemon, then.head) == KEPT.entries[: then.head]


@each_folder
async def test_nothing_is_wrong_with_it_and_its_first_entry_hangs_on_the_last_one(name: str, tmp_path: Path) -> None:
    assert await verified(laid_out(name, tmp_path / "only looked at")) == 0
    at, then = laid_out(name, tmp_path), KEPT.folders[name]
    async with started(at) as daemon:
        after = [fact for _, fact in (await entries_told_by(daemon, 1 << 30))[then.head :] if fact is not None]
        [begun] = [event for _, event in after if isinstance(event, EpochStarted)]
        assert begun.parent is not None
        assert begun.parent[1:] == (then.head, then.digest)
        assert begun.reason == "restart"
        assert await verified(at) == 0
    assert await verified(at) == 0
    assert not (at.logbook / "set-aside").exists()


@each_folder
async def test_every_epoch_of_it_was_signed_by_the_device_that_it_still_is(name: str, tmp_path: Path) -> None:
    then = KEPT.folders[name]
    async with started(laid_out(name, tmp_path)) as daemon:
        epochs = [fact[1] for _, fact in KEPT.entries[: then.head] if fact and isinstance(fact[1], EpochStarted)]
        assert len(epochs) >= 2
        for begun in epochs:
            statement = layout.epoch_statement(daemon.vault.building, daemon.vault.box, begun)
            assert verify(daemon.vault.device_public, statement, bytes.fromhex(begun.signature))


@each_folder
async def test_it_goes_on_a_call_is_ended_a_pendant_heard_and_all_of_it_kept(name: str, tmp_path: Path) -> None:
    at, then = laid_out(name, tmp_path), KEPT.folders[name]
    assert at.webhook is not None
    real = next(call for call in then.open if call.room == "B203")
    async with started(at) as daemon, DeskClient.connect(at.desk_socket, DeskId("front"), "test") as line:
        desk = Desk(line)
        card = await desk.sees(real.room)
        assert card.incident == real.incident
        await desk.acknowledges(card)
        await desk.does(StandDown(incident=card.incident, outcome=Outcome.ATTENDED, saw_room="Ottoline Vasquez"))
        await asyncio.wait_for(Pendant(PENDANT, at.webhook.port, counter=pressed(then)).press(), patience())
        called = await desk.sees("B201", lambda card: card.recorded)
        await daemon.engine.recorder.caught_up()
    async with started(at) as daemon:
        now = {call.incident: call for call in (await told_by(daemon, then.head)).open}
        assert now.keys() == {call.incident for call in then.open if call != real} | {called.incident}
        ended = [fact[1] for _, fact in await entries_told_by(daemon, 1 << 30) if fact is not None]
        assert any(isinstance(event, StoodDown) and event.incident == real.incident for event in ended)


async def test_a_press_that_was_recorded_before_the_kill_gets_its_receipt_and_raises_nothing(tmp_path: Path) -> None:
    at, then = laid_out("killed", tmp_path), KEPT.folders["killed"]
    assert at.webhook is not None and pressed(then) == 1
    async with started(at) as daemon:
        again = Pendant(PENDANT, at.webhook.port, counter=pressed(then) - 1)
        await asyncio.wait_for(again.press(), patience())
        assert again.receipted == 1
        assert (await told_by(daemon, then.head)).open == then.open


@each_folder
async def test_pins_and_a_reporters_code_are_still_right(name: str, tmp_path: Path) -> None:
    at = laid_out(name, tmp_path)
    async with started(at), DeskClient.connect(at.desk_socket, DeskId("front"), "test") as line:
        for person in KEPT.folders[name].standing["pins"]:
            reply = await line.ask(ProveSelf(request=0, person=PersonId(person), secret=PIN))
            assert isinstance(reply, Reply) and reply.ok, reply
    async with started(at), DeskClient.connect(at.desk_socket, DeskId("front"), "test") as line:
        shown = await line.ask(AskRecord(request=0, incident=KEPT.incident, code=KEPT.code))
        assert isinstance(shown, RecordShown), shown
        accounts = [fact for fact in shown.facts if fact.field == "account.text"]
        assert [each.versions[-1].value for each in accounts] == ["I stood in the door."]


@each_folder
async def test_whatever_was_a_secret_of_the_box_keeps_its_bytes_and_its_place(name: str, tmp_path: Path) -> None:
    at = laid_out(name, tmp_path)
    before = {path: path.read_bytes() for path in at.keys.rglob("*") if path.is_file()}
    async with started(at):
        pass
    assert {path: path.read_bytes() for path in before} == before
    async with started(at):
        pass
    assert {path: path.read_bytes() for path in before} == before


def test_the_killed_one_has_what_only_its_write_ahead_log_knows(tmp_path: Path) -> None:
    at, head = laid_out("killed", tmp_path), KEPT.folders["killed"].head
    log = at.logbook / "logbook.db-wal"
    assert log.read_bytes()[:4] in {b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83"}, "the magic number of a live log"
    log.unlink()
    with sqlite3.connect(at.logbook / "logbook.db") as db:
        assert db.execute("SELECT max(number) FROM entry").fetchone()[0] < head
    db.close()
    assert not (laid_out("closed", tmp_path / "closed").logbook / "logbook.db-wal").exists()


def test_the_folder_has_some_of_everything_that_must_stay_readable() -> None:
    events = [fact[1] for _, fact in KEPT.entries if fact is not None]
    assert {klass_of(event) for event in events if isinstance(event, FactWritten)} == set(Klass)
    assert [set(event.classes) for event in events if isinstance(event, KeysDestroyed)] == [
        {Klass.RESTRICTED},
        {Klass.OPERATIONAL, Klass.STUDENT, Klass.PERSONNEL},
        {Klass.RESTRICTED},
    ]
    closed, killed = (KEPT.folders[name] for name in FOLDERS)
    assert {call.kind for call in killed.open} == {"assist", "emergency", "tap-out"}
    assert {call.stage for call in killed.open} == {"called", "acknowledged", "dispatched"}
    assert all(killed.standing.values()), "nothing of what may stand is missing"
    assert closed.for_the_office and killed.for_the_office > closed.for_the_office
