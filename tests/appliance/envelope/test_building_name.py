"""Tests which names count as one building's, and which are told to people as two."""

import pytest

from appliance.envelope.building_name import differ, same_building


@pytest.mark.parametrize(
    ("plan", "listed"),
    [
        ("Fox Hollow Elementary", "FOX  hollow elementary "),
        ("Fox Hollow Elementary", "fox-hollow-elementary"),
        ("Fox Hollow Elementary", "fox-hollow-es"),
        ("Lark Middle School", "lark-ms"),
        ("Peña Elementary", "Pena Elementary"),
        ("Pen\u0303a Elementary", "Peña elementary"),
        ("Saint-Exupéry", "SAINT EXUPERY"),
        ("St. Mary’s", "st-marys"),
        ("Straße", "STRASSE"),
        ("学校", "学校"),
        ("School", "school"),
    ],
)
def test_case_spaces_accents_and_what_lists_shorten_make_no_other_building(plan: str, listed: str) -> None:
    assert same_building(plan, listed) and same_building(listed, plan)
    assert not differ(plan, listed)


@pytest.mark.parametrize(
    ("plan", "listed"),
    [
        ("Lincoln Elementary", "Roosevelt Elementary"),
        ("Lincoln Elementary", "lincoln-ms"),
        ("Lincoln Middle", "Lincoln High"),
        ("Lincoln", "Lincoln Elementary"),
        ("Public School 11", "Public School 111"),
        ("学校", "大学"),
        ("School", "!"),
    ],
)
def test_two_schools_stay_two(plan: str, listed: str) -> None:
    assert differ(plan, listed) and differ(listed, plan)


def test_of_a_name_that_nobody_knows_nothing_is_said() -> None:
    assert not differ("", "Lincoln") and not differ("Lincoln", "") and not differ("", "")
