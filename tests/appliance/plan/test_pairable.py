"""Tests what of a plan a browser can be paired with, and that no two things of a plan have one id."""

import pytest
from msgspec.structs import replace

from appliance.plan.check import check
from appliance.plan.check_pairable import pairable_findings
from appliance.plan.ids import ButtonId, PersonId, RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.messages import MessageWay
from appliance.plan.model import Kind, Page, Plan
from appliance.plan.pairable import Pairable, PairedAs
from appliance.plan.walls import Wall
from tests.appliance.core.story import school


def plan(
    *, page: str = "B201-page", wall: str = "staffroom", phone: str = "ana-phone", desk: bool = True, **person: object
) -> Plan:
    """Make a school with one of each. The desk is `front`."""
    made = school()
    front, *others = made.desks
    ana, *rest = made.people
    ana = replace(ana, ways=(MessageWay(by="page", to=phone),), agreed="2026-08-20")
    return replace(
        made,
        pages=(Page(ButtonId(page), RoomId("201"), (Kind.ASSIST,)),),
        walls=(Wall(ButtonId(wall), "Staff room"),),
        desks=(replace(front, browser=desk), *others),
        people=(replace(ana, **person), *rest),
    )


def test_one_of_each_kind_is_found_by_its_id() -> None:
    assert list(PlanIndex(plan()).pairable.values()) == [
        Pairable(ButtonId("B201-page"), PairedAs.ROOM, "201", "Room 201"),
        Pairable(ButtonId("ana-phone"), PairedAs.PHONE, "ana", "Ana Ortiz"),
        Pairable(ButtonId("staffroom"), PairedAs.WALL, "", "Staff room"),
        Pairable(ButtonId("front"), PairedAs.DESK, "front", "Front office"),
    ]
    assert [each.private for each in PairedAs] == [False, True, True, False]


def test_a_desk_without_a_browser_is_none_of_them() -> None:
    assert ButtonId("front") not in PlanIndex(plan(desk=False)).pairable


def test_a_phone_without_its_persons_yes_is_known_and_not_agreed() -> None:
    assert not PlanIndex(plan(agreed="")).pairable[ButtonId("ana-phone")].agreed
    of_school = (MessageWay(by="page", to="ana-phone", school=True),)
    assert PlanIndex(plan(agreed="", ways=of_school)).pairable[ButtonId("ana-phone")].agreed


def test_another_way_of_messages_is_no_phone() -> None:
    ways = (MessageWay(by="simulated", to="ana-phone"),)
    assert ButtonId("ana-phone") not in PlanIndex(plan(ways=ways)).pairable


@pytest.mark.parametrize(
    ("changed", "path", "see"),
    [
        ({"phone": "b201-PAGE"}, "people[0].ways[0].to", "pages[0].id"),
        ({"phone": "Staffroom"}, "people[0].ways[0].to", "walls[0].id"),
        ({"phone": "front"}, "people[0].ways[0].to", "desks[0].id"),
        ({"wall": "FRONT"}, "walls[0].id", "desks[0].id"),
    ],
)
def test_two_things_of_one_id_are_an_error_that_names_both(changed: dict[str, str], path: str, see: str) -> None:
    (found,) = pairable_findings(plan(**changed))
    assert (found.path, found.see, found.warning) == (path, see, False) and "used already" in found.says


def test_the_id_of_a_phone_must_be_one() -> None:
    (found,) = pairable_findings(plan(phone="Ana's phone"))
    assert found.path == "people[0].ways[0].to" and "cannot be used" in found.says


def test_a_plan_in_which_each_has_its_own_is_right() -> None:
    assert list(pairable_findings(plan())) == []
    assert list(pairable_findings(plan(desk=False, phone="front"))) == []


def test_no_two_people_share_the_page_of_one_phone() -> None:
    sound = plan()
    ben = replace(sound.people[0], person=PersonId("ben"), name="Ben Ortiz")
    path = f"people[{len(sound.people)}].ways[0].to"
    (found,) = (each for each in check(replace(sound, people=(*sound.people, ben))) if each.path == path)
    assert (found.see, found.warning) == ("people[0].ways[0]", False), "one mistake is said once"
    assert "nobody could tell whose answer it is" in found.says
