"""Tests a box that follows another, as the office reads it: believed by what was signed, in one chain, and named where two boxes follow the
same one.
"""

import json
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.envelope.deposit import Collected, ForkDecided, StoredEntry
from appliance.envelope.statements import Notice, NoticeType
from sync.district.receipt_key import ReceiptKey
from sync.office import sealed_export, taking, verifying
from sync.office.pages import take_page
from sync.protocol import BoxListed, BuildingListed, Buildings, Follows
from tests.sync.district import succession
from tests.sync.district.building import Box
from tests.sync.district.tables import NOW_MS, signed
from tests.sync.office.building import Desk, says
from tests.vectors.test_check_chain import CHECKER, refuses

SPEAKS = Ed25519PrivateKey.generate()


@pytest.fixture
def former() -> Box:
    box = Box()
    box.write(8)
    return box


def follows(former: Box, heir: Box, number: int, *, by: Ed25519PrivateKey = SPEAKS) -> Follows:
    return Follows(signed(by, succession.says(former, heir, number).pack()), succession.named(former, SPEAKS))


def listed(box: Box, state: str = "ok", on: Follows | None = None) -> BoxListed:
    return BoxListed(box.box, box.device_key, state, len(box.chain), box.digest(len(box.chain)), NOW_MS, on)


def takes(desk: Desk, *boxes: BoxListed, of: tuple[Box, ...], closed_ms: int = 0) -> None:
    """Take what the district lists, and all entries that these boxes wrote themselves."""
    building = of[0].building
    entries = [
        StoredEntry(building, number, entry, NOW_MS, False)
        for box in of
        for number, entry in enumerate(box.chain, 1)
        if _box_of(entry) == box.box
    ]
    with desk.store.writing():
        taking.take_listing(desk.store, Buildings((BuildingListed(building, "Lincoln", 1, boxes, closed_ms),)), NOW_MS)
        take_page(desk.store, desk.opener, building, Collected(tuple(entries), (), (), 1, False), NOW_MS)


def _box_of(entry: bytes) -> bytes:
    return entry[22:38]


def head(desk: Desk, box: Box) -> int:
    row = desk.store.one("SELECT number FROM box WHERE box = ?", box.box)
    assert row is not None
    return int(row[0])


def decides(desk: Desk, box: Box, number: int, digest: bytes) -> None:
    body = msgspec.msgpack.encode((ForkDecided(box.box, number, digest),))
    desk.hears(signed(desk.signer.root, Notice(box.building, NoticeType.FORK_DECIDED, 1, body).pack()))


def test_a_box_that_follows_on_another_is_in_one_chain_with_it(desk: Desk, former: Box) -> None:
    heir = succession.heir_of(former, 6)
    heir.write(3)
    takes(desk, listed(heir, on=follows(former, heir, 6)), listed(former, "superseded"), of=(former, heir))
    assert (head(desk, former), head(desk, heir)) == (8, 9)
    found = desk.doubts()
    assert says(found, f"box {heir.box.hex()[:8]} follows on it after entry 6", "up to entry 8")
    assert not says(found, "does not follow") and not says(found, "another box has taken its place")
    verifying.verify(desk.store, desk.opener, NOW_MS)
    assert (head(desk, former), head(desk, heir)) == (8, 9), "looked at anew as well"


def test_a_box_whose_last_entry_was_followed_on_is_no_doubt(desk: Desk, former: Box) -> None:
    heir = succession.heir_of(former, 8)
    heir.write(1)
    takes(desk, listed(heir, on=follows(former, heir, 8)), listed(former, "superseded"), of=(former, heir))
    assert not says(desk.doubts(), former.box.hex()[:8])


def test_a_box_in_anothers_place_without_a_proof_is_named_and_goes_on_once_the_office_lets_it(
    desk: Desk, former: Box
) -> None:
    heir = succession.heir_of(former, 8)
    heir.write(3)
    takes(desk, listed(former, "superseded"), listed(heir), of=(former, heir))
    row = desk.store.one("SELECT count(*) FROM entry WHERE box = ? AND chained = 0", heir.box)
    assert row == (3,), "they wait"
    assert not says(desk.doubts(), "it begins with entry 9"), "the district may still be giving what is before"
    with desk.store.writing():
        desk.store.run("UPDATE entry SET countersigned = 1 WHERE box = ?", heir.box)
    does = f"notice fork {heir.building.hex()} {heir.box.hex()} 9 {heir.digest(9).hex()}"
    assert says(desk.doubts(), "it begins with entry 9", does)
    decides(desk, heir, 9, heir.digest(9))
    takes(desk, listed(former, "superseded"), listed(heir), of=(former, heir))
    assert head(desk, heir) == 11
    assert not says(desk.doubts(), "it begins with entry 9")
    takes(desk, listed(former, "superseded"), listed(heir, on=follows(former, heir, 8)), of=(former, heir))
    verifying.verify(desk.store, desk.opener, NOW_MS)
    assert head(desk, heir) == 11, "the proof that comes later says the same"


@pytest.mark.slow
@pytest.mark.parametrize("lie", ["another key", "another box", "not named", "another building", "no statement"])
def test_a_succession_that_nobody_signed_is_named_and_not_believed(desk: Desk, former: Box, lie: str) -> None:
    heir, stranger = succession.heir_of(former, 8), Box(former.building)
    true = follows(former, heir, 8)
    told = {
        "another key": follows(former, heir, 8, by=Ed25519PrivateKey.generate()),
        "another box": follows(former, stranger, 8),
        "not named": Follows(true.proof, succession.named(former, SPEAKS, by=stranger.key)),
        "another building": follows(Box(chain=former.chain), heir, 8),
        "no statement": Follows(true.named, true.proof),
    }[lie]
    heir.write(2)
    takes(desk, listed(former, "superseded"), listed(heir, on=told), of=(former, heir))
    assert head(desk, heir) == 0
    assert says(desk.doubts(), f"The district says that box {heir.box.hex()[:8]} follows on another one")


def test_two_that_follow_on_one_are_named_until_the_office_decides(desk: Desk, former: Box) -> None:
    one, other = succession.heir_of(former, 8), succession.heir_of(former, 8)
    one.write(2)
    other.write(2)
    boxes = (
        listed(former, "superseded"),
        listed(one, "fork", follows(former, one, 8)),
        listed(other, "fork", follows(former, other, 8)),
    )
    takes(desk, *boxes, of=(former, one, other))
    assert says(desk.doubts(), "several boxes say that they follow on it", one.box.hex()[:8], other.box.hex()[:8])
    assert (head(desk, one), head(desk, other)) == (10, 10), "both can be read"
    decides(desk, former, 9, other.digest(9))
    assert not says(desk.doubts(), "several boxes")
    takes(desk, *boxes, of=(former, one, other))
    assert head(desk, former) == 8
    assert not says(desk.doubts(), "does not follow")


def test_two_that_follow_on_one_are_a_fork_to_that_script_as_well(desk: Desk, former: Box, tmp_path: Path) -> None:
    one, other = succession.heir_of(former, 8), succession.heir_of(former, 8)
    one.write(2)
    other.write(2)
    boxes = [listed(each, "fork", follows(former, each, 8)) for each in (one, other)]
    takes(desk, listed(former, "superseded"), *boxes, of=(former, one, other))
    sealed_export.write(desk.store, former.building, tmp_path / "district.export")
    told = CHECKER.check((tmp_path / "district.export").read_text().splitlines(), [])
    assert [line for line in told if line.startswith("A FORK") and one.box.hex() in line and other.box.hex() in line]


def test_nobody_waits_to_hear_of_a_building_that_is_closed(desk: Desk, former: Box) -> None:
    takes(desk, listed(former), of=(former,))
    later = NOW_MS + 30 * 86_400_000
    assert says(desk.doubts(later), "nothing was heard")
    takes(desk, listed(former), of=(former,), closed_ms=NOW_MS)
    assert not says(desk.doubts(later), "nothing was heard")


def test_an_auditor_sees_by_a_script_of_theirs_who_follows_on_whom(desk: Desk, former: Box, tmp_path: Path) -> None:
    heir = succession.heir_of(former, 6)
    heir.write(3)
    takes(desk, listed(former, "superseded"), listed(heir, on=follows(former, heir, 6)), of=(former, heir))
    sealed_export.write(desk.store, former.building, tmp_path / "district.export")
    lines = (tmp_path / "district.export").read_text().splitlines()
    assert json.loads(lines[0])["version"] == 2
    told = CHECKER.check(lines, [ReceiptKey(bytes(32)).public.hex()])
    assert f"box {heir.box.hex()} follows on box {former.box.hex()} after its entry 6" in told
    assert "  entries 7 to 9, of 1 runs, hang together" in told
    assert "  entries 1 to 8, of 1 runs, hang together" in told
    changed = [line.replace('"type":"succession"', '"type":"successor"') for line in lines]
    assert "cut off" in refuses(changed)
    top, line = json.loads(lines[0]), json.loads(lines[1])
    for other in (
        {**line, "proof": {**line["proof"], "key": line["named"]["key"]}},
        {**line, "named": line["proof"]},
        {**line, "proof": {**line["proof"], "signature": line["named"]["signature"]}},
    ):
        refuses([lines[0], json.dumps(other), *lines[2:]])
    for box in top["boxes"]:
        if "follows" in box:
            box["follows"]["number"] = 7
    refuses([json.dumps(top), *lines[1:]])
    refuses([json.dumps({**json.loads(lines[0]), "version": 1}), *lines[1:]])
