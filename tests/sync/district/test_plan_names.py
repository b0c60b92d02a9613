"""Tests what a box's plan calls its building beside the name under which it was enrolled, on every kind of store. No
deposit waits for it.
"""

import asyncio
from pathlib import Path

import msgspec
import pytest

from appliance.envelope.deposit import HeadTold, Refused
from sync import protocol
from sync.administration import BoxSeen
from sync.district.tables import audit, boxes, buildings, enrolments, fleet, plan_names
from sync.district.tables.fleet import CheckIn
from sync.protocol import BuildingNamed, PlanNamed
from tests.sync.district.building import Box
from tests.sync.district.serving import Server, client, command, enrolled
from tests.sync.district.tables import Tables

HOUR_MS = 3_600_000
NAMES = {plan_names.DIFFERS, plan_names.AGREES}


class School:
    """A box whose token was for `listed`."""

    def __init__(self, tables: Tables, box: Box) -> None:
        self.tables = tables
        self.box = box

    async def says(self, plan: str, certificate: str = "") -> BuildingNamed | Refused:
        self.tables.now_ms += HOUR_MS
        now_ms = self.tables.now_ms
        return await self.tables.do(lambda sql: plan_names.hear(sql, self.box.box, plan, certificate, now_ms))

    async def noted(self) -> list[tuple[str, str]]:
        told = await self.tables.do(lambda sql: audit.lines(sql, 0, 1000))
        return [(each.what, each.about) for each in told.lines if each.what in NAMES]

    async def shown(self) -> BoxSeen:
        return (await self.tables.do(lambda sql: fleet.fleet(sql, self.tables.now_ms))).boxes[0]


async def enrolled_as(tables: Tables, name: str) -> School:
    box = Box()
    await tables.enrol(box, name)
    return School(tables, box)


async def test_a_box_whose_token_stood_on_the_wrong_line_is_named_once_and_its_deposits_are_taken(
    tables: Tables,
) -> None:
    school = await enrolled_as(tables, "Roosevelt Elementary")
    for _ in range(3):
        assert await school.says("Lincoln Elementary") == BuildingNamed("Roosevelt Elementary")
    ((what, about),) = await school.noted()
    assert what == plan_names.DIFFERS
    assert about == f"building {school.box.building.hex()} Roosevelt Elementary: 'Lincoln Elementary'"
    shown = await school.shown()
    assert (shown.name, shown.plan_name, shown.state) == ("Roosevelt Elementary", "Lincoln Elementary", "ok")
    school.box.write(3)
    await tables.deposited(school.box, 1, 3)


async def test_a_name_that_lists_shorten_is_the_same_and_leaves_no_line(tables: Tables) -> None:
    school = await enrolled_as(tables, "fox-hollow-es")
    for plan in ("Fox Hollow Elementary", "FOX HOLLOW elementary", ""):
        assert await school.says(plan) == BuildingNamed("fox-hollow-es")
    assert await school.noted() == []


async def test_a_plan_put_right_is_noted_and_one_renamed_is_heard_by_its_box(tables: Tables) -> None:
    school = await enrolled_as(tables, "Roosevelt")
    await school.says("Lincoln")
    await school.says("Roosevelt")
    assert [what for what, _ in await school.noted()] == [plan_names.DIFFERS, plan_names.AGREES]
    await tables.do(lambda sql: buildings.rename(sql, "Roosevelt", "Lincoln", "test", tables.now_ms))
    assert await school.says("Roosevelt") == BuildingNamed("Lincoln")


async def test_a_box_whose_plan_is_not_there_just_now_takes_no_word_back(tables: Tables) -> None:
    school = await enrolled_as(tables, "Roosevelt")
    await school.says("Lincoln")
    assert await school.says("") == BuildingNamed("Roosevelt")
    assert (await school.shown()).plan_name == "Lincoln", "its operator still sees it"
    assert [what for what, _ in await school.noted()] == [plan_names.DIFFERS]
    await school.says("Roosevelt")
    assert [what for what, _ in await school.noted()] == [plan_names.DIFFERS, plan_names.AGREES]


async def test_a_box_that_changes_its_word_again_and_again_fills_no_audit_log(tables: Tables) -> None:
    school = await enrolled_as(tables, "Roosevelt")
    await school.says("Lincoln")
    for number in range(50):
        tables.now_ms -= HOUR_MS - 1
        await school.says(f"Lincoln {number}")
    assert len(await school.noted()) == 1
    assert (await school.shown()).plan_name == "Lincoln"
    tables.now_ms += HOUR_MS
    await school.says("Lincoln 1")
    assert (await school.shown()).plan_name == "Lincoln 1"


@pytest.mark.parametrize("other", ["Roosevelt", "Lincoln 2"])
async def test_one_that_says_two_names_in_turn_for_hours_leaves_a_line_an_hour(tables: Tables, other: str) -> None:
    school = await enrolled_as(tables, "Roosevelt")
    begins_ms = tables.now_ms
    for number in range(200):
        tables.now_ms -= HOUR_MS - 61_000
        await school.says((other, "Lincoln")[number % 2])
    assert 1 < len(await school.noted()) <= (tables.now_ms - begins_ms) / HOUR_MS + 1


async def test_a_name_put_right_within_the_hour_is_heard_at_once(tables: Tables) -> None:
    school = await enrolled_as(tables, "Roosevelt")
    await school.says("Lincoln")
    tables.now_ms -= HOUR_MS - 61_000
    await school.says("Roosevelt")
    assert (await school.shown()).plan_name == "Roosevelt"
    assert [what for what, _ in await school.noted()] == [plan_names.DIFFERS, plan_names.AGREES]


@pytest.mark.parametrize("name", ["a\nb", "\x1b[2J", "x" * 101, "a\0b"])
async def test_a_name_that_no_screen_could_show_is_not_kept(tables: Tables, name: str) -> None:
    school = await enrolled_as(tables, "Roosevelt")
    answer = await school.says(name)
    assert isinstance(answer, Refused) and answer.code == "bad-request"
    assert (await school.shown()).plan_name == ""


async def test_only_a_box_that_belongs_here_is_heard(tables: Tables) -> None:
    school = await enrolled_as(tables, "Roosevelt")
    stranger = School(tables, Box())
    assert await stranger.says("Lincoln") == boxes.UNKNOWN
    await tables.do(lambda sql: enrolments.revoke(sql, school.box.box.hex(), "stolen", "test", tables.now_ms))
    answer = await school.says("Lincoln")
    assert isinstance(answer, Refused) and answer.code == "revoked"


async def test_the_head_of_a_session_tells_what_the_district_calls_the_building(tables: Tables) -> None:
    school = await enrolled_as(tables, "Roosevelt")
    told = await tables.do(lambda sql: fleet.check_in(sql, school.box.box, CheckIn(), tables.now_ms))
    assert isinstance(told, HeadTold) and told.building_name == "Roosevelt"


def test_messages_of_older_and_newer_ones_are_read_by_each_other() -> None:
    class Head(msgspec.Struct, frozen=True):
        """The head as an older box reads it."""

        state: str
        epoch: bytes
        number: int
        digest: bytes

    class Given(msgspec.Struct, frozen=True):
        certificate: str
        chain: str
        receipt_keys: tuple[str, ...]

    told = HeadTold("ok", bytes(16), 7, bytes(32), building_name="Roosevelt")
    assert protocol.decode(Head, protocol.encode(told)) == Head("ok", bytes(16), 7, bytes(32))
    assert protocol.decode(HeadTold, protocol.encode(Head("ok", bytes(16), 7, bytes(32)))).building_name == ""
    given = protocol.CertificateGiven("pem", "chain", (), "Roosevelt")
    assert msgspec.json.decode(msgspec.json.encode(given), type=Given) == Given("pem", "chain", ())
    before = msgspec.json.decode(msgspec.json.encode(Given("pem", "chain", ())), type=protocol.CertificateGiven)
    assert before.building_name == ""


@pytest.mark.slow
async def test_an_operator_sees_both_names_and_what_to_type(tmp_path: Path) -> None:
    server = Server(tmp_path / "district").init().start()
    try:
        box = Box()
        certificate = await enrolled(server, box, tmp_path, "Roosevelt")
        async with client(server, certificate) as building:
            assert await building.post(protocol.PLAN_NAME, PlanNamed("Lincoln"), BuildingNamed) == BuildingNamed(
                "Roosevelt"
            )
        said = await asyncio.to_thread(command, "buildings", "--data", str(server.data))
        assert "Roosevelt: in order" in said.stdout
        assert "ITS PLAN CALLS IT 'Lincoln'" in said.stdout
        assert "handbell district building rename Roosevelt Lincoln" in said.stdout
        await asyncio.to_thread(command, "building", "rename", "Roosevelt", "Lincoln", "--data", str(server.data))
        said = await asyncio.to_thread(command, "buildings", "--data", str(server.data))
        assert "Lincoln: in order" in said.stdout and "ITS PLAN" not in said.stdout
        listed, tokens = tmp_path / "buildings.csv", tmp_path / "tokens.txt"
        listed.write_text("name\nLINCOLN\nlark-ms\n")
        words = ("enrol", "--from", str(listed), "--out", str(tokens), "--data", str(server.data))
        said = await asyncio.to_thread(command, *words)
        assert "LINCOLN: has a box, as 'Lincoln'; left out." in said.stdout and "Wrote 1 token " in said.stdout
        said = await asyncio.to_thread(command, "enrol", "lincoln", "--data", str(server.data))
        assert "There is a building 'Lincoln', too." in said.stdout
    finally:
        server.stop()
