"""Tests records through the years: what is due is destroyed and can be opened by nobody who has the disk; everything else still can."""

import asyncio
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from appliance.commands import log as log_command
from appliance.commands import receipt as receipt_command
from appliance.core.ground.words import Outcome
from appliance.plan.model import Retention
from appliance.receipt.paper import text
from appliance.record.words import FactId, FieldId, ItemId, Klass
from tests.appliance.engine.years import opened_by_a_thief, traces, years_at
from tests.appliance.receipt.taken import receipt_for
from tests.appliance.record.telling import TEN_MS
from tests.patience import patient

pytestmark = pytest.mark.slow

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
        [certificate] = await box.retention.destroy_due()
        assert (certificate.incident, certificate.classes, certificate.keys, certificate.wraps) == (hurt, (D,), 1, 1)
        assert await box.classes_read(hurt) == {A, B, C}
        assert await box.classes_read(other) == {A, B, C, D}
        wraps += await box.wraps()
        left = opened_by_a_thief(tmp_path, wraps)
        gone = before - left
        assert len(gone) == 1
        assert opened_by_a_thief(tmp_path, wraps, from_a_backup=True) == left, "nor with the wraps of an old backup"
        assert traces(tmp_path, [wrap for wrap in wraps if (wrap.stream, wrap.key_no) in gone]) == 0
        assert box.vault.reading_keys.condemned() == ()
        assert "2026-W36" not in box.vault.reading_keys.weeks()
    async with years_at(tmp_path, MEDICAL_OVER) as box:
        assert await box.certificates() == [certificate]
        [(number, told)] = [(at, event) for at, _, event in await box.queries.told_of(hurt) if event == certificate]
        after, before = await box.queries.told_of(hurt, after=number), await box.queries.told_of(hurt, after=number - 1)
        assert told not in [event for *_, event in after] and told in [event for *_, event in before]
        folded, untouched = await box.records.open(hurt), await box.records.open(other)
        assert folded is not None and untouched is not None
        [gone_by] = folded.destroyed
        assert (gone_by.number, gone_by.rule) == (number, "injury, 5 years after the end of that year")
        assert untouched.destroyed == []
        assert await box.classes_read(hurt) == {A, B, C}
        assert await box.classes_read(other) == {A, B, C, D}
        assert await box.retention.due() == [], (
            "what was destroyed is not due any more, though the rest is kept for years"
        )
        assert await box.retention.destroy_due() == [], "nothing is destroyed twice"
        await box.turn_to(OVER)
        assert [each.classes for judged in await box.retention.due() for each in judged.verdict.due] == [(A, B, C)]


async def test_at_the_end_a_whole_record_goes_and_what_was_not_its_own_stays(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        gone = await box.record()
        never_offered, unfinished = await box.record(offered=False), await box.record(reviewed=False)
        await box.turn_to(OVER)
        young = await box.record()
        certificates = await box.retention.destroy_due()
        assert [(each.incident, each.classes) for each in certificates] == [(gone, (D,)), (gone, (A, B, C))]
        assert sum(each.keys for each in certificates) == 4
        assert [event for _, _, event in await box.queries.told_of(gone)] == certificates
        left = await box.records.open(gone)
        assert left is not None and not left.live and not left.versions
        assert [(each.classes, each.keys, each.wraps) for each in left.destroyed] == [((D,), 1, 1), ((A, B, C), 3, 3)]
        for kept in (never_offered, unfinished, young):
            assert await box.classes_read(kept) == {A, B, C, D}
    async with years_at(tmp_path, OVER) as box:
        assert box.engine.board.index.plan.kept.approved, "what stands is still read"
        assert await box.certificates() == certificates


async def test_a_record_is_found_by_its_number_among_others_and_among_those_that_are_gone(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        gone = [await box.call(Outcome.TEST) for _ in range(3)]
        kept = [await box.record() for _ in range(2)]
        gone.append(await box.call(Outcome.TEST))
        kept.append(await box.record())
        assert [await box.records.numbered(number) for number in range(9)] == [
            None,
            *gone[:3],
            *kept[:2],
            gone[3],
            kept[2],
            None,
        ]
        await box.turn_to(date(2028, 9, 5))
        assert {each.incident for each in await box.retention.destroy_due()} == set(gone)
        assert [await box.records.numbered(number) for number in range(9)] == [
            *([None] * 4),
            *kept[:2],
            None,
            kept[2],
            None,
        ]


async def test_a_held_record_outlives_everything_and_goes_once_it_is_released(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        held = await box.record()
        await box.hold(held)
        await box.turn_to(date(2060, 1, 6))
        assert await box.retention.due() == []
        assert await box.retention.destroy_due() == []
        assert await box.classes_read(held) == {A, B, C, D}
        await box.hold(held, on=False)
        assert {klass for each in await box.retention.destroy_due() for klass in each.classes} == {A, B, C, D}


async def test_nothing_is_destroyed_while_nobody_approved_the_schedule(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN, Retention()) as box:
        record = await box.record()
        await box.turn_to(OVER)
        assert [judged.incident for judged in await box.retention.due()] == [record]
        assert "nobody approved" in box.retention.why_not()
        assert await box.retention.destroy_due() == []
        assert await box.classes_read(record) == {A, B, C, D}


async def test_on_low_battery_nothing_is_destroyed_until_power_is_back(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        record = await box.record()
        await box.turn_to(OVER)
        box.engine.heard.spares_power = True
        assert "on low battery" in box.retention.why_not()
        assert await box.retention.destroy_due() == []
        box.engine.heard.spares_power = False
        assert {each.incident for each in await box.retention.destroy_due()} == {record}


async def test_a_wrap_of_this_week_goes_at_once_and_its_reading_key_when_the_week_is_over(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        record = await box.record()
        await box.hold(record)
        await box.turn_to(OVER)
        await box.write(
            record, box.fact(record, "summary", "", "Written years later.")
        )  # a new key of a class, made this week
        await box.hold(record, on=False)
        wraps = await box.wraps(record)
        await box.turn_to(date(2041, 1, 8))
        last = await box.record()
        wraps += await box.wraps(record)
        this_week = box.vault.reading_keys.weeks()[-1]
        await box.write(record, box.fact(record, "account.addition", "account-1", "Once more."))
        await box.turn_to(date(2048, 3, 4))
        assert await box.retention.destroy_due()
        assert opened_by_a_thief(tmp_path, wraps) <= opened_by_a_thief(tmp_path, await box.wraps())
        assert await box.classes_read(last) == set(), "it was due as well"
        assert this_week not in box.vault.reading_keys.weeks()


async def test_a_test_goes_after_a_year_and_takes_no_reading_key_of_the_kept_with_it(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        tested, record = await box.call(Outcome.TEST), await box.record()
        await box.turn_to(date(2027, 9, 7))
        [certificate] = await box.retention.destroy_due()
        assert (certificate.incident, certificate.classes) == (tested, (A,))
        assert "2026-W36" not in box.vault.reading_keys.weeks()
        assert await box.classes_read(record) == {A, B, C, D}
        await box.turn_to(OVER)
        assert {each.incident for each in await box.retention.destroy_due()} == {record}


async def test_receipts_still_prove_and_the_log_verifies_and_names_the_certificate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        record = await box.record()
        folded = await box.records.open(record)
        assert folded is not None
        entry = folded.versions[FactId(FieldId("account.text"), ItemId("account-1"))][-1].number
        receipt = tmp_path / "receipt.txt"
        receipt.write_text(text(await receipt_for(box.logbook, box.vault, entry)))
        await box.turn_to(OVER)
        assert len(await box.retention.destroy_due()) == 2
    folders = ("--data", str(tmp_path), "--run", str(tmp_path / "run"))
    assert await asyncio.to_thread(receipt_command.main, ["check", str(receipt), *folders]) == 0
    assert "PROVEN" in capsys.readouterr().out
    assert await asyncio.to_thread(log_command.main, ["verify", *folders]) == 0
    assert await asyncio.to_thread(log_command.main, ["show", *folders, "--last", "200"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Destroyed by rule (injury, 5 years after the end of that year): 1 key and 1 wrap of medical facts" in shown


async def test_while_a_logbook_set_aside_may_need_them_no_reading_key_of_its_time_goes(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        record = await box.record()
        await box.turn_to(OVER)
        wraps = await box.wraps(record)
        aside = tmp_path / "logbook" / "set-aside" / "20260903T100000" / "logbook.db"
        aside.parent.mkdir(parents=True)
        aside.touch()
        os.utime(aside, (TEN_MS / 1000 + 86_400, TEN_MS / 1000 + 86_400))
        assert await box.retention.destroy_due()
        assert await box.classes_read(record) == set()
        assert opened_by_a_thief(tmp_path, wraps) == set(), "its wraps are gone all the same"
        assert "2026-W36" in box.vault.reading_keys.weeks()
        aside.unlink()
        assert await box.retention.destroy_due() == []
        assert "2026-W36" not in box.vault.reading_keys.weeks()


async def test_what_is_written_after_its_class_was_destroyed_has_a_key_of_its_own(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        record = await box.record()
        await box.turn_to(MEDICAL_OVER)
        assert await box.retention.destroy_due()
        assert await box.classes_read(record) == {A, B, C}
        await box.write(record, box.fact(record, "person.impact", "person-1", "still afraid"))
        assert await box.classes_read(record) == {A, B, C, D}
        folded = await box.records.open(record)
        assert folded is not None
        assert FactId(FieldId("injury.body_part"), ItemId("injury-1")) not in folded.versions
    async with years_at(tmp_path, MEDICAL_OVER) as box:
        assert await box.classes_read(record) == {A, B, C, D}


async def test_while_a_call_is_open_nothing_is_destroyed(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        record = await box.record()
        await box.turn_to(OVER)
        raised = await box.press()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await box.retention.destroy_due()
        assert await box.classes_read(record) == {A, B, C, D}
        await box.answer(raised)
        async with patient():
            assert await box.retention.destroy_due()


async def test_a_clock_that_jumped_ahead_destroys_nothing_for_a_week(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        record = await box.record()
        box.calendar.day = OVER
        assert "its clock may have jumped" in box.retention.why_not()
        assert await box.retention.destroy_due() == []
        assert await box.classes_read(record) == {A, B, C, D}
        await box.turn_to(OVER + timedelta(days=7))
        assert box.retention.why_not() == ""


async def test_a_record_of_which_something_cannot_be_read_is_kept_because_that_may_be_a_hold(tmp_path: Path) -> None:
    async with years_at(tmp_path, BEGAN) as box:
        record = await box.record()
        await box.turn_to(date(2027, 3, 2))
    async with years_at(tmp_path, date(2027, 3, 2)) as box:
        await box.hold(record)
        hidden = tmp_path / "keys" / "reading" / "2027-W09.key"
    kept = hidden.read_bytes()
    hidden.unlink()
    (tmp_path / "keys" / "copies" / "reading" / hidden.name).unlink()
    async with years_at(tmp_path, OVER) as box:
        assert await box.retention.destroy_due() == []
        assert await box.classes_read(record) == {A, B, C, D}
    hidden.write_bytes(kept)
    hidden.chmod(0o600)
    async with years_at(tmp_path, OVER) as box:
        assert await box.retention.destroy_due() == [], "it was a hold"
