"""What can be chosen on the page of one record, and with which digit."""

from zoneinfo import ZoneInfo

import msgspec
import pytest

from appliance.flows.records.page import STEPS, Act, may_hold, page, part_stands
from appliance.flows.records.sheet import Sheet
from appliance.record.words import Klass, Part
from tests.tui.record_scenes import FRESH, OFFICE

DENVER = ZoneInfo("America/Denver")
RIGHTS = {
    "submit": [Act.SUBMIT],
    "review": [Act.REVIEW],
    "hold": [Act.HOLD, Act.KEPT],
    "release": [Act.RELEASE],
    "offer-copy": [Act.COPY_TAKEN, Act.COPY_LEFT],
    "views": [Act.VIEWS, Act.KEPT],
}


@pytest.mark.parametrize("right", RIGHTS)
def test_what_needs_a_right_is_offered_to_whoever_has_it(right: str) -> None:
    without = {option.value for option in page(Sheet(msgspec.structs.replace(OFFICE, acts=()), DENVER), proven=True)}
    own = msgspec.structs.replace(OFFICE, acts=(right,))
    offered = [option.value for option in page(Sheet(own, DENVER), proven=True)]
    assert [act for act in offered if act not in without] == RIGHTS[right]
    assert may_hold(own) is (right == "hold")


def test_the_parts_stand_first_and_every_digit_stays_the_same() -> None:
    offered = page(Sheet(OFFICE, DENVER), proven=True)
    assert [option.value for option in offered[:4]] == [Part.TEACHER, Part.OFFICE, Part.NURSE, Part.REVIEW]
    digits = [option.digit for option in offered if option.digit]
    assert digits == sorted(set(digits))
    assert all(option.digit is None for option in offered if STEPS.get(option.value) and option.value is not Act.CODE)


def test_the_glass_is_broken_only_by_who_proved_who_they_are_and_where_something_is_withheld() -> None:
    for withheld in ((), (Klass.RESTRICTED,)):
        for proven in (True, False):
            sheet = Sheet(msgspec.structs.replace(OFFICE, withheld=withheld), DENVER)
            offered = {option.value for option in page(sheet, proven=proven)}
            assert (Act.GLASS in offered) is (proven and bool(withheld))


def test_a_part_says_how_much_of_it_waits() -> None:
    assert part_stands(Sheet(FRESH, DENVER), Part.TEACHER) == "1 question waits"
    assert part_stands(Sheet(msgspec.structs.replace(FRESH, writes=()), DENVER), Part.OFFICE) == "not yours to write"
