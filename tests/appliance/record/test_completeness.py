"""Tests what a record still needs: it is told as incidents, and shown to end once everything wanted is filled."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.record.codes import LISTS
from appliance.record.completeness import NEW, Missing, missing
from appliance.record.derived import Seen
from appliance.record.fields import FIELDS
from appliance.record.schema import Field, Shape
from appliance.record.values import why_not
from appliance.record.words import FactId, FieldId, ItemId, Status, Value
from tests.appliance.record.telling import TEN_MS, Writing

CALLED: Seen = {
    FactId(FieldId("mode")): "actual",
    FactId(FieldId("outcome")): "attended",
    FactId(FieldId("occurred_at")): TEN_MS,
}


def wanted(told: Writing, seen: Seen = CALLED) -> dict[str, str]:
    """Give what is wanted: field, and its item where it has one → the sentence."""
    return {f"{each.fact_id.field} {each.fact_id.item}".strip(): each.says for each in missing(told.record, seen)}


def hallway() -> Writing:
    """A student bit a paraprofessional in a hallway; nobody has said yet who was hurt and how badly."""
    told = Writing()
    told.facts(
        event_kind="happened",
        time_context="passing",
        location_type="hallway",
        behavior="battery",
        contact_form=("bit",),
        directed_at=("staff",),
        weapon=("none",),
        anyone_hurt=True,
        restraint_used=False,
        room_action=("none",),
        law_enforcement=("not-contacted",),
    )
    told.facts("p1", person_role="involved", person_type="student", person_student_name="Alex Doe")
    told.facts("p2", person_role="affected", person_type="para")
    told.facts("a1", account_text="He bit her on the arm.")
    return told


def test_until_somebody_says_what_it_was_that_alone_is_asked() -> None:
    assert wanted(Writing()) == {"event_kind": "Say what kind of event it was: what else is asked depends on it."}


def test_a_needless_press_wants_one_answer_and_is_then_whole() -> None:
    seen = CALLED | {FactId(FieldId("outcome")): "no-help-needed"}
    told = Writing()
    assert list(wanted(told, seen)) == ["event_kind"]
    told.write("event_kind", "nothing")
    assert wanted(told, seen) == {}


@pytest.mark.parametrize(("field", "code"), [("mode", "exercise"), ("mode", "test"), ("outcome", "covered")])
def test_practice_a_test_and_a_covered_tap_out_want_nothing(field: str, code: str) -> None:
    assert missing(Writing().record, CALLED | {FactId(FieldId(field)): code}) == []


def test_the_kind_of_call_changes_nothing_that_is_asked() -> None:
    told = hallway()
    kinds = [CALLED | {FactId(FieldId("call_kind")): code.code} for code in LISTS["call-kind"].codes]
    assert len({tuple(missing(told.record, seen)) for seen in kinds}) == 1


def test_a_bite_in_a_hallway_asks_who_was_hurt_and_how() -> None:
    told = hallway()
    assert wanted(told) == {"injury.level new": "Somebody was hurt, so say how badly."}
    told.facts("i1", injury_person="p2", injury_level="minor")
    assert wanted(told) == {
        "injury.body_part i1": "Somebody was hurt, so say where on the body.",
        "injury.nature i1": "Somebody was hurt, so say what kind of injury.",
        "injury.treatment i1": "Somebody was hurt, so say who looked at them and what was done.",
    }
    told.facts("i1", injury_body_part=("arm",), injury_nature=("bite-broken",), injury_treatment=("nurse",))
    assert wanted(told) == {}


def told_by(told: Writing, reporter: str, account: str, **more: Value) -> None:
    told.facts(reporter, reporter_name="Mercy Okafor")
    told.facts(account, account_text="He bit me.", account_reporter=reporter, **more)


def linking(told: Writing) -> set[str]:
    return {each.partition(" ")[2] for each in wanted(told) if each.startswith("reporter.is_person")}


def test_which_person_a_reporter_is_is_asked_until_the_educator_is_known() -> None:
    told = hallway()
    told_by(told, "r1", "a2")
    told_by(told, "r2", "a3")
    assert linking(told) == {"r1", "r2"}
    assert all(not each.minimal for each in missing(told.record, CALLED) if each.fact_id.item in {"r1", "r2"})
    told.facts("r1", reporter_is_person="p1")
    assert linking(told) == {"r2"}, "the educator may be the other one"
    told.facts("r2", reporter_is_person="p2")
    assert linking(told) == set()


def test_nobody_asks_it_of_somebody_who_tells_for_another_or_where_no_member_of_the_staff_was_affected() -> None:
    told = hallway()
    told_by(told, "r1", "a2", account_on_behalf_of="the para")
    assert linking(told) == set()
    told_by(told, "r2", "a3")
    assert linking(told) == {"r2"}
    told.facts("p2", person_type="student")
    assert linking(told) == set()
    told.facts("p2", person_type="para", person_role="witness")
    assert linking(told) == set()


def test_a_hospital_asks_of_staff_how_it_is_recorded_as_an_injury_at_work_and_the_days() -> None:
    told = hallway()
    told.facts("i1", injury_person="p2", injury_level="major", injury_body_part=("neck",))
    told.facts("i1", injury_nature=("breathing",), injury_treatment=("emergency-room",))
    assert list(wanted(told)) == ["injury.osha_class i1"]
    told.write("injury.osha_class", "days-away", "i1")
    assert list(wanted(told)) == ["injury.lost_days i1"]
    told.write("injury.lost_days", 3, "i1")
    assert wanted(told) == {}


def test_of_a_student_in_hospital_nothing_about_work_is_asked() -> None:
    told = hallway()
    told.facts("i1", injury_person="p1", injury_level="major", injury_body_part=("arm",))
    told.facts("i1", injury_nature=("fracture",), injury_treatment=("inpatient",))
    assert wanted(told) == {}


def test_neither_scale_of_injury_is_worked_out_from_the_other() -> None:
    told = hallway()
    told.facts("i1", injury_person="p2", injury_level="serious")
    assert not any(each.startswith("injury.osha") for each in wanted(told))
    told.write("injury.osha_class", "not-recordable", "i1")
    assert told.record.value("injury.level", "i1") == "serious"
    assert "injury.treatment i1" in wanted(told)


def test_a_neck_that_was_held_wants_somebody_to_have_looked_even_if_nobody_was_hurt() -> None:
    told = hallway()
    told.facts(contact_form=("strangled",), anyone_hurt=False)
    assert wanted(told)["injury.treatment new"].startswith("Somebody's neck was held, so say who looked")


def test_a_restraint_asks_how_long_by_whom_and_why() -> None:
    told = hallway()
    told.facts(restraint_used=True, anyone_hurt=False)
    assert wanted(told) == {
        "deescalation": "A student was held, so say what was tried before that.",
        "restraint.seconds new": "A student was held, so say for how long.",
        "notice.at new": "A student was held, so say when the family was told.",
    }
    told.write("restraint.seconds", 90, "r1")
    assert [each for each in wanted(told) if each.startswith("restraint")] == [
        "restraint.person r1",
        "restraint.type r1",
        "restraint.reason r1",
        "restraint.by r1",
        "restraint.anyone_hurt r1",
    ]


def test_a_thrown_chair_that_missed_wants_the_object_and_no_injury() -> None:
    told = hallway()
    told.facts(event_kind="attempt", contact_form=("thrown-object",), anyone_hurt=False)
    assert list(wanted(told)) == ["weapon"]
    told.write("weapon", ("object",))
    assert wanted(told) == {}


def test_a_near_miss_asks_nothing_of_injuries_restraints_or_weapons() -> None:
    told = Writing()
    told.write("event_kind", "near-miss")
    asked = wanted(told)
    assert {"behavior", "location_type", "account.text new"} <= set(asked)
    assert not [each for each in asked if each.split(".")[0] in {"anyone_hurt", "injury", "restraint_used", "weapon"}]


def test_an_illness_asks_nothing_of_behavior() -> None:
    told = Writing()
    told.facts(event_kind="medical", anyone_hurt=False)
    assert set(wanted(told)) == {"time_context", "location_type", "room_action"}


def test_a_room_clear_asks_where_the_class_went_and_who_took_it() -> None:
    told = hallway()
    told.facts(room_action=("room-clear",), anyone_hurt=False)
    assert list(wanted(told)) == ["class_went", "who_covered"]


def test_police_asks_which_and_what_they_did() -> None:
    told = hallway()
    told.facts(law_enforcement=("911",), anyone_hurt=False)
    assert list(wanted(told)) == ["law_enforcement_agency", "law_enforcement_action"]


def test_review_is_asked_of_once_the_record_was_submitted() -> None:
    told = hallway()
    told.facts(anyone_hurt=False)
    assert wanted(told) == {}
    told.move(Status.SUBMITTED)
    assert list(wanted(told)) == ["person.plan_status p1", "account.agrees a1", "summary", "state_category"]


def test_what_was_taken_out_again_is_wanted_again() -> None:
    told = hallway()
    told.write("behavior", None)
    assert "behavior" in wanted(told)


def test_a_sentence_names_the_fields_it_gives_away() -> None:
    told = hallway()
    told.facts(restraint_used=True)
    told.facts("i1", injury_person="p2", injury_level="minor")
    for each in missing(told.record, CALLED):
        if each.says.startswith(("Somebody was hurt", "A student was held")):
            assert each.because & {"anyone_hurt", "restraint_used"}, each
    plain = missing(Writing().record, CALLED)
    assert all(not each.because for each in plain)


def test_minimal_facts_come_first() -> None:
    told = hallway()
    told.facts(restraint_used=True, location_type=None)
    order = [each.minimal for each in missing(told.record, CALLED)]
    assert order == sorted(order, reverse=True)
    assert order[0] is True


# ---- filling whatever is asked, in any order and with any answers, ends ---------------------------------------------------


def answer(field: Field, dice: random.Random, standing: Value) -> Value:
    """Give any answer that fits; where a value that is asked about again stands already, give another one."""
    codes = [each.code for each in LISTS[field.codes].codes] if field.codes else []
    match field.shape:
        case Shape.CODE:
            return dice.choice(codes)
        case Shape.CODES:
            told = [code for code in codes if not isinstance(standing, tuple) or code not in standing]
            return (dice.choice(told),)
        case Shape.ITEM:
            return "p1"
        case Shape.ITEMS:
            return ("p1",)
        case Shape.WHEN:
            return TEN_MS
        case Shape.YES_NO:
            return dice.random() < 0.5
        case Shape.TEXT | Shape.WORDS:
            return "something"
        case _:
            return dice.randint(0, 90)


def fill(told: Writing, asked: Missing, dice: random.Random) -> None:
    field = FIELDS[asked.fact_id.field]
    item = asked.fact_id.item
    if item == NEW:
        item = ItemId(f"{field.group}-{len(told.record.items.get(field.group, ())) + 1}")
    standing = told.record.value(field.field, item)
    value = answer(field, dice, standing)
    if field.field == "person.role" and asked.fact_id.item == NEW:
        value = dice.choice(("involved", "involved-other"))  # the only two answers to this question
    assert why_not(field, value) == ""
    told.write(field.field, value, item)


@pytest.mark.slow
@settings(max_examples=150)
@given(st.integers(0, 2**32), st.sampled_from(["attended", "not-attended", "no-help-needed"]), st.booleans())
def test_filling_what_is_asked_ends_with_nothing_missing(seed: int, outcome: str, submitted: bool) -> None:
    dice = random.Random(seed)
    told = Writing()
    if submitted:
        told.move(Status.SUBMITTED)
    seen = CALLED | {FactId(FieldId("outcome")): outcome}
    for _ in range(60):
        asked = missing(told.record, seen)
        if not asked:
            break
        fill(told, dice.choice(asked), dice)
    assert missing(told.record, seen) == []


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_no_fact_is_asked_for_twice_or_of_the_appliance(seed: int) -> None:
    dice = random.Random(seed)
    told = Writing()
    for _ in range(30):
        asked = missing(told.record, CALLED)
        assert len({each.fact_id for each in asked}) == len(asked)
        assert all(each.says.endswith(".") and each.says[0].isupper() for each in asked)
        assert all(FIELDS[each.fact_id.field].part != "system" for each in asked)
        if not asked:
            break
        fill(told, dice.choice(asked), dice)
