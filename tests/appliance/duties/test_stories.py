"""Golden stories: every duty of an incident with its date, over the calendar of a Colorado school."""

from appliance.record.words import Status
from tests.appliance.duties.school import Telling, adopted, ms, wall, with_snow
from tests.appliance.duties.told_stories import CLOSED, NOT_YET, RULES, WITHDRAWN, dates, struck

FOR_THE_TEACHER = {
    "point-of-contact p1": "2026-11-25 15:30",
    "rights-told p1": "2026-11-25 15:30",
    "medical-offered p1": "2026-11-25 15:30",
    "mental-health-offered p1": "2026-11-30 15:30",
    "paid-time p1": "2026-11-30 15:30",
    "cover-for-what-follows p1": "2026-11-30 15:30",
    "debriefing-invited p1": "2026-12-01 15:30",
    "check-in-1 p1": "2026-11-27 00:00",
    "check-in-7 p1": "2026-12-03 00:00",
    "check-in-30 p1": "2026-12-26 00:00",
    "co-injury-notice i1": "2026-12-06 00:00",
    "co-injury-notice-for-them i1": "2026-12-06 00:00",
    "co-providers-named i1": "2026-12-08 00:00",
    "co-insurer-told i1": "2026-12-06 00:00",
    "co-injury-recorded i1": "2026-12-03 00:00",
}
FOR_THE_STUDENT = {
    "family-told p2": "2026-11-25 15:30",
    "support-for-the-student p2": "2026-12-04 15:30",
    "co-asked-before-removal p2": "2026-11-25 15:30",
    "co-protections-answered p2": "2026-11-25 15:30",
}
OF_THE_SCHOOL = {"facts-submitted": "2026-11-25 15:30", "debriefing": "2026-12-02 15:30"}


def test_a_bite_with_a_minor_injury_on_the_day_before_thanksgiving() -> None:
    story = struck("2026-11-25 10:02", "bit")
    assert dates(story) == {
        **OF_THE_SCHOOL,
        **FOR_THE_TEACHER,
        **FOR_THE_STUDENT,
        "hurt-looked-at i1": "2026-11-25 10:02",
    }
    assert dates(story, NOT_YET) == {"co-decided p2": ""}
    duties = story.duties(RULES)
    assert duties["co-providers-named i1"].due.says == (
        "Mon 7 Dec, end of the day: seven business days after Wed 25 Nov; Thu is Thanksgiving"
    )
    assert duties["debriefing"].due.says == (
        "Wed 2 Dec, end of school day: three school days after Wed 25 Nov; Thu and Fri are Thanksgiving"
    )
    asked = {name: wall(each.due.at_ms) for name, each in duties.items() if name.startswith("no-repercussions")}
    assert asked == {
        f"no-repercussions-{days}-{whom}": f"{until} 00:00"
        for days, until in ((30, "2026-12-26"), (90, "2027-02-24"), (180, "2027-05-25"))
        for whom in ("educator p1", "principal")
    }


def test_the_bite_is_gone_through_to_the_end() -> None:
    story = struck("2026-11-25 10:02", "bit")
    story.at("2026-11-25 10:20").facts("i1", injury_treatment=("nurse",))
    story.at("2026-11-25 12:00").facts("n1", notice_about="p2", notice_method="phone", notice_at=ms("2026-11-25 11:50"))
    offered = {"s1": "point-of-contact", "s2": "rights", "s3": "medical", "s4": "educator-support", "s5": "paid-time"}
    for item, kind in {**offered, "s6": "cover"}.items():
        story.facts(item, support_person="p1", support_kind=kind, support_offered_at=ms("2026-11-25 11:00"))
    assert "point-of-contact p1" in dates(story), "nobody said yet whether that person evaluates them"
    story.facts("s1", support_evaluator=False)
    story.move(Status.SUBMITTED)
    story.at("2026-11-25 14:00").facts(
        "p2", person_plan_status=("none",), person_early_grade=False, person_asked_first=True
    )
    assert dates(story)["co-decided p2"] == "2026-12-02 15:30"
    story.at("2026-11-30 09:00").facts(
        "a1", action_person="p2", action_kind="talk-parent", action_decided_by="principal"
    )
    story.facts("i1", injury_notice_at=ms("2026-11-30 08:00"))
    assert dates(story)["co-notice-stamped i1"] == "2026-12-08 00:00"
    assert "co-injury-notice i1" in dates(story), "a printout closes nothing"
    story.at("2026-12-01 09:00").facts("i1", injury_notice_stamped_at=ms("2026-12-01 08:10"), injury_osha_class="other")
    story.facts("s7", support_person="p1", support_kind="debrief", support_answer="words")
    story.at("2026-12-02 15:00")
    story.facts("d1", debrief_at=ms("2026-12-02 14:00"), debrief_educator_present=False, debrief_next="A second adult.")
    story.facts("s8", support_person="p1", support_kind="check-in-1", support_done_at=ms("2026-11-26 10:00"))
    assert dates(story) == {
        "learning-carried-out d1": "2026-12-16 15:30",
        "support-for-the-student p2": "2026-12-04 15:30",
        "check-in-7 p1": "2026-12-03 00:00",
        "check-in-30 p1": "2026-12-26 00:00",
        "co-providers-named i1": "2026-12-08 00:00",
        "co-insurer-told i1": "2026-12-06 00:00",
        "co-state-category": "2026-12-11 15:30",
    }
    assert dates(story, WITHDRAWN) == {}
    stamped = story.duties(RULES)["co-injury-notice i1"].closed
    assert wall(stamped.at_ms) == "2026-12-01 08:10"
    story.at("2026-12-04 10:00").note("learning-carried-out", "d1", "a second adult is there from Monday on")
    assert "learning-carried-out d1" in dates(story, CLOSED)


def test_a_strangling_with_hospital() -> None:
    story = struck("2026-11-25 10:02", "grabbed", "strangled", level="none")
    assert {"neck-looked-at p1"} <= set(dates(story))
    assert "hurt-looked-at i1" not in dates(story), "nothing shows yet, and the neck is looked at all the same"
    story.at("2026-11-25 10:15").facts("i1", injury_treatment=("nurse",))
    assert "neck-looked-at p1" in dates(story), "the nurse alone is not enough"
    story.at("2026-11-25 13:00").write(
        "injury.treatment", ("nurse", "emergency-room", "inpatient"), "i1", why="hospital"
    )
    story.write("injury.level", "serious", "i1", why="hospital")
    open_now = dates(story)
    assert "neck-looked-at p1" not in open_now
    assert dates(story, CLOSED)["hurt-looked-at i1"] == "2026-11-25 13:00"
    assert open_now["co-injury-notice i1"] == "2026-12-06 00:00", "counted from when it happened"
    assert open_now["co-insurer-told i1"] == "2026-12-06 00:00"


def test_a_near_miss_owes_its_facts_and_that_nobody_suffers_for_telling() -> None:
    story = Telling("2026-11-25 10:02").facts(event_kind="near-miss", directed_at=("staff",))
    story.facts("p1", person_role="affected", person_type="teacher")
    story.facts("p2", person_role="involved", person_type="student")
    assert dates(story) == {"facts-submitted": "2026-11-25 15:30"}
    assert len([name for name in story.duties(RULES) if name.startswith("no-repercussions")]) == 6


def test_a_report_two_days_later_by_a_substitute_on_behalf_of_a_para() -> None:
    story = Telling("2026-11-18 08:10", occurred="2026-11-16 13:20")
    story.facts("a1", account_text="She was bitten on Monday.", account_on_behalf_of="Pat Ruiz")
    story.facts("reporter-1", reporter_about_them="substitute")
    story.facts(event_kind="happened", contact_form=("bit",), directed_at=("staff",), anyone_hurt=True)
    story.facts("p1", person_role="affected", person_type="para")
    story.facts("i1", injury_person="p1", injury_level="minor")
    found = dates(story)
    assert found["co-injury-notice i1"] == "2026-11-27 00:00", "ten days after it happened, and not after it was told"
    assert found["check-in-1 p1"] == "2026-11-18 00:00", "over already: nobody asked on Tuesday"
    assert found["point-of-contact p1"] == "2026-11-18 15:30", "the day on which it became known"
    assert found["co-insurer-told i1"] == "2026-11-29 00:00"
    says = story.duties(RULES)["co-injury-notice i1"].due.says
    assert says == "Thu 26 Nov, end of the day: ten calendar days after Mon 16 Nov"


def test_a_fact_that_is_corrected_after_duties_opened() -> None:
    story = struck("2026-11-25 10:02", "bit")
    story.at("2026-11-30 09:00").write("injury.person", "p2", "i1", why="It was the student who was hurt.")
    gone = dates(story, WITHDRAWN)
    assert set(gone) == {
        "medical-offered p1",
        "co-injury-notice i1",
        "co-injury-notice-for-them i1",
        "co-providers-named i1",
        "co-insurer-told i1",
        "co-injury-recorded i1",
    }
    for name in gone:
        says = story.duties(RULES)[name].withdrawn.says
        assert says == "Not owed any more since Mon 30 Nov: “Who was hurt” was changed."
    assert "point-of-contact p1" in dates(story), "it was aimed at the teacher all the same"
    story.at("2026-12-01 09:00").write("event_kind", "nothing", why="nobody was there")
    assert not set(FOR_THE_STUDENT) & set(dates(story))


def test_1655_on_the_last_day_before_the_winter_break() -> None:
    found = dates(struck("2026-12-18 16:55", "struck"))
    assert found["point-of-contact p1"] == "2026-12-19 00:00", "the same day, though school is over"
    assert found["facts-submitted"] == "2027-01-05 15:30"
    assert found["paid-time p1"] == "2027-01-05 15:30"
    assert found["debriefing"] == "2027-01-07 15:30"
    assert found["co-injury-notice i1"] == "2026-12-29 00:00", "the law counts through the break"
    assert found["co-providers-named i1"] == "2026-12-31 00:00"
    assert found["check-in-7 p1"] == "2026-12-26 00:00"
    says = struck("2026-12-18 16:55", "struck").duties(RULES)["debriefing"].due.says
    assert says == (
        "Thu 7 Jan 2027, end of school day: three school days after Fri 18 Dec; Mon 21 Dec to Mon 4 Jan 2027 is the winter break"
    )


def test_a_snow_day_declared_later_moves_what_counts_school_days_and_nothing_else() -> None:
    before = dates(struck("2026-11-25 10:02", "bit"))
    snow = struck("2026-11-25 10:02", "bit", calendar=with_snow("2026-11-30", "2026-11-30 05:30"))
    after = dates(snow)
    moved = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    assert moved == {
        "mental-health-offered p1": ("2026-11-30 15:30", "2026-12-01 15:30"),
        "paid-time p1": ("2026-11-30 15:30", "2026-12-01 15:30"),
        "cover-for-what-follows p1": ("2026-11-30 15:30", "2026-12-01 15:30"),
        "debriefing-invited p1": ("2026-12-01 15:30", "2026-12-02 15:30"),
        "debriefing": ("2026-12-02 15:30", "2026-12-03 15:30"),
        "support-for-the-student p2": ("2026-12-04 15:30", "2026-12-07 15:30"),
    }
    for name in moved:
        (says,) = snow.duties(RULES)[name].due.moved
        assert says.endswith("Mon 30 Nov is a snow day, declared on Mon 30 Nov.")


def test_both_clock_changes() -> None:
    autumn = dates(struck("2026-10-30 10:00", "struck"))
    assert autumn["point-of-contact p1"] == "2026-10-30 11:30", "a half day"
    assert autumn["paid-time p1"] == "2026-11-02 15:30"
    assert autumn["check-in-7 p1"] == "2026-11-07 00:00"
    spring = dates(struck("2027-03-12 10:00", "struck"))
    assert spring["paid-time p1"] == "2027-03-15 15:30"
    assert spring["check-in-7 p1"] == "2027-03-20 00:00"
    assert spring["support-for-the-student p2"] == "2027-03-19 15:30"


def test_an_educator_who_resigned_cannot_be_asked_and_is_still_owed_what_the_law_gives() -> None:
    story = struck("2026-11-16 10:02", "struck")
    story.at("2026-11-18 09:00").facts(
        "s1", support_person="p1", support_kind="debrief", support_answer="cannot-be-asked"
    )
    assert "debriefing-invited p1" in dates(story), "human resources did not confirm it yet"
    assert {"check-in-7 p1", "check-in-30 p1"} <= set(dates(story))
    story.at("2026-11-19 09:00").facts("s1", support_confirmed=True)
    assert "debriefing-invited p1" in dates(story, CLOSED)
    assert {"check-in-7 p1", "check-in-30 p1"} <= set(dates(story)), "it was said of the debriefing"
    story.facts("s2", support_person="p1", support_kind="check-in-7", support_answer="cannot-be-asked")
    assert "check-in-30 p1" in dates(story), "human resources did not confirm it yet"
    story.facts("s2", support_confirmed=True)
    assert {"check-in-7 p1", "check-in-30 p1"} <= set(dates(story, WITHDRAWN))
    found = dates(story)
    assert {"co-injury-notice i1", "co-injury-notice-for-them i1", "debriefing"} <= set(found)
    assert "no-repercussions-90-educator p1" in story.duties(RULES)


def test_practice_owes_nothing_unless_somebody_was_hurt() -> None:
    story = Telling("2026-11-25 10:02")
    story.facts(mode="exercise", event_kind="happened", restraint_used=True)
    story.facts("p1", person_role="affected", person_type="teacher")
    assert story.duties(RULES) == {}
    story.facts("i1", injury_person="p1", injury_level="minor")
    assert {"co-injury-notice i1", "hurt-looked-at i1"} <= set(dates(story))


def test_the_districts_own_file_takes_the_place_of_a_rule() -> None:
    rules = adopted("neutral", "colorado", "district-example")
    found = dates(struck("2026-11-25 10:02", "bit"), rules=rules)
    assert "debriefing" not in found
    assert found["contract-debriefing"] == "2026-12-01 15:30"
    assert found["policy-paid-leave p1"] == "2026-12-02 00:00"
    assert "policy-decision-recorded" in found


def test_nothing_in_a_duty_names_who_called_or_reported() -> None:
    story = struck("2026-11-25 10:02", "bit")
    story.facts("reporter-1", reporter_name="Jo Brandt", reporter_about_them="teacher")
    story.facts("p1", person_staff_name="Jo Brandt")
    for duty in story.duties(RULES).values():
        assert "Brandt" not in repr(duty)
        assert not any(field.startswith("reporter.") for field in duty.fields)
