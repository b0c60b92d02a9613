"""Sets of rules that are adopted together."""

from appliance.duties.parse import parse
from appliance.duties.rules import Clash, RuleId, RuleSet, join
from tests.appliance.duties.written_rules import rule


def own(name: str, *texts: str) -> RuleSet:
    found = parse(f'[set]\nname = "{name}"\ntitle = "T"\n' + "".join(texts)).rules
    assert found is not None
    return found


def test_sets_are_joined_and_a_rule_replaces_one_of_another_set() -> None:
    state = own("state", rule(id="report"), rule(id="notice"))
    district = own("district", rule(id="our-report").replace("verify = true", 'verify = true\nreplaces = ["report"]'))
    joined = join([state, district])
    assert isinstance(joined, tuple)
    assert [each.rule for each in joined] == [RuleId("notice"), RuleId("our-report")]


def test_sets_that_clash_are_not_joined() -> None:
    state = own("state", rule(id="report"))
    district = own(
        "district",
        rule(id="report"),
        rule(id="other").replace("verify = true", 'verify = true\nreplaces = ["nothing"]'),
        rule(id="third").replace("verify = true", 'verify = true\nreplaces = ["other"]'),
    )
    assert join([state, district]) == [
        Clash(
            "district",
            5,
            'The rule "report" is in the set "state" too.',
            "Give it another id, or replace the other rule.",
        ),
        Clash(
            "district",
            17,
            '"other" replaces "nothing", which is no rule of another set.',
            "Correct the id, or adopt the set that has it.",
        ),
        Clash(
            "district",
            30,
            '"third" replaces "other", which is no rule of another set.',
            "Correct the id, or adopt the set that has it.",
        ),
    ]
