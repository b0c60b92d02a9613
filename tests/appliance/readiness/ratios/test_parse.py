"""Tests that the file of students and posts is read whole, or refused whole with every mistake and its line."""

from datetime import date
from importlib.resources import files

import pytest

from appliance.readiness.ratios.parse import parse
from appliance.readiness.ratios.ratios import Profession, School

SHIPPED = files("appliance.readiness").joinpath("ratios", "schools.toml").read_text(encoding="utf-8")
WHOLE = """[[building]]
name = "Fox Hollow"
students = 420
as_of = 2026-10-01
psychologists = 0.57
counselors = 1
social-workers = 0

[[building]]
name = "Ash"
students = 200
as_of = 2026-10-01
psychologists = 1.1
counselors = 2
social-workers = 2.25
"""


def test_a_whole_file_is_read_with_posts_in_exact_hundredths() -> None:
    first, second = parse(WHOLE).schools
    assert first == School(
        name="Fox Hollow",
        students=420,
        posts={Profession.PSYCHOLOGISTS: 57, Profession.COUNSELORS: 100, Profession.SOCIAL_WORKERS: 0},
        as_of=date(2026, 10, 1),
    )
    assert list(second.posts.values()) == [110, 200, 225]


def test_the_shipped_file_is_sound() -> None:
    assert [each.name for each in parse(SHIPPED).schools] == ["Fox Hollow Elementary"]


@pytest.mark.parametrize(
    ("was", "now", "line", "says"),
    [
        ("students = 420", "students = 0", 3, "whole number from 1 to 20,000"),
        ("0.57", "0.575", 5, "0.575 has more than two digits behind the point."),
        ("0.57", "-1", 5, "number from 0 to 500"),
        ("0.57", '"half"', 5, 'number of full-time posts, not the text "half"'),
        ("0.57", "nan", 5, "number from 0 to 500"),
        ("counselors = 1\n", "", 1, '"counselors" is missing.'),
        ("counselors = 1", "counsellors = 1", 6, 'Did you mean "counselors"?'),
        ("2026-10-01", '"October"', 4, "This must be a date"),
        ('"Ash"', '"Fox Hollow"', 10, "The building on line 1 has the same name."),
        ("[[building]]", "[[school]]", 1, '"school" is no part of this file.'),
    ],
)
def test_each_mistake_is_told_with_its_line_and_nothing_counts(was: str, now: str, line: int, says: str) -> None:
    found = parse(WHOLE.replace(was, now, 1))
    told = [(each.line, f"{each.says} {each.do}") for each in found.mistakes]
    assert found.schools == () and any(at == line and says in words for at, words in told), told


def test_an_empty_file_is_refused() -> None:
    assert parse("").mistakes[0].says == "There is no building in this file."
