"""Tests that each table over `Kind` covers each kind, and that each kind has words of its own."""

import ast
import re
from dataclasses import astuple
from pathlib import Path

from appliance.core.calls.sounding import PRIORITIES
from appliance.plan.model import _URGENCY, Kind, Role
from appliance.words.kinds import KINDS
from appliance.words.roles import ROLES

ROOT = Path(__file__).resolve().parents[3]


def tables_over(enumeration: str) -> dict[str, set[str]]:
    """Give each dictionary of the product with at least two members of the enumeration as keys: file and line -> those members."""
    found = {}
    for folder in ("appliance", "tui", "sync", "hardware", "image_build"):
        for file in (ROOT / folder).rglob("*.py"):
            text = file.read_text()
            if f"{enumeration}." not in text or not re.search(
                rf"from appliance.plan.model import [^)\n]*(\n[^)]*)?\b{enumeration}\b", text
            ):
                continue  # the name means something else there
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Dict):
                    names = [
                        key.attr
                        for key in node.keys
                        if isinstance(key, ast.Attribute)
                        and isinstance(key.value, ast.Name)
                        and key.value.id == enumeration
                    ]
                    if len(names) > 1:
                        found[f"{file.relative_to(ROOT)}:{node.lineno}"] = set(names)
    return found


def test_each_table_covers_each_kind() -> None:
    tables = tables_over("Kind")
    assert len(tables) >= 2, (
        "the tables of words and of sounds are found at least; that of urgency stands beside `Kind`"
    )
    every = {kind.name for kind in Kind}
    assert {
        where: sorted(every - names)
        for where, names in tables.items()
        if names != every and where.startswith("appliance")
    } == {}
    assert set(KINDS) == set(_URGENCY) == set(PRIORITIES) == set(Kind)


def test_the_words_of_kinds_are_told_apart() -> None:
    for words in zip(*(astuple(each)[:-1] for each in KINDS.values()), strict=True):
        assert len(set(words)) == len(Kind), "two kinds would read the same"
    assert all(all(astuple(each)) for each in KINDS.values())


def test_the_most_urgent_kind_stands_first() -> None:
    assert [kind.urgency for kind in KINDS] == sorted((kind.urgency for kind in Kind), reverse=True)


def test_each_role_has_its_words() -> None:
    assert list(ROLES) == list(Role)
    assert all(all(astuple(each)) for each in ROLES.values())


def test_each_table_over_roles_covers_each_role() -> None:
    every = {role.name for role in Role}
    tables = {where: names for where, names in tables_over("Role").items() if not where.startswith("appliance/record/")}
    assert tables, "the tables of words and of rights are found at least"
    assert {where: sorted(every - names) for where, names in tables.items() if names != every} == {}
    # In the record, a role without a row may see nothing.
