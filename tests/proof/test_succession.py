"""Tests a box, its successor and its return, by two servers of one store that are killed again and again. Uplinks, servers and PostgreSQL
are real.

Whichever server answers, there is one chain of each box, and a server of another store gets nothing.
"""

import asyncio
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from sync import administration, protocol
from sync.district.asking import ask
from sync.transport.identity import load
from sync.uplink.seeded import Seeded
from tests.patience import patient
from tests.sync import postgres
from tests.sync.box_feed import BoxFeed
from tests.sync.district.serving import Server, collected, office
from tests.sync.district.tables import RECIPIENT, signed
from tests.sync.district.test_heirs_with_uplink import (
    SPEAKS,
    has,
    heir_of,
    names_successor,
    until,
    uplink,
)
from tests.sync.entries import Record
from tests.sync.uplink.conftest import UPLINK

pytestmark = pytest.mark.proof

ROUNDS = 10
WITHIN_S = 180.0  # an uplink that has met two dead servers asks again within a minute


@pytest.fixture
def store() -> Iterator[tuple[postgres.Postgres, str]]:
    """Run a PostgreSQL; gives it with the address of an empty database in it."""
    if (why := postgres.missing()) is not None:
        pytest.skip(why)
    with postgres.running() as server:
        yield server, server.address(server.database())


@pytest.fixture
def servers(store: tuple[postgres.Postgres, str], tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    first = Server(tmp_path / "one", store[1]).init().start()
    first.office(tmp_path / "office")
    second = beside(first, Server(tmp_path / "two", store[1]))
    yield first, second
    assert (first.stop(), second.stop()) == (0, 0)


def beside(first: Server, other: Server) -> Server:
    """Make another server with the keys of the first one, as INSTALL says."""
    other.data.mkdir(mode=0o700)
    shutil.copytree(first.folder.keys, other.folder.keys)
    return other.start()


def seeded(folder: Path, servers: tuple[Server, ...], token: str) -> list[str]:
    """Give the words to start the uplink of a box whose seed names these servers."""
    first, *also = servers
    ca = (first.folder.keys / "authority.pem").read_text()
    says = Seeded(first.url, ca, token, also=tuple(each.url for each in also))
    (folder / "district.json").write_bytes(msgspec.json.encode(says))
    return ["--data", str(folder / "uplink"), "--run", str(folder), "--seeded", str(folder / "district.json")]


def a_folder(path: Path) -> Path:
    path.mkdir()
    return path


async def test_two_servers_of_one_store_are_killed_in_turn_and_the_box_is_followed_all_the_same(
    store: tuple[postgres.Postgres, str], servers: tuple[Server, Server], tmp_path: Path
) -> None:
    print(f"seed {(seed := random.SystemRandom().randrange(1 << 32))}")
    dice = random.Random(seed)
    record, at_former = Record(), a_folder(tmp_path / "former")
    async with BoxFeed.open(record, at_former) as former:
        former.receipt_keys.add(receipt_key_of(tmp_path))
        former.succession_key = signed(record.device, names_successor(record).pack())
        former.writes(20)
        words = seeded(at_former, servers, servers[0].token("Lincoln"))
        with uplink(words, at_former):
            await former.is_countersigned(20, WITHIN_S)
            await until(servers[0], lambda _, audit: "succession key named" in audit)
            for _ in range(ROUNDS):
                await killed_in_turn(servers, former, dice)
            await former.is_countersigned(record.head, WITHIN_S)
            second = subprocess.run([*UPLINK, *words], capture_output=True, text=True, timeout=180, check=False)
            assert second.returncode == 1 and "in use by another uplink" in second.stderr
    deposited = record.head
    set_heard(store[1])
    heir, said = heir_of(record, deposited)
    at_heir = a_folder(tmp_path / "heir")
    servers[0].kill()
    async with BoxFeed.open(heir, at_heir) as new:
        new.receipt_keys.add(receipt_key_of(tmp_path))
        new.succession_proof = signed(SPEAKS, said.pack())
        new.writes(5)
        with uplink(seeded(at_heir, servers, ""), at_heir):  # the first server that it names is dead
            await new.is_countersigned(deposited + 5, WITHIN_S)
            await asyncio.to_thread(servers[0].start)
            servers[1].kill()
            new.writes(5)
            await new.is_countersigned(deposited + 10, WITHIN_S)
        servers[1].start()
        assert load(at_heir / "uplink").district.box == heir.box.hex()
    async with BoxFeed.open(record, a_folder(tmp_path / "back")) as back:
        back.writes(3)
        moved = ["--data", str(at_former / "uplink"), "--run", str(tmp_path / "back")]
        with uplink(moved, tmp_path / "back"):  # the uplink may use whichever of its two servers is there
            await back.sees("Another box has taken this one's place", WITHIN_S)
            await until(servers[0], lambda fleet, _: has(fleet, record.box, deposited + 3, "superseded"))
    async with office(servers[0], tmp_path / "office") as safety:
        entries, _, _ = await collected(safety, record.building.hex(), RECIPIENT)
    assert sorted(each.entry for each in entries) == sorted({*record.entries, *heir.entries}), "each of them once"
    assert {each.number for each in entries if not each.countersigned} == {deposited + at for at in (1, 2, 3)}
    forks = ask(servers[0].folder.socket, "GET", protocol.FLEET, administration.Fleet)
    assert isinstance(forks, administration.Fleet) and {each.state for each in forks.boxes} == {"ok", "superseded"}


async def test_a_server_of_another_store_is_given_nothing_while_the_first_is_dead(
    servers: tuple[Server, Server], tmp_path: Path
) -> None:
    other = beside(servers[0], Server(tmp_path / "other"))
    record, folder = Record(), a_folder(tmp_path / "box")
    async with BoxFeed.open(record, folder) as box:
        box.receipt_keys.add(receipt_key_of(tmp_path))
        box.writes(3)
        words = seeded(folder, (servers[0], other, servers[1]), servers[0].token("Lincoln"))
        with uplink(words, folder):
            await box.is_countersigned(3, WITHIN_S)
            servers[0].kill()
            box.writes(3)
            await box.is_countersigned(6, WITHIN_S)
            async with patient(WITHIN_S):
                while "keeps another store than" not in (folder / "uplink.log").read_text():
                    await asyncio.sleep(0.2)
    fleet = ask(other.folder.socket, "GET", protocol.FLEET, administration.Fleet)
    assert isinstance(fleet, administration.Fleet) and not fleet.boxes
    assert other.stop() == 0
    servers[0].start()


async def killed_in_turn(servers: tuple[Server, Server], box: BoxFeed, dice: random.Random) -> None:
    """Kill one of the servers, or both, while the box writes. If one is left, that one must have everything."""
    dead = dice.choice([servers[:1], servers[1:], servers])
    box.writes(dice.randrange(1, 40))
    await asyncio.sleep(dice.random() / 5)
    for each in dead:
        each.kill()
    box.writes(dice.randrange(1, 40))
    if len(dead) == 1:
        await box.is_countersigned(box.record.head, WITHIN_S)
    for each in dead:
        await asyncio.to_thread(each.start)


def receipt_key_of(folder: Path) -> bytes:
    return bytes.fromhex((folder / "office" / "receipt_keys").read_text().strip())


def set_heard(address: str) -> None:
    """Change the store as if the district had last heard of every box two days ago."""
    import psycopg

    with psycopg.connect(address) as connection:
        connection.execute("UPDATE box SET seen_ms = 1")
