"""Tests that what rotted of a box's own row is put right from its entries and receipts, before anybody is told of it."""

import pytest

from appliance.envelope.deposit import Refused
from sync.district.store import Sql
from sync.district.tables import audit, boxes, damage, enrolments, heads, scrubbing
from sync.district.tables.rows import Hole
from sync.protocol import Kept, Role
from tests.sync.district.building import Box
from tests.sync.district.tables import Tables


@pytest.fixture
async def box(tables: Tables) -> Box:
    made = Box()
    made.write(40)
    await tables.enrol(made)
    await tables.deposited(made, 1, 10)
    await tables.deposited(made, 11, 20)
    return made


async def rot(tables: Tables, box: Box, statement: str, *values: object) -> None:
    await tables.do(lambda sql: sql.run(f"UPDATE box SET {statement} WHERE box = ?", *values, box.box))


async def row(tables: Tables, box: Box) -> tuple[bytes, int, bytes, int]:
    def act(sql: Sql) -> tuple[bytes, int, bytes, int]:
        found = boxes.seen(sql, box.box)
        assert found is not None
        return found.epoch, found.number, found.digest, found.countersigned

    return await tables.do(act)


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
    tables: Tables, box: Box, statement: str, values: tuple[object, ...]
) -> None:
    whole = await row(tables, box)
    await rot(tables, box, statement, *values)
    told = await tables.head(box, 20)
    assert (told.number, told.digest, told.epoch) == (20, box.digest(20), box.epoch)
    assert await row(tables, box) == whole
    lines = (await tables.do(lambda sql: audit.lines(sql, 0, 100))).lines
    assert [line.what for line in lines][-1] == "damage mended"
    assert (await tables.do(boxes_back)) == 0, "this server was not rolled back"
    assert (await tables.deposited(box, 21, 25)).last == 25


def boxes_back(sql: Sql) -> int:
    return len(sql.all("SELECT box FROM rolled_back"))


@pytest.mark.slow
@pytest.mark.parametrize(("statement", "values"), ROTTEN)
async def test_a_box_that_goes_on_is_taken_in_again_after_at_most_one_refusal(
    tables: Tables, box: Box, statement: str, values: tuple[object, ...]
) -> None:
    await rot(tables, box, statement, *values)
    await tables.deposit(box, 21, 25)
    await tables.head(box, 20)
    assert (await tables.deposited(box, 21, 30)).last == 30
    assert (await tables.head(box, 30)).number == 30
    assert await tables.forks() == ()
    assert sorted(each.entry for each in (await tables.collect(box.building)).entries) == sorted(box.chain[:30])


async def test_a_head_that_is_whole_stays_as_it_is(tables: Tables, box: Box) -> None:
    await tables.held(box, 25)
    other = box.copy(15)
    other.write(3)
    await tables.refused(other, 16, 18)
    before = await row(tables, box)
    await tables.head(box, 20)
    assert await row(tables, box) == before
    assert "damage mended" not in [line.what for line in (await tables.do(lambda sql: audit.lines(sql, 0, 100))).lines]


async def test_a_head_and_its_entry_that_rotted_both_are_known_by_the_receipt(tables: Tables, box: Box) -> None:
    await rot(tables, box, "number = 21")
    await tables.do(lambda sql: sql.run("DELETE FROM entry WHERE box = ? AND number = 20", box.box))
    assert (await tables.head(box, 20)).number == 20


@pytest.mark.parametrize(
    ("true", "rotten"), [("revoked", "revokee"), ("ok", "mk"), ("fork", "\u00e6ork"), ("superseded", "")]
)
async def test_a_state_that_rotted_lets_nobody_in_and_shuts_nobody_out(
    tables: Tables, box: Box, true: str, rotten: str
) -> None:
    if true == "revoked":
        typed = box.box.hex().upper()
        await tables.do(lambda sql: enrolments.revoke(sql, typed, "stolen", "test", tables.now_ms))
    elif true == "fork":
        other = box.copy(15)
        other.write(3)
        await tables.refused(other, 16, 18)
    elif true == "superseded":
        token = await tables.token(box.building.hex(), instead_of=box)
        assert await tables.use(token, Box(building=box.building)) == Kept()
    assert await tables.state(box) == true
    await rot(tables, box, "state = ?", rotten)
    assert await tables.state(box) == true
    await tables.head(box, 20)
    assert await tables.do(lambda sql: sql.one("SELECT state FROM box WHERE box = ?", box.box)) == (true,)


async def test_a_row_that_is_gone_is_made_anew_from_the_audit_log(tables: Tables, box: Box) -> None:
    whole = await row(tables, box)
    await tables.do(lambda sql: sql.run("DELETE FROM box WHERE box = ?", box.box))
    await tables.do(heads.restore)
    assert await row(tables, box) == whole
    assert (await tables.deposited(box, 21, 30)).last == 30
    for _ in range(2):
        await tables.enrol(box)
    stranger = Box(building=box.building, box=box.box)
    assert isinstance(await tables.use(await tables.token(box.building.hex()), stranger), Refused)


async def test_what_is_asked_for_again_ends_with_the_head(tables: Tables, box: Box) -> None:
    await rot(tables, box, "number = 20 + 64")
    await tables.do(
        lambda sql: damage.note(sql, box.building, [Hole(box.box, 15, 30), Hole(box.box, 40, 50)], tables.now_ms)
    )
    assert (await tables.head(box, 20)).damaged == ((15, 20),)


@pytest.mark.parametrize("typed", ["{}", "serial={}", "0x00{}"])
async def test_a_certificate_that_was_revoked_stays_so(tables: Tables, box: Box, typed: str) -> None:
    def act(sql: Sql) -> tuple[object, ...]:
        enrolments.certify(sql, Role.OFFICE, "desk", "ab12", 2**40, "test", tables.now_ms)
        enrolments.revoke(sql, typed.format("AB:12"), "lost: by the lake", "test", tables.now_ms)
        sql.run("UPDATE certificate SET revoked = 0 WHERE serial = 'ab12'")
        scrubbing.begin(sql, tables.now_ms)
        return tuple(serial for (serial,) in sql.all("SELECT serial FROM certificate WHERE revoked = 1"))

    assert await tables.do(act) == ("ab12",)


async def test_a_box_is_in_the_building_again_in_which_it_was_enrolled(tables: Tables, box: Box) -> None:
    """If a bit in that column flips, the store finds the box's rows in another building. That is no reason to say that the store has
    nothing of the box.
    """
    whole, other = await row(tables, box), bytes(16)
    await tables.do(lambda sql: sql.run("INSERT INTO building (building, name, since_ms) VALUES (?, 'x', 0)", other))
    await rot(tables, box, "building = ?", other)
    assert (await tables.head(box)).number == 20
    assert await row(tables, box) == whole
    assert await tables.do(lambda sql: sql.all("SELECT building FROM building")) == [(box.building,)]
    await tables.deposited(box, 21, 30)
