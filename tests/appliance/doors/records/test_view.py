"""Tests a record's line in a list and at the head of its page: what the call asks for now, and what it asked for when it came. Tests also
that what a reader is shown does not depend on what somebody answered to an offer of care.
"""

import pytest

from appliance.api.access import proven, unproven
from appliance.api.records.messages import Hidden, RecordLine, RecordShown
from appliance.core.calls.commands import Acknowledge, Arrive, Downgrade, Undo, Upgrade
from appliance.doors.records.feed_lines import FeedLines
from appliance.doors.records.view import Eyes, line_of, shown
from appliance.plan.ids import DeskId, PersonId
from appliance.plan.model import Kind, Role
from appliance.record.access import rights
from appliance.record.derived import derived
from appliance.record.mine import Reader
from appliance.record.words import FactId, FieldId, ItemId, Klass, Value
from tests.appliance.core.story import KINDS, Story
from tests.appliance.record.telling import Writing, record_of, reporter, staff


def listed(story: Story) -> RecordLine:
    """Give the line. It must never differ from the record's own fact or from the board."""
    record = record_of(story)
    line = line_of(record, story.board)
    assert line is not None
    assert line.kind == derived(record, story.board.index)[FactId(FieldId("call_kind"))] == story.call.kind
    return line


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.mark.parametrize("contact", ["hold", "medical"])
def test_a_press_in_an_open_call_makes_it_what_it_asks_for_now(story: Story, contact: str) -> None:
    story.press("B204")
    assert (listed(story).kind, listed(story).came_as) == (Kind.ASSIST, None)
    story.press("B204", contact)
    assert (listed(story).kind, listed(story).came_as) == (KINDS[contact], Kind.ASSIST)


def test_a_press_that_asks_for_less_lowers_nothing(story: Story) -> None:
    story.press("B204", "hold")
    story.press("B204")
    assert (listed(story).kind, listed(story).came_as) == (Kind.EMERGENCY, None)


def test_people_raise_and_lower_it(story: Story) -> None:
    story.press("B204")
    story.desk("front", Upgrade, kind=Kind.EMERGENCY)
    assert listed(story).kind is Kind.EMERGENCY
    story.desk("front", Acknowledge)
    story.desk("front", Arrive, responder="Ana Ortiz")
    story.desk("front", Downgrade, kind=Kind.MEDICAL)
    assert listed(story).kind is Kind.MEDICAL
    story.press("B204", "hold")
    assert (listed(story).kind, listed(story).came_as) == (Kind.EMERGENCY, Kind.ASSIST)


def test_what_was_raised_by_mistake_and_undone_at_once_is_what_it_was(story: Story) -> None:
    story.press("B204")
    story.desk("front", Upgrade, kind=Kind.MEDICAL)
    assert story.desk("front", Undo) is None
    assert (listed(story).kind, listed(story).came_as) == (Kind.ASSIST, None)


ANSWERS: dict[str, dict[str, Value]] = {
    "nothing yet": {},
    "yes": {"support_answer": "accepted", "support_due": 1_790_000_000_000, "support_done_at": 1_790_000_000_000},
    "no": {"support_answer": "declined"},
    "cannot be asked": {"support_answer": "cannot-be-asked"},
}


def offered(story: Story, answer: dict[str, Value]) -> Writing:
    """Care was offered to a teacher, by their superior or by their point of contact, who then wrote what they answered."""
    record = Writing(record_of(story))
    record.facts("r1", by=reporter("r1"), reporter_name="Jo Brandt")
    record.facts("person-1", by=staff("okafor"), person_role="affected", person_type="teacher")
    for item, who in (("support-1", "okafor"), ("support-2", "tran")):
        record.facts(item, by=staff(who), support_person="person-1", support_kind="mental-health", support_offered_at=7)
    for item in ("support-1", "support-2"):
        record.facts(item, by=staff("tran"), **answer)
    return record


def seen(story: Story, record: Writing, role: Role | None, *, glass: bool) -> RecordShown:
    """Give what the superior (okafor) is shown where they have this role; without a role, what a desk is shown."""
    reads = unproven(DeskId("front")) if role is None else proven((role,))
    roles = () if role is None else (role,)
    may = rights(roles, proven=role is not None, glass=glass)
    eyes = Eyes(reads, may, Reader(person=None if role is None else PersonId("okafor")))
    told = shown(1, record.record, eyes, story.board, FeedLines(), (), 0)
    assert told is not None
    return told


@pytest.mark.parametrize("glass", [False, True], ids=["", "glass broken"])
@pytest.mark.parametrize("role", [None, *Role])
def test_what_somebody_answered_to_care_changes_nothing_that_anybody_else_is_shown(
    story: Story, role: Role | None, glass: bool
) -> None:
    story.press("B204")
    told = {name: seen(story, offered(story, answer), role, glass=glass) for name, answer in ANSWERS.items()}
    if role is Role.POINT_OF_CONTACT:
        assert len({str(each) for each in told.values()}) == len(ANSWERS), "they know it"
        return
    assert len({str(each) for each in told.values()}) == 1
    offers = [each.count for each in told["yes"].left_out if each.what is Hidden.CARE]
    knows_of_them = FactId(FieldId("support.person"), ItemId("support-2")) in {
        FactId(fact.field, fact.item) for fact in told["yes"].facts
    }
    assert offers == ([2] if knows_of_them else [])


def test_whoever_wrote_the_offer_and_may_read_all_the_rest_does_not_learn_that_it_was_answered(story: Story) -> None:
    story.press("B204")
    told = {}
    for name, answer in ANSWERS.items():
        record = Writing(record_of(story))
        record.facts("person-1", by=staff("okafor"), person_role="affected", person_type="teacher")
        record.facts("support-1", by=staff("okafor"), support_person="person-1", support_kind="mental-health")
        record.facts("support-1", by=staff("tran"), **answer)
        told[name] = seen(story, record, Role.ADMINISTRATOR, glass=False)
    assert len({str(each) for each in told.values()}) == 1
    assert told["nothing yet"].withheld == (Klass.PERSONNEL,)
    assert [each for each in told["nothing yet"].left_out if each.what is Hidden.CARE] != []
