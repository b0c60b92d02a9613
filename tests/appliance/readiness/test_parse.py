"""Tests that a file of arrangements is read whole, or refused whole with every mistake and its line."""

from datetime import date
from importlib.resources import files

import pytest
from msgspec.structs import replace

from appliance.plan.model import Hours, Role
from appliance.plan.other_help import Helper, HelpKind
from appliance.readiness.arrangements import Arrangements, Away, Partner
from appliance.readiness.needs import Need
from appliance.readiness.parse import ARRANGEMENTS_FILE_CHARACTERS_MAX, parse
from tests.appliance.readiness.weeks import person, school

PLAN = school(person("ortiz", Role.NURSE, duty=()))
SHIPPED = files("appliance.readiness").joinpath("arrangements.toml").read_text(encoding="utf-8")

WHOLE = """
[coverage]
needs = ["nurse", "lead"]

[[partner]]
id = "county"
name = "Clinician of the county"
gives = ["mental-health", "co-responder-pair"]
hours = ["mon-tue 09:00-12:00", "mon 12:00-13:00"]
called = "telephone 555-0142"

[[away]]
who = "ortiz"
first = 2026-12-01
last = 2026-12-03
from = "10:00"
to = "12:00"

[[away]]
who = "county"
first = 2026-12-04
"""


def mistakes(text: str) -> list[tuple[int, str]]:
    found = parse(text, PLAN)
    assert found.arrangements is None
    return [(each.line, f"{each.path}: {each.says} {each.do}") for each in found.mistakes]


def test_a_whole_file_is_read_with_its_needs_in_the_usual_order() -> None:
    assert parse(WHOLE, PLAN).arrangements == Arrangements(
        needs=(Need.LEAD, Need.NURSE),
        partners=(
            Partner(
                partner="county",
                name="Clinician of the county",
                gives=(Need.MENTAL_HEALTH, Need.CO_RESPONDERS),
                hours=(Hours(540, 780), Hours(1980, 2160)),
                called="telephone 555-0142",
            ),
        ),
        away=(
            Away(who="ortiz", first=date(2026, 12, 1), last=date(2026, 12, 3), start_min=600, end_min=720),
            Away(who="county", first=date(2026, 12, 4), last=date(2026, 12, 4)),
        ),
    )


def test_the_shipped_file_is_sound_and_an_empty_one_looks_at_every_need() -> None:
    shipped = parse(SHIPPED, PLAN).arrangements
    assert shipped is not None
    assert (shipped.needs, [each.partner for each in shipped.partners]) == (tuple(Need), ["county-clinician"])
    assert parse("", PLAN).arrangements == Arrangements()


@pytest.mark.parametrize(
    ("was", "now", "line", "says"),
    [
        ('"nurse", "lead"', '"nurses"', 3, 'There is no need "nurses". Did you mean "nurse"?'),
        ('["nurse", "lead"]', "[]", 3, "This list is empty."),
        ('name = "Clinician of the county"\n', "", 5, '"name" is missing.'),
        ("09:00-12:00", "9 am-12:00", 9, "uses am or pm"),
        ('"mon 12:00-13:00"', "12", 9, "This must be hours of the week, not the number 12."),
        ('"ortiz"', '"ortis"', 13, 'somebody with the id "ortis". Did you mean "ortiz"?'),
        ('"ortiz"', '"lindqvist"', 13, "Take out whoever left"),
        ("last = 2026-12-03", "last = 2026-11-30", 15, "2026-11-30 is before 2026-12-01."),
        ("last = 2026-12-03", "last = 2028-12-03", 15, "longer than a year"),
        ('to = "12:00"', 'to = "9:00"', 17, "not later than when it begins"),
        ('to = "12:00"', "to = 12", 17, 'This must be a time such as "10:30", not the number 12.'),
        ('to = "12:00"', 'why = "ill"', 17, "No reason is kept of why somebody is away. Take it out."),
        ('id = "county"', 'id = "ortiz"', 6, 'A person of the plan has the id "ortiz".'),
        ("[[away]]", "[[absent]]", 12, '"absent" is no part of a file of arrangements.'),
        ("[coverage]", "need = 1\n[coverage]", 2, '"need" stands before the first table.'),
        ("[[away]]", "[coverage]\nneeds = []\n[[away]]", 12, "[coverage] is written twice."),
        ("first = 2026-12-04", "first = ", 21, "This cannot be read as TOML"),
    ],
)
def test_each_mistake_is_told_with_its_line_and_nothing_counts(was: str, now: str, line: int, says: str) -> None:
    found = mistakes(WHOLE.replace(was, now, 1))
    assert any(at == line and says in told for at, told in found), found


def test_all_mistakes_of_a_file_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = WHOLE.replace('"nurse"', '"nurze"').replace("555-0142", "5" * 90).replace('"10:00"', '"25:00"')
    found = mistakes(text)
    assert [at for at, _ in found] == [3, 10, 16]


def test_two_partners_with_one_id_are_refused_and_so_is_a_file_that_is_far_too_long() -> None:
    partner = WHOLE[WHOLE.index("[[partner]]") : WHOLE.index("[[away]]")]
    assert any("The partner on line 5 has the same id." in told for _, told in mistakes(WHOLE + partner))
    assert "longer than" in mistakes("#" * (ARRANGEMENTS_FILE_CHARACTERS_MAX + 1))[0][1]


def test_a_partner_whom_the_plan_has_gets_name_hours_and_telephone_from_there_alone() -> None:
    spans = (Hours(480, 720),)
    helper = Helper("crisis", HelpKind.MOBILE_CRISIS, "Crisis team", "555-0162", spans, how="say the door")
    plan = replace(PLAN, other_help=(helper,))
    short = '[[partner]]\nid = "crisis"\ngives = ["mental-health"]\n'
    found = parse(short, plan).arrangements
    assert found is not None
    assert found.partners == (
        Partner(
            partner="crisis",
            name="Crisis team",
            gives=(Need.MENTAL_HEALTH,),
            hours=spans,
            called="telephone 555-0162; say the door",
        ),
    )
    twice = parse(short + 'hours = ["mon 08:00-09:00"]\n', plan)
    assert [(each.line, each.path, each.says) for each in twice.mistakes] == [
        (4, "partner[0].hours", 'The plan says this of "crisis", under other_help.')
    ]
    assert [each.says for each in parse(short, PLAN).mistakes] == [
        '"name" is missing.',
        '"hours" is missing.',
        '"called" is missing.',
    ]
