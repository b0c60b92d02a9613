"""Tests ratios by hand and against fractions, and the figures of the source."""

import random
from datetime import date
from fractions import Fraction
from math import ceil

from appliance.readiness.ratios.ratios import POST, RECOMMENDED, Profession, School, ratios
from appliance.readiness.ratios.telling import ALL, posts_words, ratio_lines

AS_OF = date(2026, 10, 1)


def school(students: int, *posts: int, name: str = "Fox Hollow") -> School:
    return School(name=name, students=students, posts=dict(zip(Profession, posts, strict=True)), as_of=AS_OF)


def test_the_recommended_figures_are_those_of_the_source() -> None:
    assert {each.value: RECOMMENDED[each].students for each in Profession} == {
        "psychologists": 500,
        "counselors": 250,
        "social-workers": 250,
    }


def test_a_figure_that_is_just_met_is_met_and_one_student_more_is_not() -> None:
    assert [each.met for each in ratios(school(500, 100, 200, 200))] == [True, True, True]
    found = ratios(school(501, 100, 200, 200))
    assert [(each.students_for_one, each.missing) for each in found] == [(501, 1), (251, 1), (251, 1)]


def test_where_there_is_nobody_there_is_no_ratio_and_all_posts_are_missing() -> None:
    found = ratios(school(420, 0, 0, 0))
    assert [(each.students_for_one, each.missing) for each in found] == [(None, 84), (None, 168), (None, 168)]
    assert not any(each.met for each in found)


def test_every_ratio_is_what_fractions_say_over_one_building_and_over_many() -> None:
    dice = random.Random(27)
    for _ in range(300):
        schools = [
            school(dice.randint(1, 3000), *(dice.randint(0, 900) for _ in Profession))
            for _ in range(dice.randint(1, 5))
        ]
        students = sum(each.students for each in schools)
        for found in ratios(*schools):
            posts = Fraction(sum(each.posts[found.profession] for each in schools), POST)
            recommended = RECOMMENDED[found.profession].students
            assert found.met == (posts > 0 and students / posts <= recommended)
            assert found.students_for_one == (ceil(students / posts) if posts else None)
            with_it = posts + Fraction(found.missing, POST)
            assert students / with_it <= recommended
            assert not found.missing or students > recommended * (with_it - Fraction(1, POST)), (
                "no post too many is asked for"
            )


def test_the_words_have_the_figure_the_recommendation_and_who_recommends_it() -> None:
    assert ratio_lines([school(420, 50, 168, 200)]) == [
        "Fox Hollow, 420 students, as of 2026-10-01",
        "  School psychologist: 1 for 840 students, with 0.5 posts; recommended at most 500 (National Association of School "
        "Psychologists); 0.34 posts missing",
        "  School counselor: 1 for 250 students, with 1.68 posts; recommended at most 250 (American School Counselor Association); met",
        "  School social worker: 1 for 210 students, with 2 posts; recommended at most 250 (School Social Work Association of "
        "America); met",
    ]
    nobody = ratio_lines([school(500, 0, 0, 0)])
    assert "School psychologist: nobody; " in nobody[1] and nobody[1].endswith("; 1 post missing")


def test_several_buildings_keep_their_order_and_are_added_up() -> None:
    lines = ratio_lines([school(800, 100, 100, 100, name="Zebra"), school(200, 100, 300, 300, name="Ash")])
    assert [line for line in lines if not line.startswith(" ")] == [
        "Zebra, 800 students, as of 2026-10-01",
        "Ash, 200 students, as of 2026-10-01",
        f"{ALL}, 1,000 students",
    ]
    assert all(line.endswith("; met") for line in lines[-3:])


def test_posts_are_written_without_zeros_that_say_nothing() -> None:
    assert [posts_words(each) for each in (0, 50, 84, 100, 101, 110, 200, 100_000)] == [
        "0 posts",
        "0.5 posts",
        "0.84 posts",
        "1 post",
        "1.01 posts",
        "1.1 posts",
        "2 posts",
        "1,000 posts",
    ]
