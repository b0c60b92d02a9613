"""The example plan with all that it shows behind `#|`, where a person also has a telephone on her desk."""

from pathlib import Path

from appliance.plan.model import Plan
from appliance.plan.parse import parse

EXAMPLE = Path(__file__).parents[3] / "appliance" / "plan" / "example.yaml"
REYES = "{id: reyes,    name: Marisol Reyes,  roles: [administrator, lead],  told_by: hall-bell}"
WITH_PHONE = REYES.replace("}", ', ways: [{by: phone, to: "2210"}]}')


def phones_text() -> str:
    """Give the file of a plan with a phone system."""
    text = EXAMPLE.read_text(encoding="utf-8")
    assert REYES in text
    return text.replace(REYES, WITH_PHONE).replace("#| ", "")


def phones_plan() -> Plan:
    """Give a plan with a phone system."""
    plan = parse(phones_text(), "example.yaml")
    assert isinstance(plan, Plan), plan
    return plan
