"""Whether a plan that somebody hands in may be adopted: its bytes are a plan's, and the box finds no mistake in it. Adopts nothing."""

import zoneinfo

from appliance.plan.check import check
from appliance.plan.document import PlanDocumentError, from_document
from appliance.plan.model import Plan

MISTAKES_SAID_MAX = 5  # the checker on the administrator's side says them all; here the first few name the matter


def accepted(document: bytes) -> Plan:
    """The plan of these canonical bytes. Raises PlanDocumentError for bytes that are none, and for a plan that is not sound."""
    plan = from_document(document)
    mistakes = [f"{finding.path}: {finding.says}" for finding in check(plan) if not finding.warning]
    if plan.timezone not in zoneinfo.available_timezones():
        mistakes.append(f"building.timezone: {plan.timezone!r} is not known on this box")
    if mistakes:
        raise PlanDocumentError("The plan is not sound: " + "; ".join(mistakes[:MISTAKES_SAID_MAX]))
    return plan
