"""Tests box, uplink and district as three real processes, and a stick between them."""

import asyncio
import contextlib
import hashlib
import os
import random
import signal
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import msgpack

from appliance.api.desk.client import DeskClient
from appliance.api.desk.line import Attach
from appliance.api.desk.plan import AskPlan
from appliance.api.feed.messages import EnrolmentSigned, HandIn
from appliance.api.framing import frame
from appliance.api.records.trust import BelieveOffice
from appliance.envelope.deposit import Signed
from appliance.envelope.format import entry_digest, head_statement, split
from appliance.envelope.statements import EVERY_BUILDING, Countersigned, Notice, NoticeType, Opened
from appliance.plan.ids import DeskId
from sync import protocol
from sync.district.authority import receipt_key
from sync.district.folder import Folder
from sync.transport.checking import is_signed
from tests.commands import handbell
from tests.ports import free_port
from tests.sync.box_feed import BoxFeed
from tests.sync.entries import Record
from tests.system.box import Box

pytestmark = pytest.mark.slow

WITHIN_S = 90.0


def command(part: str, *words: str | Path) -> list[str]:
    return [*handbell(part), *map(str, words)]


async def says(part: str, *words: str | Path) -> str:
    """Run a command to its end; give what it printed."""
    made = command(part, *words)
    done = await asyncio.to_thread(subprocess.run, made, capture_output=True, text=True, timeout=WITHIN_S)
    assert done.returncode == 0, done.stderr
    return done.stdout


class DistrictProcess:
    """`handbell district serve` over a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = Folder(folder / "district")
        self.journal = folder / "district.log"
        self.url = f"https://localhost:{free_port()}"
        self.process: subprocess.Popen[bytes] | None = None

    async def starts(self) -> None:
        if not self.folder.keys.exists():
            await says("district", "init", "--data", self.folder.data, "--host", "localhost")
        listen = self.url.removeprefix("https://").replace("localhost", "127.0.0.1")
        with self.journal.open("ab") as journal:
            words = command("district", "serve", "--data", self.folder.data, "--listen", listen)
            self.process = subprocess.Popen(words, stdout=journal, stderr=journal)
        async with asyncio.timeout(WITHIN_S):
            while not await self._answers():
                await asyncio.sleep(0.05)

    async def token(self, name: str) -> str:
        said = await says("district", "enrol", name, "--data", self.folder.data)
        return next(line.strip() for line in said.splitlines() if line.startswith("  "))

    async def gives_out(self, notice: Signed) -> None:
        """Give out a notice as the safety office does, with a certificate the district made for it."""
        access = self.folder.data / "office"
        await says("district", "enrol", "Safety office", "--office", "--out", access, "--data", self.folder.data)
        context = ssl.create_default_context(cafile=access / "district.pem")
        context.load_cert_chain(access / "office.pem", access / "office.key")
        headers = {"Content-Type": protocol.MSGPACK}
        async with aiohttp.ClientSession() as session:
            url = self.url + protocol.OFFICE_NOTICES
            async with session.post(url, data=protocol.encode(notice), ssl=context, headers=headers) as answer:
                assert answer.status == 200, await answer.read()

    async def buildings(self) -> str:
        return await says("district", "buildings", "--data", self.folder.data)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    async def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.journal.read_text()
        with contextlib.suppress(AssertionError):
            await self.buildings()
            return True
        return False


@pytest.fixture
async def district(tmp_path: Path) -> AsyncIterator[DistrictProcess]:
    made = DistrictProcess(tmp_path)
    await made.starts()
    try:
        yield made
    finally:
        made.kill()
        print(made.journal.read_text()[-3000:])


class UplinkProcess:
    """`handbell uplink` beside the sockets in `run`."""

    def __init__(self, folder: Path, run: Path) -> None:
        self.data = folder / "uplink"
        self.run = run
        self.journal = folder / "uplink.log"
        self.process: subprocess.Popen[bytes] | None = None

    async def enrols(self, district: DistrictProcess) -> None:
        where = ("--data", self.data, "--run", self.run)
        token = await district.token("Cedar Creek")
        authority = district.folder.keys / "authority.pem"
        await says("uplink", "enrol", *where, "--server", district.url, "--ca-file", authority, "--token", token)

    def starts(self) -> None:
        with self.journal.open("ab") as journal:
            words = command("uplink", "--data", self.data, "--run", self.run)
            self.process = subprocess.Popen(words, stdout=journal, stderr=journal)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        if self.process is not None:
            os.kill(self.process.pid, number)
            self.process.wait()
            self.process = None


def _signed(key: Ed25519PrivateKey, statement: bytes) -> Signed:
    return Signed(statement, key.public_key().public_bytes_raw(), key.sign(statement))


def _verifies(signed: EnrolmentSigned, statement: bytes) -> bool:
    return is_signed(Signed(statement, signed.device_key, signed.signature))


@contextlib.contextmanager
def killed_at_last(uplink: UplinkProcess) -> Iterator[None]:
    try:
        yield
    finally:
        uplink.kill()
        print(uplink.journal.read_text()[-3000:] if uplink.journal.exists() else "")


async def test_a_press_in_the_building_is_in_the_district_and_nothing_of_it_in_clear(
    tmp_path: Path, district: DistrictProcess
) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.press("B204-wall")
        await desk.sees("B204")
        feed = await box.feed()
        async with asyncio.timeout(WITHIN_S):
            while not (await feed.head()).statement:
                await asyncio.sleep(0.1)
        uplink = UplinkProcess(tmp_path, box.run)
        with killed_at_last(uplink):
            await uplink.enrols(district)
            uplink.starts()
            head = (await feed.follow(0, limit=1)).head
            async with asyncio.timeout(WITHIN_S):
                while f"{head} entries here" not in (said := await district.buildings()):
                    head = (await feed.follow(0, limit=1)).head
                    await asyncio.sleep(0.1)
            assert "in order" in said
    kept = b"".join(path.read_bytes() for path in district.folder.data.glob("district.db*"))
    assert kept
    assert not any(word in kept for word in (b"B204", b"assist", b"front"))


async def test_a_box_told_its_safety_office_late_believes_the_receipts_it_already_has(
    tmp_path: Path, district: DistrictProcess
) -> None:
    root = Ed25519PrivateKey.generate()
    keys = Notice(EVERY_BUILDING, NoticeType.RECEIPT_KEYS, 1, msgpack.encode((receipt_key(district.folder).public,)))
    await district.gives_out(_signed(root, keys.pack()))
    async with Box(tmp_path) as box:
        await box.starts()
        feed = await box.feed()
        async with asyncio.timeout(WITHIN_S):
            while not (await feed.head()).statement:
                await asyncio.sleep(0.1)
        uplink = UplinkProcess(tmp_path, box.run)
        with killed_at_last(uplink):
            await uplink.enrols(district)
            uplink.starts()
            async with asyncio.timeout(WITHIN_S):
                while " 0 entries here" in await district.buildings():
                    await asyncio.sleep(0.1)
            assert (await feed.hand_in(HandIn(request=0))).countersigned == 0
            fingerprint = hashlib.sha256(root.public_key().public_bytes_raw()).hexdigest()
            async with DeskClient.connect(box.socket_path, desk=None, client="trust") as line:
                believed = await line.ask(BelieveOffice(request=0, fingerprint=fingerprint))
            assert believed.ok, believed.says
            async with asyncio.timeout(120):  # notices are handed in again every 30 s
                while (await feed.hand_in(HandIn(request=0))).countersigned == 0:
                    await asyncio.sleep(0.2)


async def test_an_uplink_somebody_took_over_can_make_the_box_believe_nothing(tmp_path: Path) -> None:
    """A double has all that an uplink has: the feed's socket, and nothing else."""
    async with Box(tmp_path) as box:
        await box.starts()
        building, desk = await box.building("B204"), await box.desk("front")
        await building.press("B204-wall")
        await desk.sees("B204")
        feed = await box.feed()
        items = await feed.follow(0)
        header = split(items.entries[-1].entry).header
        place = (header.building, header.box, header.epoch)
        digest = entry_digest(items.entries[-1].entry)
        mine = Ed25519PrivateKey.generate()
        receipt = Countersigned(*place, 1, header.number, digest, 1_790_000_000_000)
        opened = Opened(header.building, header.stream, header.number, digest, 1_790_000_000_000)
        recipients = Notice(EVERY_BUILDING, NoticeType.RECIPIENTS, 9, msgpack.encode(()))
        said = HandIn(
            request=0,
            receipts=(_signed(mine, receipt.pack()),),
            notices=(_signed(mine, recipients.pack()),),
            opened=(_signed(mine, opened.pack()),),
        )
        handed = await feed.hand_in(said)
        assert handed.countersigned == 0
        assert len(handed.refused) == 3
        for forbidden in (Attach(desk=DeskId("front"), client="uplink"), AskPlan(request=1)):
            reader, writer = await asyncio.open_unix_connection(box.run / "feed.sock")
            writer.write(frame(forbidden))
            assert b"refusal" in await reader.read(65536)
            writer.close()
        signed = await feed.signed_enrolment("", "a head statement, please")
        assert not _verifies(signed, head_statement(*place, header.number, digest))
        wraps = (await feed.follow(0, outward=True)).wraps
        assert not wraps, "before a safety office is known, only the building itself can open an entry"


@pytest.mark.proof
async def test_both_ends_killed_at_random_every_entry_arrives_once_and_every_receipt_holds(
    tmp_path: Path, district: DistrictProcess
) -> None:
    chance = random.Random(66)
    async with BoxFeed.open(Record(), tmp_path) as box:
        box.writes(3_000)
        uplink = UplinkProcess(tmp_path, tmp_path)
        with killed_at_last(uplink):
            await uplink.enrols(district)
            box.receipt_keys.add(receipt_key(district.folder).public)
            for _ in range(8):
                uplink.starts()
                await asyncio.sleep(chance.uniform(0.3, 0.9))
                box.writes(chance.randrange(0, 300))
                if chance.random() < 0.5:
                    district.kill()
                    await district.starts()
                uplink.kill()
            uplink.starts()
            await box.is_countersigned(box.record.head, within_s=60)
        assert "in order, last seen" in (said := await district.buildings())
        assert f"{box.record.head} entries here" in said


async def test_a_box_without_a_line_is_taken_in_by_stick_alone(tmp_path: Path, district: DistrictProcess) -> None:
    (stick := tmp_path / "stick").mkdir()
    async with BoxFeed.open(Record(), tmp_path) as box:
        box.writes(30)
        box.receipt_keys.add(receipt_key(district.folder).public)
        await says("bundle", "export", stick, "--run", tmp_path, "--token", await district.token("Far away"))
        for again in (30, 12):
            await says("bundle", "import", stick, "--local", district.folder.socket)
            await says("bundle", "import", stick, "--run", tmp_path)
            assert box.countersigned == box.record.head
            box.writes(again)
            await says("bundle", "export", stick, "--run", tmp_path)


async def test_a_stick_is_taken_by_the_real_district_and_the_line_goes_on_from_there(
    tmp_path: Path, district: DistrictProcess
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    async with BoxFeed.open(Record(), tmp_path) as box:
        box.writes(700)
        uplink = UplinkProcess(tmp_path, tmp_path)
        with killed_at_last(uplink):
            await uplink.enrols(district)
            box.receipt_keys.add(receipt_key(district.folder).public)
            await says("bundle", "export", stick, "--run", tmp_path)
            taken = await says("bundle", "import", stick, "--local", district.folder.socket)
            assert "700 entries taken, up to 700" in taken
            await says("bundle", "import", stick, "--run", tmp_path)
            assert box.countersigned == 700
            box.writes(5)
            uplink.starts()
            await box.is_countersigned(705)
