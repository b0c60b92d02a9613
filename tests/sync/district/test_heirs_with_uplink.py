"""Tests a box that follows another, with the real uplink and the real server: it is named before, taken in without a token, and the two are
told apart.
"""

import asyncio
import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.envelope.format import entry_digest, head_statement, split
from appliance.envelope.statements import Succession, SuccessionKey
from sync import administration, protocol
from sync.district.asking import ask
from sync.transport.identity import load
from sync.uplink.seeded import Seeded
from tests.patience import patient
from tests.sync.box_feed import BoxFeed
from tests.sync.district.serving import Server, client, collected, office
from tests.sync.district.tables import RECIPIENT, signed
from tests.sync.entries import Record
from tests.sync.uplink.conftest import UPLINK

pytestmark = pytest.mark.proof  # these tests are long, and start real processes

SPEAKS = Ed25519PrivateKey.generate()


def names_successor(record: Record) -> SuccessionKey:
    return SuccessionKey(record.building, record.box, SPEAKS.public_key().public_bytes_raw())


def heir_of(record: Record, number: int) -> tuple[Record, Succession]:
    """Make a record restored from a copy up to this entry, and what is signed of it."""
    heir = Record(record.building)
    heir.entries, heir.wraps = record.entries[:number], {at: w for at, w in record.wraps.items() if at <= number}
    heir._digest = entry_digest(heir.entries[-1])
    device = heir.device.public_key().public_bytes_raw()
    epoch = split(heir.entries[-1]).header.epoch
    return heir, Succession(record.building, record.box, heir.box, device, epoch, number, heir.digest)


def seeded(server: Server, folder: Path, token: str) -> list[str]:
    ca = (server.folder.keys / "authority.pem").read_text()
    (folder / "district.json").write_bytes(msgspec.json.encode(Seeded(server.url, ca, token)))
    return ["--data", str(folder / "uplink"), "--run", str(folder), "--seeded", str(folder / "district.json")]


@contextmanager
def uplink(words: list[str], folder: Path) -> Iterator[None]:
    with (folder / "uplink.log").open("ab") as log:
        surroundings = {**os.environ, "NO_PROXY": "", "HTTPS_PROXY": ""}
        process = subprocess.Popen([*UPLINK, *words], stdout=log, stderr=log, env=surroundings)
    try:
        yield
    finally:
        process.kill()
        process.wait()
        print((folder / "uplink.log").read_text()[-3000:])


async def until(server: Server, says: Callable[[administration.Fleet, str], bool]) -> None:
    """Wait until this holds for what administrators are told and for the audit log."""
    async with patient():
        while True:
            fleet = await asyncio.to_thread(ask, server.folder.socket, "GET", protocol.FLEET, administration.Fleet)
            audit = await asyncio.to_thread(ask, server.folder.socket, "GET", protocol.AUDIT, administration.Audit)
            assert isinstance(fleet, administration.Fleet) and isinstance(audit, administration.Audit)
            if says(fleet, " ".join(f"{line.who} {line.what} {line.about}" for line in audit.lines)):
                return
            await asyncio.sleep(0.1)


def has(fleet: administration.Fleet, box: bytes, number: int, state: str) -> bool:
    return any((each.box, each.number, each.state) == (box.hex(), number, state) for each in fleet.boxes)


def receipt_key(server: Server) -> bytes:
    return bytes.fromhex((server.data.parent / "office" / "receipt_keys").read_text().strip())


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "district").init().start()
    made.office(tmp_path / "office")
    yield made
    assert made.stop() == 0, made.said()


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    made = tmp_path / "former", tmp_path / "heir"
    for each in made:
        each.mkdir()
    return made


async def office_has_signed_for(server: Server, folder: Path, building: bytes, entries: set[bytes]) -> None:
    """Wait until the safety office is given receipts for just these."""
    async with patient(60), office(server, folder / "office") as safety:
        signed_for = set[bytes]()
        while signed_for != entries:
            await asyncio.sleep(0.2)
            given, _, _ = await collected(safety, building.hex(), RECIPIENT)
            signed_for = {each.entry for each in given if each.countersigned}


async def test_an_heir_takes_its_place_by_itself_and_the_former_box_hears_it_when_it_comes_back(
    server: Server, tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    at_former, at_heir = folders
    record = Record()
    async with BoxFeed.open(record, at_former) as former:
        former.receipt_keys.add(receipt_key(server))
        former.succession_key = signed(record.device, names_successor(record).pack())
        former.writes(20)
        words = seeded(server, at_former, server.token("Lincoln"))
        with uplink(words, at_former):
            await former.is_countersigned(20)
            await until(server, lambda _, audit: "succession key named" in audit)
        former.writes(10)  # the copy has these entries, and the district does not
        heir, said = heir_of(record, 30)
        server.stop()
        with closing(sqlite3.connect(server.folder.database, isolation_level=None)) as db:  # as if two days had passed
            db.execute("UPDATE box SET seen_ms = 1")
        server.start()
        async with BoxFeed.open(heir, at_heir) as new:
            new.receipt_keys.add(receipt_key(server))
            new.succession_proof = signed(SPEAKS, said.pack())
            new.writes(5)
            with uplink(seeded(server, at_heir, ""), at_heir):
                await new.is_countersigned(35)
                await until(server, lambda fleet, _: has(fleet, record.box, 30, "superseded"))
            assert load(at_heir / "uplink").district.box == heir.box.hex()
        former.writes(2)
        with uplink(words, at_former):
            await former.sees("Another box has taken this one's place")
            await until(server, lambda fleet, _: has(fleet, record.box, 32, "superseded"))
    async with office(server, tmp_path / "office") as safety:
        entries, _, _ = await collected(safety, record.building.hex(), RECIPIENT)
    assert {each.entry for each in entries} == {*record.entries, *heir.entries}
    assert {each.number for each in entries if not each.countersigned} == {31, 32}, "beyond where it was followed"


async def test_what_the_former_box_had_deposited_beyond_the_copy_is_brought_with_its_receipt(
    server: Server, tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    at_former, at_heir = folders
    record = Record()
    async with BoxFeed.open(record, at_former) as former:
        former.receipt_keys.add(receipt_key(server))
        former.succession_key = signed(record.device, names_successor(record).pack())
        former.writes(700)
        with uplink(seeded(server, at_former, server.token("Lincoln")), at_former):
            await former.is_countersigned(700)
            await until(server, lambda _, audit: "succession key named" in audit)
    heir, said = heir_of(record, 15)
    async with BoxFeed.open(heir, at_heir) as new:
        new.receipt_keys.add(receipt_key(server))
        new.succession_proof = signed(SPEAKS, said.pack())
        new.writes(3)
        with uplink(seeded(server, at_heir, server.token("Lincoln", record.box)), at_heir):
            async with patient(60):
                while len(new.beyond.get(record.box, ())) < 685:
                    await asyncio.sleep(0.1)
            await new.is_countersigned(18)
        assert new.beyond == {record.box: record.entries[15:]}
        assert [(each.box, each.last, each.digest) for each in new.signed_of_others] == [
            (record.box, 700, record.digest)
        ]


async def test_a_box_restored_beside_its_old_enrolment_is_enrolled_anew_with_the_same_district(
    server: Server, tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    at_former, _ = folders
    record = Record()
    async with BoxFeed.open(record, at_former) as former:
        former.receipt_keys.add(receipt_key(server))
        former.succession_key = signed(record.device, names_successor(record).pack())
        former.writes(5)
        words = seeded(server, at_former, server.token("Lincoln"))
        with uplink(words, at_former):
            await former.is_countersigned(5)
            await until(server, lambda _, audit: "succession key named" in audit)
    heir, said = heir_of(record, 5)
    async with BoxFeed.open(heir, at_former) as new:
        new.succession_proof = signed(SPEAKS, said.pack())
        new.writes(2)
        with uplink(words, at_former):
            await new.sees("two histories")  # the other box was heard of a moment ago, so the office must decide
            await until(server, lambda fleet, _: has(fleet, heir.box, 5, "fork") and has(fleet, record.box, 5, "fork"))
    assert load(at_former / "uplink").district.box == heir.box.hex()


async def test_a_proof_that_is_refused_first_is_shown_until_it_is_taken_and_holds_back_nothing(
    server: Server, tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    at_former, at_heir = folders
    record = Record()
    async with BoxFeed.open(record, at_former) as former:
        former.receipt_keys.add(receipt_key(server))
        former.writes(20)
        words = seeded(server, at_former, server.token("Lincoln"))
        with uplink(words, at_former):
            await former.is_countersigned(20)  # this box never names who speaks for the box after it
        former.writes(10)
        heir, said = heir_of(record, 30)
        async with BoxFeed.open(heir, at_heir) as new:
            new.receipt_keys.add(receipt_key(server))
            new.succession_proof = signed(SPEAKS, said.pack())
            new.writes(5)
            with uplink(seeded(server, at_heir, server.token("Lincoln", record.box)), at_heir):
                await new.is_countersigned(35)
                await until(server, lambda fleet, _: has(fleet, record.box, 20, "superseded"))
                former.succession_key = signed(record.device, names_successor(record).pack())
                with uplink(words, at_former):
                    await until(server, lambda _, audit: "succession key named" in audit)
            new.writes(1)
            with uplink(
                seeded(server, at_heir, ""), at_heir
            ):  # a new start: otherwise it asks again only in ten minutes
                await new.is_countersigned(36)
                await office_has_signed_for(server, tmp_path, record.building, {*record.entries, *heir.entries})


async def test_what_a_box_had_that_never_named_a_key_comes_in_by_what_it_signed(
    server: Server, tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    at_former, at_heir = folders
    record = Record()
    async with BoxFeed.open(record, at_former) as former:
        former.receipt_keys.add(receipt_key(server))
        former.writes(20)
        with uplink(seeded(server, at_former, server.token("Lincoln")), at_former):
            await former.is_countersigned(20)
    record.writes(10)
    heir, said = heir_of(record, 30)
    async with BoxFeed.open(heir, at_heir) as new:
        new.receipt_keys.add(receipt_key(server))
        new.succession_proof = signed(SPEAKS, said.pack())
        new.former_head = signed(
            record.device, head_statement(record.building, record.box, record.epoch, 30, record.digest)
        )
        new.writes(5)
        with uplink(seeded(server, at_heir, server.token("Lincoln", record.box)), at_heir):
            await new.is_countersigned(35)
            await office_has_signed_for(server, tmp_path, record.building, {*record.entries, *heir.entries})


async def test_a_token_that_was_refused_to_a_card_is_tried_again_once_it_has_the_number_of_the_building(
    server: Server, tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    """Its seed says whose place it takes. Its uplink may run before the box has begun anew in that place."""
    at_former, at_new = folders
    record, before = Record(), Record()
    async with BoxFeed.open(record, at_former) as former:
        former.receipt_keys.add(receipt_key(server))
        former.writes(3)
        with uplink(seeded(server, at_former, server.token("Lincoln")), at_former):
            await former.is_countersigned(3)
    async with BoxFeed.open(before, at_new) as box:
        before.writes(1)
        with uplink(seeded(server, at_new, server.token("Lincoln", record.box)), at_new):
            await box.sees("The token is for another building")
            box.record = new = Record(record.building)
            new.writes(2)
            await until(server, lambda fleet, _: has(fleet, new.box, 2, "ok"))


async def test_a_box_in_anothers_place_asks_the_office_and_is_given_its_answer_and_all_entries(
    server: Server, tmp_path: Path, folders: tuple[Path, Path]
) -> None:
    at_former, at_new = folders
    record, new = Record(), Record()
    new.building = record.building
    async with BoxFeed.open(record, at_former) as former:
        former.receipt_keys.add(receipt_key(server))
        former.writes(1_200)
        with uplink(seeded(server, at_former, server.token("Lincoln")), at_former):
            await former.is_countersigned(1_200)
    async with BoxFeed.open(new, at_new) as box, office(server, tmp_path / "office") as safety:
        new.writes(1)
        box.restoring_public = b"p" * protocol.PUBLIC_LEN
        with uplink(seeded(server, at_new, server.token("Lincoln", record.box)), at_new):
            await until(server, lambda _, audit: "asks to be restored" in audit)
            query = f"?building={record.building.hex()}"
            told = await safety.get(protocol.OFFICE_RESTORING + query, protocol.RestoringBoxes)
            assert isinstance(told, protocol.RestoringBoxes)
            (asks,) = told.boxes
            assert (asks.box, asks.public, asks.replaces) == (new.box, box.restoring_public, record.box)
            async with client(server, at_new / "uplink" / "identity.pem") as stolen, patient(60):
                theirs = protocol.RestoringAsked(b"q" * protocol.PUBLIC_LEN)
                assert await stolen.post(protocol.RESTORING, theirs, protocol.Kept) == protocol.Kept()
                asks = msgspec.structs.replace(asks, public=theirs.public)
                while asks.public != box.restoring_public:  # the box asks again by itself
                    told = await safety.get(protocol.OFFICE_RESTORING + query, protocol.RestoringBoxes)
                    assert isinstance(told, protocol.RestoringBoxes)
                    (asks,) = told.boxes
                    await asyncio.sleep(0.2)
            given = protocol.HandoverGiven(record.building, new.box, b"sealed by the office")
            assert await safety.post(protocol.OFFICE_RESTORING, given, protocol.Kept) == protocol.Kept()
            async with patient(60):
                while not box.has_handover:
                    await asyncio.sleep(0.1)
    assert box.offered == [b"sealed by the office", *record.entries]
