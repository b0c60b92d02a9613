"""The sets that are shipped: each rule has its source, says whether somebody verified it, and can be seen by whoever owes it."""

import re

import pytest

from appliance.duties.check import unreadable
from appliance.duties.rules import Rule
from tests.appliance.duties.school import RULES, adopted, rules_of, shipped

SETS = ("neutral", "colorado", "district-example")
ALL = [rule for name in SETS for rule in shipped(name).rules]


def test_these_sets_are_shipped_and_no_other() -> None:
    assert sorted(path.stem for path in RULES.glob("*.toml")) == sorted(SETS)
    assert [shipped(name).name for name in SETS] == list(SETS)


def test_they_can_be_adopted_together_and_the_districts_debriefing_takes_the_place_of_ours() -> None:
    together = {rule.rule for rule in adopted(*SETS)}
    assert len(together) == len(ALL) - 1
    assert "debriefing" not in together
    assert {"contract-debriefing", "co-restraint-report", "point-of-contact"} <= together


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.rule)
def test_a_rule_has_a_source_and_a_date_and_nobody_has_verified_it_yet(rule: Rule) -> None:
    assert len(rule.source) > 10
    assert 2025 <= rule.source_on.year <= 2026
    assert rule.verified is None, "only a district's attorney says that it holds there"


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.rule)
def test_whoever_owes_a_duty_or_is_told_that_it_is_late_may_see_it(rule: Rule) -> None:
    assert unreadable(rule, rule.owes) == frozenset()
    assert all(unreadable(rule, late.tell) == frozenset() for late in rule.late)


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.rule)
def test_what_the_educator_is_owed_is_said_in_spanish_too(rule: Rule) -> None:
    if not unreadable(rule, "educator") and "educator" in {rule.owes, rule.to}:
        assert rule.says_es, "it stands on the educator's own page"


def test_the_example_of_the_readme_is_a_rule() -> None:
    text = (RULES.parent / "README.md").read_text(encoding="utf-8")
    lines = [line.removeprefix("    ") for line in text.splitlines() if line.startswith("    ")]
    (rule,) = rules_of("\n".join(lines))
    assert rule.verified is not None
    assert rule.says == next(each.says for each in ALL if each.rule == rule.rule)


def test_the_text_of_each_rule_is_a_sentence() -> None:
    for rule in ALL:
        assert rule.says.endswith(".") or rule.says.endswith("?"), rule.rule
        assert rule.says[0].isupper(), rule.rule
        assert not re.search(r"\bperpetrator|false\b", rule.says.casefold()), rule.rule


def test_what_the_issue_asks_for_is_there() -> None:
    ids = {rule.rule for rule in ALL}
    assert {
        "point-of-contact",
        "rights-told",
        "paid-time",
        "cover-for-what-follows",
        "debriefing-invited",
        "debriefing",
        "learning-carried-out",
        "time-for-others",
        "re-entry-meeting",
        "educator-told-before-return",
        "family-told",
        "statement-checked",
        *(f"check-in-{days}" for days in (1, 7, 30)),
        *(f"no-repercussions-{days}-{whom}" for days in (30, 90, 180) for whom in ("educator", "principal")),
        "co-injury-notice",
        "co-notice-stamped",
        "co-restraint-report",
        "co-asked-before-removal",
        "co-manifestation-review",
    } <= ids
