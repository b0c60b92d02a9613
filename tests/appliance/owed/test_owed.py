"""What is owed by all records is always what would be derived anew from each: whatever is written, adopted, declared or destroyed. And a
record is derived anew only where something of it changed.
"""

import asyncio
import math
import random
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from appliance.core.calls.commands import RaiseCall
from appliance.core.calls.events import CallRaised
from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.place import Place
from appliance.core.ground.words import Door, Source
from appliance.core.listed.commands import AdoptDuties, DeclareClosing, WithdrawClosing
from appliance.duties.adopted.rules_document import to_document as rules_document
from appliance.duties.deriving import derive
from appliance.duties.duty import Duty, State
from appliance.duties.rules import RuleId
from appliance.engine.outcome import Done
from appliance.listed.shipped import SHIPPED, shipped
from appliance.owed.of_record import OfRecord
from appliance.owed.owed import Owed
from appliance.plan.document import digest, to_document
from appliance.plan.ids import ButtonId, IncidentId, RoomId
from appliance.plan.model import Kind
from appliance.record.derived import derived
from appliance.record.events import DutyNoted, RecordViewed
from appliance.record.words import ItemId, Klass, Value
from tests.appliance.engine.years import SOMEBODY, Years, years_at
from tests.patience import patient
from tests.rounds import seeds

DAY = date(2026, 11, 25)
WRITTEN: tuple[tuple[str, str, tuple[Value, ...]], ...] = (
    ("event_kind", "", ("happened", "near-miss", "nothing")),
    ("anyone_hurt", "", (True, False)),
    ("students_present", "", (0, 12)),
    ("room_action", "", (("lockdown",), ("none",))),
    ("person.role", "person-1", ("affected", "witness")),
    ("person.type", "person-1", ("teacher", "student")),
    ("restraint_used", "", (True, False)),
)


@pytest.fixture(autouse=True)
def _in_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a list end with the last record, and never because time is over."""
    monkeypatch.setattr("appliance.owed.owed.ASKED_WITHIN_S", math.inf)


def owed_of(box: Years) -> Owed:
    return Owed(box.engine, box.records, box.logbook, box.queries, breath_s=0)


async def as_derived_anew(owed: Owed, box: Years, incidents: list[IncidentId]) -> dict[IncidentId, list[Duty]]:
    """Give what each record owes, as plainly as can be."""
    listed, index = await owed.listed.known(), box.engine.board.index
    found: dict[IncidentId, list[Duty]] = {}
    for incident in incidents:
        record = await box.records.read_apart(incident)
        if record is not None and (record.live or record.versions):
            duties = derive(record, derived(record, index), listed.rules.rules, listed.calendar)
            waiting = [duty for duty in duties if duty.state in (State.OPEN, State.NOT_YET)]
            found |= {incident: waiting} if waiting else {}
    return found


async def all_of(owed: Owed) -> dict[IncidentId, list[Duty]]:
    return {incident: waiting(of) for incident, of in (await whole(owed)).items()}


async def whole(owed: Owed) -> dict[IncidentId, OfRecord]:
    of_all, unread = await owed.all()
    assert unread == 0
    return {each.incident: each for each in of_all}


def waiting(of: OfRecord) -> list[Duty]:
    return [owing.duty for owing in of.owing if owing.waits_for_somebody]


async def is_read(box: Years, incident: IncidentId) -> None:
    viewed = RecordViewed(incident=incident, by=SOMEBODY, klass=Klass.OPERATIONAL, classes=(Klass.STUDENT,))
    await box.write(incident, viewed)


async def adopts_rules(box: Years, *names: str) -> None:
    document = rules_document([shipped(name) for name in names])
    await box.engine.submit(AdoptDuties(by="R. Ortiz", digest=digest(document), document=document)).kept


async def adopts_plan(box: Years, timezone: str) -> None:
    plan = msgspec.structs.replace(box.engine.board.index.plan, timezone=timezone)
    document = to_document(plan)
    await box.engine.submit(AdoptPlan(document=document, digest=digest(document), plan=plan)).kept


async def declares(box: Years, rng: random.Random) -> None:
    day = f"{DAY + timedelta(days=rng.randrange(1, 8))}"
    await box.engine.submit(DeclareClosing(by="A. Chen", first=day, last=day, why="a snow day")).kept
    if rng.random() < 0.5:
        await box.engine.submit(WithdrawClosing(by="A. Chen", day=day, why="it melted")).kept


async def does(box: Years, incidents: list[IncidentId], rng: random.Random) -> set[IncidentId]:
    """Let anything happen. Give the records of which something may be owed otherwise now."""
    incident, all_of_them = rng.choice(incidents), set(incidents)
    match rng.randrange(10):
        case 0:
            still_open = next(iter(box.engine.board.incidents), None)
            if still_open is not None:
                await box.answer(still_open)
                return {still_open}
            incidents.append(await box.press())
        case 1 if not box.engine.board.incidents:
            incidents.append(await box.call())
        case 2:
            note = DutyNoted(
                incident=incident,
                by=SOMEBODY,
                klass=Klass.STUDENT,
                rule=RuleId("time-for-others"),
                about=ItemId(""),
                confirms="that it is so",
                done=rng.random() < 0.7,
            )
            await box.write(incident, note)
            return {incident}
        case 3:
            await adopts_rules(box, *rng.sample(SHIPPED, rng.randint(1, 2)))
            return all_of_them
        case 4:
            await declares(box, rng)
            return all_of_them
        case 5 if rng.random() < 0.5:
            await adopts_plan(box, rng.choice(("America/Denver", "UTC", "America/New_York")))
            return all_of_them
        case 6 | 7:
            await is_read(box, incident)
        case _:
            name, item, values = rng.choice(WRITTEN)
            await box.write(incident, box.fact(incident, name, item, rng.choice(values)))
            return {incident}
    return set()


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds("owed", 3))
async def test_whatever_happens_it_is_what_would_be_derived_anew_and_nothing_else_is_derived_again(
    tmp_path: Path, seed: str
) -> None:
    rng = random.Random(seed)
    async with years_at(tmp_path, DAY) as box:
        owed, incidents = owed_of(box), [await box.call() for _ in range(3)]
        seen, kept, before = 0, 0, dict[IncidentId, OfRecord]()
        for _ in range(40):
            changed = await does(box, incidents, rng)
            found = await whole(owed)
            for incident in before.keys() - changed:
                assert found[incident] is before[incident], "nothing of it changed, so it is not derived again"
                kept += 1
            before, duties = found, {incident: waiting(of) for incident, of in found.items()}
            seen += sum(map(len, duties.values()))
            assert duties == await as_derived_anew(owed, box, incidents)
        assert seen and kept, "something was owed meanwhile, and some of it was kept"
        fresh = await all_of(owed_of(box))
        assert fresh == await all_of(owed), "a start finds the same"


async def test_a_record_that_somebody_read_is_not_derived_again(tmp_path: Path) -> None:
    async with years_at(tmp_path, DAY) as box:
        owed, incidents = owed_of(box), [await box.record(reviewed=False) for _ in range(3)]
        before = await whole(owed)
        await is_read(box, incidents[0])
        assert await whole(owed) == before
        assert all(of is before[incident] for incident, of in (await whole(owed)).items())
        await box.write(incidents[1], box.fact(incidents[1], "students_present", "", 12))
        after = await whole(owed)
        assert [after[each] is before[each] for each in incidents] == [True, False, True]


async def test_once_a_damaged_record_was_brought_back_everything_is_derived_again(tmp_path: Path) -> None:
    async with years_at(tmp_path, DAY) as box:
        owed, incident = owed_of(box), await box.record(reviewed=False)
        box.logbook.whole.clear()
        missing = (await whole(owed))[incident]
        assert (await whole(owed))[incident] is missing, (
            "as long as entries are still brought back, what is known is kept"
        )
        box.logbook.whole.set()
        found = (await whole(owed))[incident]
        assert found is not missing and (await whole(owed))[incident] is found


async def test_what_a_desk_had_derived_is_not_derived_again_for_the_list(tmp_path: Path) -> None:
    async with years_at(tmp_path, DAY) as box:
        owed, incident = owed_of(box), await box.record(reviewed=False)
        record = await box.records.open(incident)
        assert record is not None
        of = await owed.of(record)
        assert (await whole(owed))[incident] is of


async def test_a_record_that_is_destroyed_owes_nothing_any_more(tmp_path: Path) -> None:
    async with years_at(tmp_path, DAY) as box:
        owed, incident = owed_of(box), await box.record()
        assert incident in await all_of(owed)
        await box.turn_to(date(2033, 11, 28))
        await box.retention.destroy_due()
        assert await box.classes_read(incident) == set()
        assert await all_of(owed) == {}


async def test_a_list_gives_what_is_known_in_time_and_counts_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with years_at(tmp_path, DAY) as box:
        incidents = [await box.record(reviewed=False) for _ in range(4)]
        owed = owed_of(box)
        monkeypatch.setattr("appliance.owed.owed.ASKED_WITHIN_S", -1.0)
        assert await owed.all() == ([], 4)
        monkeypatch.setattr("appliance.owed.owed.ASKED_WITHIN_S", math.inf)
        of_all, unread = await owed.all()
        assert ({each.incident for each in of_all}, unread) == (set(incidents), 0)
        monkeypatch.setattr("appliance.owed.owed.ASKED_WITHIN_S", -1.0)
        await box.write(incidents[0], box.fact(incidents[0], "students_present", "", 12))
        monkeypatch.setattr("appliance.owed.owed.ASKED_WITHIN_S", 0.0)
        of_all, unread = await owed.all()
        assert {each.incident for each in of_all} | {incidents[0]} == set(incidents)


async def test_in_the_background_everything_is_looked_at_and_nothing_while_a_call_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.owed.owed.FIRST_S", 0.0)
    monkeypatch.setattr("appliance.owed.owed.ASKED_WITHIN_S", -1.0)
    async with years_at(tmp_path, DAY) as box:
        await box.record(reviewed=False)
        call = await box.press()
        owed = owed_of(box)
        running = asyncio.get_running_loop().create_task(owed.run())
        try:
            for _ in range(20):
                await asyncio.sleep(0)
            assert (await owed.all())[1] == 2, "a call is open"
            await box.answer(call)
            async with patient():
                while (await owed.all())[1]:
                    await asyncio.sleep(0.01)
            assert [each.waits_for_somebody for each in (await owed.all())[0]] == [True]
        finally:
            running.cancel()


async def test_all_of_one_record_is_kept_until_something_changes(tmp_path: Path) -> None:
    async with years_at(tmp_path, DAY) as box:
        owed, incident = owed_of(box), await box.record(reviewed=False)
        record = await box.records.open(incident)
        assert record is not None
        first = await owed.of(record)
        assert first is not None and await owed.of(record) is first
        await box.write(incident, box.fact(incident, "students_present", "", 12))
        record = await box.records.open(incident)
        assert record is not None
        second = await owed.of(record)
        assert second is not None and "time-for-others" in {each.duty.rule for each in second.owing}
        await adopts_rules(box, "neutral", "colorado")
        third = await owed.of(record)
        assert third is not second


async def test_a_tap_out_has_no_record_and_owes_nothing(tmp_path: Path) -> None:
    async with years_at(tmp_path, DAY) as box:
        owed = owed_of(box)
        source = Source(Door.BUTTON, ButtonId("B204-wall"), "tap-out", None)
        place = Place(room=RoomId("B204"))
        raised = await box.engine.submit(RaiseCall(place=place, kind=Kind.TAP_OUT, source=source)).kept
        assert isinstance(raised, Done)
        incident = next(event.incident for event in raised.events if isinstance(event, CallRaised))
        await box.write(incident, box.fact(incident, "event_kind", "", "happened"))
        record = await box.records.open(incident)
        assert record is not None and await owed.of(record) is None
        assert await owed.all() == ([], 0)


async def test_where_adopted_rules_cannot_be_read_nobody_can_tell_that_nothing_is_owed(tmp_path: Path) -> None:
    async with years_at(tmp_path, DAY) as box:
        owed, incident = owed_of(box), await box.record(reviewed=False)
        record = await box.records.open(incident)
        assert record is not None and await owed.open_of(record)
        later = b"of a later release"
        await box.engine.submit(AdoptDuties(by="R. Ortiz", digest=digest(later), document=later)).kept
        assert await owed.open_of(record) is None
        await adopts_rules(box, "neutral")
        assert await owed.open_of(record)
