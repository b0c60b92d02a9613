"""Golden stories of restraints and removals: what is reported, what is asked first, and what a decision brings."""

from appliance.core.ground.words import NoBreak
from tests.appliance.duties.school import Telling, ms
from tests.appliance.duties.told_stories import CLOSED, NOT_YET, RULES, dates, struck


def held(now: str, seconds: int, kind: str = "physical") -> Telling:
    story = Telling(now)
    story.facts(event_kind="happened", behavior="disorderly", directed_at=("student",), restraint_used=True)
    return story.facts(
        "r1", restraint_person="p2", restraint_type=kind, restraint_seconds=seconds, restraint_began=ms(now)
    )


def test_a_restraint_of_40_seconds_and_one_of_90() -> None:
    report = {"co-restraint-report r1": "2026-11-30 15:30", "co-restraint-told": "2026-11-30 15:30"}
    family = {
        "co-restraint-family-same-day r1": "2026-11-25 15:30",
        "co-restraint-family-written r1": "2026-12-01 00:00",
    }
    for seconds, expected in ((40, report), (59, report), (60, report | family), (90, report | family)):
        found = dates(held("2026-11-25 13:00", seconds))
        assert {name: at for name, at in found.items() if "restraint" in name} == expected, seconds
    reported = (
        held("2026-11-25 13:00", 40).at("2026-11-30 15:00").facts("r1", restraint_reported_at=ms("2026-11-30 14:00"))
    )
    assert dates(reported, CLOSED)["co-restraint-report r1"] == "2026-11-30 15:30"


def test_the_one_minute_mark_belongs_to_physical_holds_alone() -> None:
    for kind in ("seclusion", "mechanical", "chemical", "prone"):
        assert "co-restraint-family-same-day r1" in dates(held("2026-11-25 13:00", 5, kind)), kind


def test_how_long_a_hold_was_is_asked_and_a_seclusion_waits_for_nothing() -> None:
    story = Telling("2026-11-25 13:00").facts(restraint_used=True).facts("r1", restraint_type="physical")
    assert set(dates(story, NOT_YET)) == {"co-restraint-family-same-day r1", "co-restraint-family-written r1"}
    assert "co-restraint-report r1" in dates(story), "the report waits for no answer"
    story = Telling("2026-11-25 13:00").facts("r1", restraint_type="seclusion")
    assert dates(story, NOT_YET) == {}
    story = Telling("2026-11-25 13:00").facts("r1", restraint_person="p2", restraint_seconds=90)
    family = {"co-restraint-family-same-day r1", "co-restraint-family-written r1"}
    assert set(dates(story, NOT_YET)) == family, (
        "what kind it was is asked: no family goes without notice for want of it"
    )
    story.facts("r1", restraint_type="prone")
    assert family <= set(dates(story))


def test_a_break_that_was_no_break_owes_what_a_seclusion_owes_and_people_may_correct_it() -> None:
    began = "2026-11-25 13:00"
    story = Telling("2026-11-25 13:20", occurred=began).no_break(NoBreak.OUT_OF_SIGHT)
    by_hand = Telling("2026-11-25 13:20", occurred=began).facts(restraint_used=True)
    by_hand.facts("restraint-1", restraint_type="seclusion", restraint_began=ms(began))
    assert dates(story) == dates(by_hand)
    assert {name for name in dates(story) if "restraint" in name} == {
        "co-restraint-report restraint-1",
        "co-restraint-told",
        "co-restraint-family-same-day restraint-1",
        "co-restraint-family-written restraint-1",
    }
    story.at("2026-11-25 14:00").write("restraint.type", "physical", "restraint-1", why="she was held, not shut in")
    assert "co-restraint-family-same-day restraint-1" in dates(story, NOT_YET), "how long the hold was, is asked now"


def test_a_third_removal_of_a_student_with_an_iep() -> None:
    story = struck("2026-11-16 10:02", "struck")
    before = ("co-decided p2", "co-manifestation-review a1", "co-family-told-of-decision a1")
    assert dates(story, NOT_YET) == {"co-decided p2": ""}
    story.at("2026-11-16 13:00").facts("p2", person_asked_first=True, person_early_grade=False)
    story.at("2026-11-16 14:00").facts(
        "a1",
        action_person="p2",
        action_kind="out-of-school",
        action_from=ms("2026-11-17 08:00"),
        action_days=4,
        action_decided_by="principal",
        action_decided_at=ms("2026-11-16 13:30"),
    )
    assert "co-removal-days-counted a1" in dates(story), "the days before are not counted yet"
    story.facts("a1", action_days_before=7, action_times_before=2)
    assert set(dates(story, NOT_YET)) == {*before[1:]}, "whether there is a plan must be answered first"
    story.at("2026-11-16 14:30").facts("p2", person_plan_status=("unknown",))
    assert set(dates(story, NOT_YET)) == {*before[1:]}, "not known is no answer"
    story.at("2026-11-16 15:00").write("person.plan_status", ("iep", "bip"), "p2", why="looked up")
    found = dates(story)
    assert found["co-family-told-of-decision a1"] == "2026-11-16 15:30", "the day of the decision, not of the removal"
    assert found["co-manifestation-review a1"] == "2026-12-02 15:30"
    says = story.duties(RULES)["co-manifestation-review a1"].due.says
    assert says == (
        "Wed 2 Dec, end of school day: ten school days after Mon 16 Nov; Thu 26 Nov and Fri 27 Nov are Thanksgiving"
    )
    assert "co-decided p2" in dates(story, CLOSED)
    story.at("2026-11-18 09:00").facts("a1", action_returns=ms("2026-11-23 08:00"))
    assert dates(story)["re-entry-meeting a1"] == dates(story)["educator-told-before-return a1"] == "2026-11-23 08:00"


def test_ten_days_in_all_change_no_placement_and_eleven_do() -> None:
    for days, owed in ((3, False), (4, True)):
        story = struck("2026-11-16 10:02", "struck").facts("p2", person_plan_status=("504",))
        story.facts("a1", action_person="p2", action_kind="in-school", action_days=days, action_days_before=7)
        assert ("co-manifestation-review a1" in dates(story)) is owed
        assert ("co-family-told-of-decision a1" in dates(story)) is owed, "the parents hear of it on that day as well"


def test_a_second_removal_from_class_asks_for_a_behavior_plan_and_young_students_are_looked_at_again() -> None:
    story = struck("2026-11-16 10:02", "struck").facts("p2", person_early_grade=True)
    story.facts("a1", action_person="p2", action_kind="classroom-removal", action_times_before=0)
    assert not {"co-behavior-plan a1", "co-early-grade a1"} & set(dates(story))
    story.facts("a2", action_person="p2", action_kind="classroom-removal", action_times_before=1)
    story.facts("a3", action_person="p2", action_kind="out-of-school")
    assert {"co-behavior-plan a2", "co-early-grade a3"} <= set(dates(story))
