"""Checks whether a plan that somebody hands in may be adopted: the bytes must be a plan, and the box must find no mistake in it. Adopts
nothing.
"""

import zoneinfo

from appliance.plan.check import check
from appliance.plan.document import PlanDocumentError, from_document
from appliance.plan.model import Plan

# the checker on the administrator's computer tells all mistakes; the box tells only the first few
MISTAKES_SAID_MAX = 5


def accepted(document: bytes) -> Plan:
    """Give the plan that these canonical bytes hold. Raises PlanDocumentError when the bytes are no plan, or when the plan has mistakes."""
    plan = from_document(document)
    mistakes = [f"{finding.path}: {finding.says}" for finding in check(plan) if not finding.warning]
    if plan.timezone not in zoneinfo.available_timezones():
        mistakes.append(f"building.timezone: {plan.timezone!r} is not known on this box")
    if mistakes:
        raise PlanDocumentError("The plan is not sound: " + "; ".join(mistakes[:MISTAKES_SAID_MAX]))
    return plan
