"""What a rule may not say: no duty orders a sanction."""

import pytest

from tests.appliance.duties.written_rules import changed


@pytest.mark.parametrize(
    "says",
    [
        "Suspend the student for three days.",
        "Expel him.",
        "The principal shall punish this.",
        "Remove the student from class.",
        "Press charges.",
        "Give the student a three-day suspension.",
        "Impose a detention.",
        "Send the student home for three days.",
        "Suspenda al estudiante.",
        "Castigar al estudiante.",
    ],
)
def test_no_duty_orders_a_sanction(says: str) -> None:
    (found,) = changed("Do it.", says)
    assert "orders a sanction, which no duty does" in found


def test_what_somebody_confirms_orders_no_sanction_either() -> None:
    (found,) = changed("what was done", "when you suspend the student")
    assert found.startswith("11 rule[0].closed_by:") and "orders a sanction, which no duty does" in found


def test_a_sanction_may_be_named_where_somebody_decides() -> None:
    assert changed("Do it.", "Decide whether there is a suspension, and record who decided.") == []
    assert changed("Do it.", "Give the family the written report of the suspension.") == []
    assert changed("what was done", "who decided, and whether there is a suspension") == []
