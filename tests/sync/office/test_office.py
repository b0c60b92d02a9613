"""Tests a whole round with the real district's server as a process: keys, notices, calls, *opened*, rotation, and what is on the disk."""

import asyncio
import json
import random
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.district import judge
from appliance.district.trust import Trust
from appliance.envelope.deposit import Deposit, Deposited, Held, Notices, Urgent, Wrap
from appliance.envelope.statements import Opened
from sync import protocol
from sync.office import incidents, rotating
from sync.office.folder import Folder
from sync.office.keyring import KEYRING_NAME, Keyring, make_recovery, new_key
from sync.office.office import Office, now_ms, opened
from sync.office.rotating import Rotation
from sync.office.store import Store
from sync.transport.line import Unreachable
from sync.transport.whole_file import UNFINISHED
from tests.appliance.logbook.box import Box, box_at, call, note, stand_down
from tests.sync.district.building import Box as Registered
from tests.sync.district.serving import Client, Server, client, command, enrolled
from tests.sync.office.building import ring, says
from tests.sync.office.conftest import seal_for
from tests.sync.office.machines import COMMAND, WORDS, Machines, office_says, running

pytestmark = pytest.mark.slow

WITHIN_S = 90.0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    found = Server(tmp_path / "district").init().start()
    yield found
    found.stop()


@dataclass
class School:
    """A box with its certificate at the district."""

    box: Box
    line: Client
    sent: int = 0

    async def deposits(self) -> None:
        """Send everything new by the main lane."""
        rows = await self.box.logbook.reader.after(self.sent, 500)
        wraps = await self._wraps(rows[0][0], rows[-1][0])
        answer = await self.line.post(protocol.DEPOSITS, Deposit(tuple(entry for _, entry in rows), wraps), Deposited)
        assert isinstance(answer, Deposited), answer
        self.sent = rows[-1][0]

    async def sends_at_once(self) -> None:
        """Send everything new by the urgent lane."""
        rows = await self.box.logbook.reader.after(self.sent, 500)
        wraps = await self._wraps(rows[0][0], rows[-1][0])
        answer = await self.line.post(protocol.URGENT, Urgent(tuple(entry for _, entry in rows), wraps), Held)
        assert isinstance(answer, Held), answer

    async def _wraps(self, first: int, last: int) -> tuple[Wrap, ...]:
        rows = await self.box.logbook.reader.wraps_between(first, last)
        own = self.box.logbook.own_readers
        return tuple(Wrap(n, stream, key_no, to, wrap) for n, to, stream, key_no, wrap in rows if to not in own)


@asynccontextmanager
async def school(server: Server, folder: Path, name: str) -> AsyncIterator[School]:
    async with box_at(folder / "box") as box:
        device = Ed25519PrivateKey.from_private_bytes((folder / "box" / "keys" / "device.key").read_bytes())
        registered = Registered(box.vault.building, box.vault.box, key=device)
        certificate = await enrolled(server, registered, folder, name)
        async with client(server, certificate) as line:
            yield School(box, line)


async def test_from_the_first_key_to_a_report_by_the_commands_of_the_documents(server: Server, tmp_path: Path) -> None:
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    keyring = Keyring.open(machines.data, WORDS)
    async with school(server, tmp_path, "Cedar Creek") as cedar:
        await seal_for(cedar.box, *keyring.keys)
        await cedar.box.keep(call(1), note(1, "a chair was thrown"), stand_down(1), call(2, room="C101"))
        await cedar.deposits()
        told = await running("collect", *machines.online)
        assert "of 1 incident *opened* was said" in told
        assert "Nothing is wrong or missing" in told
        listed = await running("list", *machines.online)
        assert listed.count("Cedar Creek") == 2
        (line,) = (await running("list", "--open", *machines.online)).splitlines()
        assert "C101" in line
        assert "OPEN" in line
        (told,) = msgspec.json.decode(await running("list", "--open", "--json", *machines.online))
        assert (told["building_name"], told["plan_name"], told["open"]) == ("Cedar Creek", None, True)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told["at"])
        assert "a chair was thrown" in await running("show", told["building_id"], 1, *machines.online)
        assert "a chair was thrown" in await running("show", "cedar", 1, *machines.online)
        for form in ("html", "json", "text", "pdf"):
            file = tmp_path / f"record.{form}"
            await running("export", "cedar", 1, "--format", form, "-o", file, *machines.online)
            assert form == "pdf" or "a chair was thrown" in file.read_text()
        await running("export", "cedar", 1, "-o", tmp_path / "r.pdf", *machines.online)
        assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-")
        await running("export", "cedar", 1, "-o", tmp_path / "r.docx", *machines.online, code=2)
        assert "Nothing is wrong or missing" in await running("verify", *machines.online)
        assert json.loads(await running("verify", "--json", *machines.online)) == []
        answer = await cedar.line.get(f"{protocol.NOTICES}?after=0", Notices)
        assert isinstance(answer, Notices)
        trust = Trust(cedar.box.vault.building, cedar.box.vault.box, signing_keys=frozenset({keyring.signing_key}))
        (word,) = answer.opened
        assert isinstance(judge.opened(word, trust), Opened)
    on_disk = b"".join(each.read_bytes() for each in machines.data.glob("office.db*"))
    for word in (b"C101", b"B204", b"chair", b"assist", b"Cedar", b"front"):
        assert word not in on_disk


async def test_an_open_call_is_told_as_it_comes_by_either_lane(server: Server, tmp_path: Path) -> None:
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    keyring = Keyring.open(machines.data, WORDS)
    async with school(server, tmp_path, "Cedar Creek") as cedar:
        await seal_for(cedar.box, *keyring.keys)
        await cedar.box.keep(call(1))
        await cedar.deposits()
        words = [*COMMAND, "watch", *map(str, machines.online)]
        watching = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
        try:
            await told(watching, "B204")
            await cedar.box.keep(call(2, room="C101"))
            await cedar.deposits()
            await told(watching, "C101")
            await cedar.box.keep(call(3, room="D7"))
            await cedar.sends_at_once()
            await told(watching, "D7")
            server.kill()
            await told(watching, "reached")
            server.start()
            await cedar.deposits()
            await cedar.box.keep(call(4, room="E9"))
            await cedar.deposits()
            await told(watching, "E9")
            await cedar.box.keep(stand_down(4))
            await cedar.deposits()
            await told(watching, ": stood down")
        finally:
            watching.kill()
            await watching.wait()
        assert "Nothing is wrong or missing" in await running("verify", *machines.online)


async def told(watching: asyncio.subprocess.Process, word: str) -> None:
    assert watching.stdout is not None
    async with asyncio.timeout(WITHIN_S):
        while word not in (line := (await watching.stdout.readline()).decode()):
            assert line, "it ended"


async def test_of_a_district_that_was_put_back_everything_is_collected_again(server: Server, tmp_path: Path) -> None:
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    async with school(server, tmp_path, "Cedar Creek") as cedar:
        await seal_for(cedar.box, *Keyring.open(machines.data, WORDS).keys)
        await cedar.box.keep(call(1), stand_down(1))
        await cedar.deposits()
        await running("collect", *machines.online)
        with opened(machines.data, WORDS) as office, office.store.writing():
            (place,) = office.store.one("SELECT after FROM building") or (0,)
            office.store.run("UPDATE building SET after = after + 1000")  # as if the district had had more before
        await cedar.box.keep(call(2))
        await cedar.deposits()
        assert "Nothing is wrong or missing" in await running("collect", *machines.online)
        assert (await running("list", *machines.online)).count("Cedar Creek") == 2
        with opened(machines.data, WORDS) as office:
            (again,) = office.store.one("SELECT after FROM building") or (0,)
            assert place < again < place + 1000


async def test_a_rotation_killed_in_the_middle_goes_on_and_then_the_new_key_alone_opens_everything(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    async with school(server, tmp_path, "Cedar Creek") as cedar:
        with opened(machines.data, WORDS) as office:
            await seal_for(cedar.box, *office.keyring.keys)
            await cedar.box.keep(*(call(number) for number in range(1, 21)))
            await cedar.deposits()
            await collects(office)
            office.keyring.add(new_key("2027", 1))
            monkeypatch.setattr(rotating, "AT_ONCE", 6)  # small, so that even a short record takes several pieces
            rotation = Rotation(office.store, office.keyring)
            all_keys = rotation.missing()
            async with office.line() as line:
                assert await rotation.go_on(line) == 6
                server.kill()
                with pytest.raises(Unreachable):
                    await rotation.go_on(line)
        server.start()
        told = await running("rotate", *machines.online)
        assert f"{all_keys - 6} of {all_keys - 6} keys" in told
        newest = Keyring.open(machines.data, WORDS).newest
        alone = ring(tmp_path, newest)
        with Store.open(tmp_path / "again.db", alone) as store:
            again = Office(Folder(machines.data), alone, store)
            await collects(again)
            found = sorted(each.incident.number for each in incidents.listed(store))
            assert found == list(range(1, 21))
            doubts = (str(each) for each in store.doubts())
            assert not says(doubts, "WRAP")


async def test_the_recovery_key_opens_all_there_is_when_the_office_is_lost(server: Server, tmp_path: Path) -> None:
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    recovery = make_recovery(tmp_path / "other", WORDS, "Recovery", 1)
    async with school(server, tmp_path, "Cedar Creek") as cedar:
        await seal_for(cedar.box, *Keyring.open(machines.data, WORDS).keys, recovery)
        await cedar.box.keep(call(1), stand_down(1))
        await cedar.deposits()
        lost = tmp_path / "new-office"
        lost_words = ("--data", lost, "--passphrase-file", machines.words)
        settings = Folder(machines.data).settings
        where = ("--server", settings.server, "--access", tmp_path / "access", "--root", settings.root)
        await running("enrol", *lost_words, *where, "--out", machines.of("new"))
        await running("notices", "send", tmp_path / "first" / "receipt-keys.notice", *lost_words)
        await running("collect", *lost_words)
        assert "No incidents" in await running("list", *lost_words)
        file = tmp_path / "other" / "recovery.key"
        await running("keys", "take", file, "--recovery-passphrase-file", machines.words, *lost_words)
        await running("collect", *lost_words)
        assert "Cedar Creek" in await running("list", *lost_words)


async def test_who_collects_for_weeks_opens_with_the_keys_there_are_now(server: Server, tmp_path: Path) -> None:
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    async with school(server, tmp_path, "Cedar Creek") as cedar:
        with opened(machines.data, WORDS) as office:
            async with office.line() as line:
                collector = office.collector(line)
                await seal_for(cedar.box, *office.keyring.keys)
                await cedar.box.keep(call(1))
                await cedar.deposits()
                await collector.collect(now_ms())
                another = Keyring.open(machines.data, WORDS)  # as `handbell office keys new` beside it does
                another.add(new_key("2027", 1))
                await seal_for(cedar.box, another.newest)
                await cedar.box.keep(call(2))
                await cedar.deposits()
                await collector.collect(now_ms())
            assert sorted(each.incident.number for each in incidents.listed(office.store)) == [1, 2]


async def test_a_new_key_that_cannot_be_kept_leaves_no_public_part_behind(server: Server, tmp_path: Path) -> None:
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    before = (machines.data / KEYRING_NAME).read_bytes()
    blocks = machines.data / f"{KEYRING_NAME}{UNFINISHED}"
    blocks.mkdir()  # as where the disk takes nothing
    await running("keys", "new", "--name", "2027", "--out", machines.of("2027"), *machines.online, code=2)
    assert not machines.of("2027").exists()
    assert (machines.data / KEYRING_NAME).read_bytes() == before


async def test_a_store_in_which_a_disk_flipped_bits_is_named_made_good_and_collected_again(
    server: Server, tmp_path: Path
) -> None:
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    async with school(server, tmp_path, "Cedar Creek") as cedar:
        await seal_for(cedar.box, *Keyring.open(machines.data, WORDS).keys)
        await cedar.box.keep(call(1), note(1, "a chair was thrown"), stand_down(1), call(2))
        await cedar.deposits()
        await running("collect", *machines.online)
        with opened(machines.data, WORDS) as office:
            office.store.run("UPDATE stream SET sealed = CAST(x'00' || sealed AS BLOB) WHERE sealed IS NOT NULL")
            office.store.run("UPDATE entry SET entry = CAST(entry || x'00' AS BLOB) WHERE number = 3")
        assert "No incidents" in await running("list", *machines.online, code=1)
        told = await running("verify", *machines.online, code=1)
        assert "store was damaged" in told and "left out: 1 of entry" in told
        assert "ROLLED BACK" not in told, "the district has not been asked since"
        assert "Nothing is wrong or missing" in await running("collect", *machines.online)
        assert (await running("list", *machines.online)).count("Cedar Creek") == 2
        assert "a chair was thrown" in await running("show", "cedar", 1, *machines.online)
        assert list(machines.data.glob("office.db.damaged-1*"))


async def collects(office: Office) -> None:
    async with office.line() as line:
        await office.collector(line).collect(now_ms())


async def test_a_notice_under_another_root_is_not_sent(server: Server, tmp_path: Path) -> None:
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    other = ("--folder", tmp_path / "other", "--passphrase-file", machines.words)
    await running("root", "init", *other)
    await running("root", "notice", "recipients", machines.of("office"), "--out", tmp_path / "other.notice", *other)
    await running("notices", "send", tmp_path / "other.notice", *machines.online, code=2)


def test_an_office_that_was_not_set_up_says_so(tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text(WORDS)
    office_says("list", "--data", tmp_path / "nowhere", "--passphrase-file", words, code=2)


@pytest.mark.proof
async def test_collecting_killed_at_random_ends_with_the_same_as_collecting_once(
    server: Server, tmp_path: Path
) -> None:
    chance = random.Random(6)
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    async with school(server, tmp_path, "Cedar Creek") as cedar:
        await seal_for(cedar.box, *Keyring.open(machines.data, WORDS).keys)
        for number in range(1, 161):
            await cedar.box.keep(call(number), note(number, "seen"), stand_down(number))
            if number % 40 == 0:
                await cedar.deposits()
        for _ in range(6):
            words = [*COMMAND, "collect", *map(str, machines.online)]
            collecting = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.DEVNULL)
            await asyncio.sleep(chance.uniform(0.8, 1.8))
            if collecting.returncode is None:
                collecting.kill()
            await collecting.wait()
        assert "Nothing is wrong or missing" in await running("collect", *machines.online)
        assert (await running("list", *machines.online)).count("Cedar Creek") == 160
        with opened(machines.data, WORDS) as office:
            assert office.store.one("SELECT count(*), sum(sent) FROM opened") == (160, 160)


async def test_an_office_takes_another_certificate_and_another_address_and_keeps_its_keys(
    server: Server, tmp_path: Path
) -> None:
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    keyring = Keyring.open(machines.data, WORDS)
    made, data = (tmp_path / "access" / "office.pem").read_bytes(), ("--data", server.data)
    serial = f"{x509.load_pem_x509_certificate(made).serial_number:040X}"
    assert (await asyncio.to_thread(command, "revoke", serial, "--reason", "a year", *map(str, data))).returncode == 0
    refused = await asyncio.to_thread(machines.fails, "collect")
    assert "was revoked" in refused and "handbell office access FOLDER" in refused, refused
    other = Server(tmp_path / "other").init()
    nothing = await asyncio.to_thread(machines.fails, "access", tmp_path / "nowhere")
    assert "handbell district enrol NAME --office" in nothing
    (tmp_path / "mixed").mkdir()
    new = server.office(tmp_path / "new")
    for name in ("office.pem", "district.pem"):
        (tmp_path / "mixed" / name).write_bytes((new / name).read_bytes())
    (tmp_path / "mixed" / "office.key").write_bytes((tmp_path / "access" / "office.key").read_bytes())
    assert "do not fit" in await asyncio.to_thread(machines.fails, "access", tmp_path / "mixed")
    assert "Name the folder" in await asyncio.to_thread(machines.fails, "access")
    async with school(server, tmp_path, "Cedar Creek") as cedar:
        await seal_for(cedar.box, *keyring.keys)
        await cedar.box.keep(call(1), note(1, "a chair was thrown"), stand_down(1))
        await cedar.deposits()
        told = await running("access", new, *machines.online)
        assert server.url in told and "another than before" not in told
        assert " of 1 building collected" in await running("collect", *machines.online)
        assert "https://localhost:1 " in await running("access", "--server", "https://localhost:1", *machines.online)
        assert "cannot be reached" in await asyncio.to_thread(machines.fails, "collect")
        await running("access", "--server", server.url, *machines.online)
        await running("collect", *machines.online)
        assert "Cedar Creek" in await running("list", *machines.online)
    other.start()
    try:
        told = await running("access", other.office(tmp_path / "others"), "--server", other.url, *machines.online)
        assert "another than before" in told
    finally:
        other.stop()
