"""Fuzzes, for a few seconds each, the district with what boxes bring, and uplink and office with what a district answers."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from appliance.envelope.deposit import Collected, Deposited, HeadTold, Held, Notices, Refused, Signed, StoredEntry, Wrap
from appliance.envelope.format import split
from appliance.envelope.statements import Succession, SuccessionKey
from sync import protocol
from sync.live import Known, pack_deposit
from sync.protocol import (
    BoxListed,
    BuildingListed,
    Buildings,
    Damaged,
    Fork,
    Forks,
    NewsTold,
    RolledBack,
    UrgentEntry,
    UrgentTold,
)
from sync.transport.identity import new_key
from tests.appliance.district.office import Office as Signer
from tests.appliance.logbook.box import box_at, call, note, stand_down
from tests.fuzz.chain import BODIES, BOX, BUILDING, CHAIN
from tests.fuzz.office_key import OFFICE_KEY
from tests.fuzz.test_readers import nothing_is_found
from tests.sync.office.building import given
from tests.sync.office.conftest import seal_for

DISTRICT = Path(__file__).with_name("district.py")
VECTORS = Path(__file__).parents[1] / "vectors/entry_v1.json"
ANSWERS = Path(__file__).with_name("answers.py")

pytestmark = pytest.mark.proof


def brought() -> dict[str, list[bytes]]:
    followed = Succession(BUILDING, BOX, b"n" * 16, bytes(32), b"e" * 16, 2, bytes(32))
    live = [pack_deposit(BODIES[0], Known(BUILDING, BOX))[0]]
    return {
        "kept": [*map(protocol.encode, BODIES), *live],
        "around": [
            protocol.encode(Signed(SuccessionKey(BUILDING, BOX, bytes(32)).pack(), bytes(32), bytes(64))),
            protocol.encode(Signed(followed.pack(), bytes(32), bytes(64))),
            protocol.encode(protocol.BundleBrought(3, b"sealed")),
            protocol.encode(protocol.RestoringAsked(bytes(protocol.PUBLIC_LEN))),
        ],
        "query": [
            b"after=7&wait_s=0&limit=20",
            b"building=" + b"ab" * 16 + b"&recipient=" + b"cd" * 32,
            b"lost_before=1&version=2",
        ],
    }


def answers(folder: Path) -> dict[str, list[bytes]]:
    held = tuple(UrgentEntry(BUILDING, BOX, number, place, 1) for number, place in ((1, 1), (2, 40), (3, 5_000)))
    boxes = (BoxListed(BOX, bytes(32), "ok", 5, bytes(32), 1_795_000_000_000),)
    fork = Fork(BUILDING, BOX, 3, (bytes(32), b"d" * 32), 1, b"")
    forks = Forks((fork,), (RolledBack(BUILDING, BOX, 2, 5, 1),), 2, False, (Damaged(BUILDING, BOX, 1, 2, 1),))
    listed = Buildings((BuildingListed(BUILDING, "Lincoln", 5, boxes),))
    called = [UrgentTold(held, 3), NewsTold("run", 3, (BUILDING, BOX), everything=False)]
    return {
        "answered": [*_answered(listed, forks, *called)],
        "certificate": [_certificate()],
        "page": [*_pages(asyncio.run(_record(folder))), protocol.encode(_vectors())],
        "listed": [protocol.encode(listed), protocol.encode(forks)],
        "called": [protocol.encode(each) for each in called],
    }


def _answered(*others: msgspec.Struct) -> list[bytes]:
    """Give inputs for `answered`: which kind, how it is made, how long to wait, the body."""
    head = HeadTold("ok", bytes(16), 1, bytes(32), (2, 3), ((1, 1),))
    receipt = Signed(b"s" * 100, bytes(32), bytes(64))
    bodies = [
        head,
        Deposited(receipt, head),
        Held((receipt,)),
        Notices((receipt,), (), 1),
        protocol.Tail((CHAIN[0],), more=False),
    ]
    found = [bytes([at, 0]) + b"\n" + protocol.encode(body) for at, body in enumerate(bodies)]
    found += [bytes([at, 0]) + b"\n" + protocol.encode(body) for at, body in zip((11, 8, 10, 9), others, strict=True)]
    refused = Refused("busy", "Later.", head)
    return [*found, b"\x00\x0330\n" + protocol.encode(refused), b"\x05\x071\n" + msgspec.json.encode(refused)]


def _certificate() -> bytes:
    name, key = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, BUILDING.hex())]), new_key()
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begins, begins + timedelta(days=365))
    return made.sign(key, SHA256()).public_bytes(Encoding.DER)


async def _record(folder: Path) -> Collected:
    """Give what a true box gives, sealed for the office that is fed."""
    async with box_at(folder / "box") as box:
        await seal_for(box, OFFICE_KEY)
        await box.keep(call(1), note(1, "a chair was thrown"), stand_down(1))
        return (await given(box, Signer(box.vault.building, box.vault.box))).page()


def _vectors() -> Collected:
    """Give the entries of the vectors, with their keys for this office."""
    kept = json.loads(VECTORS.read_text())
    entries = [bytes.fromhex(each["entry"]) for each in kept["entries"]]
    building = split(entries[0]).header.building
    wraps = [
        (building, Wrap(number, bytes.fromhex(key["stream"]), key["key_no"], *map(bytes.fromhex, _of_office(key))))
        for number, key in enumerate(kept["keys"], 1)
    ]
    stored = [StoredEntry(building, number, entry, 1, False) for number, entry in enumerate(entries, 1)]
    return Collected(tuple(stored), tuple(wraps), (), len(entries), more=False)


def _of_office(key: dict[str, Any]) -> tuple[str, str]:
    found = OFFICE_KEY.opening.public.fingerprint.hex()
    return next((each["recipient"], each["wrap"]) for each in key["wraps"] if each["recipient"] == found)


def _pages(whole: Collected) -> list[bytes]:
    """Give the whole page, and a page for each entry alone."""
    each = [msgspec.structs.replace(whole, entries=(entry,), wraps=whole.wraps[:1]) for entry in whole.entries]
    return [protocol.encode(page) for page in (whole, *each)]


@pytest.mark.parametrize("reader", sorted(brought()))
def test_whatever_a_box_brings_is_kept_and_given_as_it_came_or_refused(reader: str, tmp_path: Path) -> None:
    nothing_is_found(DISTRICT, reader, brought()[reader], tmp_path)


@pytest.mark.parametrize("reader", ["answered", "called", "certificate", "listed", "page"])
def test_whatever_a_district_answers_uplink_and_office_take_it_or_say_what_is_wrong(
    reader: str, tmp_path: Path
) -> None:
    folder = tmp_path / "fed"
    folder.mkdir()
    nothing_is_found(ANSWERS, reader, answers(tmp_path)[reader], folder)
