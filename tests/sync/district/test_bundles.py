"""Tests recovery bundles at the district, on every kind of store: the newest two of a box are kept, beside its day's share, for nobody but
the office.
"""

import msgspec
import pytest

from appliance.envelope.bundle import About, Contents, Sealed, seal
from appliance.envelope.deposit import Deposited, Refused
from appliance.envelope.hybrid import PrivateKey
from sync.district.tables import bundles, enrolments, fleet
from sync.district.tables.bundles import EVERY_MS
from sync.district.tables.quota import OverQuota
from sync.protocol import BundleBrought, Kept
from tests.sync.district.building import Box
from tests.sync.district.tables import Tables

RECIPIENT = PrivateKey.generate().public


def made(box: Box, serial: int, what: bytes = b"", by: Box | None = None) -> bytes:
    """Make a bundle as a box seals it for the safety office, with something in it. `by` is the box whose device signs."""
    device = by or box
    contents = Contents(
        building=box.building, box=box.box, device_key=device.device_key, rank=1, calls_so_far=0, plan=what, root="", files=(),
        reading=(), counts=(), address_book=b"", succession=b"", parents=(), recovery=b"",
    )  # fmt: skip
    about = About(box.building, box.box, serial, 1_795_000_000_000, 3, bytes(32), device.device_key)
    return seal(contents, about, [RECIPIENT], device.key.sign).pack()


async def brings(tables: Tables, box: Box, serial: int, sealed: bytes) -> Kept | Refused | OverQuota:
    brought = BundleBrought(serial, sealed)
    return await tables.do(lambda sql: bundles.keep(sql, box.box, brought, tables.terms, ""))


async def brings_later(tables: Tables, box: Box, serial: int, sealed: bytes) -> Kept | Refused | OverQuota:
    tables.now_ms += EVERY_MS
    return await brings(tables, box, serial, sealed)


async def kept(tables: Tables, box: Box) -> list[tuple[bytes, int, bytes]]:
    told = (await tables.do(lambda sql: bundles.kept(sql, box.building))).bundles
    return [(each.box, each.serial, each.sealed) for each in told]


async def kept_bytes(tables: Tables) -> int:
    (seen,) = (await tables.do(lambda sql: fleet.fleet(sql, tables.now_ms))).boxes
    return seen.bytes_kept


async def test_the_newest_two_of_a_box_are_kept(tables: Tables) -> None:
    box, other = Box(), Box()
    await tables.enrol(box, "Lincoln")
    await tables.enrol(other, "Grant")
    sealed = {serial: made(box, serial) for serial in (1, 2, 3)}
    for serial in (1, 2, 3, 3):
        assert await brings_later(tables, box, serial, sealed[serial]) == Kept()
    assert await brings_later(tables, other, 7, made(other, 7)) == Kept()
    assert await kept(tables, box) == [(box.box, 3, sealed[3]), (box.box, 2, sealed[2])]
    assert await brings_later(tables, box, 3, anew := made(box, 3)) == Kept()
    assert await kept(tables, box) == [(box.box, 3, anew), (box.box, 2, sealed[2])]


@pytest.mark.parametrize(
    "wrong", ["rubbish", "another device", "another box", "another serial", "for nobody", "changed"]
)
async def test_what_its_device_did_not_sign_takes_no_place(tables: Tables, wrong: str) -> None:
    box, other = Box(), Box()
    await tables.enrol(box, "Lincoln")
    assert await brings(tables, box, 1, whole := made(box, 1)) == Kept()
    sealed = Sealed.unpack(made(box, 2))
    false = {
        "rubbish": b"sealed",
        "another device": made(box, 2, by=other),
        "another box": made(other, 2),
        "another serial": made(box, 3),
        "for nobody": sealed.for_only(()).pack(),
        "changed": msgspec.structs.replace(sealed, ciphertext=sealed.ciphertext[:-1] + b"?").pack(),
    }[wrong]
    answer = await brings_later(tables, box, 2, false)
    assert isinstance(answer, Refused) and answer.code == "signature"
    assert await kept(tables, box) == [(box.box, 1, whole)]


async def test_those_of_a_box_whose_place_another_took_stay(tables: Tables) -> None:
    old, new = Box(), Box()
    new.building = old.building
    await tables.enrol(old, "Lincoln")
    await brings(tables, old, 1, of_old := made(old, 1))
    await tables.use(await tables.token("Lincoln", instead_of=old), new)
    await brings_later(tables, new, 1, of_new := made(new, 1))
    assert await kept(tables, old) == [(new.box, 1, of_new), (old.box, 1, of_old)]


async def test_a_bundle_takes_the_room_of_the_older_one_and_nothing_of_a_boxs_day(tables: Tables) -> None:
    box = Box()
    await tables.enrol(box, "Lincoln")
    box.write(3)
    tables.bytes_per_day = 4 * box.batch(1, 2).room  # the share is smaller than the second of the bundles
    await tables.deposited(box, 1, 1)  # the day begins with the first deposit
    before = await kept_bytes(tables)
    for serial in range(1, 5):
        assert await brings_later(tables, box, serial, made(box, serial)) == Kept()
        newest = made(box, serial, bytes(4096 * serial))
        assert await brings_later(tables, box, serial, newest) == Kept(), "made anew"
    assert await kept_bytes(tables) - before == len(newest) + len(made(box, 3, bytes(4096 * 3)))
    assert isinstance(await tables.deposit(box, 2, 2), Deposited), "entries have the whole of the day"


async def test_a_box_that_brings_bundles_without_end_has_one_a_minute_kept(tables: Tables) -> None:
    box = Box()
    await tables.enrol(box, "Lincoln")
    first, second, third = (made(box, serial) for serial in (1, 2, 3))
    assert await brings(tables, box, 1, first) == Kept()
    over = await brings(tables, box, 1, made(box, 1))
    assert isinstance(over, OverQuota) and (over.refused.code, over.retry_after_s) == ("quota", 60)
    tables.now_ms += EVERY_MS - 1
    assert isinstance(await brings(tables, box, 2, second), OverQuota)
    assert await brings(tables, box, 1, first) == Kept(), "the same again costs nothing"
    tables.now_ms += 1
    assert await brings(tables, box, 2, second) == Kept()
    tables.now_ms -= 10 * EVERY_MS
    assert await brings(tables, box, 3, third) == Kept(), "the clock was put back"


async def test_a_revoked_box_and_a_stranger_bring_no_bundle(tables: Tables) -> None:
    box = Box()
    await tables.enrol(box, "Lincoln")
    await tables.do(lambda sql: enrolments.revoke(sql, box.box.hex(), "stolen", "test", tables.now_ms))
    refused = await brings(tables, box, 2, b"x")
    assert isinstance(refused, Refused) and refused.code == "revoked"
    stranger = await brings(tables, Box(), 1, b"x")
    assert isinstance(stranger, Refused) and stranger.code == "not-yours"
