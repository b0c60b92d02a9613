"""Tests who belongs to the district, on every kind of store: tokens, boxes, revocation. It also tests holding receipts of
the urgent lane.
"""

from copy import replace

from appliance.envelope.deposit import Refused
from sync.administration import Shut, TokensWithdrawn
from sync.district.authority import Issued
from sync.district.store import Sql
from sync.district.tables import (
    audit,
    boxes,
    buildings,
    collecting,
    deposits,
    enrolments,
    fleet,
    heads,
    renewals,
    tokens,
    urgent,
)
from sync.district.tables.quota import DAY_MS, OverQuota
from sync.protocol import Kept, Role
from tests.sync.district.building import Box
from tests.sync.district.tables import Tables


def code(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


async def test_a_token_serves_once_and_stands_nowhere_in_clear(tables: Tables) -> None:
    token = await tables.token("Lincoln")
    assert await tables.use(token.lower().replace("-", " "), Box()) == Kept(), "however it is typed"
    assert code(await tables.use(token, Box())) == "token"
    rows = await tables.do(lambda sql: sql.all("SELECT digest, name FROM token"))
    assert token.replace("-", "").encode() not in rows[0][0]


async def test_a_token_that_expired_or_that_nobody_made_is_refused(tables: Tables) -> None:
    token = await tables.token("Lincoln")
    assert code(await tables.use("AAAA-BBBB", Box())) == "token"
    tables.now_ms += 3601 * 1000
    assert code(await tables.use(token, Box())) == "token"


async def test_a_building_is_not_taken_over_with_a_token_for_another(tables: Tables) -> None:
    box = Box()
    await tables.enrol(box, "Lincoln")
    assert code(await tables.use(await tables.token("Roosevelt"), Box(building=box.building))) == "token"
    assert code(await tables.use(await tables.token("Lincoln"), Box())) == "token"
    assert await tables.state(box) == "ok"


async def test_a_box_of_the_same_id_but_another_key_is_refused(tables: Tables) -> None:
    box = Box()
    await tables.enrol(box, "Lincoln")
    impostor = Box(building=box.building, box=box.box)
    assert code(await tables.use(await tables.token("Lincoln"), impostor)) == "token"


async def test_a_newer_box_takes_the_older_ones_place_where_its_token_says_so_and_the_older_can_come_back(
    tables: Tables,
) -> None:
    old, new = Box(), Box()
    new.building = old.building
    await tables.enrol(old, "Lincoln")
    await tables.use(await tables.token("Lincoln", instead_of=old), new)
    assert (await tables.state(old), await tables.state(new)) == ("superseded", "ok")
    assert code(await tables.use(await tables.token("Lincoln"), old)) == "occupied"
    await tables.use(await tables.token("Lincoln", instead_of=new), old)
    assert (await tables.state(old), await tables.state(new)) == ("ok", "superseded")


async def test_a_box_is_enrolled_beside_none_that_stands_unless_its_token_names_that_one(tables: Tables) -> None:
    first, second, third = Box(), Box(), Box()
    second.building = third.building = first.building
    await tables.enrol(first, "Lincoln")
    early = await tables.token("Lincoln", instead_of=first)
    token = await tables.token("Lincoln")
    refused = await tables.use(token, second)
    assert code(refused) == "occupied" and isinstance(refused, Refused)
    assert f"--replace {first.box.hex()}" in refused.says
    assert await tables.use(token, first) == Kept(), "the one that stands enrols again with any token of its building"
    assert await tables.use(await tables.token("Lincoln", instead_of=first), second) == Kept()
    assert code(await tables.use(early, third)) == "occupied", "another has taken the place since"
    await tables.do(lambda sql: enrolments.revoke(sql, second.box.hex(), "stolen", "test", tables.now_ms))
    assert await tables.use(await tables.token("Lincoln"), third) == Kept(), "nobody stands"
    assert [await tables.state(each) for each in (first, second, third)] == ["superseded", "revoked", "ok"]


async def test_a_token_in_the_place_of_a_box_is_for_its_building_alone(tables: Tables) -> None:
    box, elsewhere = Box(), Box()
    await tables.enrol(box, "Lincoln")
    await tables.enrol(elsewhere, "Roosevelt")
    for name, instead_of in (("Lincoln", elsewhere), ("Lincoln", Box()), ("Grant", box)):
        wanted = tokens.Offer(name, b"", 3600, instead_of.box)
        made = await tables.do(lambda sql, wanted=wanted: tokens.offer(sql, "A", wanted, "test", tables.now_ms))
        assert code(made) == "not-found"
    assert code(await tables.use(await tables.token("Lincoln", instead_of=box), Box(elsewhere.building))) == "token"


async def test_a_withdrawn_token_serves_no_more(tables: Tables) -> None:
    one, other, used = [await tables.token(name) for name in ("Lincoln", "Lincoln", "Grant")]
    await tables.use(used, Box())

    async def withdraw(what: str) -> object:
        return await tables.do(lambda sql: tokens.withdraw(sql, what, "test", tables.now_ms))

    assert await withdraw(one.lower()) == TokensWithdrawn(1), "however it is typed"
    assert code(await tables.use(one, Box())) == "token"
    assert [code(await withdraw(what)) for what in (one, used, "Grant")] == ["not-found"] * 3
    assert await withdraw("Lincoln") == TokensWithdrawn(1)
    assert code(await tables.use(other, Box())) == "token"
    assert (await tables.do(lambda sql: fleet.fleet(sql, tables.now_ms))).waiting == ()


async def test_a_renamed_building_keeps_its_box_and_the_tokens_of_its_old_name_serve_no_more(tables: Tables) -> None:
    box = Box()
    await tables.enrol(box, "fox-hollow-es")
    token = await tables.token("fox-hollow-es", instead_of=box)

    async def rename(name: str, new_name: str) -> object:
        return await tables.do(lambda sql: buildings.rename(sql, name, new_name, "test", tables.now_ms))

    assert await rename("fox-hollow-es", "Fox Hollow") == Kept()
    assert code(await tables.use(token, Box(box.building))) == "token"
    assert await tables.use(await tables.token("Fox Hollow", box.building), box) == Kept()
    assert code(await rename("fox-hollow-es", "Lark")) == "not-found"
    await tables.enrol(Box(), "Lark")
    assert [code(await rename("Fox Hollow", name)) for name in ("Lark", "two\nlines", "")] == ["bad-request"] * 3
    (listed, _) = (await tables.do(collecting.buildings)).buildings
    assert (listed.name, listed.building) == ("Fox Hollow", box.building)


async def test_a_closed_building_takes_no_box_and_keeps_what_its_own_brings(tables: Tables) -> None:
    box = Box()
    await tables.enrol(box, "Lincoln")
    token = await tables.token("Lincoln", instead_of=box)
    for _ in range(2):
        assert await tables.do(lambda sql: buildings.close(sql, "Lincoln", "test", tables.now_ms)) == Kept()
    assert code(await tables.use(token, Box(box.building))) == "token"
    offer = tokens.Offer("Lincoln", b"", 3600)
    assert code(await tables.do(lambda sql: tokens.offer(sql, "A", offer, "test", tables.now_ms))) == "closed"
    box.write(2)
    await tables.deposited(box, 1, 2)
    (seen,) = (await tables.do(lambda sql: fleet.fleet(sql, tables.now_ms))).boxes
    assert seen.building_closed_ms == tables.now_ms
    assert await tables.do(lambda sql: buildings.reopen(sql, "Lincoln", "test", tables.now_ms)) == Kept()
    assert await tables.use(await tables.token("Lincoln", instead_of=box), Box(box.building)) == Kept()
    assert code(await tables.do(lambda sql: buildings.close(sql, "Grant", "test", 0))) == "not-found"
    acts = [line.what for line in (await tables.do(lambda sql: audit.lines(sql, 0, 100))).lines]
    assert acts.count("building closed") == acts.count("building reopened") == 1


async def test_names_and_closings_are_put_right_from_the_audit_log(tables: Tables) -> None:
    box = Box()
    await tables.enrol(box, "Lincoln")
    await tables.do(lambda sql: buildings.rename(sql, "Lincoln", "Grant", "test", tables.now_ms))
    await tables.do(lambda sql: buildings.close(sql, "Grant", "test", tables.now_ms))
    rotted = "UPDATE building SET name = ?, closed_ms = 0"
    await tables.do(lambda sql: sql.run(rotted, box.building.hex().upper()))
    await tables.do(heads.restore)
    assert await tables.do(lambda sql: sql.all("SELECT name, closed_ms FROM building")) == [("Grant", tables.now_ms)]


async def test_a_revoked_box_is_shut_out_and_cannot_enrol_again(tables: Tables) -> None:
    box = Box()
    await tables.enrol(box, "Lincoln")
    box.write(2)
    await tables.deposited(box, 1, 1)
    await tables.do(lambda sql: enrolments.revoke(sql, box.box.hex(), "stolen", "test", tables.now_ms))
    assert await tables.refused(box, 2, 2) == "revoked"
    assert code(await tables.hold(box, 2)) == "revoked"
    assert code(await tables.use(await tables.token("Lincoln"), box)) == "revoked"
    known = await tables.do(lambda sql: renewals.known(sql, box.building, box.box, b"asked", tables.now_ms))
    assert code(known) == "revoked"
    assert (await tables.head(box)).number == 1, "nothing of it was kept"


async def test_a_revoked_box_that_tries_to_enrol_does_not_push_out_the_one_in_its_place(tables: Tables) -> None:
    stolen = Box()
    await tables.enrol(stolen, "Lincoln")
    replacement = Box(building=stolen.building)
    await tables.use(await tables.token("Lincoln", instead_of=stolen), replacement)
    await tables.do(lambda sql: enrolments.revoke(sql, stolen.box.hex(), "stolen", "test", tables.now_ms))
    token = await tables.token("Lincoln")
    assert code(await tables.use(token, stolen)) == "revoked"
    assert await tables.state(replacement) == "ok"
    assert await tables.use(token, replacement) == Kept(), "a refusal uses no token up"


async def test_a_box_that_is_refused_leaves_no_building_behind(tables: Tables) -> None:
    known = Box()
    await tables.enrol(known, "Lincoln")
    token, building = await tables.token("Grant"), Box()
    assert code(await tables.use(token, Box(building=building.building, box=known.box))) == "token"
    assert await tables.do(lambda sql: sql.all("SELECT name FROM building")) == [("Lincoln",)]
    assert await tables.use(token, building) == Kept()


async def test_a_certificate_of_a_box_that_was_revoked_serves_for_nothing_and_another_one_does(tables: Tables) -> None:
    box, given = Box(), Box().as_new
    new = replace(given, building=box.building, box=box.box, device_key=box.device_key)
    token = await tables.token("Lincoln")
    assert await tables.do(lambda sql: enrolments.enrol(sql, token, new, tables.now_ms)) == Kept()
    box.write(4)
    await tables.deposited(box, 1, 1)
    typed = f"serial={new.serial.upper()}"  # as openssl writes it
    shut = await tables.do(lambda sql: enrolments.revoke(sql, typed, "read by somebody", "test", tables.now_ms))
    assert shut == Shut("building", box.box.hex())
    before = await tables.do(lambda sql: sql.all("SELECT * FROM box"))
    assert [code(answer) for answer in await asked_with(tables, box, new.serial)] == ["no-certificate"] * 5
    assert await tables.do(lambda sql: sql.all("SELECT * FROM box")) == before, "not even that it asked is noted"
    await tables.do(lambda sql: renewals.renewed(sql, box.box, b"asked", Issued("PEM", "abc2", 7), tables.now_ms))
    assert not any(isinstance(answer, Refused) for answer in await asked_with(tables, box, "abc2"))
    (seen,) = (await tables.do(lambda sql: fleet.fleet(sql, tables.now_ms))).boxes
    assert seen.certificate_serial == new.serial, "the one that ends last"


async def asked_with(tables: Tables, box: Box, serial: str) -> list[object]:
    """Give what a box is answered on each of its paths when it asks with this certificate."""
    batch, ahead, said = box.batch(2, 2), box.urgent_batch(4), fleet.CheckIn(certificate=serial)

    def asked(sql: Sql) -> list[object]:
        found = boxes.seen(sql, box.box, serial)
        assert found is not None
        return [
            fleet.check_in(sql, box.box, said, tables.now_ms + 5),
            deposits.deposit(sql, box.box, batch, tables.terms, lost_before=False, certificate=serial),
            deposits.deposit(sql, box.box, box.batch(1, 1), tables.terms, lost_before=False, certificate=serial),
            urgent.hold(sql, box.box, ahead, tables.terms, serial),
            boxes.closed(found),
        ]

    return await tables.do(asked)


async def test_a_renewal_is_answered_by_one_certificate_for_ever_and_a_day_has_so_many(tables: Tables) -> None:
    box = Box()
    await tables.enrol(box, "Lincoln")

    async def asks(request: int, serial: int) -> str:
        issued = Issued(f"PEM {serial}", f"{serial:x}", 7)
        given = await tables.do(lambda sql: renewals.renewed(sql, box.box, bytes([request]), issued, tables.now_ms))
        return given.refused.code if isinstance(given, OverQuota) else given

    assert [await asks(1, 1), await asks(1, 2), await asks(2, 3), await asks(1, 4)] == ["PEM 1"] * 2 + [
        "PEM 3",
        "PEM 1",
    ]
    rows = await tables.do(lambda sql: sql.all("SELECT serial FROM certificate WHERE length(serial) < 3"))
    assert sorted(rows) == [("1",), ("3",)]
    lines = (await tables.do(lambda sql: audit.lines(sql, 0, 100))).lines
    assert [line.about for line in lines if line.what == "certificate renewed"] == ["serial 1", "serial 3"]
    said = [await asks(number, 16 + number) for number in range(3, renewals.RENEWALS_A_DAY + 2)]
    assert "quota" not in said[:-1] and said[-1] == "quota"
    known = await tables.do(lambda sql: renewals.known(sql, box.building, box.box, b"new", tables.now_ms))
    assert isinstance(known, renewals.Known) and known.over is not None and not known.given
    known = await tables.do(lambda sql: renewals.known(sql, box.building, box.box, bytes([1]), tables.now_ms))
    assert isinstance(known, renewals.Known) and known.given == "PEM 1", "what was given is told all the same"
    tables.now_ms += DAY_MS
    assert await asks(99, 99) == "PEM 99"


async def test_an_offices_certificate_counts_until_it_is_revoked(tables: Tables) -> None:
    await tables.do(lambda sql: enrolments.certify(sql, Role.OFFICE, "Safety", "abc1", 1, "test", tables.now_ms))
    assert await tables.do(lambda sql: enrolments.certified(sql, Role.OFFICE, "abc1"))
    assert not await tables.do(lambda sql: enrolments.certified(sql, Role.ADMIN, "abc1"))
    await tables.do(lambda sql: enrolments.revoke(sql, "abc1", "gone", "test", tables.now_ms))
    assert not await tables.do(lambda sql: enrolments.certified(sql, Role.OFFICE, "abc1"))
    assert code(await tables.do(lambda sql: enrolments.revoke(sql, "nobody", "", "test", 0))) == "not-found"


async def test_who_was_shut_out_is_told_to_the_other_servers_once(tables: Tables) -> None:
    box, before = Box(), 0
    await tables.enrol(box, "Lincoln")
    assert await tables.do(lambda sql: enrolments.shut_out_since(sql, before)) == set()
    await tables.do(lambda sql: enrolments.certify(sql, Role.OFFICE, "Safety", "abc1", 1, "test", tables.now_ms))
    for what in (box.box.hex(), "abc1"):
        await tables.do(lambda sql, what=what: enrolments.revoke(sql, what, "gone", "test", tables.now_ms))
    told = await tables.do(lambda sql: enrolments.shut_out_since(sql, before))
    assert told == {f"box {box.box.hex()}", "office Safety"}
    newest = (await tables.do(lambda sql: audit.lines(sql, 0, 10))).lines[-1].number
    assert await tables.do(lambda sql: enrolments.shut_out_since(sql, newest)) == set()


async def test_the_audit_log_tells_who_did_what(tables: Tables) -> None:
    box = Box()
    await tables.enrol(box, "Lincoln")
    lines = (await tables.do(lambda sql: audit.lines(sql, 0, 10))).lines
    assert [(line.number, line.who, line.what) for line in lines] == [
        (1, "test", "token made"),
        (2, f"box {box.box.hex()}", "enrolled"),
    ]


async def test_the_fleet_shows_boxes_and_who_is_waited_for(tables: Tables) -> None:
    box = Box()
    await tables.enrol(box, "Lincoln")
    await tables.token("Roosevelt")
    box.write(3)
    await tables.deposited(box, 1, 3)
    said = fleet.CheckIn(3, 17, "0.1.0")
    await tables.do(lambda sql: fleet.check_in(sql, box.box, said, tables.now_ms))
    found = await tables.do(lambda sql: fleet.fleet(sql, tables.now_ms))
    (seen,) = found.boxes
    assert (seen.name, seen.state, seen.number, seen.backlog, seen.version) == ("Lincoln", "ok", 3, 17, "0.1.0")
    assert seen.last_seen_ms == tables.now_ms
    assert found.waiting == ("Roosevelt",)


async def test_what_waits_at_a_box_is_less_with_each_entry_that_comes_and_more_with_what_came_ahead(
    tables: Tables,
) -> None:
    box, said_ms = Box(), tables.now_ms
    await tables.enrol(box)
    box.write(40)
    await tables.deposited(box, 1, 3)
    assert await waits(tables) == (0, 0, "")
    await tables.do(lambda sql: fleet.check_in(sql, box.box, fleet.CheckIn(3, 17, "1"), said_ms))
    assert await waits(tables) == (17, said_ms, "1")
    tables.now_ms += 1000
    await tables.deposited(box, 4, 15)
    assert await waits(tables) == (5, said_ms, "1")
    await tables.held(box, 15, 30)  # entry 30 came by the urgent lane, so the box has at least thirty
    assert await waits(tables) == (15, said_ms, "1")
    await tables.deposited(box, 16, 40)
    assert await waits(tables) == (0, said_ms, "1")


async def test_a_box_that_says_it_has_more_than_any_store_can_count_is_believed_as_far_as_that(tables: Tables) -> None:
    box, most = Box(), 2**63 - 1
    await tables.enrol(box)
    await tables.do(lambda sql: fleet.check_in(sql, box.box, fleet.CheckIn(0, most, "1"), tables.now_ms))
    assert (await waits(tables))[0] == most
    await tables.do(lambda sql: fleet.check_in(sql, box.box, fleet.CheckIn(most, most, "1"), tables.now_ms))
    assert (await waits(tables))[0] == most


async def test_of_a_row_made_anew_the_backlog_and_version_are_not_known_until_the_box_says_its_head_again(
    tables: Tables,
) -> None:
    box, said = Box(), fleet.CheckIn(0, 4, "0.1.0")
    await tables.enrol(box)
    await tables.do(lambda sql: fleet.check_in(sql, box.box, said, tables.now_ms))
    await tables.do(lambda sql: sql.run("DELETE FROM box WHERE box = ?", box.box))
    await tables.do(heads.restore)
    assert await waits(tables) == (0, 0, "")
    await tables.do(lambda sql: fleet.check_in(sql, box.box, said, tables.now_ms))
    assert await waits(tables) == (4, tables.now_ms, "0.1.0")


async def waits(tables: Tables) -> tuple[int, int, str]:
    (seen,) = (await tables.do(lambda sql: fleet.fleet(sql, tables.now_ms))).boxes
    return seen.backlog, seen.backlog_said_ms, seen.version


async def test_an_urgent_entry_is_held_with_the_same_receipt_for_ever_and_told_once(tables: Tables) -> None:
    box = Box()
    await tables.enrol(box)
    box.write(5)
    first = await tables.held(box, 2, 5)
    assert [(each.number, each.digest) for each in first] == [(2, box.digest(2)), (5, box.digest(5))]
    tables.now_ms += 1000
    assert await tables.held(box, 2, 5) == first
    told = await tables.do(lambda sql: urgent.told(sql, 0))
    assert [(each.building, each.number) for each in told.held] == [(box.building, 2), (box.building, 5)]
    assert (await tables.do(lambda sql: urgent.told(sql, told.after))).held == ()
    after = told.held[1].place - 1
    assert [each.number for each in (await tables.collect(box.building, after)).entries] == [5]


async def test_the_urgent_lane_of_a_superseded_box_is_kept_without_a_receipt(tables: Tables) -> None:
    old = Box()
    await tables.enrol(old, "Lincoln")
    await tables.use(await tables.token("Lincoln", instead_of=old), Box(building=old.building))
    old.write(1)
    assert code(await tables.hold(old, 1)) == "superseded"
    assert [each.entry for each in (await tables.collect(old.building)).entries] == old.chain
