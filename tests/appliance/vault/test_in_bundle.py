"""Tests that SECURITY's table of key files says of each file whether the recovery bundle has it, as the code does."""

import re
from pathlib import Path

from appliance.vault.kinds import BELOW, OWN

SECURITY = Path(__file__).parents[3] / "SECURITY.md"
BELOW_AS = {"reading": "reading/YEAR-Wnn.key", "credentials": "credentials/NAME.secret", "people": "people/*.secret"}


def told() -> dict[str, bool]:
    """Give for each file whether the table says that the bundle has it."""
    table = SECURITY.read_text("utf-8").split("| file | is | in the bundle |")[1].split("\n\n")[0]
    said: dict[str, bool] = {}
    for line in table.splitlines()[2:]:
        names, _, bundle, *_ = line.removeprefix("| ").split(" | ")
        of_each = dict(re.findall(r"`([^`]+)` (yes|no)", bundle))
        for name in re.findall(r"`([^`]+)`", names):
            said[name] = of_each.get(name, bundle) == "yes"
    return said


def test_the_table_and_the_code_agree() -> None:
    code = {name: kind.in_bundle for name, kind in OWN.items()}
    code |= {BELOW_AS[under]: kind.in_bundle for under, (_, kind) in BELOW.items()}
    said = told()
    assert {name: said.get(name) for name in code} == code
    others = {"reading/YEAR-Wnn.condemned", "copies/NAME", "copies/NAME.gone"}
    assert set(said) == {*code, *others}
    assert not any(said[each] for each in others)
