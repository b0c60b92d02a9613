"""Tests the pages of figures: what stands first, what stays hidden, and that each number of a page stands in a release."""

import re

import pytest
from msgspec.structs import replace

from appliance.exports.html import html
from appliance.exports.numbers.bars import WIDE, bars
from appliance.exports.numbers.pages import CAPTION, numbers_pages
from appliance.exports.pdf import pdf
from appliance.exports.picture import Box, Stroke
from appliance.exports.plain import plain
from appliance.numbers.call import Call, Step
from appliance.numbers.percentile import Times
from appliance.numbers.period import Period, period_of
from appliance.numbers.release import Grouped, Release, release
from tests.appliance.exports.pages import lines_of, words_of
from tests.appliance.numbers.test_release import AUTUMN, DENVER, LATER, SPRING, calls_of, year_of

CALLS = calls_of(year_of(0))


def made(period: Period, calls: list[Call] = CALLS) -> Release:
    found = release("Fox Hollow", period, calls, DENVER, LATER, ())
    assert isinstance(found, Release)
    return found


def page_of(*releases: Release) -> str:
    return " ".join(plain(numbers_pages(releases, 0)).split())


def test_unattended_calls_stand_before_every_other_figure() -> None:
    page = plain(numbers_pages((made(AUTUMN),), 0))
    figures = re.search(r"\d", page.partition("\nCalls\n")[2])
    assert (
        figures is not None and page.partition("\nCalls\n")[2][: figures.start()].strip("= \n") == "Unattended calls:"
    )


def test_the_caption_stands_at_the_top_and_beside_the_past() -> None:
    alone, both = page_of(made(SPRING)), page_of(made(SPRING), made(AUTUMN))
    assert alone.count(CAPTION) == 2 and both.count(CAPTION) == 3
    assert "beside its own past" not in alone


def test_the_newest_half_is_told_and_the_others_stand_below_it() -> None:
    page = page_of(made(AUTUMN), made(SPRING))
    assert page.startswith("How soon help came Fox Hollow, January to June 2026")
    assert page.index("January to June 2026", 60) < page.index("July to December 2025")


def test_every_number_of_a_page_is_of_its_releases_or_of_the_method() -> None:
    first = made(SPRING)
    known = {10, 90, 1, 50, 1996, 2026, 15, 180, 60, 30, 72, 1225, 20, 8, 11, 13, 0, 59, 12, 14, 7}
    known |= {first.calls or 0, first.practice or 0, first.recorded.rest_calls, first.attended.rest_calls}
    known |= {*first.recorded.shown.values(), *first.attended.shown.values()}
    for times in (first.times, *(of for grouped in first.groups for of in grouped.times.values())):
        for each in times.values():
            known |= {part for value in (each.half_s, each.most_s) for part in (value // 60, value % 60)}
    told = {int(each) for each in re.findall(r"\d+", page_of(first))}
    assert told <= known


def test_few_calls_tell_nothing_but_that() -> None:
    page = page_of(made(AUTUMN, CALLS[:9]))
    assert "There were fewer than 10 calls." in page and "Times are not shown" in page
    assert "Unattended" not in page and "half within" not in page


def test_a_few_unattended_calls_are_fewer_than_ten() -> None:
    attended = [each for each in CALLS if not each.unattended]
    assert "Unattended calls: fewer than 10." in page_of(made(AUTUMN, attended))


def test_a_page_says_that_calls_may_be_missing_in_its_figures() -> None:
    assert "may be missing" not in page_of(made(AUTUMN))
    assert "may be missing" in page_of(replace(made(AUTUMN), incomplete=True))
    past = page_of(made(SPRING), replace(made(AUTUMN), incomplete=True)).partition("its own past")[2]
    assert past.count("may be missing") == 1, "only of the half of which they are missing"


def test_a_release_of_another_program_is_shown_with_the_words_that_it_has() -> None:
    its = made(SPRING)
    place, *others = its.groups
    times = next(iter(place.times.values()))
    later = replace(
        its, groups=(replace(place, times={"rooftop": times}), *others, Grouped("weather", {"snow": times}))
    )
    page = page_of(later)
    assert "rooftop" in page and "weather" in page and "snow" in page
    assert "No groups are shown: fewer than two of them" in page_of(replace(its, groups=(replace(place, times={}),)))


def test_where_nearly_all_records_are_whole_no_more_is_said_than_is_so() -> None:
    one = next(each for each in CALLS if not each.practice and period_of(each.wall_ms, DENVER) == AUTUMN)
    steps = (60, dict.fromkeys(Step, 20)), (8, {}), (6, {Step.ACKNOWLEDGED: 9})
    page = page_of(made(AUTUMN, [replace(one, after_s=after_s) for many, after_s in steps for _ in range(many)]))
    assert "Calls: 74." in page, "14 of them are not whole, and no group of these has ten"
    assert "acknowledged, answered by a responder, on scene: all but 36 at the most." in page


def test_every_bar_has_its_figures_in_words_beside_it() -> None:
    page = html(numbers_pages((made(SPRING), made(AUTUMN)), 0))
    assert page.count("<svg") == page.count('aria-hidden="true"') == 3
    assert page.count("To compare with: ") == 3
    assert 'lang="es"' not in page and "<script" not in page
    assert CAPTION in words_of(page)


def test_a_bar_is_as_long_as_its_share_of_the_longest() -> None:
    half, most, asked = bars(Times(30, 60), 15, 120).parts
    assert isinstance(half, Box) and isinstance(most, Box) and isinstance(asked, Stroke)
    assert (half.width, most.width, asked.start[0]) == (WIDE / 4, WIDE / 2, WIDE / 8)
    assert len(bars(Times(1, 2), 500, 100).parts) == 2, "what lies beyond the edge is not drawn"


@pytest.mark.slow
def test_on_paper_it_says_the_same_and_has_the_same_bytes_each_time() -> None:
    document = numbers_pages((made(SPRING), made(AUTUMN)), 0)
    file = pdf(document)
    assert file == pdf(document)
    text = " ".join(line for page in lines_of(file) for line in page)
    assert CAPTION in text and "July to December 2025" in text


def test_without_a_release_there_is_no_page() -> None:
    with pytest.raises(ValueError, match="no figures"):
        numbers_pages((), 0)
