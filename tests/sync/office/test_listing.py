"""Tests whom a listing accuses: what came after the district's list was asked for accuses nobody; what the district signed for and no
longer has does.
"""

from appliance.envelope.deposit import Collected
from appliance.envelope.format import entry_digest
from sync.office import exposing, taking, verifying
from sync.office.pages import take_page
from sync.protocol import BoxListed, BuildingListed, Buildings
from tests.appliance.logbook.box import call
from tests.sync.office.building import NAME, NOW_MS, Desk, Given, given, says


def takes_page(desk: Desk, *, what: Given, more: bool = False) -> None:
    """Take a page alone, without a list before it."""
    page = Collected(tuple(what.entries), tuple(what.wraps), tuple(what.receipts), len(what.entries), more)
    with desk.store.writing():
        taking.keep_unfinished(desk.store, what.building, unfinished=more)
        take_page(desk.store, desk.opener, what.building, page, NOW_MS)


def lists(desk: Desk, what: Given, number: int) -> None:
    digest = next((entry_digest(each.entry) for each in what.entries if each.number == number), bytes(32))
    vault = desk.box.vault
    box = BoxListed(vault.box, vault.device_public, "ok", number, digest, NOW_MS)
    with desk.store.writing():
        taking.take_listing(desk.store, Buildings((BuildingListed(vault.building, NAME, 1, (box,)),)))


async def held(desk: Desk, count: int) -> tuple[Given, int]:
    """Make a record whose newest entries came by the urgent lane: the district holds them, and has not yet signed for them
    in their order.
    """
    await desk.box.keep(*[call(10 + number, room=f"D{number}") for number in range(count)])
    whole = await given(desk.box, desk.signer)
    signed = whole.entries[-1].number - count
    for at, each in enumerate(whole.entries):
        if each.number > signed:
            whole.entries[at] = type(each)(each.building, each.number, each.entry, each.received_ms, False)
    whole.receipts = [desk.signer.receipt(whole.entries[-1 - count].entry)]
    return whole, signed


async def test_what_is_only_held_yet_is_no_end_that_went_back(desk: Desk) -> None:
    whole, signed = await held(desk, 2)
    lists(desk, whole, signed)
    takes_page(desk, what=whole)
    assert desk.doubts() == []
    verifying.verify(desk.store, desk.opener, NOW_MS)
    assert desk.doubts() == []


async def test_a_receipt_that_came_since_the_list_says_what_the_district_has(desk: Desk) -> None:
    whole, signed = await held(desk, 2)
    lists(desk, whole, signed)
    takes_page(desk, what=whole)
    later = Given(whole.building, [], [], [desk.signer.receipt(whole.entries[-1].entry)])
    takes_page(desk, what=later)
    assert desk.doubts() == []
    verifying.verify(desk.store, desk.opener, NOW_MS)
    assert desk.doubts() == []
    lists(desk, whole, signed)  # now the district says that it never had them
    assert says(desk.doubts(), "ROLLED BACK", f"ends at entry {signed:,}", f"up to {whole.entries[-1].number:,}")
    takes_page(desk, what=later)  # the district gives its earlier receipt again, which takes nothing of the doubt back
    assert says(desk.doubts(), "ROLLED BACK")


async def test_a_building_whose_pages_were_cut_off_is_named_as_that_and_nobody_is_accused(desk: Desk) -> None:
    whole = await given(desk.box, desk.signer)
    lists(desk, whole, whole.entries[-1].number)
    half = Given(whole.building, whole.entries[:6], whole.wraps)
    takes_page(desk, what=half, more=True)
    (only,) = desk.doubts()
    assert only.startswith("UNFINISHED") and "handbell office collect" in only
    takes_page(desk, what=whole)
    assert desk.doubts() == []


async def test_whoever_says_for_ever_that_there_is_more_is_named_for_ever(desk: Desk) -> None:
    whole = await given(desk.box, desk.signer)
    lists(desk, whole, whole.entries[-1].number)
    half = Given(whole.building, whole.entries[:6], whole.wraps)
    for _ in range(3):
        takes_page(desk, what=half, more=True)
        assert [each.kind for each in exposing.doubts(desk.store, NOW_MS)] == [exposing.UNFINISHED]


async def test_what_came_while_the_list_was_asked_for_is_newer_than_its_answer(desk: Desk) -> None:
    whole = await given(desk.box, desk.signer)
    lists(desk, whole, 3)
    asked = taking.heads(desk.store)
    takes_page(desk, what=whole)  # the answer to another question, which came after the list
    vault = desk.box.vault
    late = BoxListed(vault.box, vault.device_public, "ok", 4, entry_digest(whole.entries[3].entry), NOW_MS)
    listed = Buildings((BuildingListed(vault.building, NAME, 1, (late,)),))
    with desk.store.writing():
        taking.take_listing(desk.store, listed, before=asked)
    assert desk.doubts() == []
    with desk.store.writing():
        taking.take_listing(desk.store, listed, before=taking.heads(desk.store))
    assert says(desk.doubts(), "ROLLED BACK", "ends at entry 4")
