"""Tests what the look-up of figures asks, by itself."""

import pytest

from appliance.flows.building.figures import FIGURES, AsksFigures
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing


@pytest.mark.parametrize("at_length", [False, True])
def test_each_length_that_is_offered_is_asked_for(at_length: bool) -> None:
    given = about_nothing(Known())
    part = FIGURES.missing(given)
    assert part is not None and part.options is not None
    short, long = part.options(given)
    given.parts[part.name] = (long if at_length else short).value
    assert FIGURES.missing(given) is None
    assert FIGURES.make(given) == AsksFigures(at_length=at_length)


def test_an_empty_answer_means_the_short_one() -> None:
    given = about_nothing(Known())
    part = FIGURES.missing(given)
    assert part is not None and part.options is not None
    assert part.offer(given) == part.options(given)[0].value
