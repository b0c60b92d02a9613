"""Records through the years: what is due is destroyed and can be opened by nobody who has the disk; everything else still can."""

from datetime import date
from pathlib import Path

from appliance.core.words import Outcome
from appliance.plan.model import Retention
from appliance.record.words import Klass
from tests.appliance.engine.years import opened_by_a_thief, traces, years_at

A, B, C, D = Klass
BEGAN = date(2026, 9, 1)
MEDICAL_OVER, OVER = date(2032, 1, 6), date(2033, 9, 6)


async def test_medical_facts_of_one_record_go_and_nobody_with_the_whole_disk_opens_them_again(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        hurt, other = await box.record(), await box.record()
        await box.hold(other)
        wraps = await box.wraps()
        before = opened_by_a_thief(tmp_path, wraps)
        assert len(before) == len({(wrap.stream, wrap.key_no) for wrap in wraps}), "a thief opens everything first"
        await box.turn_to(MEDICAL_OVER)
        [certificate] = await box.keeping.destroy_due()
        assert (certificate.incident, certificate.classes, certificate.keys, certificate.wraps) == (hurt, (D,), 1, 1)
        assert await box.classes_read(hurt) == {A, B, C}
        assert await box.classes_read(other) == {A, B, C, D}
        wraps += await box.wraps()
        left = opened_by_a_thief(tmp_path, wraps)
        gone = before - left
        assert len(gone) == 1
        assert opened_by_a_thief(tmp_path, wraps, from_a_backup=True) == left, "nor with the wraps of an old backup"
        assert traces(tmp_path, [wrap for wrap in wraps if (wrap.stream, wrap.key_no) in gone]) == 0
        assert box.vault.reading.condemned() == ()
        assert "2026-W36" not in box.vault.reading.weeks()
    async with years_at(tmp_path, MEDICAL_OVER) as box:
        assert await box.certificates() == [certificate]
        assert await box.classes_read(hurt) == {A, B, C}
        assert await box.classes_read(other) == {A, B, C, D}
        assert await box.keeping.destroy_due() == [], "nothing is destroyed twice"


async def test_at_the_end_a_whole_record_goes_and_what_was_not_its_own_stays(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        gone = await box.record()
        never_offered, unfinished = await box.record(offered=False), await box.record(reviewed=False)
        await box.turn_to(OVER)
        young = await box.record()
        certificates = await box.keeping.destroy_due()
        assert [(each.incident, each.classes) for each in certificates] == [(gone, (D,)), (gone, (A, B, C))]
        assert sum(each.keys for each in certificates) == 4
        assert await box.queries.told_of(gone) == []
        assert await box.records.open(gone) is None
        for kept in (never_offered, unfinished, young):
            assert await box.classes_read(kept) == {A, B, C, D}
    async with years_at(tmp_path, OVER) as box:
        assert box.engine.board.index.plan.kept.approved, "what stands is still read"
        assert await box.certificates() == certificates


async def test_a_held_record_outlives_everything_and_goes_once_it_is_released(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        held = await box.record()
        await box.hold(held)
        await box.turn_to(date(2060, 1, 6))
        assert await box.keeping.due() == []
        assert await box.keeping.destroy_due() == []
        assert await box.classes_read(held) == {A, B, C, D}
        await box.hold(held, on=False)
        assert {klass for each in await box.keeping.destroy_due() for klass in each.classes} == {A, B, C, D}


async def test_nothing_is_destroyed_while_nobody_approved_the_schedule(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN, Retention()) as box:
        record = await box.record()
        await box.turn_to(OVER)
        assert [judged.incident for judged in await box.keeping.due()] == [record]
        assert "nobody approved" in box.keeping.why_not()
        assert await box.keeping.destroy_due() == []
        assert await box.classes_read(record) == {A, B, C, D}


async def test_a_wrap_of_this_week_goes_at_once_and_its_reading_key_when_the_week_is_over(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        record = await box.record()
        await box.hold(record)
        await box.turn_to(OVER)
        await box.write(
            record, box.fact(record, "summary", "", "Written years later.")
        )  # a new key of a class, this week
        await box.hold(record, on=False)
        wraps = await box.wraps(record)
        await box.turn_to(date(2041, 1, 8))
        last = await box.record()
        wraps += await box.wraps(record)
        this_week = box.vault.reading.weeks()[-1]
        await box.write(record, box.fact(record, "account.addition", "account-1", "Once more."))
        await box.turn_to(date(2048, 3, 4))
        assert await box.keeping.destroy_due()
        assert opened_by_a_thief(tmp_path, wraps) <= opened_by_a_thief(tmp_path, await box.wraps())
        assert await box.classes_read(last) == set(), "it was due as well"
        assert this_week not in box.vault.reading.weeks()


async def test_a_test_goes_after_a_year_and_takes_no_reading_key_of_the_kept_with_it(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        tested, record = await box.call(Outcome.TEST), await box.record()
        await box.turn_to(date(2027, 9, 7))
        [certificate] = await box.keeping.destroy_due()
        assert (certificate.incident, certificate.classes) == (tested, (A,))
        assert "2026-W36" not in box.vault.reading.weeks()
        assert await box.classes_read(record) == {A, B, C, D}
        await box.turn_to(OVER)
        assert {each.incident for each in await box.keeping.destroy_due()} == {record}
