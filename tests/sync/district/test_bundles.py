"""Recovery bundles at the district, on every kind of store: the newest two of a box, beside its day, for nobody but the office."""

from appliance.envelope.deposit import Deposited, Refused
from sync.district.ledger import bundles, enrolments, fleet
from sync.district.ledger.bundles import EVERY_MS
from sync.district.ledger.quota import OverQuota
from sync.protocol import BundleBrought, Kept
from tests.sync.district.building import Box
from tests.sync.district.ledger import Ledger


async def brings(ledger: Ledger, box: Box, serial: int, sealed: bytes) -> Kept | Refused | OverQuota:
    brought = BundleBrought(serial, sealed)
    return await ledger.do(lambda sql: bundles.keep(sql, box.box, brought, ledger.terms, ""))


async def brings_later(ledger: Ledger, box: Box, serial: int, sealed: bytes) -> Kept | Refused | OverQuota:
    ledger.now_ms += EVERY_MS
    return await brings(ledger, box, serial, sealed)


async def kept(ledger: Ledger, box: Box) -> list[tuple[bytes, int, bytes]]:
    told = (await ledger.do(lambda sql: bundles.kept(sql, box.building))).bundles
    return [(each.box, each.serial, each.sealed) for each in told]


async def kept_bytes(ledger: Ledger) -> int:
    (seen,) = (await ledger.do(lambda sql: fleet.fleet(sql, ledger.now_ms))).boxes
    return seen.bytes_kept


async def test_the_newest_two_of_a_box_are_kept(ledger: Ledger) -> None:
    box, other = Box(), Box()
    await ledger.enrol(box, "Lincoln")
    await ledger.enrol(other, "Grant")
    for serial in (1, 2, 3, 3):
        assert await brings_later(ledger, box, serial, b"sealed %d" % serial) == Kept()
    assert await brings_later(ledger, other, 7, b"of another") == Kept()
    assert await kept(ledger, box) == [(box.box, 3, b"sealed 3"), (box.box, 2, b"sealed 2")]
    assert await brings_later(ledger, box, 3, b"made anew") == Kept()
    assert await kept(ledger, box) == [(box.box, 3, b"made anew"), (box.box, 2, b"sealed 2")]


async def test_those_of_a_box_whose_place_another_took_stay(ledger: Ledger) -> None:
    old, new = Box(), Box()
    new.building = old.building
    await ledger.enrol(old, "Lincoln")
    await brings(ledger, old, 1, b"of the old one")
    await ledger.use(await ledger.token("Lincoln", instead_of=old), new)
    await brings_later(ledger, new, 1, b"of the new one")
    assert await kept(ledger, old) == [(new.box, 1, b"of the new one"), (old.box, 1, b"of the old one")]


async def test_a_bundle_takes_the_room_of_the_older_one_and_nothing_of_a_boxs_day(ledger: Ledger) -> None:
    box = Box()
    await ledger.enrol(box, "Lincoln")
    box.write(3)
    ledger.bytes_per_day = 4 * box.batch(1, 2).room  # less than one bundle in two
    await ledger.deposited(box, 1, 1)  # the day begins with the first
    before = await kept_bytes(ledger)
    for serial in range(1, 30):
        assert await brings_later(ledger, box, serial, bytes(900 + serial)) == Kept()
        assert await brings_later(ledger, box, serial, bytes(1_000 + serial)) == Kept(), "made anew"
    assert await kept_bytes(ledger) - before == 1_028 + 1_029
    assert isinstance(await ledger.deposit(box, 2, 2), Deposited), "entries have the whole of the day"


async def test_a_box_that_brings_bundles_without_end_has_one_a_minute_kept(ledger: Ledger) -> None:
    box = Box()
    await ledger.enrol(box, "Lincoln")
    assert await brings(ledger, box, 1, bytes(900)) == Kept()
    over = await brings(ledger, box, 1, bytes(901))
    assert isinstance(over, OverQuota) and (over.refused.code, over.retry_after_s) == ("quota", 60)
    ledger.now_ms += EVERY_MS - 1
    assert isinstance(await brings(ledger, box, 2, bytes(900)), OverQuota)
    assert await brings(ledger, box, 1, bytes(900)) == Kept(), "the same again costs nothing"
    ledger.now_ms += 1
    assert await brings(ledger, box, 2, bytes(900)) == Kept()
    ledger.now_ms -= 10 * EVERY_MS
    assert await brings(ledger, box, 3, bytes(900)) == Kept(), "the clock was put back"


async def test_a_revoked_box_and_a_stranger_bring_no_bundle(ledger: Ledger) -> None:
    box = Box()
    await ledger.enrol(box, "Lincoln")
    await ledger.do(lambda sql: enrolments.revoke(sql, box.box.hex(), "stolen", "test", ledger.now_ms))
    refused = await brings(ledger, box, 2, b"x")
    assert isinstance(refused, Refused) and refused.code == "revoked"
    stranger = await brings(ledger, Box(), 1, b"x")
    assert isinstance(stranger, Refused) and stranger.code == "not-yours"
