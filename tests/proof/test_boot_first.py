"""Proves that a card with a seed makes a new box: it arms itself, is what the seed says, enrols, and a press outside rings inside."""

import re

import pytest

from tests.proof.school import School
from tests.proof.started import missing
from tests.sync.district.serving import command

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(missing() is not None, reason=f"no box can be started: {missing()}"),
]


def test_the_seed_is_applied_and_the_card_says_so(school: School) -> None:
    school.box.until_result("APPLIED: this box is lincoln-ms.")
    assert "NOT APPLIED" not in school.box.result


def test_the_running_box_was_handed_all_of_it(school: School) -> None:
    for step in ("keys of buttons and sounders", "plan of the building", "safety office that is believed"):
        school.box.until_result(f"done    {step}")


def test_it_has_the_name_the_address_and_the_time_zone_of_the_seed(school: School) -> None:
    school.box.until_inside("hostname", "^lincoln-ms$")
    school.box.until_inside("networkctl status eth0 --no-pager", r"(?s)Address: 10\.0\.2\.15\n.*Gateway: 10\.0\.2\.2\n")
    assert school.box.root("date +%Z") in {"MST", "MDT"}


def test_it_enrols_with_the_district_outside(school: School) -> None:
    school.box.until_result("done    enrolment with the district")


def test_the_district_has_its_first_entries(school: School) -> None:
    def buildings() -> str:
        said = command("buildings", "--data", str(school.district.data))
        assert said.returncode == 0, said.stderr
        return said.stdout

    def kept() -> bool:
        return re.search(r"^lincoln-ms: in order, .* [1-9]\d* entries here", buildings()) is not None

    school.box.until(kept, "the district has entries of the box", buildings)


def test_the_serial_line_is_the_desk_that_the_seed_says_with_this_building_on_it(school: School) -> None:
    school.box.hears("Handbell at Lincoln Middle School[.] Front office[.]")
    school.box.hears("Press Enter, so that this desk counts as attended")
    school.box.types("")
    school.box.types("who")


def test_a_press_outside_rings_on_the_console_inside_and_the_button_is_told(school: School) -> None:
    school.buttons.until_shows("B204-wall", "ready")
    pressed = school.buttons.press("B204-wall")
    school.box.hears("Call 1: Room 204 needs help")
    school.buttons.until_shows("B204-wall", "received", pressed)


def test_who_sits_at_the_serial_console_acknowledges_it_and_the_button_is_told(school: School) -> None:
    asked = school.buttons.now()
    school.box.types("have 1")
    school.box.hears("has it")
    school.buttons.until_shows("B204-wall", "acknowledged", asked)


def test_while_its_card_grew_nobody_was_told_that_it_is_nearly_full(school: School) -> None:
    assert "soon nothing can be recorded" not in school.box.machine.console.text
    school.box.until_inside("ls /run/handbell-boot", "^(?!.*growing)")


def test_pressed_again_it_rings_again(school: School) -> None:
    """The call is left open: the power goes before anybody answers (test_boot_later.py). Nobody has it any more, since nobody was sent."""
    school.box.hears("Call 1, Room 204: Nobody has it any more")
    school.buttons.press("B204-wall")
    school.box.hears("Call 1, Room 204: Pressed again, 2 times now")
