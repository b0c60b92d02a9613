"""Makes the usual ladder for a plan that has none, and writes any ladder in words. Pure; other code decides when a call climbs."""

from collections.abc import Iterable

from appliance.plan.mistakes import listed
from appliance.plan.model import DEFAULT_LADDER_AFTER_S, ROLES_SENT, Desk, Person, Plan, Role, Sounder, Step, given

RESPONSE_TEAM = (Role.LEAD, Role.SECURITY, Role.MENTAL_HEALTH, Role.NURSE)
"""The roles that are sent to a room. Office and administrators are told after them."""


def default_ladder(desks: Iterable[Desk], sounders: Iterable[Sounder], people: Iterable[Person]) -> tuple[Step, ...]:
    """Make the usual ladder: every desk at once, then every sounder too, then the response team, then everybody who may be sent."""
    at_s, then_s, later_s, last_s = DEFAULT_LADDER_AFTER_S
    every_desk = tuple(each.desk for each in desks)
    every_sounder = tuple(each.sounder for each in sounders)
    held = {role for person in people for role in person.roles}
    return (
        Step(at_s, every_desk),
        Step(then_s, every_desk, every_sounder),
        Step(later_s, every_desk, every_sounder, tuple(role for role in RESPONSE_TEAM if role in held)),
        Step(last_s, every_desk, every_sounder, tuple(role for role in ROLES_SENT if role in held)),
    )


def in_words(plan: Plan) -> list[str]:
    """Write each step of the ladder as one line: `after 15 s: desks front and office; sounders hall`."""
    return [f"{_when(step)}: {_who(step)}" for step in plan.ladder]


def _when(step: Step) -> str:
    return "at once" if step.after_s == 0 else f"after {step.after_s} s"


def _who(step: Step) -> str:
    named = (
        ("desk", "desks", step.desks),
        ("sounder", "sounders", step.sounders),
        ("person", "people", given(step.people)),
        ("team", "teams", given(step.teams)),
        ("phone", "phones", given(step.phones)),
        ("role", "roles", step.roles),
    )
    return "; ".join(f"{many if len(names) > 1 else one} {listed(names)}" for one, many, names in named if names)
