"""Tests that a restorative meeting is written down as held only where the educator freely agreed, and other meetings always."""

from appliance.plan.ids import PersonId
from appliance.plan.model import Role
from appliance.record.access import rights
from appliance.record.decide import No, Writer, write
from appliance.record.meetings import why_not_held
from appliance.record.mine import Reader
from appliance.record.words import FactId, FieldId, ItemId, Value
from tests.appliance.record.telling import TEN_MS, Writing, staff

ONE = ItemId("meeting-1")


def writer(role: Role) -> Writer:
    by = staff(role.value)
    return Writer(by, rights((role,), proven=True), Reader(person=PersonId(role.value)))


def writes(writing: Writing, role: Role, name: str, value: Value, why: str = "") -> object:
    """Let somebody of this role write a field of the meeting, and keep it if it is taken."""
    at = FactId(FieldId(f"meeting.{name}"), ONE)
    standing = writing.record.versions.get(at, [])
    decided = write(writing.record, writer(role), at, value, standing[-1].number if standing else 0, why)
    if isinstance(decided, No):
        return decided
    for event in decided:
        writing.happens_to_record(event)
    return None


def meeting(kind: str) -> Writing:
    writing = Writing()
    writing.facts("meeting-1", by=staff(Role.ADMINISTRATOR.value), meeting_kind=kind)
    return writing


def test_without_a_yes_of_the_educator_nobody_writes_that_a_restorative_meeting_was_held() -> None:
    writing = meeting("restorative")
    refused = writes(writing, Role.ADMINISTRATOR, "at", TEN_MS)
    assert isinstance(refused, No) and "freely agrees" in refused
    assert isinstance(writes(writing, Role.ADMINISTRATOR, "educator_agrees", True), No), "no superior says it for them"
    assert writes(writing, Role.POINT_OF_CONTACT, "educator_agrees", False) is None
    assert isinstance(writes(writing, Role.ADMINISTRATOR, "at", TEN_MS), No)
    assert writes(writing, Role.POINT_OF_CONTACT, "educator_agrees", True, "They came back to it") is None
    assert writes(writing, Role.ADMINISTRATOR, "at", TEN_MS) is None


def test_a_meeting_that_was_held_does_not_become_a_restorative_one() -> None:
    writing = meeting("re-entry")
    assert writes(writing, Role.ADMINISTRATOR, "at", TEN_MS) is None
    assert isinstance(writes(writing, Role.ADMINISTRATOR, "kind", "restorative", "A slip"), No)


def test_a_yes_may_be_taken_back_at_any_time() -> None:
    writing = meeting("restorative")
    assert writes(writing, Role.POINT_OF_CONTACT, "educator_agrees", True) is None
    assert writes(writing, Role.ADMINISTRATOR, "at", TEN_MS) is None
    assert writes(writing, Role.POINT_OF_CONTACT, "educator_agrees", False, "They said so") is None


def test_nothing_else_waits_for_it() -> None:
    writing = meeting("restorative")
    for name in ("person", "action", "language"):
        assert why_not_held(writing.record, FactId(FieldId(f"meeting.{name}"), ONE), True) == ""
    assert why_not_held(writing.record, FactId(FieldId("meeting.at"), ONE), None) == "", "a time may be taken out"
