"""Tests that a doubt which a person looked into stays listed and sends nobody to it again, while a new fact of the same kind does."""

from pathlib import Path

from sync.office import acknowledging, beginning_again, exposing, mending, verifying
from sync.office.acknowledging import unanswered
from sync.office.store import Doubt, Kind, Store
from sync.protocol import Buildings, Forks, RolledBack
from tests.sync.office.building import NOW_MS, Desk, given

WHY = "The server was put back on purpose after its disk died."


def looks_into(desk: Desk, *words: str) -> str:
    """Let a person acknowledge every doubt with these words; give the name of the last."""
    chosen = [each for each in exposing.doubts(desk.store, NOW_MS) if all(word in str(each) for word in words)]
    assert chosen, words
    for each in chosen:
        acknowledging.acknowledge(desk.store, each, WHY, NOW_MS)
    return chosen[-1].name


def left(desk: Desk, now_ms: int = NOW_MS) -> list[str]:
    return [str(each) for each in unanswered(exposing.doubts(desk.store, now_ms))]


def hears_of_a_roll_back(desk: Desk, *numbers: int, found_ms: int = NOW_MS) -> None:
    """Let the office hear of a roll back, as the server names it from then on."""
    vault = desk.box.vault
    backs = tuple(RolledBack(vault.building, vault.box, number, number + 20, found_ms) for number in numbers)
    with desk.store.writing():
        beginning_again.take_signs(desk.store, Buildings(()), {}, Forks((), backs))
        desk.store.keep_setting(beginning_again.NOTICES_OWED, b"")  # as if the office had done its part


async def test_a_restore_is_no_alarm_for_ever_and_the_next_one_is_news(desk: Desk) -> None:
    desk.takes(await given(desk.box, desk.signer))
    hears_of_a_roll_back(desk, 80)
    looks_into(desk, "ROLLED BACK", "up to 80")
    assert left(desk) == []
    (listed,) = exposing.doubts(desk.store, NOW_MS)
    assert listed.acknowledged is not None
    assert (listed.acknowledged.at_ms, listed.acknowledged.reason) == (NOW_MS, WHY)
    hears_of_a_roll_back(desk, 80, 90)
    assert [each.count("up to 90") for each in left(desk)] == [1]
    hears_of_a_roll_back(desk, 80, found_ms=NOW_MS + 1)  # the same copy, put back another day
    assert [each.count("up to 80") for each in left(desk)] == [1]


async def test_an_end_that_comes_nearer_again_is_no_news_and_one_further_back_is(desk: Desk) -> None:
    honest = await given(desk.box, desk.signer)
    desk.takes(honest)
    desk.takes(honest, listed=5)
    looks_into(desk, "ROLLED BACK", "ends at entry 5")
    desk.takes(honest, listed=6)
    assert left(desk) == []
    desk.takes(honest, listed=4)
    assert [each.count("ends at entry 4") for each in left(desk)] == [1]


async def test_a_second_roll_back_of_a_box_is_news_however_far_it_goes(desk: Desk) -> None:
    honest = await given(desk.box, desk.signer)
    desk.takes(honest)
    desk.takes(honest, listed=5)
    looks_into(desk, "ROLLED BACK", "ends at entry 5")
    desk.takes(honest)
    found = exposing.doubts(desk.store, NOW_MS)
    assert found == []
    acknowledging.forget_ended(desk.store, found)
    desk.takes(honest, listed=6)
    assert [each.count("ends at entry 6") for each in left(desk)] == [1]


async def test_a_building_that_was_heard_and_falls_silent_again_is_news(desk: Desk) -> None:
    month_ms = 30 * 86_400_000
    honest = await given(desk.box, desk.signer)
    desk.takes(honest)
    silent = unanswered(exposing.doubts(desk.store, NOW_MS + month_ms))
    for each in silent:
        acknowledging.acknowledge(desk.store, each, "Closed for the summer.", NOW_MS + month_ms)
    assert [each.kind for each in silent] == [exposing.SILENT]
    assert left(desk, NOW_MS + 2 * month_ms) == []
    desk.takes(honest, seen_ms=NOW_MS + 2 * month_ms)
    assert [each.count("nothing was heard") for each in left(desk, NOW_MS + 3 * month_ms)] == [1]


async def test_of_one_place_a_second_fact_is_named_once_the_first_was_looked_into(desk: Desk) -> None:
    first, second = (Doubt(b"", b"", 0, Kind.RECEIPT, says) for says in ("One receipt was changed.", "So was another."))
    for each in (first, second):
        desk.store.doubt(each, NOW_MS)
    assert left(desk) == [str(first)]
    looks_into(desk, "One receipt")
    desk.store.doubt(first, NOW_MS)
    assert left(desk) == []
    desk.store.doubt(second, NOW_MS)
    assert left(desk) == [str(second)]
    looks_into(desk, "So was another")
    for each in (first, second):
        desk.store.doubt(each, NOW_MS)
    assert [each.says for each in exposing.doubts(desk.store, NOW_MS) if each.acknowledged] != []


async def test_two_facts_of_one_place_that_come_with_every_round_are_looked_into_once_each(desk: Desk) -> None:
    facts = [Doubt(b"", b"", 0, Kind.RECEIPT, says) for says in ("One receipt was changed.", "So was another.")]
    told = []
    for _ in range(4):
        for each in facts:
            desk.store.doubt(each, NOW_MS)
        found = exposing.doubts(desk.store, NOW_MS)
        acknowledging.forget_ended(desk.store, found)
        told.append([each.says for each in unanswered(found)])
        for each in unanswered(found):
            acknowledging.acknowledge(desk.store, each, WHY, NOW_MS)
    assert told == [["One receipt was changed."], ["So was another."], [], []]


async def test_what_shows_no_more_is_forgotten_and_news_when_it_comes_back(desk: Desk) -> None:
    honest = await given(desk.box, desk.signer)
    desk.takes(honest, state="fork")
    looks_into(desk, "STATE")
    desk.takes(honest)
    acknowledging.forget_ended(desk.store, exposing.doubts(desk.store, NOW_MS))
    assert left(desk) == []
    desk.takes(honest, state="fork")
    assert [each.count("two histories") for each in left(desk)] == [1]


async def test_verify_draws_a_doubt_anew_and_it_stays_acknowledged_until_it_is_withdrawn(desk: Desk) -> None:
    edited = await given(desk.box, desk.signer)
    edited.change(5, lambda entry: entry[:-1] + bytes((entry[-1] ^ 1,)))
    desk.takes(edited)
    looks_into(desk)
    verifying.verify(desk.store, desk.opener, NOW_MS)
    assert left(desk) == []
    assert len(exposing.doubts(desk.store, NOW_MS)) > 1
    acknowledging.withdraw(desk.store, exposing.doubts(desk.store, NOW_MS)[0])
    assert len(left(desk)) == 1


async def test_what_was_acknowledged_stands_in_a_mended_store_and_tells_a_thief_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    desk.takes(await given(desk.box, desk.signer))
    hears_of_a_roll_back(desk, 80)
    name = looks_into(desk, "ROLLED BACK")
    mending.mend(tmp_path / "office.db", desk.keyring, desk.signer.fingerprint)
    with Store.open(tmp_path / "office.db", desk.keyring) as mended:
        kept = [each.name for each in exposing.doubts(mended, NOW_MS) if each.acknowledged is not None]
        assert kept == [name]
    bytes_on_disk = b"".join(each.read_bytes() for each in tmp_path.glob("office.db*"))
    assert WHY.encode() not in bytes_on_disk
