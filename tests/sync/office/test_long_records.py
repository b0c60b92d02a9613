"""Tests a box that writes on and on: the cost of a page does not grow with what its building wrote before, and the list says the same."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.envelope.deposit import Collected, StoredEntry
from sync.office import incidents, opening, taking
from sync.office.incidents import FOLDED_MAX
from sync.office.pages import take_page
from sync.office.store import Store
from sync.protocol import BoxListed, BuildingListed, Buildings
from tests.appliance.logbook.box import note, stand_down, undone
from tests.sync.office.building import NOW_MS, Desk, Given, given

pytestmark = pytest.mark.slow

PAGE = 200


def pages(what: Given) -> list[Collected]:
    """Give the pages as the district does, with the wraps beside their entries."""
    found = []
    for first in range(0, len(what.entries), PAGE):
        entries = what.entries[first : first + PAGE]
        numbers = {each.number for each in entries}
        wraps = tuple(each for each in what.wraps if each[1].number in numbers)
        found.append(Collected(tuple(entries), wraps, (), first + len(entries), more=True))
    return found


def takes(desk: Desk, page: Collected) -> None:
    building = desk.box.vault.building
    with desk.store.writing():
        take_page(desk.store, desk.opener, building, page, NOW_MS)


def listed(desk: Desk) -> None:
    vault = desk.box.vault
    box = BoxListed(vault.box, vault.device_public, "ok", 1, bytes(32), NOW_MS)
    with desk.store.writing():
        taking.take_listing(desk.store, Buildings((BuildingListed(vault.building, "Cedar Creek", 1, (box,)),)))


async def test_a_page_of_a_long_incident_reads_no_more_than_one_of_a_short_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = [0]
    true_fact_of = opening.fact_of

    def counted(*given: object) -> object:
        opened[0] += 1
        return true_fact_of(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(opening, "fact_of", counted)
    for _ in range(2 * FOLDED_MAX // 500):
        await desk.box.keep(*[note(2, "again") for _ in range(500)])
    await desk.box.keep(stand_down(2))
    listed(desk)
    for page in pages(await _all(desk)):
        opened[0] = 0
        takes(desk, page)
        assert opened[0] <= FOLDED_MAX + PAGE
    assert opened[0] <= PAGE
    assert desk.numbers(only_open=True) == []
    await desk.box.keep(undone(2))
    last = pages(await _all(desk))[-1]
    takes(desk, last)
    assert desk.numbers(only_open=True) == [2]


async def test_what_has_no_key_is_not_read_again_for_what_has_one(desk: Desk) -> None:
    """The stream got one data key, and thousands of its entries are under another one that never comes."""
    honest = await given(desk.box, desk.signer)
    desk.takes(honest)
    store, building = desk.store, desk.box.vault.building
    stream, entry = store.all("SELECT stream, entry FROM entry WHERE opened = 1 ORDER BY number")[-1]
    other = entry[:78] + (9).to_bytes(2) + entry[80:]
    with store.writing():
        for number in range(1_000, 3_000):
            store.run(
                "INSERT INTO entry (box, number, digest, building, stream, received_ms, countersigned, entry)"
                " VALUES (?, ?, ?, ?, ?, 0, 0, ?)",
                *(desk.box.vault.box, number, bytes(32), building, stream, other),
            )
        plan = store.all(
            "EXPLAIN QUERY PLAN SELECT box, number, digest, entry FROM entry WHERE building = ? AND stream = ? AND opened = 0"
            " AND substr(entry, 79, 2) = ? ORDER BY number",
            *(building, stream, b"\0\1"),
        )
    assert "entry_unread_by_key" in str(plan)
    assert desk.opener.read(building, stream, range(5), NOW_MS) == []


async def test_a_store_from_before_that_index_gets_it_and_reads_as_before(desk: Desk, tmp_path: Path) -> None:
    desk.takes(await given(desk.box, desk.signer))
    desk.store.run("DROP INDEX entry_unread_by_key")
    desk.store.run("PRAGMA user_version = 1")
    with Store.open(tmp_path / "office.db", desk.keyring) as again:
        assert again.one("SELECT count(*) FROM sqlite_schema WHERE name = 'entry_unread_by_key'") == (1,)
        assert sorted(each.incident.number for each in incidents.listed(again)) == [1, 2]


async def test_of_very_many_entries_of_one_number_a_few_are_looked_at(desk: Desk) -> None:
    """The countersigned entry is among them, whatever else was given as the same entry."""
    honest = await given(desk.box, desk.signer)
    fifth = next(each for each in honest.entries if each.number == 5)
    cut = len(fifth.entry) - 1
    for number in range(200):
        changed = fifth.entry[: cut - 1] + number.to_bytes() + fifth.entry[cut:]
        honest.entries.append(replace(fifth, entry=changed, countersigned=False, received_ms=fifth.received_ms - 1))
    desk.takes(honest)
    assert desk.numbers() == [1, 2]
    (fork,) = (each for each in desk.doubts() if "two histories" in each)
    assert len(fork) < 500


async def _all(desk: Desk) -> Given:
    """Give all of the box's record, which is more than one look at its logbook brings."""
    found, after = Given(desk.box.vault.building), 0
    while rows := await desk.box.logbook.reader.after(after, 5_000):
        after = rows[-1][0]
        found.entries += [StoredEntry(found.building, number, entry, NOW_MS, True) for number, entry in rows]
    found.wraps = (await given(desk.box, desk.signer)).wraps
    return found
