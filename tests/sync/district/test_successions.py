"""Tests a box that follows another, on every kind of store: it is taken in by the key that the former one named, or left to the office as a
fork.
"""

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.envelope.deposit import Deposited, ForkDecided, HeadTold, Refused
from appliance.envelope.format import head_statement, split
from appliance.envelope.statements import Countersigned, NoticeType
from sync.district.store import Sql, Store
from sync.district.tables import (
    audit,
    boxes,
    collecting,
    damage,
    deposits,
    enrolments,
    following,
    forks,
    heads,
    heirs,
    scrubbing,
)
from sync.district.tables.following import ERRAND_MS, FOLLOWERS_MAX, KEYS_MAX
from sync.district.tables.heirs import Heir
from sync.district.tables.quota import DAY_MS
from sync.protocol import Kept
from tests.sync.district.building import Box
from tests.sync.district.succession import Line, named, says
from tests.sync.district.tables import Tables, signed


@pytest.fixture
async def line(store: Store) -> Line:
    """Make a box of 10 entries, of which the district has 8. It named its key, and was last heard of two days ago."""
    tables, box = Tables(store), Box()
    await tables.enrol(box, "Lincoln")
    box.write(10)
    await tables.deposited(box, 1, 8)
    line = Line(tables, box)
    assert await line.name_key() == Kept()
    tables.now_ms += 2 * DAY_MS
    return line


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


async def decide(tables: Tables, box: Box, number: int, digest: bytes, version: int = 1) -> None:
    body = msgspec.msgpack.encode((ForkDecided(box.box, number, digest),))
    assert isinstance(await tables.notice(NoticeType.FORK_DECIDED, box.building, version, body), Kept)


async def states(tables: Tables, *of: Box) -> list[str]:
    return [await tables.state(box) for box in of]


async def test_a_box_that_follows_on_another_goes_on_after_its_entry_and_the_former_is_kept_apart(line: Line) -> None:
    tables, heir = line.tables, line.heir(6)
    assert await line.follow(heir, 6) == Kept()
    assert await states(tables, line.box, heir) == ["superseded", "ok"]
    told = await tables.head(heir)
    assert (told.number, told.digest, told.epoch) == (6, line.box.digest(6), line.box.epoch)
    heir.write(4)
    assert (await tables.deposited(heir, 7, 10)).first == 7
    assert await tables.refused(line.box, 9, 10) == "superseded", "kept, not signed for"
    assert (await tables.head(line.box)).number == 10
    assert await tables.forks() == ()
    kept = {each.entry for each in (await tables.collect(line.box.building)).entries}
    assert kept == {*line.box.chain, *heir.chain[6:]}
    (listed,) = (await tables.do(collecting.buildings)).buildings
    (told,) = [each.follows for each in listed.boxes if each.follows is not None]
    assert told.proof.statement == says(line.box, heir, 6).pack() and told.named == named(line.box, line.key)


async def test_the_former_boxs_last_entries_come_up_to_where_it_is_followed_and_are_signed_for(line: Line) -> None:
    tables, heir = line.tables, line.heir(10)
    assert await line.follow(heir, 10) == Kept()
    by = Heir(heir.box, "")

    async def bring(first: int, last: int) -> object:
        batch = line.box.batch(first, last)

        def act(sql: Sql) -> object:
            beyond = by.beyond(sql, line.box.box, batch)
            return beyond or deposits.deposit(sql, line.box.box, batch, tables.terms, lost_before=False, by_heir=True)

        return await tables.do(act)

    told = await tables.do(lambda sql: heirs.head(sql, by, line.box.box))
    assert isinstance(told, HeadTold) and told.number == 8
    answer = await bring(9, 10)
    assert isinstance(answer, Deposited)
    said = Countersigned.unpack(tables.proven(answer.receipt))
    assert (said.box, said.last, said.digest) == (line.box.box, 10, line.box.digest(10))
    line.box.write(1)
    assert code(await bring(11, 11)) == "signature", "beyond the parent"
    stranger = Heir(Box().box, "")
    assert code(await tables.do(lambda sql: stranger.beyond(sql, line.box.box, line.box.batch(9, 10)))) == "not-yours"
    assert code(await tables.do(lambda sql: heirs.head(sql, by, Box().box))) == "not-yours"
    other = line.box.copy(8)
    other.write(2)
    assert code(await tables.do(lambda sql: by.beyond(sql, line.box.box, other.batch(9, 10)))) == "signature"
    assert await tables.refused(line.box, 11, 11) == "superseded"
    row = await tables.do(lambda sql: sql.one("SELECT countersigned FROM box WHERE box = ?", line.box.box))
    assert row == (10,)


async def test_a_box_that_came_by_a_token_and_brought_what_it_wrote_is_still_taken_as_the_one_that_follows(
    line: Line,
) -> None:
    tables, heir = line.tables, line.heir(8)
    assert await tables.use(await tables.token("Lincoln", instead_of=line.box), heir) == Kept()
    by = Heir(heir.box, "")
    assert code(await tables.do(lambda sql: heirs.head(sql, by, line.box.box))) == "not-yours", "it follows on none yet"
    heir.write(3)
    assert isinstance(await tables.deposit(heir, 9, 11, lost_before=True), Deposited)
    assert code(await line.follow(heir, 7)) == "not-yours", "what it wrote goes on after entry 8"
    assert await line.follow(heir, 8) == Kept()
    assert await states(tables, line.box, heir) == ["superseded", "ok"]
    assert (await tables.head(heir)).number == 11
    assert await tables.forks() == () and await tables.do(damage.count) == 0
    heir.write(1)
    assert (await tables.deposited(heir, 12, 12)).first == 12
    told = await tables.do(lambda sql: heirs.head(sql, by, line.box.box))
    assert isinstance(told, HeadTold) and told.number == 8
    before = await tables.do(lambda sql: boxes.seen(sql, heir.box))
    await tables.do(heads.restore)
    assert await tables.do(lambda sql: boxes.seen(sql, heir.box)) == before


async def shows(line: Line, heir: Box, number: int, *, by: Box | None = None) -> Kept | Refused:
    """Make what the former box signed of its entry `number`."""
    box = line.box
    epoch = split(box.chain[number - 1]).header.epoch
    head = signed((by or box).key, head_statement(box.building, box.box, epoch, number, box.digest(number)))
    return await line.tables.do(lambda sql: following.follow_by_head(sql, heir.box, head, "", line.tables.now_ms))


@pytest.mark.parametrize("writes_first", [False, True])
async def test_what_the_former_box_signed_of_its_last_entry_lets_a_box_in_its_place_bring_what_it_had(
    line: Line, writes_first: bool
) -> None:
    """As if its key never came here, so that no proof is taken."""
    tables, heir = line.tables, line.heir(10)
    assert await tables.use(await tables.token("Lincoln", instead_of=line.box), heir) == Kept()
    heir.write(2)
    if writes_first:
        assert isinstance(await tables.deposit(heir, 11, 12, lost_before=True), Deposited)
    assert await shows(line, heir, 10) == await shows(line, heir, 10) == Kept(), "the same again changes nothing"
    assert (await tables.head(heir)).number == (12 if writes_first else 10)
    assert (await tables.deposited(heir, 11, 12)).last == 12
    by, batch = Heir(heir.box, ""), line.box.batch(9, 10)

    def bring(sql: Sql) -> object:
        beyond = by.beyond(sql, line.box.box, batch)
        return beyond or deposits.deposit(sql, line.box.box, batch, tables.terms, lost_before=False, by_heir=True)

    assert isinstance(await tables.do(bring), Deposited)
    assert await tables.forks() == () and await states(tables, line.box, heir) == ["superseded", "ok"]
    assert await line.follow(heir, 10) == Kept(), "and the proof, should it be taken after all"
    assert (await tables.head(heir)).number == 12


async def test_a_head_that_the_former_box_did_not_sign_or_of_a_box_whose_place_nobody_gave_is_refused(
    line: Line,
) -> None:
    tables, heir, stranger = line.tables, line.heir(8), Box()
    assert code(await shows(line, heir, 8)) == "not-yours", "it is not known here"
    await tables.enrol(stranger, "Grant")
    assert code(await shows(line, stranger, 8)) == "not-yours"
    assert await tables.use(await tables.token("Lincoln", instead_of=line.box), heir) == Kept()
    assert code(await shows(line, heir, 8, by=heir)) == "signature"
    heir.write(1)
    assert isinstance(await tables.deposit(heir, 9, 9, lost_before=True), Deposited)
    assert code(await shows(line, heir, 7)) == "not-yours", "what it wrote hangs on entry 8"
    assert await shows(line, heir, 8) == Kept()
    assert code(await shows(line, heir, 7)) == "not-yours", "it follows on one entry"


async def test_a_box_with_entries_that_hang_on_nothing_it_says_follows_on_no_other(line: Line) -> None:
    tables, other = line.tables, line.box.copy(7)
    other.write(1)
    heir = Box(line.box.building, chain=other.chain)
    assert await tables.use(await tables.token("Lincoln", instead_of=line.box), heir) == Kept()
    heir.write(2)
    assert isinstance(await tables.deposit(heir, 9, 10, lost_before=True), Deposited)
    assert code(await line.follow(heir, 8)) == "not-yours", "its entry 9 hangs on another entry 8"


async def test_entries_before_its_first_are_none_of_an_heirs_and_none_is_missed(line: Line) -> None:
    tables, heir = line.tables, line.heir(8)
    assert await line.follow(heir, 8) == Kept()
    heir.write(2)
    await tables.deposited(heir, 9, 10)
    other = Box(heir.building, heir.box, chain=line.box.chain[:4], key=heir.key)
    other.write(2)
    assert await tables.refused(other, 5, 6) == code(await tables.hold(other, 5)) == "bad-entry"
    assert (await tables.tail(heir, 0, 100)).entries == tuple(heir.chain[8:])
    assert await tables.do(lambda sql: scrubbing.entries(sql, heir.box, 0, tables.now_ms)) is not None
    assert await tables.do(damage.count) == 0
    found = await tables.do(lambda sql: boxes.seen(sql, heir.box))
    assert found is not None
    before = await tables.do(lambda sql: heirs.forebear(sql, found, line.box.box))
    assert before is not None and before.number == 8
    told = await tables.do(lambda sql: collecting.tail(sql, before, 6, 10, tables.now_ms))
    assert told.entries == tuple(line.box.chain[6:8])
    assert await tables.do(lambda sql: heirs.forebear(sql, found, Box().box)) is None
    assert await tables.do(lambda sql: heads.put_right(sql, found, tables.now_ms)) == found


async def test_a_succession_counts_only_by_a_key_that_the_former_box_named(line: Line) -> None:
    tables, heir = line.tables, line.heir(8)
    assert code(await line.follow(heir, 8, by=Ed25519PrivateKey.generate())) == "signature"
    thief = Line(tables, line.box)
    assert code(await thief.name_key(by=Ed25519PrivateKey.generate())) == "signature"
    assert code(await thief.follow(heir, 8)) == "signature"
    other = Box()
    await tables.enrol(other, "Grant")
    assert code(await Line(tables, Box(other.building, line.box.box, key=line.box.key)).name_key()) == "not-yours"
    elsewhere = Line(tables, Box(other.building, line.box.box, key=line.box.key, chain=line.box.chain), line.key)
    assert code(await elsewhere.follow(Box(other.building), 8)) == "signature", "of another building"
    assert await states(tables, line.box, other) == ["ok", "ok"]
    for _ in range(KEYS_MAX - 1):
        assert await Line(tables, line.box).name_key() == Kept()
    assert code(await Line(tables, line.box).name_key()) == "quota"
    assert await line.name_key() == Kept(), "the same again"


async def test_a_box_heard_within_a_day_is_a_fork_until_the_office_decides_for_the_new_one(line: Line) -> None:
    tables, heir = line.tables, line.heir(8)
    await tables.head(line.box)
    tables.now_ms += DAY_MS - 1
    assert await line.follow(heir, 8) == Kept()
    assert await states(tables, line.box, heir) == ["fork", "fork"]
    heir.write(2)
    assert await tables.refused(heir, 9, 10) == "fork"
    assert await tables.refused(line.box, 9, 10) == "fork"
    (fork,) = await tables.forks()
    assert (fork.box, fork.number, fork.decided) == (line.box.box, 9, b"")
    assert {heir.digest(9), line.box.digest(9)} <= set(fork.digests)
    await decide(tables, line.box, 9, heir.digest(9))
    assert await states(tables, line.box, heir) == ["superseded", "ok"]
    assert (await tables.deposited(heir, 9, 10)).last == 10
    assert await tables.refused(line.box, 9, 10) == "superseded"
    (fork,) = await tables.forks()
    assert fork.decided == heir.digest(9)


async def test_the_office_may_decide_for_the_former_box(line: Line) -> None:
    tables, heir = line.tables, line.heir(8)
    await tables.head(line.box)
    await line.follow(heir, 8)
    heir.write(1)
    assert await tables.refused(heir, 9, 9) == await tables.refused(line.box, 9, 9) == "fork"
    await decide(tables, line.box, 9, line.box.digest(9))
    assert await states(tables, line.box, heir) == ["ok", "superseded"]
    await tables.deposited(line.box, 9, 10)
    assert await tables.refused(heir, 9, 9) == "superseded"


async def test_two_that_follow_on_one_are_a_fork_and_neither_is_signed_for(line: Line) -> None:
    tables, first, second = line.tables, line.heir(8), line.heir(8)
    assert await line.follow(first, 8) == Kept()
    first.write(2)
    await tables.deposited(first, 9, 10)
    tables.now_ms += 2 * DAY_MS
    assert await line.follow(second, 8) == Kept(), "the same key again, of the same bundle"
    assert await states(tables, line.box, first, second) == ["superseded", "fork", "fork"]
    first.write(1)
    second.write(3)
    assert await tables.refused(first, 11, 11) == await tables.refused(second, 9, 11) == "fork"
    (fork,) = await tables.forks()
    assert {first.digest(9), second.digest(9)} <= set(fork.digests)
    await decide(tables, line.box, 9, second.digest(9))
    assert await states(tables, line.box, first, second) == ["superseded", "superseded", "ok"]
    await tables.deposited(second, 9, 11)
    assert await tables.refused(first, 11, 11) == "superseded"
    for _ in range(FOLLOWERS_MAX - 2):
        await line.follow(line.heir(8), 8)
    assert code(await line.follow(line.heir(8), 8)) == "occupied"


async def test_a_parent_in_another_history_than_the_one_here_is_a_fork(line: Line) -> None:
    tables = line.tables
    other = line.box.copy(5)
    other.write(3)
    heir = Line(tables, other, line.key).heir(8)
    assert await Line(tables, other, line.key).follow(heir, 8) == Kept()
    assert await states(tables, line.box, heir) == ["fork", "fork"]


async def test_when_the_one_is_shut_out_the_other_goes_on(line: Line) -> None:
    tables, thief = line.tables, line.heir(8)

    async def revoke(box: Box) -> None:
        await tables.do(lambda sql: enrolments.revoke(sql, box.box.hex(), "of a thief", "test", tables.now_ms))

    await tables.head(line.box)
    await line.follow(thief, 8)
    other = line.heir(8)
    await line.follow(other, 8)
    await revoke(thief)
    assert await states(tables, line.box, thief, other) == ["fork", "revoked", "fork"], "two are left"
    await revoke(other)
    assert await states(tables, line.box, thief, other) == ["ok", "revoked", "revoked"]
    assert await tables.forks() == ()
    await tables.deposited(line.box, 9, 10)
    heir = line.heir(10)
    await line.follow(heir, 10)
    assert await states(tables, line.box, heir) == ["fork", "fork"]
    await revoke(line.box)
    assert await states(tables, line.box, heir) == ["revoked", "ok"]


async def test_an_administrators_token_ends_the_fork_at_once(line: Line) -> None:
    tables, heir = line.tables, line.heir(8)
    await tables.head(line.box)
    await line.follow(heir, 8)
    assert await tables.use(await tables.token("Lincoln", instead_of=line.box), heir) == Kept()
    assert await states(tables, line.box, heir) == ["superseded", "ok"]
    assert await tables.forks() == ()
    heir.write(1)
    await tables.deposited(heir, 9, 9)


async def test_a_box_enrolled_by_hand_says_afterwards_on_whom_it_follows(line: Line) -> None:
    tables, heir = line.tables, line.heir(8)
    await tables.head(line.box)
    assert await tables.use(await tables.token("Lincoln", instead_of=line.box), heir) == Kept()
    assert await line.follow(heir, 8) == Kept()
    assert await states(tables, line.box, heir) == ["superseded", "ok"], "a person has said so already"
    heir.write(1)
    await tables.deposited(heir, 9, 9)
    assert code(await line.follow(heir, 8)) == "not-yours", "it has a history of its own by now"


async def test_nobody_follows_into_a_place_that_another_box_was_given(line: Line) -> None:
    tables, stands = line.tables, Box(line.box.building)
    await tables.use(await tables.token("Lincoln", instead_of=line.box), stands)
    tables.now_ms += ERRAND_MS
    refused = await line.follow(line.heir(8), 8)
    assert code(refused) == "occupied"
    assert await tables.state(stands) == "ok"


async def test_a_card_that_a_token_let_in_gives_way_when_it_is_restored_on_the_same_day(line: Line) -> None:
    tables, card, heir = line.tables, Box(line.box.building), line.heir(8)
    await tables.head(line.box)
    await tables.use(await tables.token("Lincoln", instead_of=line.box), card)
    card.write(3)
    await tables.deposited(card, 1, 3)
    tables.now_ms += ERRAND_MS - 1
    assert await line.follow(heir, 8) == Kept()
    assert await states(tables, line.box, card, heir) == ["superseded", "superseded", "ok"]
    heir.write(1)
    assert (await tables.deposited(heir, 9, 9)).first == 9
    assert await tables.forks() == ()


async def test_of_two_cards_with_one_seed_the_second_is_refused_whatever_school_it_is_in(line: Line) -> None:
    tables, card, copied = line.tables, Box(line.box.building), Box(line.box.building)
    token = await tables.token("Lincoln", instead_of=line.box)
    assert await tables.use(token, card) == Kept()
    assert code(await tables.use(token, copied)) == "token", "it served once"
    again = await tables.token("Lincoln", instead_of=line.box)
    refused = await tables.use(again, copied)
    assert code(refused) == "occupied" and card.box.hex() in str(refused), "and the box that stands is named"
    assert await states(tables, line.box, card) == ["superseded", "ok"]


async def test_a_revoked_box_stays_so_and_may_be_followed(line: Line) -> None:
    tables, heir = line.tables, line.heir(8)
    await tables.do(lambda sql: enrolments.revoke(sql, line.box.box.hex(), "stolen", "test", tables.now_ms))
    assert await line.follow(heir, 8) == Kept()
    assert await states(tables, line.box, heir) == ["revoked", "ok"]


async def test_a_line_of_boxes_is_followed_and_each_begins_where_it_does(line: Line) -> None:
    tables, second = line.tables, line.heir(8)
    await line.follow(second, 8)
    second.write(4)
    await tables.deposited(second, 9, 12)
    next_line = Line(tables, second)
    assert await next_line.name_key() == Kept()
    tables.now_ms += 2 * DAY_MS
    third = next_line.heir(12)
    assert await next_line.follow(third, 12) == Kept()
    assert await states(tables, line.box, second, third) == ["superseded", "superseded", "ok"]
    found = await tables.do(lambda sql: boxes.seen(sql, third.box))
    assert found is not None
    assert await tables.do(lambda sql: heirs.forebear(sql, found, line.box.box)) is not None, "two before it"


async def test_what_a_box_begins_with_is_put_right_from_its_succession(line: Line) -> None:
    tables, heir = line.tables, line.heir(8)
    await tables.head(line.box)
    await line.follow(heir, 8)
    before = await tables.do(lambda sql: boxes.seen(sql, heir.box))
    rotted = "UPDATE box SET state = 'x', number = 77, parent_number = 3, device_key = ? WHERE box = ?"
    await tables.do(lambda sql: sql.run(rotted, b"", heir.box))
    await tables.do(heads.restore)
    assert await tables.do(lambda sql: boxes.seen(sql, heir.box)) == before
    assert await tables.do(forks.undecided) == 1
    acts = [each.what for each in (await tables.do(lambda sql: audit.lines(sql, 0, 100))).lines]
    assert {"succession key named", "follows", "fork found"} <= set(acts)
