"""Tests a stick between a box and a district: what is carried, and what happens with a pulled, full, damaged or forged stick."""

import asyncio
import hashlib
import shutil
import subprocess
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import pytest
from aiohttp import web

from appliance.envelope.deposit import Deposit, Notices, Refused
from appliance.envelope.statements import Notice, NoticeType
from sync import protocol
from sync.bundle import parcel, stick
from tests.commands import handbell
from tests.small_disk import small_disk
from tests.sync.box_feed import BoxFeed
from tests.sync.entries import Record
from tests.sync.small_district import TOKEN, SmallDistrict

BUNDLE = handbell("bundle")

pytestmark = pytest.mark.slow  # these tests start real processes


class Carried:
    """A box, a district, and a folder that plays the stick."""

    def __init__(self, folder: Path, box: BoxFeed, district: SmallDistrict) -> None:
        self.folder = folder
        self.box = box
        self.district = district
        self.stick = folder / "stick"
        self.stick.mkdir()

    async def at_the_box(self, what: str, *more: str) -> subprocess.CompletedProcess[str]:
        return await self._runs(what, "--run", str(self.folder), *more)

    async def at_the_district(self) -> subprocess.CompletedProcess[str]:
        return await self._runs("import", "--local", str(self.district.socket))

    async def _runs(self, what: str, *more: str) -> subprocess.CompletedProcess[str]:
        words = [*BUNDLE, what, str(self.stick), *more]
        return await asyncio.to_thread(subprocess.run, words, capture_output=True, text=True, timeout=180)

    @property
    def files(self) -> list[Path]:
        return sorted(self.stick.glob("handbell/*/deposit-*"))

    @property
    def all_at_the_district(self) -> bool:
        return self.district.entries == dict(enumerate(self.box.record.entries, 1))


@pytest.fixture
async def carried(tmp_path: Path) -> AsyncIterator[Carried]:
    async with AsyncExitStack() as stack:
        record = Record()
        box = await stack.enter_async_context(BoxFeed.open(record, tmp_path))
        district = await stack.enter_async_context(SmallDistrict.open(tmp_path))
        box.receipt_keys.add(district.key)
        district.device_keys[record.box.hex()] = record.device.public_key().public_bytes_raw()
        yield Carried(tmp_path, box, district)


async def test_what_is_not_countersigned_goes_out_and_the_receipt_comes_home(carried: Carried) -> None:
    carried.box.writes(1_200)
    out = await carried.at_the_box("export")
    assert "Entries 1 to 1200 are on the stick" in out.stdout, out.stderr
    there = await carried.at_the_district()
    assert "1200 entries taken, up to 1200" in there.stdout, there.stderr
    assert carried.all_at_the_district
    assert {number for number, _ in carried.district.wraps} == set(carried.box.record.wraps)
    back = await carried.at_the_box("import")
    assert "countersigned up to entry 1200" in back.stdout, back.stderr
    assert carried.box.countersigned == 1_200


async def test_the_next_export_hands_the_receipt_in_and_carries_only_what_is_new(carried: Carried) -> None:
    carried.box.writes(600)
    await carried.at_the_box("export")
    await carried.at_the_district()
    carried.box.writes(40)
    out = await carried.at_the_box("export")
    assert carried.box.countersigned == 600
    assert "Entries 601 to 640" in out.stdout
    assert [file.name for file in carried.files] == ["deposit-0000000601-0000000640.hbp"]
    await carried.at_the_district()
    assert carried.all_at_the_district


async def test_notices_ride_along(carried: Carried) -> None:
    notice = Notice(carried.box.record.building, NoticeType.RECIPIENTS, 1, b"x" * 200_000)
    carried.district.notices += [carried.district.signed(notice.pack())] * 6
    carried.box.writes(2)
    await carried.at_the_box("export")
    await carried.at_the_district()
    await carried.at_the_box("import")
    assert carried.box.notices == carried.district.notices


async def test_a_stick_pulled_out_in_the_middle_is_gone_on_with(carried: Carried) -> None:
    carried.box.writes(1_300)
    await carried.at_the_box("export")
    whole, halved, gone = carried.files
    kept_since = whole.stat().st_mtime_ns
    halved.write_bytes(halved.read_bytes()[:-100])
    gone.rename(gone.with_name(gone.name + ".unfinished"))
    out = await carried.at_the_box("export")
    assert "Entries 1 to 1300" in out.stdout
    assert whole.stat().st_mtime_ns == kept_since
    assert not list(carried.stick.glob("handbell/*/*.unfinished"))
    await carried.at_the_district()
    assert carried.all_at_the_district


async def test_a_damaged_file_is_named_and_nothing_of_it_is_taken(carried: Carried) -> None:
    carried.box.writes(600)
    await carried.at_the_box("export")
    damaged = bytearray(carried.files[0].read_bytes())
    damaged[5_000] ^= 1
    carried.files[0].write_bytes(damaged)
    there = await carried.at_the_district()
    assert there.returncode == 1
    assert "deposit-0000000001-0000000500.hbp is damaged" in there.stderr
    assert not carried.district.entries


async def test_the_same_stick_twice_changes_nothing(carried: Carried) -> None:
    carried.box.writes(20)
    await carried.at_the_box("export")
    await carried.at_the_district()
    receipt = next(carried.stick.glob("handbell/*/receipt.hbp"))
    first = receipt.read_bytes()
    again = await carried.at_the_district()
    assert "nothing new, the district has entry 20" in again.stdout
    assert receipt.read_bytes() == first
    assert carried.district.order == [("deposit", 1, 20)]


async def test_a_stick_and_a_line_may_bring_the_same_entries(carried: Carried) -> None:
    carried.box.writes(500)
    await carried.at_the_box("export")
    await carried.at_the_district()
    shutil.rmtree(carried.stick / "handbell")
    carried.box.writes(300)
    await carried.at_the_box("export")
    there = await carried.at_the_district()
    assert "300 entries taken, up to 800" in there.stdout, there.stderr
    assert carried.all_at_the_district


@pytest.mark.parametrize("damaged", [False, True])
async def test_a_stick_that_does_not_say_what_the_district_had_goes_on_after_what_is_countersigned(
    carried: Carried, damaged: bool
) -> None:
    carried.box.writes(20)
    await carried.at_the_box("export")
    await carried.at_the_district()
    (reached,) = carried.stick.glob("handbell/*/reached.hbp")
    if damaged:
        reached.write_bytes(reached.read_bytes()[:-1])
    else:
        reached.unlink()
    carried.box.writes(20)
    assert "Entries 21 to 40" in (await carried.at_the_box("export")).stdout
    assert "20 entries taken, up to 40" in (await carried.at_the_district()).stdout


async def test_a_stick_of_a_box_nobody_enrolled_is_refused(carried: Carried) -> None:
    carried.district.device_keys.clear()
    carried.box.writes(5)
    await carried.at_the_box("export")
    there = await carried.at_the_district()
    assert there.returncode == 1
    assert "does not know this box" in there.stderr
    assert not carried.district.entries


async def test_a_box_that_never_had_a_line_is_taken_in_by_stick(carried: Carried) -> None:
    carried.district.device_keys.clear()
    carried.box.writes(5)
    await carried.at_the_box("export", "--token", TOKEN)
    there = await carried.at_the_district()
    assert "5 entries taken, up to 5" in there.stdout, there.stderr
    carried.box.writes(5)
    await carried.at_the_box("export")
    again = await carried.at_the_district()
    assert "5 entries taken, up to 10" in again.stdout, again.stderr


async def test_a_wrong_token_on_a_stick_takes_nobody_in(carried: Carried) -> None:
    carried.district.device_keys.clear()
    carried.box.writes(5)
    await carried.at_the_box("export", "--token", "guessed")
    there = await carried.at_the_district()
    assert "there is no such token" in there.stderr
    assert not carried.district.entries


async def test_entries_put_on_a_stick_by_somebody_else_are_refused(carried: Carried) -> None:
    carried.box.writes(30)
    await carried.at_the_box("export")
    forged = Record(carried.box.record.building, carried.box.record.box)
    forged.writes(30)
    parcel.write(carried.files[0], Deposit(tuple(forged.entries), ()))
    there = await carried.at_the_district()
    assert "does not end where the box's device signed" in there.stderr
    assert not carried.district.entries


async def test_a_full_stick_says_what_did_not_fit_and_is_of_use_all_the_same(carried: Carried) -> None:
    with small_disk(carried.stick, "3m"):
        carried.box.writes(6_000)
        out = await carried.at_the_box("export")
        assert "The stick is full" in out.stdout, out.stderr
        there = await carried.at_the_district()
        assert there.returncode == 0, there.stderr
        await carried.at_the_box("import")
        assert 500 <= carried.box.countersigned < 6_000


async def test_a_stick_that_takes_no_answer_is_said_to_have_been_deposited_and_comes_again_once_it_does(
    carried: Carried,
) -> None:
    with small_disk(carried.stick, "3m"):
        carried.box.writes(20)
        await carried.at_the_box("export")
        await asyncio.to_thread(_remount, carried.stick, "ro")
        there = await carried.at_the_district()
        assert carried.all_at_the_district
        assert there.returncode == 1 and not there.stderr
        assert "20 entries taken, up to 20. The district's answer could not be written" in there.stdout
        assert "(Read-only file system)" in there.stdout and "import it once more" in there.stdout
        await asyncio.to_thread(_remount, carried.stick, "rw")
        again = await carried.at_the_district()
        assert (again.returncode, "Its receipt is on the stick" in again.stdout) == (0, True), again.stderr
        assert "countersigned up to entry 20" in (await carried.at_the_box("import")).stdout


async def test_a_stick_that_takes_no_answer_and_of_which_a_part_is_refused_says_both(carried: Carried) -> None:
    async def refuses_the_second(request: web.Request) -> web.StreamResponse | None:
        if request.path != protocol.STICKS_DEPOSITS or len(carried.district.entries) < 500:
            return None
        return web.Response(status=429, body=protocol.encode(Refused("quota", "Too much for one day.")))

    carried.district.trick = refuses_the_second
    with small_disk(carried.stick, "3m"):
        carried.box.writes(1_200)
        await carried.at_the_box("export")
        await asyncio.to_thread(_remount, carried.stick, "ro")
        there = await carried.at_the_district()
        assert there.returncode == 1
        assert "Too much for one day. Entries up to 500 were taken. The district's answer could not" in there.stderr


def _remount(at: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(at)], check=True)


async def test_an_empty_stick_at_the_district_is_said_to_be_one(carried: Carried) -> None:
    there = await carried.at_the_district()
    assert there.returncode == 1
    assert "there is nothing of Handbell" in there.stderr


def test_every_name_on_a_stick_is_one_that_fat_takes() -> None:
    folder = stick.folder_of(Path("stick"), bytes(16))
    names = [
        folder.path.name,
        stick.HEAD,
        stick.OLDEST,
        stick.RECEIPT,
        stick.NOTICES,
        stick.REACHED,
        "deposit-0000000001-0000000500.hbp",
    ]
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-") and len(name) < 64 for name in names)


@pytest.mark.parametrize(
    "name",
    [
        *(stick.HEAD, stick.OLDEST, stick.ENROLMENT, stick.RECEIPT, stick.NOTICES, stick.REACHED),
        "deposit-0000000001-0000000020.hbp",
        "deposit-0000000001-0000000005.hbp",
        "deposit-0000000000-0000000000.hbp",
        f"{stick.HEAD}.unfinished",
        f"{stick.RECEIPT}.unfinished",
    ],
)
async def test_a_folder_in_a_files_place_ends_nothing_and_keeps_what_is_in_it(carried: Carried, name: str) -> None:
    notice = Notice(carried.box.record.building, NoticeType.RECIPIENTS, 1, b"x")
    carried.district.notices.append(carried.district.signed(notice.pack()))
    folder = stick.folder_of(carried.stick, carried.box.record.box).path / name
    folder.mkdir(parents=True)
    (folder / "mine.txt").write_text("mine")
    carried.box.writes(20)
    out = await carried.at_the_box("export")
    assert "Entries 1 to 20 are on the stick" in out.stdout, out.stderr
    there = await carried.at_the_district()
    assert "20 entries taken, up to 20" in there.stdout, there.stderr
    back = await carried.at_the_box("import")
    assert "countersigned up to entry 20" in back.stdout, back.stderr
    assert carried.box.notices == carried.district.notices
    assert [path.read_text() for path in carried.stick.rglob("mine.txt")] == ["mine"]


async def test_folders_put_on_a_stick_on_its_way_end_nothing_for_its_box_nor_for_those_after_it(
    carried: Carried,
) -> None:
    carried.box.writes(20)
    await carried.at_the_box("export")
    folder = stick.folder_of(carried.stick, carried.box.record.box).path
    for name in (stick.REACHED, f"{stick.REACHED}.unfinished", stick.RECEIPT, stick.ENROLMENT, stick.NOTICES):
        (folder / name / "deep").mkdir(parents=True)
    (folder / "deposit-0000000001-0000000007.hbp").mkdir()
    before = stick.folder_of(carried.stick, bytes(16)).path
    (before / stick.HEAD).mkdir(parents=True)
    there = await carried.at_the_district()
    assert "20 entries taken, up to 20" in there.stdout, there.stderr
    assert (there.returncode, f"box {bytes(16).hex()}: There is no signed head" in there.stderr) == (1, True)
    assert "countersigned up to entry 20" in (await carried.at_the_box("import")).stdout


async def test_a_file_that_has_fewer_entries_than_its_name_says_is_written_anew(carried: Carried) -> None:
    carried.box.writes(20)
    await carried.at_the_box("export")
    (file,) = carried.files
    whole = parcel.read(file, Deposit)
    parcel.write(file, Deposit(whole.entries[-1:], whole.wraps))
    await carried.at_the_box("export")
    assert parcel.read(file, Deposit).entries == whole.entries


@pytest.mark.parametrize("kind", [Deposit, Notices])
def test_a_file_of_very_many_nothings_is_damaged_before_they_are_made(
    tmp_path: Path, kind: type[msgspec.Struct]
) -> None:
    nothing = b"\x95\x01\xc4\x00\x01\xc4\x00\xc4\x00" if kind is Deposit else b"\x93\xc4\x00\xc4\x00\xc4\x00"
    many = parcel.LENGTH_MAX // len(nothing) - 20
    nothings = msgspec.Raw(b"\xdd" + many.to_bytes(4) + nothing * many)
    body = ("deposit-1", (), nothings) if kind is Deposit else {"notices": nothings, "opened": (), "after": 1}
    data = msgspec.msgpack.encode(body)
    (file := tmp_path / "file.hbp").write_bytes(parcel.MAGIC + hashlib.sha256(data).digest() + data)
    tracemalloc.start()
    try:
        with pytest.raises(parcel.Damaged, match="length"):
            parcel.read(file, kind)
        assert tracemalloc.get_traced_memory()[1] < 2.5 * len(data)
    finally:
        tracemalloc.stop()
