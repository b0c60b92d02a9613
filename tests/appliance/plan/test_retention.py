"""Tests the section `retention` of a plan: it is read, refused where it keeps too short, and absent from plans that leave it out."""

import msgspec
import pytest

from appliance.plan.document import from_document, to_document
from appliance.plan.model import Plan, Retention
from appliance.plan.parse import examine, parse


def read(sound: str, section: str) -> Plan:
    plan = parse(sound + section, "plan.yaml")
    assert isinstance(plan, Plan), plan
    return plan


def test_a_plan_without_it_has_the_usual_figures_and_nobodys_approval(sound: str) -> None:
    plan = read(sound, "")
    assert plan.retention is msgspec.UNSET
    assert plan.kept == Retention(7, 5, 1, 3, "")
    assert b"retention" not in to_document(plan), "an older plan keeps its bytes"


def test_what_is_written_counts_and_the_rest_is_as_usual(sound: str) -> None:
    plan = read(sound, "retention:\n  incident_years: 10\n  approved: Board, 14 Aug 2026\n")
    assert plan.kept == Retention(incident_years=10, approved="Board, 14 Aug 2026")
    assert from_document(to_document(plan)) == plan


def test_forgetting_on_opened_is_off_until_somebody_writes_it_and_an_older_plan_keeps_its_bytes(sound: str) -> None:
    older = "retention:\n  approved: Board, 14 Aug 2026\n"
    off = read(sound, older)
    assert off.kept.forget_opened is msgspec.UNSET
    assert b"forget_opened" not in to_document(off)
    assert to_document(read(sound, f"{older}  forget_opened: no\n")) == to_document(off)
    on = read(sound, f"{older}  forget_opened: yes\n")
    assert on.kept.forget_opened is True
    assert from_document(to_document(on)) == on


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("incident_years: 1", "1 years are too few: workers' compensation may be claimed for two years"),
        ("injury_years: 4", "29 CFR 1904.33 keeps injury records five years"),
        ("needless_years: 0", "0 years are too few"),
        ("drill_years: 101", "more than anybody means"),
        ("incident_years: long", "must be a whole number"),
        ("incident_year: 7", 'Did you mean "incident_years"?'),
        ("forget_opened: soon", "must be yes or no"),
        ("approved: " + "x" * 241, "241 characters long"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(sound: str, line: str, says: str) -> None:
    (mistake,) = examine(f"{sound}retention:\n  {line}\n", "plan.yaml").mistakes
    assert mistake.path.startswith("retention.")
    assert mistake.line == sound.count("\n") + 2
    assert says in f"{mistake.says} {mistake.do}"


def test_all_of_it_is_told_at_once(sound: str) -> None:
    section = "retention:\n  incident_years: 1\n  injury_years: 1\n  needless_years: 0\n"
    assert [each.path for each in examine(sound + section, "plan.yaml").mistakes] == [
        "retention.incident_years",
        "retention.injury_years",
        "retention.needless_years",
    ]
