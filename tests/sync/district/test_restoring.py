"""A box in another's place asks for what that one had, on every kind of store: what goes between it and the office is sealed."""

from appliance.envelope.deposit import Refused
from sync.district.ledger import boxes, enrolments, heirs, restoring
from sync.protocol import PUBLIC_LEN, HandoverGiven, Kept, RestoringAsked, RestoringBox, RestoringTold
from tests.sync.district.building import Box
from tests.sync.district.ledger import Ledger

PUBLIC, OTHER = RestoringAsked(b"p" * PUBLIC_LEN), RestoringAsked(b"q" * PUBLIC_LEN)


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


async def asks(ledger: Ledger, box: Box, asked: RestoringAsked = PUBLIC) -> Kept | Refused:
    return await ledger.do(lambda sql: restoring.ask(sql, box.box, asked, "", ledger.now_ms))


async def told(ledger: Ledger, box: Box) -> RestoringTold | Refused:
    return await ledger.do(lambda sql: restoring.told(sql, box.box, ""))


async def gives(ledger: Ledger, box: Box, sealed: bytes) -> Kept | Refused:
    given = HandoverGiven(box.building, box.box, sealed)
    return await ledger.do(lambda sql: restoring.give(sql, given, "office Safety", ledger.now_ms))


async def test_a_box_in_anothers_place_asks_and_is_given_and_reads_what_that_one_brought(ledger: Ledger) -> None:
    former, new = Box(), Box()
    new.building = former.building
    await ledger.enrol(former, "Lincoln")
    former.write(3)
    await ledger.deposited(former, 1, 3)
    assert code(await asks(ledger, former)) == "not-yours", "an impostor: it takes nobody's place"
    assert code(await told(ledger, former)) == "not-yours"
    await ledger.use(await ledger.token("Lincoln", instead_of=former), new)
    assert await gives(ledger, new, b"early") != Kept()
    for _ in range(2):
        assert await asks(ledger, new) == Kept()
    assert await told(ledger, new) == RestoringTold(b"", (former.box,))
    (waits,) = (await ledger.do(lambda sql: restoring.waiting(sql, new.building))).boxes
    assert waits == RestoringBox(new.box, PUBLIC.public, ledger.now_ms, former.box)
    assert await gives(ledger, new, b"sealed") == Kept()
    assert await told(ledger, new) == RestoringTold(b"sealed", (former.box,))
    assert await asks(ledger, new, OTHER) == Kept()
    assert await told(ledger, new) == RestoringTold(b"", (former.box,)), "that was for another key"
    found = await ledger.do(lambda sql: boxes.seen(sql, new.box))
    assert found is not None
    before = await ledger.do(lambda sql: heirs.forebear(sql, found, former.box))
    assert before is not None
    assert (await ledger.tail(former, 0, 10)).entries == tuple(former.chain)


async def test_a_revoked_box_asks_for_nothing(ledger: Ledger) -> None:
    former, new = Box(), Box()
    new.building = former.building
    await ledger.enrol(former, "Lincoln")
    await ledger.use(await ledger.token("Lincoln", instead_of=former), new)
    await ledger.do(lambda sql: enrolments.revoke(sql, new.box.hex(), "an impostor", "test", ledger.now_ms))
    assert [code(await asks(ledger, new)), code(await told(ledger, new))] == ["revoked", "revoked"]
    assert code(await asks(ledger, Box())) == "not-yours"
