"""What rotted of a box's own row is put right from its entries and receipts, before anybody is told of it."""

import pytest

from appliance.envelope.deposit import Refused
from sync.district.ledger import audit, boxes, damage, enrolments, heads, scrubbing
from sync.district.ledger.rows import Hole
from sync.district.store import Sql
from sync.protocol import Kept, Role
from tests.sync.district.building import Box
from tests.sync.district.ledger import Ledger


@pytest.fixture
async def box(ledger: Ledger) -> Box:
    made = Box()
    made.write(40)
    await ledger.enrol(made)
    await ledger.deposited(made, 1, 10)
    await ledger.deposited(made, 11, 20)
    return made


async def rot(ledger: Ledger, box: Box, statement: str, *values: object) -> None:
    await ledger.do(lambda sql: sql.run(f"UPDATE box SET {statement} WHERE box = ?", *values, box.box))


async def row(ledger: Ledger, box: Box) -> tuple[bytes, int, bytes, int]:
    def act(sql: Sql) -> tuple[bytes, int, bytes, int]:
        found = boxes.seen(sql, box.box)
        assert found is not None
        return found.epoch, found.number, found.digest, found.countersigned

    return await ledger.do(act)


ROTTEN = (
    ("number = 20 + 64", ()),
    ("number = 4", ()),
    ("number = 0", ()),
    ("number = -20", ()),
    ("digest = ?", (b"\x07" * 32,)),
    ("epoch = ?", (b"\x07" * 16,)),
    ("countersigned = 20 + 1024", ()),
    ("countersigned = 4", ()),
    ("countersigned = -1", ()),
    ("number = 3, digest = ?, countersigned = 90", (b"\x07" * 32,)),
)


@pytest.mark.slow
@pytest.mark.parametrize(("statement", "values"), ROTTEN)
async def test_a_head_that_rotted_is_put_right_as_the_box_asks_for_it(
    ledger: Ledger, box: Box, statement: str, values: tuple[object, ...]
) -> None:
    whole = await row(ledger, box)
    await rot(ledger, box, statement, *values)
    told = await ledger.head(box, 20)
    assert (told.number, told.digest, told.epoch) == (20, box.digest(20), box.epoch)
    assert await row(ledger, box) == whole
    lines = (await ledger.do(lambda sql: audit.lines(sql, 0, 100))).lines
    assert [line.what for line in lines][-1] == "damage mended"
    assert (await ledger.do(boxes_back)) == 0, "this server was not rolled back"
    assert (await ledger.deposited(box, 21, 25)).last == 25


def boxes_back(sql: Sql) -> int:
    return len(sql.all("SELECT box FROM rolled_back"))


@pytest.mark.slow
@pytest.mark.parametrize(("statement", "values"), ROTTEN)
async def test_a_box_that_goes_on_is_taken_in_again_after_at_most_one_refusal(
    ledger: Ledger, box: Box, statement: str, values: tuple[object, ...]
) -> None:
    await rot(ledger, box, statement, *values)
    await ledger.deposit(box, 21, 25)
    await ledger.head(box, 20)
    assert (await ledger.deposited(box, 21, 30)).last == 30
    assert (await ledger.head(box, 30)).number == 30
    assert await ledger.forks() == ()
    assert sorted(each.entry for each in (await ledger.collect(box.building)).entries) == sorted(box.chain[:30])


async def test_a_head_that_is_whole_stays_as_it_is(ledger: Ledger, box: Box) -> None:
    await ledger.held(box, 25)
    other = box.copy(15)
    other.write(3)
    await ledger.refused(other, 16, 18)
    before = await row(ledger, box)
    await ledger.head(box, 20)
    assert await row(ledger, box) == before
    assert "damage mended" not in [line.what for line in (await ledger.do(lambda sql: audit.lines(sql, 0, 100))).lines]


async def test_a_head_and_its_entry_that_rotted_both_are_known_by_the_receipt(ledger: Ledger, box: Box) -> None:
    await rot(ledger, box, "number = 21")
    await ledger.do(lambda sql: sql.run("DELETE FROM entry WHERE box = ? AND number = 20", box.box))
    assert (await ledger.head(box, 20)).number == 20


@pytest.mark.parametrize(
    ("true", "rotten"), [("revoked", "revokee"), ("ok", "mk"), ("fork", "\u00e6ork"), ("superseded", "")]
)
async def test_a_state_that_rotted_lets_nobody_in_and_shuts_nobody_out(
    ledger: Ledger, box: Box, true: str, rotten: str
) -> None:
    if true == "revoked":
        typed = box.box.hex().upper()
        await ledger.do(lambda sql: enrolments.revoke(sql, typed, "stolen", "test", ledger.now_ms))
    elif true == "fork":
        other = box.copy(15)
        other.write(3)
        await ledger.refused(other, 16, 18)
    elif true == "superseded":
        token = await ledger.token(box.building.hex(), instead_of=box)
        assert await ledger.use(token, Box(building=box.building)) == Kept()
    assert await ledger.state(box) == true
    await rot(ledger, box, "state = ?", rotten)
    assert await ledger.state(box) == true
    await ledger.head(box, 20)
    assert await ledger.do(lambda sql: sql.one("SELECT state FROM box WHERE box = ?", box.box)) == (true,)


async def test_a_row_that_is_gone_is_made_anew_from_the_audit_log(ledger: Ledger, box: Box) -> None:
    whole = await row(ledger, box)
    await ledger.do(lambda sql: sql.run("DELETE FROM box WHERE box = ?", box.box))
    await ledger.do(heads.restore)
    assert await row(ledger, box) == whole
    assert (await ledger.deposited(box, 21, 30)).last == 30
    for _ in range(2):
        await ledger.enrol(box)
    stranger = Box(building=box.building, box=box.box)
    assert isinstance(await ledger.use(await ledger.token(box.building.hex()), stranger), Refused)


async def test_what_is_asked_for_again_ends_with_the_head(ledger: Ledger, box: Box) -> None:
    await rot(ledger, box, "number = 20 + 64")
    await ledger.do(
        lambda sql: damage.note(sql, box.building, [Hole(box.box, 15, 30), Hole(box.box, 40, 50)], ledger.now_ms)
    )
    assert (await ledger.head(box, 20)).damaged == ((15, 20),)


@pytest.mark.parametrize("typed", ["{}", "serial={}", "0x00{}"])
async def test_a_certificate_that_was_revoked_stays_so(ledger: Ledger, box: Box, typed: str) -> None:
    def act(sql: Sql) -> tuple[object, ...]:
        enrolments.certify(sql, Role.OFFICE, "desk", "ab12", 2**40, "test", ledger.now_ms)
        enrolments.revoke(sql, typed.format("AB:12"), "lost: by the lake", "test", ledger.now_ms)
        sql.run("UPDATE certificate SET revoked = 0 WHERE serial = 'ab12'")
        scrubbing.begin(sql, ledger.now_ms)
        return tuple(serial for (serial,) in sql.all("SELECT serial FROM certificate WHERE revoked = 1"))

    assert await ledger.do(act) == ("ab12",)


async def test_a_box_is_in_the_building_again_in_which_it_was_enrolled(ledger: Ledger, box: Box) -> None:
    """A bit in that column: nothing of the box is found in another building, and that is no reason to say that it has nothing."""
    whole, other = await row(ledger, box), bytes(16)
    await ledger.do(lambda sql: sql.run("INSERT INTO building (building, name, since_ms) VALUES (?, 'x', 0)", other))
    await rot(ledger, box, "building = ?", other)
    assert (await ledger.head(box)).number == 20
    assert await row(ledger, box) == whole
    assert await ledger.do(lambda sql: sql.all("SELECT building FROM building")) == [(box.building,)]
    await ledger.deposited(box, 21, 30)
