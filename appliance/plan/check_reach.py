"""Checks whether a call would reach somebody: desks, people and the steps of the ladder. Pure; a part of `check`."""

from collections.abc import Iterable, Iterator

from appliance.plan.hours import joined, to_words, without
from appliance.plan.mistakes import Finding, did_you_mean, listed, quoted
from appliance.plan.model import MINUTES_PER_WEEK, ROLES_SENT, Hours, Plan, Role, given


def reach_findings(plan: Plan) -> Iterator[Finding]:
    """Give everything wrong with who is told, in the order of the sections."""
    yield from _hours("occupied", plan.occupied)
    if not plan.occupied:
        says = "The plan does not say when people are in the building."
        yield Finding("occupied", says, "Write hours such as mon-fri 07:30-16:00.")
    yield from _desks(plan)
    yield from _people(plan)
    yield from _sounders(plan)
    yield from _rising(plan)
    for at, _ in enumerate(plan.ladder):
        yield from _named(plan, at)
    yield from _roles(plan)


def _desks(plan: Plan) -> Iterator[Finding]:
    if not plan.desks:
        yield Finding("desks", "The plan has no desk, so no call would be shown anywhere.", "Add at least one.")
        return
    zones = {each.zone for each in plan.desks}
    if len(zones) == 1:
        says = f"Every desk is in zone {quoted(*zones)}: a call from that zone would reach no desk that counts."
        yield Finding("desks", says, "Put a second desk in another part of the building.", warning=True)
    told = {desk for step in plan.ladder for desk in step.desks}
    for at, desk in enumerate(plan.desks):
        if desk.desk not in told:
            says = f"No step of the ladder tells desk {quoted(desk.desk)}."
            yield Finding(f"desks[{at}]", says, "Name it in a step.", warning=True, looked_in="ladder")


def _people(plan: Plan) -> Iterator[Finding]:
    if not plan.people:
        yield Finding(
            "people", "The plan has no people, so nobody could be sent.", "List who answers calls, with their roles."
        )
    sounders = {each.sounder for each in plan.sounders}
    for at, person in enumerate(plan.people):
        path = f"people[{at}]"
        yield from _hours(f"{path}.duty", person.duty)
        yield from _unknown(f"{path}.told_by", "sounder", person.told_by, sounders)
        if not person.duty:
            says = f"{person.name} is never on duty."
            yield Finding(f"{path}.duty", says, "Add hours, or leave `duty` out.", warning=True, looked_in="occupied")


def _sounders(plan: Plan) -> Iterator[Finding]:
    used = {sounder for step in plan.ladder for sounder in step.sounders}
    used |= {sounder for person in plan.people for sounder in person.told_by}
    for at, sounder in enumerate(plan.sounders):
        if sounder.sounder not in used:
            says = f"Sounder {quoted(sounder.sounder)} never sounds: no step names it and nobody is told by it."
            yield Finding(f"sounders[{at}]", says, "Name it in a step of the ladder.", warning=True, looked_in="ladder")


def _rising(plan: Plan) -> Iterator[Finding]:
    if not plan.ladder:
        yield Finding("ladder", "The ladder has no steps.", "Add steps, or leave `ladder` out to have the usual one.")
        return
    first, before_s = plan.ladder[0], -1
    if first.after_s != 0:
        yield Finding("ladder[0].after_s", f"The first step waits {first.after_s} s.", "Begin with after_s: 0.")
    if not first.desks:
        yield Finding(
            "ladder[0].desks", "The first step tells no desk, so a call would be shown nowhere.", "Name a desk."
        )
    for at, step in enumerate(plan.ladder):
        path = f"ladder[{at}].after_s"
        if at and step.after_s <= before_s:
            says = f"This step comes at {step.after_s} s, not later than the one before it ({before_s} s)."
            yield Finding(path, says, "Order the steps by after_s, each later than the last.")
        if step.after_s >= plan.limits.exhausted_s:
            says = f"This step comes at {step.after_s} s, but the ladder ends at {plan.limits.exhausted_s} s."
            yield Finding(path, says, "Make the step earlier, or limits.exhausted_s later.")
        before_s = step.after_s


def _named(plan: Plan, at: int) -> Iterator[Finding]:
    step, path = plan.ladder[at], f"ladder[{at}]"
    if not (step.desks or step.sounders or step.roles or given(step.people) or given(step.teams) or given(step.phones)):
        yield Finding(path, "This step tells nobody.", "Name desks, sounders or roles, or remove the step.")
    yield from _unknown(f"{path}.desks", "desk", step.desks, {each.desk for each in plan.desks})
    yield from _unknown(f"{path}.sounders", "sounder", step.sounders, {each.sounder for each in plan.sounders})


def _roles(plan: Plan) -> Iterator[Finding]:
    seen: set[Role] = set()
    for at, step in enumerate(plan.ladder):
        for number, role in enumerate(step.roles):
            if role not in seen:
                seen.add(role)
                yield from _reachable(plan, role, f"ladder[{at}].roles[{number}]")


def _reachable(plan: Plan, role: Role, path: str) -> Iterator[Finding]:
    if role not in ROLES_SENT:
        says = f"The role {role} is not told of calls: it is for records alone."
        yield Finding(path, says, f"Choose from {listed(ROLES_SENT)}.")
        return
    holders = [person for person in plan.people if role in person.roles]
    if not holders:
        yield Finding(path, f"Nobody has the role {role}.", "Give it to somebody under `people`.", looked_in="people")
        return
    # a step reaches people by sounders that they hear, and by their ways
    reachable = [person for person in holders if person.told_by or person.message_ways]
    if not reachable:
        says = f"Nobody with the role {role} has `told_by`, so the ladder reaches none of them."
        yield Finding(path, says, "Give them a sounder they hear.", warning=True, looked_in="people")
    alone = without(plan.occupied, (span for person in reachable or holders for span in person.duty))
    if plan.occupied and alone == joined(plan.occupied):
        says = f"Nobody with the role {role} is ever on duty in occupied hours."
        do = f"Look at the duty hours of {listed(person.name for person in holders[:3])}."
        yield Finding(path, says, do, looked_in="people")
    elif alone:
        says = f"Nobody with the role {role} can be told {to_words(alone)}."
        yield Finding(path, says, "Give the role to somebody else as well.", warning=True, looked_in="people")


def _unknown(path: str, thing: str, names: tuple[str, ...], known: Iterable[str]) -> Iterator[Finding]:
    there = set(known)
    section = f"{thing}s"
    for at, name in enumerate(names):
        if name not in there:
            do = did_you_mean(name, there) or f"Add it under `{section}`, or correct the name."
            yield Finding(f"{path}[{at}]", f"There is no {thing} {quoted(name)}.", do, looked_in=section)


def _hours(path: str, spans: tuple[Hours, ...]) -> Iterator[Finding]:
    for at, span in enumerate(spans):
        if not 0 <= span.start_min < span.end_min <= MINUTES_PER_WEEK:
            yield Finding(f"{path}[{at}]", "These hours lie outside a week.", "Write them again.")
