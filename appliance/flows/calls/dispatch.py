"""Whom to send to a call."""

from appliance.plan.model import Role

PAIRS = ((Role.SECURITY, Role.MENTAL_HEALTH), (Role.LEAD, Role.MENTAL_HEALTH))
"""Co-responder pairs to choose from: somebody for safety with somebody for care, and the lead in place of security where nobody is
in danger. Two, so that they stand in sight below the six roles on 24 lines, each with its digit. Ours."""
