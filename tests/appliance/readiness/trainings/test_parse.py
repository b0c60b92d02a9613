"""Tests that the file of trainings is read whole, or refused whole with every mistake and its line."""

from importlib.resources import files

import pytest

from appliance.plan.model import Role
from appliance.readiness.trainings.parse import TRAININGS_MAX, parse
from appliance.readiness.trainings.training import Training

WHOLE = """
[[training]]
id = "box"
title = "A press"
of = ["everybody"]
within_school_days = 5
says = "Press one."
source = "ours"

[[training]]
id = "team"
title = "The team"
of = ["nurse", "lead"]
valid_months = 12
within_school_days = 0
says = "Go through it."
source = "ESTF"
confirmed = "R. Ortiz, 2026-08-01"
"""
SHIPPED = files("appliance.readiness").joinpath("trainings", "trainings.toml").read_text(encoding="utf-8")


def test_a_whole_file_is_read() -> None:
    box, team = parse(WHOLE).trainings
    assert (box.everybody, box.roles, box.valid_months, box.confirmed) == (True, (), None, "")
    assert team == Training(
        training="team",
        title="The team",
        says="Go through it.",
        everybody=False,
        roles=(Role.NURSE, Role.LEAD),
        valid_months=12,
        within_school_days=0,
        source="ESTF",
        confirmed="R. Ortiz, 2026-08-01",
    )


def test_the_shipped_trainings_are_those_of_the_source_and_none_of_them_is_confirmed() -> None:
    shipped = {each.training: each for each in parse(SHIPPED).trainings}
    assert {name for name, each in shipped.items() if each.everybody} == {
        "de-escalation",
        "trauma-informed",
        "procedures",
        "box",
    }
    assert {name for name, each in shipped.items() if each.roles} == {"restraint", "team"}
    assert all(each.source and not each.confirmed for each in shipped.values())


@pytest.mark.parametrize(
    ("was", "now", "line", "says"),
    [
        ('["everybody"]', '["everyone"]', 5, 'There is no role "everyone". Did you mean "everybody"?'),
        ('["everybody"]', "[]", 5, "This list is empty."),
        ('["nurse", "lead"]', '["teacher"]', 13, 'There is no role "teacher".'),
        ('id = "team"', 'id = "box"', 11, "The training on line 2 has the same id."),
        ("valid_months = 12", "valid_months = 0", 14, "whole number from 1 to 120"),
        ("within_school_days = 0", "within_school_days = 0.5", 15, "whole number from 0 to 180"),
        ('source = "ours"', "", 2, '"source" is missing.'),
        ("[[training]]", "[[course]]", 2, '"course" is no part of a file of trainings.'),
        ('title = "A press"', f'title = "{"A" * 61}"', 4, "61 characters long"),
        ('title = "A press"', "title = A press", 4, "cannot be read as TOML"),
    ],
)
def test_each_mistake_is_told_with_its_line_and_nothing_counts(was: str, now: str, line: int, says: str) -> None:
    found = parse(WHOLE.replace(was, now, 1))
    told = [(each.line, f"{each.says} {each.do}") for each in found.mistakes]
    assert found.trainings == () and any(at == line and says in words for at, words in told), told


def test_an_empty_file_and_one_with_far_too_many_are_refused() -> None:
    assert parse("# nothing").mistakes[0].says == "There is no training in this file."
    one = WHOLE[: WHOLE.index('[[training]]\nid = "team"')]
    many = "".join(one.replace('"box"', f'"box{number}"') for number in range(TRAININGS_MAX + 1))
    assert "Keep at most 50." in parse(many).mistakes[0].do
