"""Recovery bundles at the district, on every kind of store: the newest two of a box, within its day, for nobody but the office."""

from appliance.envelope.deposit import Refused
from sync.district.ledger import bundles, enrolments
from sync.district.ledger.quota import OverQuota
from sync.protocol import BundleBrought, Kept
from tests.sync.district.building import Box
from tests.sync.district.ledger import Ledger


async def brings(ledger: Ledger, box: Box, serial: int, sealed: bytes) -> Kept | Refused | OverQuota:
    ledger.now_ms += 1
    brought = BundleBrought(serial, sealed)
    return await ledger.do(lambda sql: bundles.keep(sql, box.box, brought, ledger.terms, ""))


async def kept(ledger: Ledger, box: Box) -> list[tuple[bytes, int, bytes]]:
    told = (await ledger.do(lambda sql: bundles.kept(sql, box.building))).bundles
    return [(each.box, each.serial, each.sealed) for each in told]


async def test_the_newest_two_of_a_box_are_kept(ledger: Ledger) -> None:
    box, other = Box(), Box()
    await ledger.enrol(box, "Lincoln")
    await ledger.enrol(other, "Grant")
    for serial in (1, 2, 3, 3):
        assert await brings(ledger, box, serial, b"sealed %d" % serial) == Kept()
    assert await brings(ledger, other, 7, b"of another") == Kept()
    assert await kept(ledger, box) == [(box.box, 3, b"sealed 3"), (box.box, 2, b"sealed 2")]
    assert await brings(ledger, box, 3, b"made anew") == Kept()
    assert await kept(ledger, box) == [(box.box, 3, b"made anew"), (box.box, 2, b"sealed 2")]


async def test_those_of_a_box_whose_place_another_took_stay(ledger: Ledger) -> None:
    old, new = Box(), Box()
    new.building = old.building
    await ledger.enrol(old, "Lincoln")
    await brings(ledger, old, 1, b"of the old one")
    await ledger.use(await ledger.token("Lincoln", instead_of=old), new)
    await brings(ledger, new, 1, b"of the new one")
    assert await kept(ledger, old) == [(new.box, 1, b"of the new one"), (old.box, 1, b"of the old one")]


async def test_a_box_brings_no_more_bundles_than_its_day_holds_and_a_revoked_one_none(ledger: Ledger) -> None:
    box = Box()
    await ledger.enrol(box, "Lincoln")
    ledger.bytes_per_day = 1_000
    assert await brings(ledger, box, 1, bytes(900)) == Kept()
    assert isinstance(await brings(ledger, box, 2, bytes(900)), OverQuota)
    assert await brings(ledger, box, 1, bytes(900)) == Kept(), "the same again costs nothing"
    await ledger.do(lambda sql: enrolments.revoke(sql, box.box.hex(), "stolen", "test", ledger.now_ms))
    refused = await brings(ledger, box, 2, b"x")
    assert isinstance(refused, Refused) and refused.code == "revoked"
    stranger = await brings(ledger, Box(), 1, b"x")
    assert isinstance(stranger, Refused) and stranger.code == "not-yours"
