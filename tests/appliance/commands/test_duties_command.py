"""`handbell duties`, from files to a box at the other end of its desk line: what is refused, what counts, and what people read of it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.commands.duties import main
from appliance.core.listed.commands import AdoptDuties
from appliance.doors.peer import Rights
from appliance.listed.files import is_calendar
from appliance.listed.keeper import ListedKeeper
from appliance.listed.shipped import SHIPPED, shipped
from appliance.plan.document import digest
from tests.appliance.calendars.written_events import SCHOOL_YEAR, all_day, ics
from tests.appliance.doors.harness import Harness, running_harness
from tests.appliance.duties.adopted.test_calendar_file import WRITTEN
from tests.appliance.duties.written_rules import own_rule
from tests.patience import until

OWN = '[set]\nname = "own"\ntitle = "Our own"\n' + own_rule('{ field = "restraint_used", is = true }')


@pytest.fixture
def calendar(tmp_path: Path) -> Path:
    file = tmp_path / "school.toml"
    file.write_text(WRITTEN, encoding="utf-8")
    return file


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "ours.toml"
    file.write_text(OWN, encoding="utf-8")
    return file


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[Harness]:
    async with running_harness(tmp_path, Rights.here()) as harness:
        yield harness


@pytest.fixture
async def harness_for_desks(tmp_path: Path) -> AsyncIterator[Harness]:
    """A box at which the caller is nobody who keeps it."""
    async with running_harness(tmp_path, ForDesks(0, None)) as harness:
        yield harness


class ForDesks(Rights):
    """Rights by which nobody may do what only administrators do."""

    def may_adopt(self, peer: object) -> bool:
        return False


# ---- files


def test_rules_and_a_calendar_are_told_apart_and_summed_up(
    calendar: Path, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "neutral", str(own), str(calendar)]) == 0
    told = capsys.readouterr().out
    assert "Our own (own): 1 rule\n" in told
    neutral = shipped("neutral").text.count("[[rule]]\n")
    assert f"Sound. {neutral + 1} rules count together." in told
    assert "Mesa Elementary: 1 school year, 4 entries that are not as usual" in told
    assert "    Thu 26 Nov to Fri 27 Nov 2026: Thanksgiving (no school)" in told
    assert "    Fri 30 Oct 2026: a half day (school until 11:30)" in told


def test_files_with_mistakes_are_refused_whole_and_every_line_is_named(
    calendar: Path, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own.write_text(OWN.replace("restraint_used", "restraint_usd").replace('owes = "', 'owes = "x'), encoding="utf-8")
    calendar.write_text(WRITTEN.replace('"15:30"', '"25:30"'), encoding="utf-8")
    assert main(["check", "neutral", str(own), str(calendar)]) == 1
    out, told = capsys.readouterr()
    assert out == ""
    assert f"{calendar}:3: calendar.ends:" in told
    assert "ours.toml:" in told and "restraint_usd" in told and "rule[0].owes" in told
    assert "3 mistakes. Correct them and check again; nothing was changed." in told


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff\xfe", "no text in UTF-8"),
        (b"", "The set has no name."),
        (b"x" * 300_000, "longer than"),
        (b"[calendar]\n", "There is no school year in this file."),
    ],
)
def test_a_file_that_is_neither_is_refused_in_words(
    tmp_path: Path, data: bytes, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "odd.toml").write_bytes(data)
    assert main(["check", str(tmp_path / "odd.toml")]) == 1
    assert says in capsys.readouterr().err


def test_two_calendars_and_a_file_that_is_not_there_are_refused(
    calendar: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(calendar), str(calendar)]) == 1
    assert "has a school calendar too" in capsys.readouterr().err
    assert main(["check", str(tmp_path / "nowhere.toml")]) == 1
    assert "nowhere.toml could not be used" in capsys.readouterr().err


def test_every_shipped_set_is_printed_as_a_beginning_and_is_no_calendar(capsys: pytest.CaptureFixture[str]) -> None:
    for name in SHIPPED:
        assert main(["example", name]) == 0
        assert capsys.readouterr().out == shipped(name).text
        assert not is_calendar(shipped(name).text)


def test_the_calendar_to_begin_with_is_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["example", "calendar"]) == 0
    file = tmp_path / "calendar.toml"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["check", str(file)]) == 0
    assert "Fox Hollow Elementary: 1 school year, 4 entries" in capsys.readouterr().out
    file.write_text(
        file.read_text(encoding="utf-8").replace("# [[no_s", "[[no_s").replace("# first", "first"), encoding="utf-8"
    )
    assert main(["check", str(file)]) == 1, "what stands as a remark is an entry once the marks are gone"
    text = file.read_text(encoding="utf-8").replace("# why", "why").replace("# declared", "declared")
    file.write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert main(["check", str(file)]) == 0
    assert "Wed 2 Dec 2026: a snow day (no school)" in capsys.readouterr().out


def test_a_calendar_is_made_of_an_ics_file_and_checked_and_what_is_left_out_stands_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "district.ics", tmp_path / "made.toml"
    days = all_day("20261123", "Thanksgiving Break", "20261128"), all_day("20261030", "Early release")
    file.write_bytes(ics(*SCHOOL_YEAR, *days, all_day("20261006", "Picture day")))
    words = ["calendar", str(file), "-o", str(out), "--name", "Mesa", "--ends", "15:30"]
    assert main(words) == 1
    assert "district.ics:21: " in (told := capsys.readouterr().err)
    assert "Give --half-day-ends" in told
    assert not out.exists(), "nothing is written where something is wrong"
    assert main([*words, "--half-day-ends", "11:30"]) == 0
    assert "1 entry left out" in capsys.readouterr().out
    assert '# left out: line 26: Tue 6 Oct: "Picture day"' in out.read_text(encoding="utf-8")
    assert main(["check", str(out)]) == 0
    assert "Fri 30 Oct 2026: Early release (school until 11:30)" in capsys.readouterr().out


def test_a_calendar_is_made_of_a_table_and_printed_where_no_file_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "days.csv"
    file.write_bytes("\ufeffdate,kind,why\r\n2026-11-26,holiday,Thanksgiving\r\n".encode())
    assert main(["calendar", str(file)]) == 1
    assert "Give each with --year" in capsys.readouterr().err
    assert main(["calendar", str(file), "--year", "2026-08-13..2027-05-27"]) == 0
    made = tmp_path / "made.toml"
    made.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["check", str(made)]) == 0
    assert "Thu 26 Nov 2026: Thanksgiving (offices are closed)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["calendar", "x.ics", "--year", "2026"], "--year: write first and last day"),
        (["calendar", "x.ics", "--year", "2027-05-27..2026-08-13"], "the first day comes before the last"),
        (["calendar", "x.ics", "--ends", "half past"], '--ends: "half past" is no time'),
        (["closing", "2026-12-02", "--why", " "], "--why: say it in"),
        (
            ["closing", "12/2/2026", "--why", "snow"],
            'DATE: "12/2/2026" is no day. Write year, month and day: 2026-12-02.',
        ),
        (["closing", "2026-02-30", "--why", "snow"], 'DATE: "2026-02-30" is no day.'),
        (["closing", "20261202", "--why", "snow", "--withdraw"], 'DATE: "20261202" is no day.'),
        (["closing", "2026-12-02", "--to", "Friday", "--why", "snow"], '--to: "Friday" is no day.'),
        (["closing", "2026-12-02", "--why", "snow", "--by", ""], "--by: give first and last name"),
        (["closing", "2026-12-02", "--why", "snow", "--withdraw", "--to", "2026-12-03"], "--withdraw takes one DATE"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert says in capsys.readouterr().err


def test_a_rule_is_shown_with_its_source_and_mark(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "point-of-contact", "--file", "neutral"]) == 0
    told = capsys.readouterr().out
    assert "owed: Name a point of contact for the educator" in told
    assert "source: Roadmap for district leaders" in told
    assert "mark: verify: to be confirmed by the district's attorney" in told
    assert max(map(len, told.splitlines())) <= 80
    assert main(["show", "point-of-contct", "--file", "neutral"]) == 1
    assert 'Did you mean "point-of-contact"?' in capsys.readouterr().err


def test_all_rules_are_shown_each_with_source_and_mark(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "all", "--file", "neutral", "--file", str(own)]) == 0
    told = capsys.readouterr().out
    assert told.startswith('"Owed" means: listed by your district. This is no legal advice.\n')
    assert told.count("; verify: ") + told.count("verify: to") >= 28
    assert "verified by the attorney on 2026-08-01" in " ".join(told.split())


def test_where_no_box_answers_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "all", "--socket", str(tmp_path / "nowhere.sock")]) == 2
    assert "nowhere.sock" in capsys.readouterr().err


# ---- a box


async def run(harness: Harness, *words: str) -> int:
    return await asyncio.to_thread(main, [*words, "--socket", str(harness.socket)])


async def test_what_is_adopted_counts_and_is_shown(
    harness: Harness, calendar: Path, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(harness, "show", "all") == 0
    told = capsys.readouterr().out
    assert "No rules were adopted: the neutral set that is shipped counts." in told
    assert "No school calendar was adopted: days from Monday to Friday count" in told
    assert await run(harness, "adopt", "neutral", str(own), str(calendar), "--by", "R. Ortiz") == 0
    assert "Rules adopted: " in (told := capsys.readouterr().out)
    assert "School calendar adopted: " in told
    found = await ListedKeeper(harness.engine).known()
    assert [each.name for each in found.rules.sets] == ["neutral", "own"]
    assert (found.calendar_name, found.rules_by) == ("Mesa Elementary", "R. Ortiz")
    assert await run(harness, "show", "calendar") == 0
    assert "Thu 26 Nov to Fri 27 Nov 2026: Thanksgiving (no school)" in (told := capsys.readouterr().out)
    assert f"Rules {found.rules_digest[:12]}, adopted on " in told
    assert await run(harness, "adopt", str(calendar)) == 1
    assert "Not done. That was known already." in capsys.readouterr().err


async def test_a_file_with_mistakes_reaches_no_box(
    harness: Harness, own: Path, calendar: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own.write_text(OWN.replace("restraint_used", "restraint_usd"), encoding="utf-8")
    assert await run(harness, "adopt", str(own), str(calendar)) == 1
    assert "ours.toml:" in capsys.readouterr().err
    assert not harness.engine.board.listed.entries


async def test_a_closing_is_declared_shown_and_withdrawn(harness: Harness, capsys: pytest.CaptureFixture[str]) -> None:
    today = datetime.fromtimestamp(harness.engine.clock.now().wall_ms / 1000, UTC).date()
    first, last = f"{today + timedelta(days=3)}", f"{today + timedelta(days=4)}"
    assert await run(harness, "closing", first, "--to", last, "--why", "a snow day") == 0
    assert f"Declared: no school on {first} to {last}, a snow day." in capsys.readouterr().out
    assert await run(harness, "closing", last, "--why", "ice") == 1
    assert "A closing was declared on one of these days already." in capsys.readouterr().err
    assert await run(harness, "closing", last, "--why", "the storm passed", "--withdraw") == 0
    assert await run(harness, "closing", last, "--why", "ice", "--ends", "12:00") == 0
    capsys.readouterr()
    assert await run(harness, "show", "closings") == 0
    told = capsys.readouterr().out
    assert ": a snow day (no school); declared on " in told
    assert "  withdrawn on " in told and ": the storm passed" in told
    assert ": ice (school until 12:00)" in told
    calendar = (await ListedKeeper(harness.engine).known()).calendar
    assert calendar.day(today + timedelta(days=4)).why == "ice"


async def test_whoever_does_not_keep_the_box_may_adopt_and_declare_nothing(
    harness_for_desks: Harness, calendar: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["adopt", str(calendar)], ["adopt", "neutral"], ["closing", "2026-12-02", "--why", "snow"]):
        assert await run(harness_for_desks, *words) == 1
        assert "Only root and the group handbell-admin may" in capsys.readouterr().err
    assert await run(harness_for_desks, "closing", "2026-12-02", "--why", "no snow", "--withdraw") == 1
    assert not harness_for_desks.engine.board.listed.entries
    assert await run(harness_for_desks, "show", "all") == 0


async def test_what_a_later_release_adopted_is_named_where_rules_are_shown(
    harness: Harness, capsys: pytest.CaptureFixture[str]
) -> None:
    later = b'{"files":[],"format":"handbell-duties","version":9}'
    await harness.engine.submit(AdoptDuties(by="R. Ortiz", digest=digest(later), document=later)).kept
    assert await run(harness, "show", "all") == 0
    told = capsys.readouterr().out
    assert f"The rules {digest(later)[:8]} that were adopted: " in told
    assert "Update the box first." in told
    assert "for district leaders" in told, "the neutral set counts, and is shown"
    await until(lambda: "rules-unreadable:" in harness.engine.board.troubles)
