"""Tests what Prometheus is told of each building: by its id, bounded, and readable for Debian's own promtool."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sync.district import building_figures
from sync.district.building_figures import BUILDINGS_MAX
from sync.district.sqlite_store import SqliteStore
from sync.district.store import Sql
from sync.district.tables import buildings, enrolments, fleet
from sync.district.tables.fleet import CheckIn, CurrentBox
from tests.sync.district.building import Box
from tests.sync.district.tables import NOW_MS, Tables

CERTIFICATE_MS = NOW_MS + 1_000


def lines(told: str) -> set[str]:
    return {line.removeprefix("handbell_district_") for line in told.splitlines() if not line.startswith("#")}


async def told(tables: Tables) -> set[str]:
    return lines(await building_figures.told(tables.store))


async def test_a_building_is_told_by_its_id_and_what_it_has_not_said_is_left_out(tables: Tables) -> None:
    box = Box()
    await tables.enrol(box, "Lincoln")
    whose = f'building="{box.building.hex()}"'
    (row,) = await tables.do(fleet.current_boxes)
    until = f"building_certificate_until_timestamp_seconds{{{whose}}} {row.until_ms / 1000:.3f}"
    new = {"buildings 1", f"building_last_seen_timestamp_seconds{{{whose}}} 0.000", until}
    assert await told(tables) == {*new, f'building_info{{{whose},version="unknown"}} 1'}
    await tables.do(lambda sql: fleet.check_in(sql, box.box, CheckIn(0, 12, "0.1.0"), NOW_MS))
    assert await told(tables) == {
        "buildings 1",
        f"building_last_seen_timestamp_seconds{{{whose}}} {NOW_MS / 1000:.3f}",
        f"building_backlog_entries{{{whose}}} 12",
        until,
        f'building_info{{{whose},version="0.1.0"}} 1',
    }
    assert "Lincoln" not in await building_figures.told(tables.store)


async def test_a_building_without_a_box_that_stands_and_a_closed_one_have_no_figures(tables: Tables) -> None:
    box, other = Box(), Box()
    await tables.enrol(box, "Lincoln")
    await tables.enrol(other, "Roosevelt")
    await tables.do(lambda sql: buildings.close(sql, "Roosevelt", "test", NOW_MS))
    await tables.do(lambda sql: enrolments.revoke(sql, box.box.hex(), "stolen", "test", NOW_MS))
    assert await told(tables) == {"buildings 0"}


async def test_of_two_boxes_one_stands_for_the_building(tables: Tables) -> None:
    old = Box()
    await tables.enrol(old, "Lincoln")
    new = Box(building=old.building)
    assert not isinstance(await tables.use(await tables.token("Lincoln", instead_of=old), new), buildings.Refused)
    await tables.do(lambda sql: fleet.check_in(sql, new.box, CheckIn(0, 0, "0.2.0"), NOW_MS))
    found = await told(tables)
    assert {line for line in found if "info" in line} == {
        f'building_info{{building="{old.building.hex()}",version="0.2.0"}} 1'
    }


@pytest.mark.parametrize("version", ['1" or "2', "\\", "x" * 41, "a\nb", "ä", " "])
def test_a_word_of_a_box_is_no_way_into_the_figures(version: str) -> None:
    last = building_figures.text([current_box(1, version)]).splitlines()[-1]
    assert last == f'handbell_district_building_info{{building="{1:032x}",version="other"}} 1'


def test_more_buildings_than_one_prometheus_is_given_are_counted_and_no_more() -> None:
    said = building_figures.text(current_box(n) for n in range(BUILDINGS_MAX + 7, 0, -1))
    assert f"handbell_district_buildings {BUILDINGS_MAX + 7}\n" in said
    assert said.count("building_info{") == BUILDINGS_MAX
    assert f'building="{BUILDINGS_MAX:032x}"' in said and f'building="{BUILDINGS_MAX + 1:032x}"' not in said


def current_box(number: int, version: str = "0.1.0") -> CurrentBox:
    return CurrentBox(number.to_bytes(16), NOW_MS, NOW_MS, number, CERTIFICATE_MS, version)


async def test_while_the_store_does_not_answer_no_building_is_told_of(tmp_path: Path) -> None:
    def rename(what: str, to: str) -> Callable[[Sql], None]:
        def act(sql: Sql) -> None:
            sql.run(f"ALTER TABLE {what} RENAME TO {to}")
            sql.run("UPDATE counter SET n = n + 1")  # a write that changes no row is not kept

        return act

    store = SqliteStore(tmp_path / "district.db")
    await store.start()
    tables = Tables(store)
    await tables.enrol(Box(), "Lincoln")
    await store.do(rename("box", "away"))
    assert await building_figures.told(store) == ""
    await store.do(rename("away", "box"))
    assert "buildings 1" in await told(tables)
    await store.stop()
