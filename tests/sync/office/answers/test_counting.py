"""Tests counts of answers: from ten people on, and never so that the rest could be worked out."""

import pytest

from appliance.duties.answering import Said
from appliance.envelope.answers import Answer, Place
from sync.office.answers.counting import Opened, for_others
from sync.office.answers.paper import Kept

CEDAR, JUNIPER = b"c" * 16, b"j" * 16


def said(what: Said, who: str = "", *, incident: str = "i-1", days: int = 30, building: bytes = CEDAR) -> Opened:
    place = Place(building, incident, f"no-repercussions-{days}-educator", "person-2", "educator")
    return Opened(Kept(place, "Cedar Creek", 1, days, b"k" * 32, b""), Answer.made(what, "", who))


def people(nothing: int, something: int) -> list[Opened]:
    return [
        *(said(Said.NOTHING, f"Calm {number}") for number in range(nothing)),
        *(said(Said.SOMETHING, f"Changed {number}") for number in range(something)),
    ]


@pytest.mark.parametrize(
    ("nothing", "something", "says"),
    [
        (0, 0, ["People who answered in this district: fewer than 10."]),
        (9, 0, ["People who answered in this district: fewer than 10."]),
        (5, 4, ["People who answered in this district: fewer than 10."]),
        (10, 0, ["10 people answered in this district.", "Something has changed at work for: fewer than 10."]),
        (20, 9, ["29 people answered in this district.", "Something has changed at work for: fewer than 10."]),
        (10, 10, ["20 people answered in this district.", "Something has changed at work for: 10."]),
        (9, 10, ["19 people answered in this district.", "Something has changed at work for: 10 or more."]),
        (0, 12, ["12 people answered in this district.", "Something has changed at work for: 10 or more."]),
        (1500, 40, ["1,540 people answered in this district.", "Something has changed at work for: 40."]),
    ],
)
def test_no_count_points_to_fewer_than_ten_people(nothing: int, something: int, says: list[str]) -> None:
    assert for_others(people(nothing, something)) == says


def test_who_answers_three_times_counts_once_and_a_change_stays_a_change() -> None:
    often = [said(what, "Jo Brandt", days=days) for what, days in ((Said.SOMETHING, 30), (Said.NOTHING, 90))]
    assert for_others([*people(9, 0), *often])[0] == "10 people answered in this district."
    again = [said(Said.NOTHING, f" jo {'BRANDT' if number % 2 else 'Brandt'} ", days=number) for number in range(20)]
    assert for_others(again) == ["People who answered in this district: fewer than 10."]


def test_where_no_name_is_known_records_tell_people_apart_and_so_do_buildings() -> None:
    nameless = [said(Said.NOT_SAID, incident=f"i-{number}") for number in range(10)]
    assert for_others(nameless)[0] == "10 people answered in this district."
    assert for_others([each for _ in range(10) for each in nameless[:1]])[0].endswith("fewer than 10.")
    two = [said(Said.NOTHING, "Jo", building=building) for building in (CEDAR, JUNIPER)]
    assert for_others([*people(8, 0), *two])[0] == "10 people answered in this district."
