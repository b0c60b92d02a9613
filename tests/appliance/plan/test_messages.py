"""Tests what a plan says about messages: what it holds is kept, what is wrong has its line, and a plan without it keeps its bytes."""

import pytest

from appliance.plan.check_messages import TEAM_MAX, TEAMS_MAX, WAYS_MAX
from appliance.plan.document import from_document, to_document
from appliance.plan.ids import PersonId, TeamId
from appliance.plan.ladder import in_words
from appliance.plan.messages import MessageWay, Team
from appliance.plan.model import Hours, given
from appliance.plan.parse import examine
from tests.appliance.plan.conftest import SOUND

REYES = "{id: reyes, name: Marisol Reyes, roles: [lead, nurse], told_by: bell}"
PERSON = """\
id: reyes
    name: Marisol Reyes
    roles: [lead, nurse]
    agreed: 2026-08-20
    ways:
      - {by: simulated, to: reyes-phone}
      - {by: simulated, to: nurse-desk, hours: mon-fri 08:00-12:00, school: yes}
"""
STEP = "{after_s: 15, sounders: [bell], roles: [lead]}"
WRITTEN = SOUND.replace(REYES, PERSON).replace(STEP, "{after_s: 15, sounders: [bell], people: reyes, teams: [cirt]}")
TEAMS = "teams:\n  - {id: cirt, name: Response team, people: [reyes, okafor]}\n"
FULL = WRITTEN + TEAMS


def told(text: str) -> list[str]:
    """Give every mistake and warning: its path, and what is said."""
    parsed = examine(text, "plan.yaml")
    return [f"{each.path}: {each.says}" for each in (*parsed.mistakes, *parsed.warnings)]


def test_what_is_planned_is_kept_also_in_the_document() -> None:
    parsed = examine(FULL, "plan.yaml")
    assert parsed.mistakes == [] and parsed.plan is not None
    reyes = parsed.plan.people[0]
    assert reyes.agreed == "2026-08-20"
    assert reyes.message_ways == (
        MessageWay("simulated", "reyes-phone"),
        MessageWay(
            "simulated",
            "nurse-desk",
            hours=tuple(Hours(day * 1440 + 480, day * 1440 + 720) for day in range(5)),
            school=True,
        ),
    )
    assert given(parsed.plan.ladder[1].people) == (PersonId("reyes"),)
    assert given(parsed.plan.ladder[1].teams) == (TeamId("cirt"),)
    cirt = Team(TeamId("cirt"), "Response team", (PersonId("reyes"), PersonId("okafor")))
    assert given(parsed.plan.teams) == (cirt,)
    assert from_document(to_document(parsed.plan)) == parsed.plan


def test_a_plan_without_it_keeps_its_bytes() -> None:
    parsed = examine(SOUND, "plan.yaml")
    assert parsed.plan is not None
    document = to_document(parsed.plan)
    assert not any(word in document for word in (b"agreed", b"ways", b"teams"))
    assert all(each.message_ways == () for each in parsed.plan.people)


def test_without_the_yes_no_device_of_their_own_is_used_whatever_a_document_says() -> None:
    parsed = examine(FULL.replace("    agreed: 2026-08-20\n", ""), "plan.yaml")
    assert [each.path for each in parsed.mistakes] == ["people[0].ways[0]"]
    whole = examine(FULL, "plan.yaml").plan
    assert whole is not None
    document = to_document(whole).replace(b'"agreed":"2026-08-20",', b"")
    assert [each.to for each in from_document(document).people[0].message_ways] == ["nurse-desk"]


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("agreed: 2026-08-20", "agreed: last summer", 'people[0].agreed: "last summer" is not a day.'),
        ("agreed: 2026-08-20", "agreed: 2026-02-30", 'people[0].agreed: "2026-02-30" is not a day.'),
        ("    agreed: 2026-08-20\n", "", "people[0].ways[0]: Marisol Reyes is told on a device of their own here"),
        ("{by: simulated, to: reyes-phone}", "{by: pager, to: 7}", 'people[0].ways[0].by: Nothing here tells anybody by "pager".'),
        ("to: nurse-desk", "to: Reyes-Phone", 'people[0].ways[1].to: "Reyes-Phone" is used already, on line'),
        ("to: reyes-phone", f"to: {'7' * 61}", "people[0].ways[0].to: This is 61 characters long."),
        ("to: reyes-phone", "to: ''", "people[0].ways[0].to: "),
        ("hours: mon-fri 08:00-12:00", "hours: mornings", "people[0].ways[1].hours: "),
        ("people: [reyes, okafor]", "people: [reyes, okaphor]", 'teams[0].people[1]: There is no person "okaphor".'),
        ("people: [reyes, okafor]", "people: [reyes, reyes]", 'teams[0].people[1]: "reyes" is here twice.'),
        ("people: [reyes, okafor]", "people: []", "teams[0].people: There are 0 people here."),
        ("id: cirt", "id: the team", 'teams[0].id: "the team" cannot be used as a name here.'),
        ("name: Response team", "name: ''", "teams[0].name: "),
        ("people: reyes", "people: reyez", 'ladder[1].people[0]: There is no person "reyez".'),
        ("teams: [cirt]", "teams: [crit]", 'ladder[1].teams[0]: There is no team "crit".'),
    ],
)  # fmt: skip
def test_each_mistake_has_its_place(was: str, becomes: str, says: str) -> None:
    assert FULL.count(was) == 1
    assert any(each.startswith(says) for each in told(FULL.replace(was, becomes))), told(FULL.replace(was, becomes))


def test_two_teams_of_one_name_are_a_mistake() -> None:
    twice = FULL + "  - {id: Cirt, name: Second team, people: [okafor]}\n"
    assert [each.partition(", on")[0] for each in told(twice)] == ['teams[1].id: "Cirt" is used already']


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (TEAMS.replace("[reyes, okafor]", f"[{', '.join(['reyes'] * (TEAM_MAX + 1))}]"), "teams[0].people"),
        ("teams:\n" + "  - {id: t, name: T, people: [reyes]}\n" * (TEAMS_MAX + 1), "teams"),
    ],
)
def test_more_than_anybody_has_is_a_mistake(text: str, path: str) -> None:
    assert path in [each.partition(":")[0] for each in told(WRITTEN + text)]


def test_more_ways_than_anybody_waits_for_are_a_mistake() -> None:
    way = "      - {by: simulated, to: reyes-phone}\n"
    more = "".join(way.replace("reyes-phone", f"phone-{number}") for number in range(WAYS_MAX))
    assert "people[0].ways: There are 6 here; 4 are tried at most." in told(FULL.replace(way, way + more))


def test_a_step_that_names_people_whom_nothing_reaches_is_a_warning() -> None:
    deaf = FULL.replace("told_by: bell, duty: mon-fri 07:00-17:00", "duty: mon-fri 07:00-17:00")
    alone = deaf.replace("people: reyes", "people: okafor")
    assert told(alone) == ["ladder[1].people[0]: Nothing reaches Ada Okafor: no sounder and no way."]


def test_a_role_whose_holders_have_ways_is_reached() -> None:
    assert told(FULL.replace("people: reyes", "roles: [lead]")) == []


def test_the_ladder_in_words_names_people_and_teams() -> None:
    plan = examine(FULL, "plan.yaml").plan
    assert plan is not None
    assert in_words(plan)[1] == "after 15 s: sounder bell; person reyes; team cirt"


def test_quiet_hours_are_kept_and_take_no_bytes_where_there_are_none() -> None:
    quiet = FULL.replace("to: reyes-phone}", "to: reyes-phone, quiet: mon-fri 11:30-12:30}")
    plan, plain = examine(quiet, "plan.yaml").plan, examine(FULL, "plan.yaml").plan
    assert plan is not None and plain is not None
    assert plan.people[0].message_ways[0].quiet[0] == Hours(690, 750)
    assert from_document(to_document(plan)) == plan
    assert b"quiet" not in to_document(plain)


def test_quiet_hours_that_leave_none_are_a_warning() -> None:
    quiet = FULL.replace("hours: mon-fri 08:00-12:00", "hours: mon-fri 08:00-12:00, quiet: mon-fri 07:00-12:00")
    assert "people[0].ways[1].quiet: Marisol Reyes is never told by this way: `quiet` takes all its hours." in told(
        quiet
    )


def test_hours_in_which_nobody_of_a_team_can_be_told_are_a_warning() -> None:
    teams = TEAMS.replace("[reyes, okafor]", "[reyes]")
    assert told(WRITTEN + teams) == []
    early = (WRITTEN + teams).replace("    agreed:", "    duty: mon-fri 07:30-15:00\\n    agreed:".replace("\\n", "\n"))
    assert told(early) == ['ladder[1].teams[0]: Nobody of "Response team" can be told mon-fri 15:00-16:00.']
    quiet = (WRITTEN + teams).replace("to: reyes-phone}", "to: reyes-phone, quiet: mon 10:00-13:00}")
    assert told(quiet) == ['ladder[1].teams[0]: Nobody of "Response team" can be told mon 12:00-13:00.'], (
        "the desk telephone is there until 12:00"
    )
    assert told(quiet.replace("people: [reyes]", "people: [reyes, okafor]")) == []
