"""Works out when something is due in one incident, from its state and the plan's limits. Pure; decides nothing."""

from appliance.core.ground.incident import Incident
from appliance.core.ground.moment import Moment
from appliance.core.ground.words import Stage
from appliance.plan.model import Kind, Limits, Plan, Step

EVERY_DESK = (Step(after_s=0),)
"""The ladder of a building without one: its only step tells every attended desk (`reach`)."""


def ladder_of(plan: Plan) -> tuple[Step, ...]:
    """Give the plan's steps; never empty."""
    return plan.ladder or EVERY_DESK


def due(incident: Incident, plan: Plan) -> tuple[int, str]:
    """Give the next deadline (mono_ms) and its word: the ladder's or that of help, whichever comes first."""
    ladder, awaited = ladder_due(incident, plan), help_due(incident, plan.limits)
    known = [each for each in (awaited, ladder) if each is not None]
    assert known, "an open incident rings or awaits something"
    return min(known)


def ladder_due(incident: Incident, plan: Plan) -> tuple[int, str] | None:
    """Tell when the ladder moves next; None while nothing rings."""
    if not incident.ringing:
        return None
    if incident.step < 0:
        return incident.ladder_from_ms, "next-step"
    limits = plan.limits
    if incident.kind is Kind.TAP_OUT:
        return incident.told_ms + limits.tap_out_again_s * 1000, "ask-again"
    if incident.exhausted:
        return incident.told_ms + limits.ladder_again_s * 1000, "tell-again"
    steps = ladder_of(plan)
    if incident.step + 1 < len(steps):
        return incident.ladder_from_ms + steps[incident.step + 1].after_s * 1000, "next-step"
    # A plan's steps may take longer than its own exhausted_s. Then the last step ends the ladder.
    return incident.ladder_from_ms + max(limits.exhausted_s, steps[-1].after_s) * 1000, "acknowledge"


def help_due(incident: Incident, limits: Limits) -> tuple[int, str] | None:
    """Tell when help is overdue; None before anybody acknowledged."""
    if incident.awaited_from_ms is None:
        return None
    match incident.stage:
        case Stage.ACKNOWLEDGED:
            wait_s, what = limits.dispatch_s, "dispatch"
        case Stage.DISPATCHED:
            wait_s, what = limits.confirm_s, "confirm"
        case Stage.CONFIRMED:
            wait_s, what = limits.arrive_s, "arrive"
        case Stage.ON_SCENE:
            wait_s, what = limits.all_right_s, "all-right"
        case Stage.CALLED | Stage.STOOD_DOWN:
            return None
    return incident.awaited_from_ms + wait_s * 1000, what


def step_after_s(plan: Plan, step: int) -> int:
    """Tell how long after the start of the ladder a step comes. A step beyond the ladder counts as its last.

    After a restart, entries are folded again before their plan is, so a step may be unknown for a moment.
    """
    steps = ladder_of(plan)
    return steps[min(step, len(steps) - 1)].after_s


def ladder_from_next(incident: Incident, plan: Plan, at: Moment) -> int:
    """Give the `ladder_from_ms` with which the step after the last one taken is due now, and later steps keep their distance."""
    return at.mono_ms - step_after_s(plan, incident.step + 1) * 1000
