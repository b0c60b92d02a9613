"""Tests what there is to tell of a store, with a true record and with a district that does not give all of it."""

import datetime
from pathlib import Path

import msgspec
import pytest

from appliance.core.calls.events import CallAcknowledged, LadderExhausted
from appliance.core.events import Event
from appliance.core.ground.events import PlanAdopted
from appliance.core.ground.words import Actor
from appliance.plan.document import to_document
from appliance.plan.ids import DeskId, IncidentId
from sync.office import acknowledging, exposing, saying_opened
from sync.office.exposing import DAY_MS, OPENED_WITHIN_DAYS, SILENT_DAYS, WITHHELD, doubts
from sync.office.folder import Folder
from sync.office.store import Doubt
from sync.office.store import Kind as DoubtKind
from sync.office.telling.looking import AWAY_STANDS_MS, DOUBT_STANDS_MS, SAYS, Looking
from sync.office.telling.matter import Kind, Matter
from sync.office.telling.told_so_far import ToldSoFar, looked
from sync.office.words import local
from tests.appliance.core.story import school
from tests.appliance.logbook.box import WALL_MS, note, stand_down
from tests.sync.authority import FAR, Authority
from tests.sync.office.building import NOW_MS, Desk, given

MINUTE_MS = 60_000


def identity(folder: Path, ends: datetime.datetime = FAR) -> Folder:
    made = Folder(folder)
    made.identity.parent.mkdir(parents=True, exist_ok=True)
    made.identity.write_bytes(Authority().server(folder, ends=ends).read_bytes())
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return identity(tmp_path)


class Look:
    """Looks at the store. Each look is an hour after the one before, so that it looks at doubts each time."""

    def __init__(self, desk: Desk, folder: Folder, too_old_min: int = 10) -> None:
        self._now_s = 0.0
        self._looking = Looking(folder, desk.store, desk.keyring, lambda: self._now_s, too_old_min)
        self.away = self._looking.away

    def matters(self, now_ms: int) -> tuple[list[Matter], bool]:
        self._now_s += 3600
        return self._looking.matters(now_ms)


def of(matters: list[Matter], kind: Kind) -> list[str]:
    return [f"{each.says} {each.do}" for each in matters if each.kind is kind]


def told(matters: list[Matter], now_ms: int) -> set[Kind]:
    return {each.matter.kind for each in looked(ToldSoFar(), matters, now_ms).owed}


def exhausted(number: int) -> Event:
    return LadderExhausted(incident=IncidentId(f"i-{number}"))


def acknowledged(number: int) -> Event:
    return CallAcknowledged(incident=IncidentId(f"i-{number}"), by=Actor(DeskId("front")))


async def test_an_open_call_is_told_of_after_ten_minutes_by_its_number_and_nothing_of_whom_or_where(
    desk: Desk, folder: Folder
) -> None:
    desk.takes(await given(desk.box, desk.signer))
    [call] = [each for each in Look(desk, folder).matters(NOW_MS)[0] if each.kind is Kind.CALL_TOO_OLD]
    assert (call.says, call.do) == (f"Cedar Creek: call 2 is open since {local(WALL_MS)}.", "Call the school.")
    assert (call.name, call.incident, call.since_ms) == ("Cedar Creek", 2, WALL_MS)
    assert told([call], WALL_MS + 9 * MINUTE_MS) == set()
    assert told([call], WALL_MS + 10 * MINUTE_MS) == {Kind.CALL_TOO_OLD}


async def test_a_building_whose_plan_is_another_ones_is_told_of_by_both_names(desk: Desk, folder: Folder) -> None:
    desk.takes(await given(desk.box, desk.signer))
    look = Look(desk, folder)
    [before] = of(look.matters(NOW_MS)[0], Kind.CALL_TOO_OLD)
    assert before.startswith("Cedar Creek: ")
    document = to_document(msgspec.structs.replace(school(), building="Fox Hollow"))
    await desk.box.keep(PlanAdopted(by="a test", digest="", document=document))
    desk.takes(await given(desk.box, desk.signer))
    [says] = of(look.matters(NOW_MS)[0], Kind.CALL_TOO_OLD)
    assert says.startswith("Cedar Creek (ITS PLAN: Fox Hollow): call 2 ")


async def test_how_long_is_too_long_is_for_the_district_to_say(desk: Desk, folder: Folder) -> None:
    desk.takes(await given(desk.box, desk.signer))
    found, whole = Look(desk, folder, too_old_min=90).matters(NOW_MS)
    assert whole
    assert Kind.CALL_TOO_OLD not in told(found, WALL_MS + 89 * MINUTE_MS)
    assert Kind.CALL_TOO_OLD in told(found, WALL_MS + 90 * MINUTE_MS)


async def test_a_box_whose_clock_is_years_away_does_not_say_how_old_a_call_is(desk: Desk, folder: Folder) -> None:
    what = await given(desk.box, desk.signer)
    for at, each in enumerate(
        what.entries
    ):  # the district had these entries years after the time at which the box says it wrote them
        what.entries[at] = type(each)(each.building, each.number, each.entry, WALL_MS + 900 * DAY_MS, True)
    desk.takes(what)
    [call] = [each for each in Look(desk, folder).matters(NOW_MS)[0] if each.kind is Kind.CALL_TOO_OLD]
    assert call.since_ms == WALL_MS + 900 * DAY_MS


async def test_a_call_that_nobody_took_is_told_of_at_once_and_over_when_somebody_does(
    desk: Desk, folder: Folder
) -> None:
    await desk.box.keep(exhausted(2))
    desk.takes(await given(desk.box, desk.signer))
    look = Look(desk, folder)
    found, _ = look.matters(NOW_MS)
    assert of(found, Kind.CALL_NOT_TAKEN) == [
        f"Cedar Creek: nobody took call 2, and every step was taken by {local(WALL_MS)}. Call the school now."
    ]
    assert Kind.CALL_NOT_TAKEN in told(found, NOW_MS)
    await desk.box.keep(acknowledged(2))
    desk.takes(await given(desk.box, desk.signer))
    assert of(look.matters(NOW_MS)[0], Kind.CALL_NOT_TAKEN) == []
    assert of(look.matters(NOW_MS)[0], Kind.CALL_TOO_OLD) != []
    await desk.box.keep(exhausted(2))  # nobody came, and everybody was told again
    desk.takes(await given(desk.box, desk.signer))
    assert len(of(look.matters(NOW_MS)[0], Kind.CALL_NOT_TAKEN)) == 1
    await desk.box.keep(stand_down(2))
    desk.takes(await given(desk.box, desk.signer))
    assert {each.kind for each in look.matters(NOW_MS)[0]} & {Kind.CALL_NOT_TAKEN, Kind.CALL_TOO_OLD} == set()


async def test_a_silent_building_and_overdue_opened_are_told_of(desk: Desk, folder: Folder) -> None:
    desk.takes(await given(desk.box, desk.signer))
    look = Look(desk, folder)
    assert {each.kind for each in look.matters(NOW_MS)[0]} == {Kind.CALL_TOO_OLD}
    later, _ = look.matters(NOW_MS + (SILENT_DAYS + 1) * DAY_MS)
    assert of(later, Kind.BUILDING_SILENT) == [
        "Cedar Creek: nothing was heard of a box for 4 days. Call the school and its IT."
    ]
    with desk.store.writing():
        assert saying_opened.sign(desk.store, desk.keyring, desk.box.vault.building, NOW_MS) == 1
    much_later, _ = look.matters(NOW_MS + (OPENED_WITHIN_DAYS + 1) * DAY_MS)
    assert of(much_later, Kind.OPENED_OVERDUE) == [
        "Cedar Creek: it was told *opened* over 14 days ago, and has not heard. On the office's computer: handbell office doubts list"
    ]


async def test_a_doubt_is_told_of_once_it_stays_in_words_that_quote_no_record(desk: Desk, folder: Folder) -> None:
    what = await given(desk.box, desk.signer)
    desk.takes(what, listed=what.entries[-1].number + 7)  # the district says that it has more than it gives
    look = Look(desk, folder)
    found, _ = look.matters(NOW_MS)
    assert of(found, Kind.DOUBT) == [
        "Cedar Creek: the district does not give all that it has or signed for. On the office's computer: handbell office doubts list"
    ]
    begun = looked(ToldSoFar(), found, NOW_MS)
    assert Kind.DOUBT not in {each.matter.kind for each in begun.owed}
    await desk.box.keep(note(2, "somebody said something"))
    what = await given(desk.box, desk.signer)
    desk.takes(what, listed=what.entries[-1].number + 7)  # more entries came, and as many are still missing
    after = looked(begun, look.matters(NOW_MS)[0], NOW_MS + DOUBT_STANDS_MS)
    assert [each.since_ms for each in after.owed if each.matter.kind is Kind.DOUBT] == [NOW_MS]
    [doubt] = [each for each in doubts(desk.store, NOW_MS) if each.kind == WITHHELD]
    acknowledging.acknowledge(desk.store, doubt, "the school's line is broken", NOW_MS)
    assert of(look.matters(NOW_MS)[0], Kind.DOUBT) == []  # somebody looked into it
    acknowledging.withdraw(desk.store, doubt)
    assert len(of(look.matters(NOW_MS)[0], Kind.DOUBT)) == 1
    desk.takes(await given(desk.box, desk.signer))
    assert of(look.matters(NOW_MS)[0], Kind.DOUBT) == []


async def test_a_broken_entry_is_a_doubt_that_says_nothing_of_what_is_in_it(desk: Desk, folder: Folder) -> None:
    what = await given(desk.box, desk.signer)
    what.change(what.entries[-1].number, lambda entry: entry[:-1] + bytes([entry[-1] ^ 1]))
    desk.takes(what)
    found, _ = Look(desk, folder).matters(NOW_MS)
    assert of(found, Kind.DOUBT)
    assert all(each.startswith("Cedar Creek: ") and "Entry" not in each for each in of(found, Kind.DOUBT))


def test_each_kind_of_doubt_has_words_of_its_own() -> None:
    shows = {WITHHELD, exposing.ROLLED_BACK, exposing.STATE, exposing.BEHIND, exposing.DAMAGED, exposing.LOST_NOTICE}
    assert set(SAYS) >= {*DoubtKind, *shows, exposing.OVERDUE, exposing.RECEIPT_MISSING}


async def test_access_that_ends_soon_is_told_of_and_a_new_one_ends_it(desk: Desk, tmp_path: Path) -> None:
    ends = datetime.datetime.fromtimestamp(NOW_MS / 1000, datetime.UTC) + datetime.timedelta(days=50)
    folder = identity(tmp_path, ends.replace(microsecond=0))
    look = Look(desk, folder)
    [says] = of(look.matters(NOW_MS)[0], Kind.CERTIFICATE_ENDING)
    assert says.startswith(f"This office's access to the district ends {local(int(ends.timestamp()) * 1000)}. ")
    assert "handbell office access FOLDER" in says
    identity(tmp_path)
    assert of(look.matters(NOW_MS)[0], Kind.CERTIFICATE_ENDING) == []


async def test_a_damaged_store_is_told_of_and_ends_nothing(desk: Desk, folder: Folder) -> None:
    desk.takes(await given(desk.box, desk.signer))
    desk.store.run("UPDATE stream SET sealed = zeroblob(60) WHERE open = 1")
    found, whole = Look(desk, folder).matters(NOW_MS)
    assert not whole
    assert any("handbell office verify" in each for each in of(found, Kind.DOUBT))


async def test_what_only_a_look_at_the_doubts_finds_damaged_stays_so_until_the_next_one(
    desk: Desk, folder: Folder
) -> None:
    desk.takes(await given(desk.box, desk.signer))
    with desk.store.writing():
        desk.store.doubt(Doubt(desk.box.vault.building, b"", 1, "chain", "any"), NOW_MS)
    desk.store.run("UPDATE doubt SET sealed = zeroblob(60)")
    look = Looking(folder, desk.store, desk.keyring, lambda: 0.0)
    assert [look.matters(NOW_MS)[1] for _ in range(2)] == [False, False]


async def test_a_server_that_is_away_is_told_of_after_ten_minutes(desk: Desk, folder: Folder) -> None:
    away = Look(desk, folder).away()
    begun = looked(ToldSoFar(), [away], NOW_MS)
    assert begun.owed == ()
    assert len(looked(begun, [away], NOW_MS + AWAY_STANDS_MS).owed) == 1


async def test_the_same_thing_has_the_same_id_also_after_a_restart(desk: Desk, folder: Folder) -> None:
    desk.takes(await given(desk.box, desk.signer))
    first = [each.id for each in Look(desk, folder).matters(NOW_MS)[0]]
    assert first == [each.id for each in Look(desk, folder).matters(NOW_MS + MINUTE_MS)[0]]
