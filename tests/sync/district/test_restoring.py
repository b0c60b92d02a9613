"""Tests a box in another's place that asks for what that one had, on every kind of store: what goes between it and the office is sealed."""

from appliance.envelope.deposit import Refused
from sync.district.tables import boxes, enrolments, heirs, restoring
from sync.protocol import PUBLIC_LEN, HandoverGiven, Kept, RestoringAsked, RestoringBox, RestoringTold
from tests.sync.district.building import Box
from tests.sync.district.tables import Tables

PUBLIC, OTHER = RestoringAsked(b"p" * PUBLIC_LEN), RestoringAsked(b"q" * PUBLIC_LEN)


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


async def asks(tables: Tables, box: Box, asked: RestoringAsked = PUBLIC) -> Kept | Refused:
    return await tables.do(lambda sql: restoring.ask(sql, box.box, asked, "", tables.now_ms))


async def told(tables: Tables, box: Box) -> RestoringTold | Refused:
    return await tables.do(lambda sql: restoring.told(sql, box.box, ""))


async def gives(tables: Tables, box: Box, sealed: bytes) -> Kept | Refused:
    given = HandoverGiven(box.building, box.box, sealed)
    return await tables.do(lambda sql: restoring.give(sql, given, "office Safety", tables.now_ms))


async def test_a_box_in_anothers_place_asks_and_is_given_and_reads_what_that_one_brought(tables: Tables) -> None:
    former, new = Box(), Box()
    new.building = former.building
    await tables.enrol(former, "Lincoln")
    former.write(3)
    await tables.deposited(former, 1, 3)
    assert code(await asks(tables, former)) == "not-yours", "an impostor: it takes nobody's place"
    assert code(await told(tables, former)) == "not-yours"
    await tables.use(await tables.token("Lincoln", instead_of=former), new)
    assert await gives(tables, new, b"early") != Kept()
    for _ in range(2):
        assert await asks(tables, new) == Kept()
    assert await told(tables, new) == RestoringTold(b"", (former.box,))
    (waits,) = (await tables.do(lambda sql: restoring.waiting(sql, new.building))).boxes
    assert waits == RestoringBox(new.box, PUBLIC.public, tables.now_ms, former.box)
    assert await gives(tables, new, b"sealed") == Kept()
    assert await told(tables, new) == RestoringTold(b"sealed", (former.box,))
    assert await asks(tables, new, OTHER) == Kept()
    assert await told(tables, new) == RestoringTold(b"", (former.box,)), "that was for another key"
    found = await tables.do(lambda sql: boxes.seen(sql, new.box))
    assert found is not None
    before = await tables.do(lambda sql: heirs.forebear(sql, found, former.box))
    assert before is not None
    assert (await tables.tail(former, 0, 10)).entries == tuple(former.chain)


async def test_a_revoked_box_asks_for_nothing(tables: Tables) -> None:
    former, new = Box(), Box()
    new.building = former.building
    await tables.enrol(former, "Lincoln")
    await tables.use(await tables.token("Lincoln", instead_of=former), new)
    await tables.do(lambda sql: enrolments.revoke(sql, new.box.hex(), "an impostor", "test", tables.now_ms))
    assert [code(await asks(tables, new)), code(await told(tables, new))] == ["revoked", "revoked"]
    assert code(await asks(tables, Box())) == "not-yours"
