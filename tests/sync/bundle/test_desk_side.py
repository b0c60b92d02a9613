"""Tests a stick that is written and read for somebody at a console: `handbell bundle serve` as a process, a real feed, a real district."""

import asyncio
import os
import signal
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.api.framing import frame
from appliance.api.sticks import SOCKET_NAME, Carried, Carry, Progress, Stick
from appliance.envelope.deposit import Signed
from sync.bundle import from_desk
from sync.bundle.at_box import HandedBack
from sync.bundle.mounted import mounted_in
from sync.bundle.stick import FOLDER, NOTICES, RECEIPT
from sync.bundle.words import refused_words
from tests.patience import patient
from tests.sync.box_feed import BoxFeed
from tests.sync.bundle.test_bundle import BUNDLE
from tests.sync.bundle.test_bundle import Carried as Way
from tests.sync.entries import Record
from tests.sync.small_district import SmallDistrict

MOUNTINFO = """\
23 28 0:21 / /proc rw,nosuid shared:13 - proc proc rw
31 28 8:1 / /media/usb rw,nosuid,nodev,noexec - vfat /dev/sda1 rw,uid=999
32 28 8:2 / /media/my\\040stick rw - exfat /dev/sdb1 rw
33 28 8:3 / /media/locked ro,nosuid - vfat /dev/sdc1 ro
34 28 8:4 / / rw - ext4 /dev/mmcblk0p2 rw
35 28 0:40 / /media/net rw - nfs4 server:/ rw
36 28 8:5 / /mediaeval rw - vfat /dev/sdd1 rw
not a line of it
"""


def test_sticks_are_what_is_mounted_for_writing_where_sticks_are() -> None:
    assert mounted_in(MOUNTINFO) == [Path("/media/usb"), Path("/media/my stick")]
    assert mounted_in("") == []


class AtTheDesk:
    """What a console does with the process at the stick."""

    def __init__(self, way: Way) -> None:
        self.way = way
        self.at = way.folder / SOCKET_NAME

    async def sticks(self) -> tuple[Stick, ...] | str:
        known = await from_desk.sticks(self.at)
        return known if isinstance(known, str) else known.sticks

    async def does(self, what: str, stick: str = "") -> tuple[list[Progress], Carried]:
        asked = Carry("export" if what == "export" else "import", stick or str(self.way.stick))
        told = [each async for each in from_desk.carry(self.at, asked)]
        assert isinstance(told[-1], Carried)
        return [each for each in told if isinstance(each, Progress)], told[-1]


@asynccontextmanager
async def serving(way: Way, *sticks: Path) -> AsyncIterator[AtTheDesk]:
    named = [word for stick in sticks for word in ("--stick", str(stick))]
    with (way.folder / "serving.log").open("ab") as log:
        running = subprocess.Popen([*BUNDLE, "serve", "--run", str(way.folder), *named], stderr=log)
    try:
        async with patient():
            while isinstance(await AtTheDesk(way).sticks(), str):
                await asyncio.sleep(0.05)
        yield AtTheDesk(way)
        running.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(running.wait, 10) == 0
    finally:
        running.kill()
        running.wait()
        print((way.folder / "serving.log").read_text())


@pytest.fixture
async def way(tmp_path: Path) -> AsyncIterator[Way]:
    record = Record()
    async with BoxFeed.open(record, tmp_path) as box, SmallDistrict.open(tmp_path) as district:
        box.receipt_keys.add(district.key)
        district.device_keys[record.box.hex()] = record.device.public_key().public_bytes_raw()
        yield Way(tmp_path, box, district)


@pytest.mark.slow
async def test_a_record_goes_to_the_district_and_its_receipt_comes_back_by_a_console_alone(way: Way) -> None:
    way.box.writes(3_000)
    async with serving(way, way.stick) as desk:
        (stick,) = await desk.sticks()
        assert isinstance(stick, Stick) and stick.path == str(way.stick) and not stick.carries and stick.free_mib > 0
        told, done = await desk.does("export")
        assert done.ok and "Entries 1 to 3000 are on the stick. It may be pulled out now." in done.says[-1]
        assert all(each.done <= each.all == 3_000 for each in told)
        (stick,) = await desk.sticks()
        assert isinstance(stick, Stick) and stick.carries
        _, done = await desk.does("import")
        assert done.says == ("Nothing on it is countersigned by the district yet.",)
        assert (await way.at_the_district()).returncode == 0
        _, done = await desk.does("import")
        assert done == Carried(True, ("The district has countersigned up to entry 3000.",))
        assert (await desk.does("export"))[1].says[-1] == "Everything is countersigned: there is nothing to carry."


@pytest.mark.slow
async def test_nothing_but_a_stick_that_is_there_is_written_whatever_a_console_names(way: Way) -> None:
    way.box.writes(5)
    other = way.folder / "elsewhere"
    other.mkdir()
    async with serving(way, way.stick) as desk:
        for path in (str(other), f"{way.stick}/../elsewhere", "/etc", ""):
            _, done = await desk.does("export", path or "relative")
            assert not done.ok and "not there any more" in done.says[0]
        way.stick.rmdir()
        assert not (await desk.does("export"))[1].ok
        assert await desk.sticks() == ()
    assert not [*other.iterdir()]


@pytest.mark.slow
async def test_a_stick_with_links_and_pipes_on_it_leads_nowhere_and_holds_up_nobody(way: Way) -> None:
    way.box.writes(5)
    elsewhere = way.folder / "elsewhere"
    elsewhere.mkdir()
    theirs = way.stick / FOLDER / way.box.record.box.hex()
    async with serving(way, way.stick) as desk:
        for link in (theirs.parent, theirs):
            link.parent.mkdir(exist_ok=True)
            link.symlink_to(elsewhere)
            for what in ("export", "import"):
                done = (await desk.does(what))[1]
                assert not done.ok and "a link" in done.says[0]
            link.unlink()
        theirs.mkdir()
        os.mkfifo(theirs / RECEIPT)
        (theirs / NOTICES).symlink_to("/dev/zero")
        done = (await desk.does("import"))[1]
        assert not done.ok and any("not believed: receipt.hbp" in each for each in done.says)
    assert not [*elsewhere.iterdir()]


@pytest.mark.slow
async def test_a_false_receipt_on_a_stick_is_said_and_not_believed(way: Way) -> None:
    way.box.writes(5)
    async with serving(way, way.stick) as desk:
        await desk.does("export")
        await way.at_the_district()
        keys = set(way.box.receipt_keys)
        way.box.receipt_keys = {bytes(32)}
        _, done = await desk.does("import")
        assert not done.ok and any("not believed" in each for each in done.says)
        way.box.receipt_keys = set()
        _, done = await desk.does("import")
        assert not done.ok and any("not judged yet" in each for each in done.says), "nothing on it was of use"
        assert way.box.countersigned == 0
        way.box.receipt_keys = keys
        assert (await desk.does("import"))[1].ok


def test_what_came_before_it_can_be_judged_is_no_fault_of_a_stick_that_brought_a_receipt() -> None:
    early = ("an *opened* under a key that no notice named",)
    assert HandedBack(7, (), early).is_well
    assert not HandedBack(7, ("a notice",), early).is_well
    assert not HandedBack(0, (), early).is_well
    assert refused_words(HandedBack(7, (), early)) == [
        f"not judged yet, it comes again with the next stick: {early[0]}"
    ]


@pytest.mark.slow
async def test_who_asks_nothing_or_rubbish_holds_up_nobody(way: Way) -> None:
    async with serving(way, way.stick) as desk:
        silent = [socket.socket(socket.AF_UNIX) for _ in range(3)]
        for each in silent:
            each.connect(str(desk.at))
        rude = socket.socket(socket.AF_UNIX)
        rude.connect(str(desk.at))
        rude.sendall(b"\xff" * 100)
        for lie in (Signed(b"", b"", b""), Carried(True, ())):
            reader, writer = await asyncio.open_unix_connection(str(desk.at))
            writer.write(frame(lie))
            assert await reader.read() == b""
            writer.close()
        assert len(await desk.sticks()) == 1
        for each in (*silent, rude):
            each.close()


async def test_where_nothing_writes_sticks_a_console_is_told_what_to_do(tmp_path: Path) -> None:
    assert "handbell-bundle.socket" in str(await from_desk.sticks(tmp_path / "none.sock"))
    told = [each async for each in from_desk.carry(tmp_path / "none.sock", Carry("export", "/media/usb"))]
    assert isinstance(told[-1], Carried) and not told[-1].ok


async def test_a_process_at_the_stick_that_says_nothing_leaves_a_console_with_a_sentence(tmp_path: Path) -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(frame(Progress(1, 2)) + frame(Carried(True, ())))
        writer.close()

    async with await asyncio.start_unix_server(mute, str(tmp_path / "mute.sock")):
        told = [each async for each in from_desk.carry(tmp_path / "mute.sock", Carry("export", "/media/usb"))]
    assert told == [Progress(1, 2), Carried(False, (from_desk.NOT_KNOWN,))]


@pytest.mark.slow
async def test_its_socket_is_for_its_group_alone(way: Way) -> None:
    async with serving(way) as desk:
        assert desk.at.stat().st_mode & 0o777 == 0o660
