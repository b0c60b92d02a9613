"""Golden stories of supports for the educator: check-ins and "do not ask me again", time and cover, and the notice of an injury."""

import pytest

from appliance.duties.seeing import may_see
from appliance.plan.model import Role
from appliance.record.access import rights
from appliance.record.codes import LISTS
from appliance.record.mine import Reader
from appliance.record.words import ItemId
from tests.appliance.duties.school import Telling, ms, wall
from tests.appliance.duties.told_stories import CLOSED, RULES, WITHDRAWN, dates, struck
from tests.appliance.record.telling import reporter, staff

CHECK_INS = ("check-in-1 p1", "check-in-7 p1", "check-in-30 p1")
EDUCATOR = Reader(reporter=ItemId("reporter-1"))


def of(story: Telling, state: object = None) -> dict[str, str]:
    """Give the check-ins in this state, or the open ones, with their dates."""
    found = dates(story) if state is None else dates(story, state)  # type: ignore[arg-type]
    return {name: at for name, at in found.items() if name in CHECK_INS}


def asked(story: Telling, now: str, item: str, kind: str, answer: str) -> Telling:
    return story.at(now).facts(
        item,
        by=staff("tran"),
        support_person="p1",
        support_kind=kind,
        support_answer=answer,
        support_done_at=ms(now),
    )


def seen_by(story: Telling, *roles: Role, reader: Reader = EDUCATOR) -> set[str]:
    """Give the duties that somebody with these roles sees; without a role, the educator with the code of their receipt."""
    its = rights(roles, proven=bool(roles), own=not roles)
    who = Reader() if roles else reader
    return {name for name, duty in story.duties(RULES).items() if may_see(duty, story.record, its, who)}


def test_somebody_is_asked_after_a_day_a_week_and_a_month_through_thanksgiving_and_the_clock_change() -> None:
    story = struck("2026-11-25 10:02", "bit")
    assert of(story) == {
        "check-in-1 p1": "2026-11-27 00:00",
        "check-in-7 p1": "2026-12-03 00:00",
        "check-in-30 p1": "2026-12-26 00:00",
    }
    asked(story, "2026-11-26 10:00", "s1", "check-in-1", "later")
    assert set(of(story)) == {"check-in-7 p1", "check-in-30 p1"}
    asked(story, "2026-12-02 10:00", "s2", "check-in-7", "accepted")
    asked(story, "2026-12-22 10:00", "s3", "check-in-30", "accepted")
    assert of(story) == {}
    assert set(of(story, CLOSED)) == set(CHECK_INS)
    assert of(struck("2026-10-30 10:00", "struck"))["check-in-7 p1"] == "2026-11-07 00:00", "the clocks went back"


def test_who_wants_to_be_asked_no_more_is_asked_no_more_and_no_superior_learns_of_it() -> None:
    story = struck("2026-11-25 10:02", "bit")
    before = {role: seen_by(story, role) for role in Role}
    asked(story, "2026-11-26 10:00", "s1", "check-in-1", "not-again")
    assert of(story) == {}
    assert set(of(story, WITHDRAWN)) == set(CHECK_INS)
    says = story.duties(RULES)["check-in-30 p1"].withdrawn.says
    assert says == "Not owed any more since Thu 26 Nov: “Answer”, “Support” and “For whom” were written."
    assert set(CHECK_INS) <= seen_by(story, Role.POINT_OF_CONTACT)
    for role in set(Role) - {Role.POINT_OF_CONTACT}:
        assert not set(CHECK_INS) & (before[role] | seen_by(story, role)), role


KINDS_ASKED_OF = [each.code for each in LISTS["support-type"].codes if not each.code.startswith("check-in")]


@pytest.mark.parametrize("kind", KINDS_ASKED_OF)
def test_what_is_answered_to_another_offer_ends_no_check_in(kind: str) -> None:
    story = struck("2026-11-25 10:02", "bit")
    before = of(story)
    asked(story, "2026-11-26 10:00", "s1", kind, "not-again")
    asked(story, "2026-11-26 10:00", "s2", kind, "cannot-be-asked")
    story.facts("s2", support_confirmed=True)
    assert set(before) == set(CHECK_INS)
    assert of(story) == before


@pytest.mark.parametrize("kind", ["check-in-1", "check-in-7", "check-in-30", None])
def test_not_to_be_asked_again_at_a_check_in_or_about_nothing_in_particular_ends_all_of_them(kind: str | None) -> None:
    story = struck("2026-11-25 10:02", "bit")
    story.at("2026-11-26 10:00").facts("s1", support_person="p1", support_kind=kind, support_answer="not-again")
    assert set(of(story, WITHDRAWN)) == set(CHECK_INS)


def test_whoever_is_asked_sees_it_themselves_and_nobody_else_who_told_an_account_does() -> None:
    story = struck("2026-11-25 10:02", "bit")
    story.facts("reporter-1", by=reporter("reporter-1"), reporter_name="Jo Brandt")
    story.facts("reporter-1", by=staff("tran"), reporter_is_person="p1")
    asked(story, "2026-11-26 10:00", "s1", "check-in-1", "later")
    assert set(CHECK_INS) <= seen_by(story)
    assert not set(CHECK_INS) & seen_by(story, reader=Reader(reporter=ItemId("reporter-2")))


@pytest.mark.parametrize("answer", ["declined", "not-again", "words", "person", "accepted"])
def test_whoever_answered_about_the_debriefing_is_not_asked_again(answer: str) -> None:
    story = struck("2026-11-25 10:02", "bit")
    assert dates(story)["debriefing-invited p1"] == "2026-12-01 15:30"
    story.at("2026-11-30 09:00").facts("s1", support_person="p1", support_kind="debrief", support_answer=answer)
    assert "debriefing-invited p1" in dates(story, CLOSED)
    assert dates(story)["debriefing"] == "2026-12-02 15:30", "it is held all the same"


def test_paid_time_and_cover_are_offered_on_the_next_school_day_and_what_was_accepted_is_given() -> None:
    story = struck("2026-11-25 10:02", "bit")
    offers = {"paid-time p1": "2026-11-30 15:30", "cover-for-what-follows p1": "2026-11-30 15:30"}
    assert {name: at for name, at in dates(story).items() if name in offers} == offers
    story.at("2026-11-25 14:00").facts(
        "s1", support_person="p1", support_kind="time-off", support_offered_at=ms("2026-11-25 14:00")
    )
    assert "paid-time p1" in dates(story), "time off need not be paid"
    for item, kind in (("s2", "paid-time"), ("s3", "cover")):
        story.facts(item, support_person="p1", support_kind=kind, support_offered_at=ms("2026-11-25 14:00"))
    assert not offers.keys() & dates(story).keys()
    story.at("2026-11-30 08:00").facts("s2", support_answer="accepted").facts("s3", support_answer="declined")
    given = {name: at for name, at in dates(story).items() if name.startswith("time-and-cover-given")}
    assert given == {"time-and-cover-given s2": "2026-12-03 15:30"}
    assert "time-and-cover-given s2" in seen_by(story, Role.ADMINISTRATOR)
    story.at("2026-12-02 08:00").facts("s2", support_done_at=ms("2026-12-01 12:00"))
    assert dates(story, CLOSED)["time-and-cover-given s2"] == "2026-12-03 15:30"


def test_a_notice_closes_on_the_employers_stamp_and_on_nothing_before_it() -> None:
    story = struck("2026-11-25 10:02", "bit")
    notices = {"co-injury-notice i1": "2026-12-06 00:00", "co-injury-notice-for-them i1": "2026-12-06 00:00"}
    assert notices.items() <= dates(story).items()
    says = story.duties(RULES)["co-injury-notice i1"].due.says
    assert says == "Sat 5 Dec, end of the day: ten calendar days after Wed 25 Nov"
    story.at("2026-12-03 16:00").facts("i1", by=staff("tran"), injury_notice_at=ms("2026-12-03 15:50"))
    assert notices.items() <= dates(story).items(), "it was handed in, and nobody stamped it yet"
    assert dates(story)["co-notice-stamped i1"] == "2026-12-11 00:00"
    story.note("co-injury-notice", "i1", "printed and signed")
    assert notices.items() <= dates(story).items(), "no word takes the place of the stamp"
    story.at("2026-12-07 09:00").facts("i1", by=staff("hall"), injury_notice_stamped_at=ms("2026-12-04 08:10"))
    for name in (*notices, "co-notice-stamped i1"):
        closed = story.duties(RULES)[name].closed
        assert closed is not None and wall(closed.at_ms) == "2026-12-04 08:10", name
    assert notices.keys() <= seen_by(story, Role.POINT_OF_CONTACT)
    assert not notices.keys() & seen_by(story, Role.ADMINISTRATOR)


def test_where_somebody_died_the_point_of_contact_gives_the_notice() -> None:
    found = dates(struck("2026-11-25 10:02", "struck", level="fatal"))
    assert found["co-injury-notice-for-them i1"] == "2026-12-06 00:00"
    assert "co-injury-notice i1" not in found
