"""Decides who may be named as the one who tells somebody before class what safety needs. Pure."""

from appliance.plan.mistakes import quoted
from appliance.plan.model import Plan
from appliance.record.mine import folded
from appliance.record.words import FactId, FieldId, Value

TELLS = FieldId("telling.by")


def why_no_teller(plan: Plan, at: FactId, value: Value) -> str:
    """Say why somebody cannot be the one who tells; empty where they can, and for every other field. They note it with their PIN, so they
    are in the plan. Whoever is told may be a substitute whom the plan does not know.
    """
    if at.field != TELLS or not isinstance(value, str):
        return ""
    if any(folded(person.name) == folded(value) for person in plan.people):
        return ""
    return f"Nobody of the plan is called {quoted(value)}. Whoever tells it notes it with their PIN: write their name as the plan has it."
