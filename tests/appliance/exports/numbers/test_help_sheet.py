"""Tests the sheet of help that is not police: its whole text as it is kept, and that it has no count that a release hides."""

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.api.desk.plan import PlanFacts
from appliance.exports.html import html
from appliance.exports.numbers.help_sheet import TITLE, help_sheet
from appliance.exports.pdf import pdf
from appliance.exports.plain import plain
from appliance.numbers.call import Call
from appliance.numbers.period import Period
from appliance.numbers.release import Release
from appliance.plan.hours import from_words
from appliance.plan.other_help import SHIPPED, Helper, HelpKind
from tests.appliance.exports.pages import lines_of, words_of
from tests.appliance.numbers.test_release import AUTUMN, SPRING, calls_of, released, year_of

KEPT = Path(__file__).with_name("help_sheet.txt")
MADE_MS = 1_790_000_000_000
FACTS = PlanFacts(
    request=0,
    building="Fox Hollow",
    address="2100 Larkspur Way",
    phone="+1 720 555 0100",
    rooms=(),
    people=(),
    desks=(),
    uncovered=(),
    timezone="America/Denver",
    occupied=from_words("mon-fri 07:30-16:00"),
    other_help=(
        Helper(
            "team", HelpKind.BEHAVIOR_TEAM, "Ana of the district", "720 555 0161", from_words("mon-fri 07:30-16:00")
        ),
        Helper("crisis", HelpKind.MOBILE_CRISIS, "Crisis team", "720 555 0162", from_words("mon-thu 08:00-20:00")),
        Helper(
            "crisis-2", HelpKind.MOBILE_CRISIS, "Crisis team of the city", "720 555 0163", from_words("fri 10:00-12:15")
        ),
        *SHIPPED,
    ),
)


def a_year() -> list[Call]:
    """Give a year in which mobile crisis was called often, a co-responder and a crisis line a few times, the family nearly always."""
    calls = calls_of(year_of(0))
    made = []
    for number, call in enumerate(calls):
        helped = {HelpKind.FAMILY: True} if number % 50 else {}
        if number % 4 == 0:
            helped[HelpKind.MOBILE_CRISIS] = number % 8 == 0
        if number % 18 == 0 or number % 70 == 1:
            helped[HelpKind.CO_RESPONDER] = number % 18 == 0
        if number % 90 == 0:
            helped[HelpKind.CRISIS_LINE] = True
        made.append(replace(call, helped=helped))
    return made


def releases() -> tuple[Release, ...]:
    return tuple(released(a_year(), period) for period in (AUTUMN, SPRING))


def test_the_whole_sheet_is_as_it_is_kept() -> None:
    made = plain(help_sheet(FACTS, releases(), MADE_MS))
    if os.environ.get("HANDBELL_GOLDEN") == "write":
        KEPT.write_text(made, encoding="utf-8")
    assert made == KEPT.read_text(encoding="utf-8")


def test_it_names_no_helper_and_no_number_to_call() -> None:
    page = " ".join(plain(help_sheet(FACTS, releases(), MADE_MS)).split())
    for helper in FACTS.other_help:
        assert helper.name not in page and (not helper.phone or f" {helper.phone} " not in page)


def test_no_count_below_ten_stands_in_a_table_of_calls() -> None:
    page = html(help_sheet(FACTS, releases(), MADE_MS))
    calls = page.partition("Calls, ")[2]
    cells = [words_of(cell) for cell in calls.replace("</td>", "\n").splitlines() if "<td" in cell]
    counts = [int(cell.rpartition(" ")[2]) for cell in cells if cell.rpartition(" ")[2].isdigit()]
    assert counts and min(counts) >= 10
    for words in ("helped: not shown", "helped or not: 19 called", "not called: all but 18 at the most"):
        assert any(cell.endswith(words) for cell in cells), words


def test_a_release_from_before_says_that_nothing_was_counted_and_without_one_there_is_no_count() -> None:
    before = replace(released(a_year(), Period(2025, 2)), helped=None)
    assert "released before calls were counted by kind of help" in plain(help_sheet(FACTS, (before,), 0)).replace(
        "\n", " "
    )
    assert "No half year was released yet" in plain(help_sheet(FACTS, (), 0))


@pytest.mark.slow
def test_it_is_a_page_of_a_browser_and_of_paper() -> None:
    made = help_sheet(FACTS, releases(), MADE_MS)
    assert TITLE in words_of(html(made))
    assert lines_of(pdf(made))[0][0] == TITLE
