"""Tests what a list at the safety office says of an incident, folded from its facts."""

from pathlib import Path

import msgspec
import pytest

from appliance.core.calls.events import ActUndone, CallDowngraded, CallLocated, CallMadeReal, CallUpgraded, PressedAgain
from appliance.core.events import Event
from appliance.core.ground.events import PlanAdopted
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import Place, title
from appliance.core.ground.words import Actor, DeskAct, Door, Source
from appliance.plan.document import to_document
from appliance.plan.ids import AreaName, ButtonId, DeskId, DrillId, IncidentId, RoomId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Kind
from sync.office import incidents
from sync.office.folder import Folder
from sync.office.incidents import Found, Incident, folded
from sync.office.office import NoSuch, Office
from sync.office.showing_command import lines
from sync.office.words import Row, incident_lines
from tests.appliance.core.story import school
from tests.appliance.logbook.box import call, call_from
from tests.sync.office.building import NAME, Desk, given

INCIDENT, FRONT = IncidentId("i-1"), Actor(DeskId("front"))


def pressed(kind: Kind) -> PressedAgain:
    source = Source(Door.BUTTON, ButtonId("B204-wall"), "hold", 1)
    return PressedAgain(incident=INCIDENT, kind=kind, source=source, pressed_ago_ms=0)


UPGRADED = CallUpgraded(incident=INCIDENT, by=FRONT, kind=Kind.MEDICAL)
TAKEN_BACK = ActUndone(incident=INCIDENT, by=FRONT, undone=DeskAct.UPGRADED)
LOWERED = CallDowngraded(incident=INCIDENT, by=FRONT, kind=Kind.ASSIST)


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        ([], Kind.ASSIST),
        ([pressed(Kind.EMERGENCY)], Kind.EMERGENCY),
        ([pressed(Kind.EMERGENCY), pressed(Kind.ASSIST)], Kind.EMERGENCY),
        ([pressed(Kind.EMERGENCY), LOWERED], Kind.ASSIST),
        ([UPGRADED], Kind.MEDICAL),
        ([UPGRADED, TAKEN_BACK], Kind.ASSIST),
    ],
)
def test_a_list_names_what_a_call_asks_for_now_as_the_building_does(after: list[Event], kind: Kind) -> None:
    facts = [(number, Moment(number, number), event) for number, event in enumerate([call(1), *after], 1)]
    found = folded(facts)
    assert found is not None
    assert found.kind == kind


def test_a_call_from_elsewhere_is_listed_by_its_place_and_a_line_of_before_by_its_room() -> None:
    index = PlanIndex(school())
    for place in (Place(area=AreaName("Playground")), Place(words="Behind the gym", near=RoomId("201")), Place()):
        found = folded([(1, Moment(1, 1), call_from(1, place))])
        assert found is not None and found.open
        kept = msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Incident)
        assert kept.place == place
        assert title(place, index) in incident_lines([Row(Found(b"", b"", kept), "Cedar", index)])[0]
    before = msgspec.msgpack.encode(["incident-1", "i-1", 1, "201", "assist", 1, True, False, "draft"])
    assert msgspec.msgpack.decode(before, type=Incident).place == Place(room=RoomId("201"))


def test_a_call_is_listed_where_a_person_said_that_it_is() -> None:
    room, shed = Place(room=RoomId("201")), Place(words="the shed")
    said, other = (CallLocated(incident=INCIDENT, by=FRONT, place=place) for place in (room, shed))
    undone = ActUndone(incident=INCIDENT, by=FRONT, undone=DeskAct.LOCATED)
    begun = call_from(1, Place())
    for events, place in (([], Place()), ([said], room), ([said, other], shed), ([said, other, undone], room)):
        facts = [(number, Moment(number, number), event) for number, event in enumerate([begun, *events], 1)]
        found = folded(facts)
        assert found is not None and found.place == place
        onto = folded(facts[:1])
        assert onto is not None
        for fact in facts[1:]:  # of a long incident only what is new is read, upon the line of before
            onto = folded([fact], onto)
        assert onto is not None and onto.place == (Place() if undone in events else place)


def test_a_drill_is_listed_as_practice_until_somebody_made_it_real() -> None:
    drill = msgspec.structs.replace(call(1), drill=DrillId("d-1"))
    real = CallMadeReal(incident=INCIDENT, by=FRONT, kind=Kind.ASSIST)
    for facts, practice in (([drill], True), ([drill, real], False)):
        found = folded([(number, Moment(number, number), event) for number, event in enumerate(facts, 1)])
        assert found is not None and found.practice is practice


async def test_the_plan_that_was_opened_names_its_building_beside_the_district_s_list(
    desk: Desk, tmp_path: Path
) -> None:
    document = to_document(msgspec.structs.replace(school(), building="Lincoln"))
    await desk.box.keep(PlanAdopted(by="a test", digest="", document=document))
    desk.takes(await given(desk.box, desk.signer))
    building = desk.box.vault.building
    assert incidents.name_of(desk.store, building) == NAME
    assert incidents.plan_names(desk.store, desk.opener) == {building: "Lincoln"}
    assert incidents.called(desk.store, desk.opener, building) == f"{NAME} (ITS PLAN: Lincoln)"
    office = Office(Folder(tmp_path), desk.keyring, desk.store)
    (line, _) = lines(office, incidents.listed(desk.store), "list")
    assert line.startswith(f"{NAME} (ITS PLAN: Lincoln)")
    assert office.building("lincoln") == office.building(NAME) == office.building(building.hex()) == building
    with pytest.raises(NoSuch, match="Type one of these names exactly"):
        office.building("Willow")
