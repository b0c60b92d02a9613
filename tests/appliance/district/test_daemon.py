"""Tests the whole alert daemon, started and started again: whom it believes, for whom it seals, and what it says of both."""

import asyncio
import shutil
import sqlite3
from pathlib import Path

import pytest

from appliance.api.board.board import BoardView
from appliance.api.desk.client import DeskClient
from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import HandedIn, HandIn
from appliance.commands.trust import main as trust
from appliance.core.ground.events import EpochStarted
from appliance.core.ground.words import Cause
from appliance.daemon import Daemon
from appliance.district import root_file
from appliance.district.evidence import DECIDED_AGAINST
from appliance.envelope.deposit import ForkDecided, Signed
from appliance.envelope.format import entry_digest
from appliance.envelope.statements import NoticeType
from appliance.settings import Settings
from appliance.vault.vault import Vault
from tests.appliance.district.office import Office, Reader
from tests.patience import patient


def settings(folder: Path) -> Settings:
    (folder / "run").mkdir(exist_ok=True)
    return Settings(data=folder / "data", run=folder / "run")


def office_of(at: Settings) -> Office:
    at.data.mkdir(exist_ok=True)
    vault = Vault.open(at.keys)
    return Office(vault.building, vault.box)


async def hand_in(at: Settings, said: HandIn) -> HandedIn:
    async with FeedClient.connect(at.feed_socket) as line:
        return await line.hand_in(said)


async def board(at: Settings) -> BoardView:
    async with DeskClient.connect(at.desk_socket, None, "test") as line, patient():
        async for view in line.states():
            return view
    raise AssertionError("the states of a line never end by themselves")


async def test_a_fingerprint_from_the_seed_is_believed_from_the_first_start(tmp_path: Path) -> None:
    at, reader = settings(tmp_path), Reader("office")
    office = office_of(at)
    root_file.write(at.keys, office.fingerprint)
    async with Daemon.started(at) as daemon:
        told = await hand_in(at, HandIn(request=0, notices=(office.recipients(4, reader), office.receipt_keys())))
        assert told.refused == ()
        async with patient():
            while daemon.engine.board.district.root != office.fingerprint:
                await asyncio.sleep(0.01)


async def test_a_decision_about_an_entry_that_lies_in_a_record_set_aside_is_none_against_this_one(
    tmp_path: Path,
) -> None:
    at, reader = settings(tmp_path), Reader("office")
    office = office_of(at)
    root_file.write(at.keys, office.fingerprint)
    async with Daemon.started(at) as daemon:
        first = (await daemon.logbook.reader.after(0, 9))[0][1]
        await daemon.engine.recorder.caught_up()
    with sqlite3.connect(at.logbook / "logbook.db") as db:
        db.execute("UPDATE entry SET entry = zeroblob(300) WHERE number IN (1, 2)")
    db.close()
    ours = ForkDecided(office.box, 1, entry_digest(first))
    async with Daemon.started(at) as daemon:
        assert not any(number == 1 for number, _ in await daemon.logbook.reader.after(0, 9))
        notices = (office.recipients(4, reader), office.notice(NoticeType.FORK_DECIDED, 1, (ours,)))
        assert (await hand_in(at, HandIn(request=0, notices=notices))).refused == ()
        await daemon.engine.recorder.caught_up()
        assert DECIDED_AGAINST.what not in {each.cause.what for each in daemon.engine.board.troubles.values()}
        theirs = ForkDecided(office.box, daemon.engine.head, bytes(32))
        against = office.notice(NoticeType.FORK_DECIDED, 2, (ours, theirs))
        await hand_in(at, HandIn(request=0, notices=(against,)))
        async with patient():
            while DECIDED_AGAINST.what not in {each.cause.what for each in daemon.engine.board.troubles.values()}:
                await asyncio.sleep(0.01)


async def test_after_a_restart_the_first_entry_is_sealed_for_the_office_and_says_under_which_notice(
    tmp_path: Path,
) -> None:
    at, reader = settings(tmp_path), Reader("office")
    office = office_of(at)
    root_file.write(at.keys, office.fingerprint)
    async with Daemon.started(at):
        await hand_in(at, HandIn(request=0, notices=(office.recipients(4, reader), office.receipt_keys())))
    async with Daemon.started(at) as daemon:
        await daemon.engine.recorder.caught_up()
        _, told = await daemon.queries.feed(0, 100)
        number, started = [(number, event) for number, _, event in told if isinstance(event, EpochStarted)][-1]
        assert started.recipients_version == 4
        wraps = await daemon.logbook.reader.wraps_between(number - 1, number - 1)  # the wraps of its key entry
        assert reader.opening.public.fingerprint in {wrap[1] for wrap in wraps}
        assert daemon.keeper.trust.receipt_keys


async def test_a_root_file_that_was_lost_is_written_again_from_the_record(tmp_path: Path) -> None:
    at, reader = settings(tmp_path), Reader("office")
    office = office_of(at)
    async with Daemon.started(at) as daemon:
        assert await daemon.keeper.believe(office.fingerprint.hex(), "", "a test") == ""
        await hand_in(at, HandIn(request=0, notices=(office.recipients(1, reader),)))
    (at.keys / root_file.NAME).unlink()
    async with Daemon.started(at) as daemon:
        assert daemon.keeper.trust.recipients == (reader.opening.public,)
    assert root_file.read(at.keys) == office.fingerprint


async def test_another_fingerprint_in_the_seed_ends_what_the_office_before_it_said(tmp_path: Path) -> None:
    at, reader = settings(tmp_path), Reader("office")
    office, other = office_of(at), office_of(at)
    async with Daemon.started(at) as daemon:
        await daemon.keeper.believe(office.fingerprint.hex(), "", "a test")
        await hand_in(at, HandIn(request=0, notices=(office.recipients(1, reader),)))
    root_file.write(at.keys, other.fingerprint)
    async with Daemon.started(at) as daemon:
        assert daemon.keeper.trust.recipients == ()
        assert len(daemon.logbook.pool.recipients) == 1
        async with patient():
            while daemon.engine.board.district.notices:
                await asyncio.sleep(0.01)


@pytest.mark.slow
async def test_a_damaged_record_is_begun_anew_for_the_same_office(tmp_path: Path) -> None:
    at, reader = settings(tmp_path), Reader("office")
    office = office_of(at)
    async with Daemon.started(at) as daemon:
        await daemon.keeper.believe(office.fingerprint.hex(), "", "a test")
        await hand_in(at, HandIn(request=0, notices=(office.recipients(1, reader),)))
    with sqlite3.connect(at.logbook / "logbook.db") as db:
        db.execute("UPDATE entry SET entry = zeroblob(300) WHERE number = 2")
    db.close()
    async with Daemon.started(at) as daemon:
        assert daemon.keeper.trust.recipients == (reader.opening.public,)


async def knows(daemon: Daemon, at: Settings, office: Office) -> None:
    await daemon.keeper.believe(office.fingerprint.hex(), "", "a test")
    told = await hand_in(at, HandIn(request=0, notices=(office.recipients(1, Reader("office")), office.receipt_keys())))
    assert told.refused == ()
    await daemon.engine.recorder.caught_up()


async def signed_for(at: Settings, office: Office, number: int) -> Signed:
    """Give what a district signs that has everything up to this entry."""
    async with FeedClient.connect(at.feed_socket) as line:
        return office.receipt((await line.follow(after=number - 1, limit=1)).entries[0].entry)


async def becomes_trouble(daemon: Daemon, what: str) -> None:
    async with patient():
        while not any(each.cause.what == what for each in daemon.engine.board.troubles.values()):
            await asyncio.sleep(0.01)


@pytest.mark.slow
async def test_a_box_put_back_is_told_by_the_first_receipt_of_what_it_lost_and_says_so_after_a_restart(
    tmp_path: Path,
) -> None:
    at = settings(tmp_path)
    office = office_of(at)
    async with Daemon.started(at) as daemon:
        await knows(daemon, at, office)
    kept = daemon.engine.head  # read this after the daemon has ended: until then it may write one more
    shutil.copytree(at.data, tmp_path / "copy")
    async with Daemon.started(at) as daemon:
        for number in range(12):
            daemon.engine.report(Cause("something", str(number)), "to have entries")
            await daemon.engine.recorder.caught_up()
        async with patient():
            while daemon.engine.head < kept + 12:
                await asyncio.sleep(0.01)
        lost = await signed_for(at, office, daemon.engine.head)
    shutil.rmtree(at.data)
    shutil.copytree(tmp_path / "copy", at.data)
    async with Daemon.started(at) as daemon:
        told = await hand_in(at, HandIn(request=0, receipts=(lost,)))
        assert told.countersigned < kept + 12
        await becomes_trouble(daemon, "record-rolled-back")
        await daemon.engine.recorder.caught_up()
    async with Daemon.started(at) as daemon:
        await becomes_trouble(daemon, "record-rolled-back")


async def test_of_a_box_and_its_clone_each_is_proven_forked_by_what_the_district_signed_for_the_other(
    tmp_path: Path,
) -> None:
    folders = [tmp_path / "box", tmp_path / "clone"]
    for folder in folders:
        folder.mkdir()
    box, clone = (settings(folder) for folder in folders)
    office = office_of(box)
    async with Daemon.started(box) as daemon:
        await knows(daemon, box, office)
    kept = daemon.engine.head  # read this after the daemon has ended: until then it may write one more
    shutil.copytree(box.data, clone.data)
    async with Daemon.started(box) as first, Daemon.started(clone) as second:
        await first.engine.recorder.caught_up()
        await second.engine.recorder.caught_up()
        told = await hand_in(clone, HandIn(request=0, receipts=(await signed_for(box, office, kept + 1),)))
        assert told.countersigned <= kept
        await becomes_trouble(second, "district-fork")
        told = await hand_in(box, HandIn(request=0, receipts=(await signed_for(box, office, kept + 1),)))
        assert told.countersigned == kept + 1


async def test_what_is_not_known_yet_is_on_the_board_and_the_command_says_whom_to_believe(tmp_path: Path) -> None:
    at = settings(tmp_path)
    office = office_of(at)
    async with Daemon.started(at) as daemon:
        await daemon.engine.recorder.caught_up()
        line = (await board(at)).district
        assert line is not None and not line.office and not line.sealed_for
        assert line.backlog == line.head > 0
        fingerprint = office.fingerprint.hex()
        where = ["--socket", str(at.desk_socket)]
        assert await asyncio.to_thread(trust, ["abc", *where]) == 1
        assert await asyncio.to_thread(trust, [fingerprint[:32], fingerprint[32:], *where]) == 0
        line = (await board(at)).district
        assert line is not None and line.office
    assert await asyncio.to_thread(trust, [fingerprint, *where]) == 2
