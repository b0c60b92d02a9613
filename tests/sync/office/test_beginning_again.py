"""Tests a district whose store was put back: the office passes over nothing in places that are given a second time, and gives the district
again what it lost.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.envelope.deposit import Collected, HeadTold, Notices
from sync import protocol
from sync.office import incidents
from sync.office.folder import Folder
from sync.office.incidents import Found
from sync.office.keyring import Keyring
from sync.office.line import OfficeLine
from sync.office.office import Office, now_ms, opened
from sync.office.store import Store
from sync.office.watching import Watching
from sync.protocol import BODY_WAIT_S
from sync.transport.line import Refusal
from tests.appliance.logbook.box import call, stand_down
from tests.sync.district.serving import Server, command
from tests.sync.office.building import ring
from tests.sync.office.conftest import seal_for
from tests.sync.office.machines import WORDS, Machines, running
from tests.sync.office.test_office import School, school

pytestmark = pytest.mark.proof  # long, with real processes

WITHIN_S = 90.0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    found = Server(tmp_path / "district").init().start()
    yield found
    found.stop()


class Withholds(OfficeLine):
    """A line to a server that lists all it has and never gives entry 6. `begun` counts how often it was asked for everything."""

    begun = 0

    async def entries(
        self, building: bytes, recipient: bytes, after: int, limit: int, wait_s: float = BODY_WAIT_S
    ) -> Collected | Refusal:
        Withholds.begun += after == 0
        answer = await super().entries(building, recipient, after, limit, wait_s)
        assert isinstance(answer, Collected)
        return replace(answer, entries=tuple(each for each in answer.entries if each.number != 6))


async def copied(server: Server, to: Path) -> None:
    done = await asyncio.to_thread(command, "backup", str(to), "--data", str(server.data))
    assert done.returncode == 0, done.stderr


@asynccontextmanager
async def cedar_creek(server: Server, folder: Path) -> AsyncIterator[tuple[School, Machines]]:
    """Make a school whose box seals for the office, and the office's machines."""
    machines = Machines(folder)
    await machines.sets_up(server.url, server.office(folder / "access"))
    async with school(server, folder, "Cedar Creek") as cedar:
        await seal_for(cedar.box, *Keyring.open(machines.data, WORDS).keys)
        yield cedar, machines


def put_back(server: Server, copy: Path) -> None:
    """Put the server's store back, as `handbell district backup --help` says."""
    server.stop()
    shutil.copy(copy, server.folder.database)
    for beside in ("-wal", "-shm"):
        Path(f"{server.folder.database}{beside}").unlink(missing_ok=True)
    server.start()


async def loses_six_calls(server: Server, school: School, machines: Machines) -> int:
    """Let the server lose six of seven calls that were collected; give the newest entry for which the box has a receipt. The box sends
    again from the copy's head on.
    """
    await deposits_one_by_one(school, 1)
    at_copy, copy = school.sent, server.data / "copy.db"
    await copied(server, copy)
    await deposits_one_by_one(school, *range(2, 8))
    await running("collect", *machines.online)
    put_back(server, copy)
    countersigned, school.sent = school.sent, at_copy
    return countersigned


async def asks_for_its_head(school: School, countersigned: int) -> None:
    """Ask for the head as an uplink does at its beginning, with a receipt up to this number: so a server hears that it was put back."""
    told = await school.line.get(f"{protocol.HEAD}?countersigned={countersigned}&backlog=0", HeadTold)
    assert isinstance(told, HeadTold) and told.number < countersigned


async def deposits_one_by_one(school: School, *numbers: int) -> None:
    """Deposit these one by one. Each gets a receipt, which takes a place too; when the entries are sent again together, they take fewer
    places.
    """
    for number in numbers:
        await school.box.keep(call(number, room=f"A{number}"))
        await school.deposits()


async def test_what_stands_in_places_given_a_second_time_is_collected(server: Server, tmp_path: Path) -> None:
    async with cedar_creek(server, tmp_path) as (cedar, machines):
        await asks_for_its_head(cedar, await loses_six_calls(server, cedar, machines))
        await cedar.box.keep(call(8))
        await cedar.deposits()
        await cedar.box.keep(call(9), call(10), call(11))
        await cedar.deposits()  # now it has given more places than the office had, and other entries in them
        told = await running("collect", *machines.online, code=1)
        assert (
            "ROLLED BACK  Cedar Creek, box " in told
            and "the district's store was put back" in told
            and "WITHHELD" not in told
        )
        assert (await running("list", *machines.online)).count("Cedar Creek") == 11
        assert "0 entries of 0 buildings" in await running("collect", *machines.online, code=1), "acted on once"
        names = [
            line.split()[0] for line in (await running("doubts", "list", *machines.online, code=1)).splitlines()[:-1]
        ]
        await running("doubts", "acknowledge", *names, "--reason", "We put it back.", *machines.online)
        assert "acknowledged by a person" in await running("collect", *machines.online)
        assert "We put it back." in await running("doubts", "list", *machines.online)


async def test_so_it_is_where_no_box_tells_that_the_server_was_put_back(server: Server, tmp_path: Path) -> None:
    async with cedar_creek(server, tmp_path) as (cedar, machines):
        await loses_six_calls(server, cedar, machines)
        await cedar.box.keep(call(8), call(9), call(10), call(11))
        await cedar.deposits()
        await deposits_one_by_one(cedar, 12)
        assert "Nothing is wrong or missing" in await running("collect", *machines.online)
        assert (await running("list", *machines.online)).count("Cedar Creek") == 12


async def test_who_watches_is_told_of_a_call_in_a_place_given_a_second_time(server: Server, tmp_path: Path) -> None:
    async with cedar_creek(server, tmp_path) as (cedar, machines):
        await asks_for_its_head(cedar, await loses_six_calls(server, cedar, machines))
        await cedar.box.keep(call(8))
        await cedar.deposits()
        await cedar.box.keep(call(9), call(10), call(11))
        await cedar.deposits()
        told: list[Found] = []
        with opened(machines.data, WORDS) as office:
            async with office.line() as line, asyncio.timeout(WITHIN_S):
                watching = Watching(line, office.collector(line), office.store)
                running_on = asyncio.ensure_future(watching.run(told.extend))  # noqa: TID251
                while len(told) < 11:
                    await asyncio.sleep(0.05)
                running_on.cancel()
        assert sorted(each.incident.number for each in told) == [*range(1, 12)]


async def test_for_an_entry_that_is_withheld_everything_is_asked_for_once(server: Server, tmp_path: Path) -> None:
    async with cedar_creek(server, tmp_path) as (cedar, machines):
        await deposits_one_by_one(cedar, *range(1, 5))
        with opened(machines.data, WORDS) as office:
            await collects_from_a_liar(office)
            assert Withholds.begun == 2, "as ever, and once more"
            await collects_from_a_liar(office)
            await deposits_one_by_one(cedar, 5)
            await collects_from_a_liar(office)
            assert Withholds.begun == 2
        assert "WITHHELD" in await running("collect", *machines.online, code=1)


async def test_what_was_said_opened_is_said_again_also_to_a_building_that_lost_nothing(
    server: Server, tmp_path: Path
) -> None:
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    keys = Keyring.open(machines.data, WORDS).keys
    (tmp_path / "elm").mkdir()
    async with (
        school(server, tmp_path, "Cedar Creek") as cedar,
        school(server, tmp_path / "elm", "Elm Street") as elm,
    ):
        for each in (cedar, elm):
            await seal_for(each.box, *keys)
            await each.box.keep(call(1), stand_down(1))
            await each.deposits()
        await copied(server, tmp_path / "copy.db")
        assert "of 2 incidents *opened* was said" in await running("collect", *machines.online)
        put_back(server, tmp_path / "copy.db")
        assert await opened_told(elm) == 0
        await asks_for_its_head(cedar, cedar.sent + 5)
        await running("collect", *machines.online, code=1)
        assert (await opened_told(cedar), await opened_told(elm)) == (1, 1)


async def test_wraps_of_a_rotation_are_made_again_and_until_then_it_is_said(server: Server, tmp_path: Path) -> None:
    async with cedar_creek(server, tmp_path) as (cedar, machines):
        await deposits_one_by_one(cedar, 1)
        await running("collect", *machines.online)
        await copied(server, tmp_path / "copy.db")
        await running("keys", "new", "--name", "2027", "--out", machines.of("2027"), *machines.online)
        told = await running("rotate", *machines.online)
        assert "may lack the wraps" not in await running("verify", *machines.online)
        put_back(server, tmp_path / "copy.db")
        await asks_for_its_head(cedar, cedar.sent + 5)
        assert "handbell office rotate" in await running("collect", *machines.online, code=1)
        assert await running("rotate", *machines.online) == told
        assert "handbell office rotate" not in await running("collect", *machines.online, code=1)
        newest = Keyring.open(machines.data, WORDS).newest
        with Store.open(tmp_path / "again.db", ring(tmp_path, newest)) as store:
            again = Office(Folder(machines.data), ring(tmp_path, newest), store)
            async with again.line() as line:
                await again.collector(line).collect(now_ms())
            assert [each.incident.number for each in incidents.listed(store)] == [1]


async def test_notices_are_given_again_and_where_they_are_refused_it_is_said(server: Server, tmp_path: Path) -> None:
    machines = Machines(tmp_path)
    await machines.sets_up(server.url, server.office(tmp_path / "access"))
    root = Folder(machines.data).settings.root
    async with school(server, tmp_path, "Cedar Creek") as cedar:
        await copied(server, tmp_path / "copy.db")
        revoked = tmp_path / "revoked.notice"
        words = ("root", "notice", "revoke", "ab" * 16, "--last", 5, "--reason", "stolen", "--out", revoked)
        await running(*words, *machines.offline)
        await running("notices", "send", revoked, *machines.online)
        put_back(server, tmp_path / "copy.db")
        assert await notices_told(cedar) == 2
        await believes(server, "cd" * 32, instead_of=root)
        await asks_for_its_head(cedar, 5)
        told = await running("collect", *machines.online, code=1)
        assert "may lack notices of this office" in told and "another root key" in told
        await believes(server, root, instead_of="cd" * 32)
        assert "may lack notices" not in await running("collect", *machines.online, code=1)
        assert await notices_told(cedar) == 3


async def believes(server: Server, root: str, *, instead_of: str) -> None:
    server.stop()
    words = ("root", root, "--instead-of", instead_of, "--data", str(server.data))
    done = await asyncio.to_thread(command, *words)
    assert done.returncode == 0, done.stderr
    server.start()


async def opened_told(school: School) -> int:
    return len((await told_to(school)).opened)


async def notices_told(school: School) -> int:
    return len((await told_to(school)).notices)


async def told_to(school: School) -> Notices:
    told = await school.line.get(f"{protocol.NOTICES}?after=0", Notices)
    assert isinstance(told, Notices)
    return told


async def collects_from_a_liar(office: Office) -> None:
    async with office.line() as line:
        line.__class__ = Withholds
        await office.collector(line).collect(now_ms())
