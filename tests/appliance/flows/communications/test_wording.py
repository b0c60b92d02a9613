"""Tests which words a person is told of before they are sent."""

from appliance.api.desk.plan import AreaLine, PersonLine, PlanFacts, RoomLine
from appliance.communications.guidance import Guidance
from appliance.communications.parse import parse
from appliance.flows.communications.wording import why_not_said
from appliance.plan.ids import AreaName, PersonId, RoomId
from appliance.record.statements import APPROVED_BY, ENGLISH, SPANISH
from appliance.record.words import FieldId, ItemId
from tests.appliance.communications.test_parse import own
from tests.appliance.communications.texts import shipped
from tests.appliance.exports.bite import fact
from tests.appliance.flows.communications.records import APPROVED, ITEM, WORDS, sheet

ONE = ItemId(ITEM)

FACTS = PlanFacts(
    request=0,
    building="Cedar Creek",
    address="",
    phone="555 0100",
    rooms=(RoomLine(room=RoomId("B204"), name="Reading corner", floor="", zone="", phone_name="", buttons=()),),
    people=(PersonLine(person=PersonId("p1"), name="Casey Quill", roles=(), on_duty=True),),
    desks=(),
    uncovered=(),
    areas=(AreaLine(name=AreaName("Bus loop"), instead=""),),
)


def said(words: str, field: FieldId = ENGLISH) -> str:
    return why_not_said(sheet(WORDS), FACTS, shipped, (field, ONE), words)


def test_rooms_areas_and_people_of_the_plan_are_told_one_at_a_time() -> None:
    assert said("It was in B204.").startswith('Line 1: "B204" tells a place in the school.')
    assert '"bus loop"' in said("At the bus loop.")
    assert said("Casey and Quill.") == (
        'Line 1: "Casey" is a name of somebody in the plan or the record. Leave it out. For whoever speaks, write {speaker}.'
        " And 1 more."
    )
    assert said("Help came.") == ""


def test_names_of_the_record_are_told_also_where_they_were_replaced() -> None:
    named = sheet(WORDS)
    shown = named.shown
    first = fact("person.student_name", "Robin Moss", "p1")
    changed = fact("person.student_name", "Robin Fern", "p1").versions
    both = type(first)(field=first.field, item=first.item, versions=(*first.versions, *changed))
    named.take(type(shown)(**{name: getattr(shown, name) for name in shown.__struct_fields__} | {"facts": (both,)}))
    assert '"Moss"' in why_not_said(named, FACTS, shipped, (ENGLISH, ONE), "Moss came.")
    assert '"Fern"' in why_not_said(named, None, shipped, (SPANISH, ONE), "Fern llegó.")


def test_each_language_has_its_own_words_and_other_fields_are_left_alone() -> None:
    assert said("He visto.", SPANISH) == ""
    assert '"He"' in said("He visto.")
    assert said("He fell.", FieldId("summary")) == ""
    assert why_not_said(sheet(WORDS, APPROVED), FACTS, shipped, (ENGLISH, ONE), "Sam Rivera says so.") == ""


def test_where_the_district_names_who_speaks_nobody_else_approves() -> None:
    def approving(name: str, guidance: Guidance) -> str:
        return why_not_said(sheet(WORDS), FACTS, lambda: guidance, (APPROVED_BY, ONE), name)

    named = parse(own()).guidance
    assert named is not None
    assert approving("sam rivera ", named) == ""
    assert approving("Pat Lane", named) == (
        '"Pat Lane" is none of them. To the press may speak: Sam Rivera, Head. Write one of these names.'
    )
    assert approving("Pat Lane", shipped()) == "", "the shipped file names offices, and no person"
