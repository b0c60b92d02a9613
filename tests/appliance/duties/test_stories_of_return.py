"""Golden stories of what follows: what the school changes, meetings before a return, and the one conversation before class."""

import pytest

from appliance.duties.duty import Duty
from appliance.duties.seeing import concerns, may_see
from appliance.plan.ids import PersonId
from appliance.plan.model import Role
from appliance.record.access import rights
from appliance.record.mine import Reader, folded
from tests.appliance.duties.school import Telling, ms, wall
from tests.appliance.duties.told_stories import CLOSED, NOT_YET, RULES, WITHDRAWN, dates, struck
from tests.appliance.record.telling import staff

CONVERSATION = "conversation-before-class t1"
TELLER, TOLD, OTHER = "Lina Reyes", "Kit Park", "Mo Adler"


def named(name: str) -> Reader:
    return Reader(person=PersonId(name.split(maxsplit=1)[0].casefold()), name=folded(name))


def seen_by(story: Telling, reader: Reader, *roles: Role) -> dict[str, Duty]:
    """Give the duties that somebody of the plan owes or is owed and may see, once they showed their PIN."""
    its = rights(roles, proven=True)
    return {
        name: duty
        for name, duty in story.duties(RULES).items()
        if may_see(duty, story.record, its, reader) and concerns(duty, story.record, roles, reader)
    }


def returning(now: str = "2026-11-30 14:00") -> Telling:
    """A student who struck a teacher comes back to class on Thursday, and somebody is to be told before that."""
    story = struck("2026-11-25 10:02", "struck")
    story.at(now).facts("a1", action_person="p2", action_kind="out-of-school", action_from=ms("2026-11-30 08:00"))
    story.facts("a1", action_days=3, action_decided_by="principal", action_returns=ms("2026-12-03 08:00"))
    return story


def told(story: Telling, **more: object) -> Telling:
    facts = {
        "telling_told": TOLD,
        "telling_by": TELLER,
        "telling_action": "a1",
        "telling_before": ms("2026-12-03 08:00"),
    }
    return story.facts("t1", by=staff("reyes"), **facts, **more)  # type: ignore[arg-type]


def test_what_the_debriefing_decided_is_owed_by_whoever_does_it_on_the_day_that_was_written() -> None:
    story = struck("2026-11-25 10:02", "bit")
    story.at("2026-12-02 15:00").facts("d1", debrief_at=ms("2026-12-02 14:00"), debrief_educator_present=True)
    story.facts("c1", change_what="A second adult at the end of lunch", change_debrief="d1", change_owner="lead")
    story.facts("c2", change_what="A door that opens outwards", change_owner="administrator")
    assert set(dates(story, NOT_YET)) >= {"change-made-by-lead c1", "change-made-by-administrator c2"}, "by when?"
    story.facts("c1", change_by=ms("2026-12-11 15:30")).facts("c2", change_by=ms("2027-01-15 15:30"))
    found = {name: at for name, at in dates(story).items() if name.startswith("change-made")}
    assert found == {
        "change-made-by-lead c1": "2026-12-11 15:30",
        "change-made-by-administrator c2": "2027-01-15 15:30",
    }
    assert "change-made-by-lead c1" in seen_by(story, named(OTHER), Role.LEAD)
    story.at("2026-12-09 09:00").facts("c1", change_done_at=ms("2026-12-08 12:10"))
    closed = story.duties(RULES)["change-made-by-lead c1"].closed
    assert closed is not None and wall(closed.at_ms) == "2026-12-08 12:10"
    story.facts("c2", change_owner="nurse")
    assert "change-made-by-administrator c2" in dates(story, WITHDRAWN)
    assert dates(story)["change-made-by-nurse c2"] == "2027-01-15 15:30"


def test_one_conversation_before_class_is_listed_to_teller_and_told_and_to_nobody_else() -> None:
    story = told(returning(), telling_confidential=True)
    assert dates(story)[CONVERSATION] == "2026-12-03 08:00"
    for who in (TELLER, TOLD):
        line = seen_by(story, named(who))[CONVERSATION]
        assert line.says == "You have 1 conversation before class."
        assert set(seen_by(story, named(who))) == {CONVERSATION}, "nothing else of the record"
    assert CONVERSATION not in seen_by(story, named(OTHER))
    assert CONVERSATION not in seen_by(story, Reader()), "nobody without a PIN"
    for role in Role:
        assert CONVERSATION not in seen_by(story, named(OTHER), role), role


@pytest.mark.parametrize("confidential", [False, None])
def test_nobody_is_to_be_told_who_does_not_keep_it_to_themselves(confidential: bool | None) -> None:
    story = told(returning(), telling_confidential=confidential)
    assert CONVERSATION not in dates(story)
    assert "educator-told-before-return a1" in dates(story), "it is owed still that somebody is told"


def test_who_is_told_and_by_whom_closes_what_is_owed_before_the_return() -> None:
    story = returning()
    assert dates(story)["educator-told-before-return a1"] == "2026-12-03 08:00"
    told(story, telling_confidential=True)
    assert "educator-told-before-return a1" in dates(story, CLOSED)
    story.at("2026-12-03 07:40").note("conversation-before-class", "t1", "that you had the conversation")
    closed = story.duties(RULES)[CONVERSATION].closed
    assert closed is not None and wall(closed.at_ms) == "2026-12-03 07:40"
    story.facts("t1", telling_told=OTHER)
    assert CONVERSATION in seen_by(story, named(OTHER)), "another person is told now"
    assert CONVERSATION not in seen_by(story, named(TOLD))


def test_a_re_entry_meeting_closes_only_in_the_familys_language_and_before_its_own_return() -> None:
    story = returning()
    assert dates(story)["re-entry-meeting a1"] == "2026-12-03 08:00"
    story.at("2026-12-02 16:00").facts("m1", meeting_kind="re-entry", meeting_person="p2", meeting_action="a1")
    story.facts("m1", meeting_at=ms("2026-12-02 15:40"), meeting_language=False)
    assert "re-entry-meeting a1" in dates(story)
    story.facts("m1", meeting_language=True)
    assert "re-entry-meeting a1" in dates(story, CLOSED)
    story.facts("a2", action_person="p2", action_kind="in-school", action_returns=ms("2026-12-10 08:00"))
    assert dates(story)["re-entry-meeting a2"] == "2026-12-10 08:00", "another return has another meeting"


def test_support_for_the_student_closes_on_a_meeting_about_it_or_on_the_teams_word() -> None:
    story = returning()
    story.facts("m1", meeting_kind="re-entry", meeting_person="p2", meeting_at=ms("2026-12-02 15:40"))
    assert "support-for-the-student p2" in dates(story)
    story.facts("m2", meeting_kind="support", meeting_person="p2", meeting_at=ms("2026-12-02 16:00"))
    assert "support-for-the-student p2" in dates(story, CLOSED)


@pytest.mark.parametrize("answer", [True, False])
def test_the_educator_is_asked_once_about_a_restorative_meeting(answer: bool) -> None:
    story = returning()
    story.facts("m1", meeting_kind="restorative", meeting_person="p2")
    assert dates(story)["restorative-asked m1"] == "2026-12-02 15:30"
    assert "restorative-asked m1" in seen_by(story, named(OTHER), Role.POINT_OF_CONTACT)
    assert "restorative-asked m1" not in seen_by(story, named(OTHER), Role.ADMINISTRATOR)
    story.facts("m1", by=staff("tran"), meeting_educator_agrees=answer)
    assert "restorative-asked m1" in dates(story, CLOSED), "a no is not asked again"
