"""Tests that a sender without its country is found in the plan, and that no short number is taken for a person."""

import pytest

from appliance.texts.senders import as_planned

ANA, HANS = "+17205550111", "+491725550199"


@pytest.mark.parametrize(
    ("sender", "number"),
    [
        ("7205550111", ANA),
        ("17205550111", ANA),
        ("0017205550111", ANA),
        ("01725550199", HANS),
        (ANA, ANA),
        ("5550111", "5550111"),
        ("0111", "0111"),
        ("17205550112", "17205550112"),
        ("917205550111", "917205550111"),
        ("", ""),
        ("Bank", "Bank"),
        ("٧٢٠٥٥٥٠١١١", "٧٢٠٥٥٥٠١١١"),
        ("000000000", "000000000"),
    ],
)
def test_a_number_without_its_country_is_that_of_the_plan(sender: str, number: str) -> None:
    assert as_planned(sender, (ANA, HANS, "2210")) == number


def test_a_number_that_may_be_of_two_is_of_neither() -> None:
    assert as_planned("7205550111", (ANA, "+527205550111")) == "7205550111"
