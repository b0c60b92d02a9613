"""Tests a stick at a real district's server: from an administrator's desk over TLS, on the server's machine, and what a lost administrator
is told.
"""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.bundle.stick import FOLDER
from sync.district.authority import receipt_key
from tests.sync.box_feed import BoxFeed
from tests.sync.bundle.test_bundle import BUNDLE
from tests.sync.district.serving import Server, collected, command, office
from tests.sync.entries import Record

pytestmark = pytest.mark.slow  # these tests start real processes


async def bundle(*words: object, code: int = 0) -> str:
    """Run `handbell bundle …` to its end; give what it said."""
    made = [*BUNDLE, *map(str, words)]
    done = await asyncio.to_thread(subprocess.run, made, capture_output=True, text=True, timeout=180)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr if code else done.stdout


class Carried:
    """A box without a line, its stick, and a district's real server."""

    def __init__(self, folder: Path, server: Server, box: BoxFeed, stick: Path | None = None) -> None:
        self.folder = folder
        self.server = server
        self.box = box
        self.stick = stick or folder / "stick"
        self.stick.mkdir()
        box.receipt_keys.add(receipt_key(server.folder).public)

    async def out(self, *more: str) -> str:
        """Let the box write onto the stick."""
        return await bundle("export", self.stick, "--run", self.folder, *more)

    async def there(self, code: int = 0) -> str:
        """Let the district take what is on the stick."""
        return await bundle("import", self.stick, "--local", self.server.folder.socket, code=code)

    async def home(self) -> str:
        """Let the box take in the answers."""
        return await bundle("import", self.stick, "--run", self.folder)

    def puts_back_the_box_to(self, number: int, countersigned: int) -> None:
        """Put the box back: its card is an old copy, and it writes onto another stick."""
        self.box.record.put_back_to(number)
        self.box.countersigned = countersigned
        shutil.rmtree(self.stick / FOLDER)

    async def is_taken_in(self, instead_of: bytes = b"") -> None:
        """Carry the box's first stick there and back, so that the district takes the box in."""
        await self.out("--token", self.server.token("Lincoln", instead_of))
        await self.there()
        await self.home()

    async def kept(self) -> set[bytes]:
        """Give every entry that the safety office finds of its building, of whichever history."""
        async with office(self.server, self.folder / "safety") as safety:
            entries, _, _ = await collected(safety, self.box.record.building.hex(), b"o" * 32)
        return {each.entry for each in entries}

    @property
    def buildings(self) -> str:
        return command("buildings", "--data", str(self.server.data)).stdout


@pytest.fixture
async def carried(tmp_path: Path) -> AsyncIterator[Carried]:
    server = Server(tmp_path / "district").init().start()
    try:
        async with BoxFeed.open(Record(), tmp_path) as box:
            yield Carried(tmp_path, server, box)
    finally:
        server.stop()


async def test_an_administrator_elsewhere_takes_a_box_in_and_its_record_from_a_stick(tmp_path: Path) -> None:
    server, stick, access = Server(tmp_path / "district").init().start(), tmp_path / "stick", tmp_path / "ann"
    stick.mkdir()
    try:
        async with BoxFeed.open(Record(), tmp_path) as feed:
            feed.writes(300)
            token = server.token("Lincoln")
            assert "300 are on the stick" in await bundle("export", stick, "--run", tmp_path, "--token", token)
            assert "No receipt of the district" in await bundle("import", stick, "--run", tmp_path)
        made = command("enrol", "Ann", "--admin", "--out", str(access), "--data", str(server.data))
        assert made.returncode == 0, made.stderr
        there = ("import", stick, "--server", server.url)
        assert "300 entries taken, up to 300" in await bundle(*there, "--access", access)
        assert "nothing new" in await bundle("import", stick, "--local", server.folder.socket)
        office = ("enrol", "Safety", "--office", "--out", str(tmp_path / "safety"), "--data", str(server.data))
        assert command(*office).returncode == 0
        for words, says in (
            (there, "handbell district enrol NAME --admin"),
            ((*there, "--access", tmp_path / "safety"), "not what the district's server made for an administrator"),
            ((*there, "--access", tmp_path / "nowhere"), "not what the district's server made for an administrator"),
            (("import", stick, "--local", tmp_path / "nowhere"), "admin.sock"),
            (("import", stick, "--run", tmp_path / "nowhere"), "say where its server is"),
        ):
            assert says in await bundle(*words, code=1)
    finally:
        server.stop()


async def test_the_last_stick_of_a_box_whose_place_another_has_taken_is_kept(carried: Carried, tmp_path: Path) -> None:
    carried.box.writes(100)
    await carried.is_taken_in()
    carried.box.writes(50)
    await carried.out()
    (elsewhere := tmp_path / "elsewhere").mkdir()
    async with BoxFeed.open(Record(carried.box.record.building), elsewhere) as another:
        another.writes(10)
        await Carried(elsewhere, carried.server, another).is_taken_in(carried.box.record.box)
    taken = await carried.there()
    assert "50 entries taken, up to 150. There is no receipt for it." in taken
    assert "Another box has taken this one's place" in taken and "enrolled" not in taken
    assert "another box has taken its place" in carried.buildings and "150 entries here" in carried.buildings
    assert "nothing new, the district has entry 150" in await carried.there()


async def test_both_histories_of_a_box_that_was_put_back_are_kept_and_named(carried: Carried) -> None:
    carried.box.writes(100)
    await carried.is_taken_in()
    carried.box.writes(200)
    await carried.out()
    await carried.there()
    first = set(carried.box.record.entries)
    carried.puts_back_the_box_to(150, countersigned=100)
    for grows in (100, 150, 50):
        carried.box.writes(grows)
        await carried.out()
        for _ in range(2):
            taken = await carried.there()
            assert "kept beside what the district has up to entry 300. There is no receipt for it." in taken
            assert "two histories of this box from entry 151 on" in taken
    assert "TWO HISTORIES" in carried.buildings
    assert await carried.kept() == first | set(carried.box.record.entries)


async def test_an_older_stick_that_comes_after_a_newer_one_gets_the_receipt_of_that(
    carried: Carried, tmp_path: Path
) -> None:
    carried.box.writes(100)
    await carried.is_taken_in()
    carried.box.writes(50)
    await carried.out()
    newer = Carried(carried.folder, carried.server, carried.box, tmp_path / "newer")
    carried.box.writes(50)
    await newer.out()
    assert "100 entries taken, up to 200" in await newer.there()
    assert "nothing new, the district has entry 200. Its receipt is on the stick" in await carried.there()
    assert "countersigned up to entry 200" in await carried.home()


async def test_a_district_that_was_put_back_gets_what_it_lost_again(carried: Carried) -> None:
    carried.box.writes(300)
    await carried.is_taken_in()
    copy, server = carried.folder / "copy.db", carried.server
    command("backup", str(copy), "--data", str(server.data))
    carried.box.writes(100)
    await carried.out()
    await carried.there()
    await carried.home()
    server.stop()
    for left in server.data.glob(f"{server.folder.database.name}-*"):
        left.unlink()
    shutil.copy(copy, server.folder.database)
    server.start()
    carried.box.writes(100)
    assert "Entries 401 to 500" in await carried.out()
    assert "Entry 401 does not follow on entry 300" in await carried.there(code=1)
    await carried.home()
    out = await carried.out()
    assert "it had less than it has countersigned" in out and "Entries 301 to 500 are on the stick" in out
    assert "200 entries taken, up to 500" in await carried.there()
    assert "countersigned up to entry 500" in await carried.home()
    assert "there is nothing to carry" in await carried.out()


async def test_a_record_begun_anew_is_kept_and_what_was_lost_before_it_is_for_the_office(carried: Carried) -> None:
    carried.box.writes(100)
    await carried.is_taken_in()
    there = set(carried.box.record.entries)
    carried.box.writes(50)
    carried.box.record.is_set_aside()
    carried.box.writes(700)
    assert "Entries 151 to 850 are on the stick" in await carried.out()
    for _ in range(2):
        taken = await carried.there()
        assert "kept beside what the district has up to entry 100" in taken and "from entry 151 on" in taken
    assert "TWO HISTORIES" in carried.buildings
    assert await carried.kept() == there | set(carried.box.record.entries)


async def test_a_file_that_is_missing_from_a_stick_is_not_taken_for_lost_entries(carried: Carried) -> None:
    carried.box.writes(100)
    await carried.is_taken_in()
    carried.box.writes(700)
    await carried.out()
    min(carried.stick.glob(f"{FOLDER}/*/deposit-*")).unlink()
    assert "Export it again at the box" in await carried.there(code=1)
    assert "in order" in carried.buildings
    await carried.out()
    assert "700 entries taken, up to 800" in await carried.there()
