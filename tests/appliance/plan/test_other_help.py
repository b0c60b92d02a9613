"""Tests the sections `other_help` and `families` of a plan: what they hold is kept, what is wrong has its line, and a plan without them has
what is shipped.
"""

import pytest

from appliance.plan.check_other_help import HELPERS_MAX, TOLD_MAX
from appliance.plan.document import from_document, to_document
from appliance.plan.model import Hours
from appliance.plan.other_help import SHIPPED, Families, Helper, HelpKind, ToldTo
from appliance.plan.parse import examine
from tests.appliance.plan.conftest import SOUND

WRITTEN = """\
other_help:
  - {id: crisis, kind: mobile-crisis, name: Crisis team, phone: 720 555 0162, hours: [mon-fri 08:00-20:00, sun 23:00-01:00]}
  - {id: "988", kind: crisis-line, name: 988 here, phone: 988, hours: mon-sun 00:00-24:00, says: Ask first., says_es: Pregunte.}
families:
  wait: Gym
  wait_es: Gimnasio
  meets: Counselor
  meets_es: Consejera
  told:
    - {to: Neighbors, to_es: Vecinos, says: School is in session., says_es: Hay clases.}
"""


def told(text: str) -> list[str]:
    """Give every mistake and warning of a plan with these sections: its path, and what is said."""
    parsed = examine(SOUND + text, "plan.yaml")
    ours = ("other_help", "families")
    return [f"{each.path}: {each.says}" for each in (*parsed.mistakes, *parsed.warnings) if each.path.startswith(ours)]


def test_what_is_written_is_kept_also_in_the_document_of_the_plan() -> None:
    parsed = examine(SOUND + WRITTEN, "plan.yaml")
    assert parsed.plan is not None and told(WRITTEN) == []
    crisis = Helper(
        "crisis",
        HelpKind.MOBILE_CRISIS,
        "Crisis team",
        "720 555 0162",
        (*(Hours(0, 60) for _ in "1"), *(Hours(day * 1440 + 480, day * 1440 + 1200) for day in range(5)), Hours(10020, 10080)),
    )  # fmt: skip
    assert parsed.plan.helpers[0] == crisis
    assert parsed.plan.families_at_door == Families(
        "Gym",
        "Counselor",
        "Gimnasio",
        "Consejera",
        (ToldTo("Neighbors", "School is in session.", "Vecinos", "Hay clases."),),
    )
    assert from_document(to_document(parsed.plan)) == parsed.plan


def test_988_and_the_family_are_there_without_an_entry_and_an_entry_takes_the_place_of_a_shipped_one() -> None:
    without = examine(SOUND, "plan.yaml").plan
    assert without is not None and without.helpers == SHIPPED and without.families_at_door is None
    assert b"other_help" not in to_document(without) and b"families" not in to_document(without)
    own = examine(SOUND + WRITTEN, "plan.yaml").plan
    assert own is not None and [(each.helper, each.name) for each in own.helpers] == [
        ("crisis", "Crisis team"),
        ("988", "988 here"),
        ("family", "Family of the student"),
    ]


@pytest.mark.parametrize(
    ("written", "instead", "says"),
    [
        ("kind: mobile-crisis", "kind: mobile", 'other_help[0].kind: "mobile" is no kind of help.'),
        ("phone: 720 555 0162", "phone: call us", 'other_help[0].phone: "call us" is not a telephone number.'),
        ("phone: 720 555 0162, ", "", 'other_help[0].phone: "Crisis team" has no telephone, so nobody can call there.'),
        ("id: crisis", 'id: "988"', 'other_help[1].id: The id "988" is used twice.'),
        ("id: crisis", "id: a b", 'other_help[0].id: "a b" is no id.'),
        ("kind: mobile-crisis", "kind: family", "other_help[0].phone: A plan holds no telephone of a family: the plan is copied to "
         "places where it does not belong."),
        ("[mon-fri 08:00-20:00, sun 23:00-01:00]", "always", 'other_help[0].hours: "always" is not hours of the week.'),
        ("name: Crisis team", f"name: {'x' * 61}", "other_help[0].name: This is 61 characters long."),
        (", says_es: Pregunte.", "", "other_help[1].says: There is no Spanish text, so the Spanish page shows the English one."),
        ("  wait: Gym\n", "", 'families.wait: "wait" is missing.'),
        ("  meets_es: Consejera\n", "", "families.meets: There is no Spanish text, so the Spanish page shows the English one."),
        ("to: Neighbors", "to: ''", "families.told[0].to: This is empty."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_where_it_stands(written: str, instead: str, says: str) -> None:
    assert WRITTEN.count(written) == 1
    assert says in told(WRITTEN.replace(written, instead))


def test_a_helper_without_hours_is_refused() -> None:
    assert told("other_help:\n  - {id: a, kind: other, name: A, phone: 988, hours: []}\n") != []


def test_as_many_as_fit_are_taken_and_no_more() -> None:
    def many(count: int) -> str:
        each = (f"  - {{id: a{at}, kind: other, name: A, phone: 988, hours: mon 08:00-09:00}}\n" for at in range(count))
        return "other_help:\n" + "".join(each)

    def said(count: int) -> str:
        each = "    - {to: A, to_es: A, says: B, says_es: B}\n"
        return "families:\n  wait: A\n  wait_es: A\n  meets: A\n  meets_es: A\n  told:\n" + each * count

    assert told(many(HELPERS_MAX)) == told(said(TOLD_MAX)) == []
    assert told(many(HELPERS_MAX + 1)) == [
        f"other_help: There are {HELPERS_MAX + 1} here; at most {HELPERS_MAX} fit on the card."
    ]
    assert told(said(TOLD_MAX + 1)) == [
        f"families.told: There are {TOLD_MAX + 1} here; at most {TOLD_MAX} fit on the card."
    ]
