"""Golden stories with every duty and date, over the calendar of a Colorado school, as the neutral set and Colorado's give them.

The texts lie beside this file. After an intended change run with HANDBELL_GOLDEN=write, then read what changed before you keep it.
"""

import os
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.core.ground.words import NoBreak
from appliance.duties.duty import Duty
from appliance.record.words import Status
from tests.appliance.duties.school import Telling, ms, wall, with_snow
from tests.appliance.duties.told_stories import RULES, struck

GOLDEN = Path(__file__).parent
REWRITE = os.environ.get("HANDBELL_GOLDEN") == "write"
WIDTH = 130


def a_bite_with_a_minor_injury() -> Telling:
    story = struck("2026-11-25 10:02", "bit")
    return story.at("2026-11-25 10:20").facts("i1", injury_treatment=("nurse",))


def a_strangling_with_hospital() -> Telling:
    story = struck("2026-11-25 10:02", "grabbed", "strangled", level="none")
    story.at("2026-11-25 10:15").facts("i1", injury_treatment=("nurse",))
    story.at("2026-11-25 13:00").write("injury.treatment", ("nurse", "emergency-room", "inpatient"), "i1", why="more")
    story.write("injury.level", "serious", "i1", why="the hospital says so")
    return story


def held(seconds: int) -> Telling:
    now = "2026-11-25 13:00"
    story = Telling(now).facts(
        event_kind="happened", behavior="disorderly", directed_at=("student",), restraint_used=True
    )
    story.facts("p2", person_role="involved", person_type="student")
    return story.facts(
        "r1", restraint_person="p2", restraint_type="physical", restraint_seconds=seconds, restraint_began=ms(now)
    )


def a_restraint_of_40_seconds() -> Telling:
    return held(40)


def a_restraint_of_90_seconds() -> Telling:
    return held(90)


def a_break_that_was_no_break() -> Telling:
    return Telling("2026-11-25 13:20", occurred="2026-11-25 13:00").no_break(NoBreak.DOOR_HELD)


def a_third_removal_of_a_student_with_an_iep() -> Telling:
    story = struck("2026-11-16 10:02", "struck")
    story.at("2026-11-16 13:00").facts("p2", person_asked_first=True, person_early_grade=False)
    story.facts("p2", person_plan_status=("iep", "bip"))
    story.at("2026-11-16 14:00").facts(
        "a1",
        action_person="p2",
        action_kind="out-of-school",
        action_from=ms("2026-11-17 08:00"),
        action_days=4,
        action_days_before=7,
        action_times_before=2,
        action_decided_by="principal",
        action_decided_at=ms("2026-11-16 14:00"),
    )
    return story.at("2026-11-18 09:00").facts("a1", action_returns=ms("2026-11-23 08:00"))


def a_near_miss() -> Telling:
    story = Telling("2026-11-25 10:02").facts(event_kind="near-miss", directed_at=("staff",))
    story.facts("p1", person_role="affected", person_type="teacher")
    return story.facts("p2", person_role="involved", person_type="student")


def a_report_two_days_later_by_a_substitute_on_behalf_of_a_para() -> Telling:
    story = Telling("2026-11-18 08:10", occurred="2026-11-16 13:20")
    story.facts("a1", account_text="She was bitten on Monday.", account_on_behalf_of="Pat Ruiz")
    story.facts("reporter-1", reporter_about_them="substitute")
    story.facts(event_kind="happened", contact_form=("bit",), directed_at=("staff",), anyone_hurt=True)
    story.facts("p1", person_role="affected", person_type="para")
    return story.facts("i1", injury_person="p1", injury_level="minor")


def a_fact_that_is_corrected_after_duties_opened() -> Telling:
    story = struck("2026-11-25 10:02", "bit")
    story.at("2026-11-30 09:00").write("injury.person", "p2", "i1", why="It was the student who was hurt.")
    return story


def at_1655_on_the_last_day_before_the_winter_break() -> Telling:
    return struck("2026-12-18 16:55", "struck")


def an_educator_who_resigned() -> Telling:
    story = struck("2026-11-16 10:02", "struck")
    story.move(Status.SUBMITTED)
    story.at("2026-11-18 09:00").facts(
        "s1", support_person="p1", support_kind="debrief", support_answer="cannot-be-asked"
    )
    story.at("2026-11-19 09:00").facts("s1", support_confirmed=True)
    story.at("2026-11-19 10:00").facts(
        "s2", support_person="p1", support_kind="check-in-7", support_answer="cannot-be-asked"
    )
    return story.at("2026-11-20 09:00").facts("s2", support_confirmed=True)


def a_snow_day_that_is_declared_later() -> Telling:
    return struck("2026-11-25 10:02", "bit", calendar=with_snow("2026-11-30", "2026-11-30 05:30"))


def before_the_clocks_go_back() -> Telling:
    return struck("2026-10-30 10:00", "struck")


def before_the_clocks_go_forward() -> Telling:
    return struck("2027-03-12 10:00", "struck")


STORIES = (
    a_bite_with_a_minor_injury,
    a_strangling_with_hospital,
    a_restraint_of_40_seconds,
    a_restraint_of_90_seconds,
    a_break_that_was_no_break,
    a_third_removal_of_a_student_with_an_iep,
    a_near_miss,
    a_report_two_days_later_by_a_substitute_on_behalf_of_a_para,
    a_fact_that_is_corrected_after_duties_opened,
    at_1655_on_the_last_day_before_the_winter_break,
    an_educator_who_resigned,
    a_snow_day_that_is_declared_later,
    before_the_clocks_go_back,
    before_the_clocks_go_forward,
)


def written(story: Telling) -> str:
    """Write every duty of a story: how it stands, by when, who owes whom, and why then."""
    lines = [line for name, duty in story.duties(RULES).items() for line in _lines(name, duty)]
    return "\n".join(lines) + "\n"


def _lines(name: str, duty: Duty) -> list[str]:
    until = wall(duty.due.at_ms) if duty.due else "no date"
    closed = [f"done {wall(duty.closed.at_ms)}"] if duty.closed else []
    waits = [f"waits for {', '.join(each.field for each in duty.waits)}"] if duty.waits else []
    withdrawn = [duty.withdrawn.says] if duty.withdrawn else []
    why = [duty.due.says, *duty.due.moved] if duty.due else []
    mark = "verified" if duty.verified else "verify"
    told = [*why, *closed, *waits, *withdrawn]
    head = f"{name}: {duty.state}, {until}, {duty.owed_by} to {duty.owed_to}, {mark}"
    return [
        head,
        *(line for each in told for line in textwrap.wrap(each, WIDTH, initial_indent="  ", subsequent_indent="    ")),
    ]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_duty_and_date_of_a_story_is_as_it_was_read_and_kept(story: Callable[[], Telling]) -> None:
    file = GOLDEN / f"{story.__name__}.txt"
    made = written(story())
    if REWRITE:
        file.write_text(made, encoding="utf-8")
    assert made == file.read_text(encoding="utf-8"), "read what changed, then HANDBELL_GOLDEN=write keeps it"


def test_every_kept_story_is_told() -> None:
    assert {each.stem for each in GOLDEN.glob("*.txt")} == {each.__name__ for each in STORIES}
