"""Checks the desks whose console may be a browser: what they may not do, and that the school does not depend on them. Pure; a part of
`check`.
"""

from collections.abc import Iterator

from appliance.plan.mistakes import Finding, quoted
from appliance.plan.model import HandOver, Plan, given


def browser_desk_findings(plan: Plan) -> Iterator[Finding]:
    """Give everything wrong with desks that say `browser: yes`."""
    way = plan.hand_over
    hands_over = way.desks if isinstance(way, HandOver) else ()
    callers = {page.page.casefold(): f"pages[{at}].id" for at, page in enumerate(given(plan.pages))}
    for at, desk in enumerate(plan.desks):
        if not desk.browser:
            continue
        if desk.desk in hands_over:
            says = f"Desk {quoted(desk.desk)} may hand over to the alarm panel, and a browser never may."
            yield Finding(f"desks[{at}].browser", says, "Leave one of the two out.", see="hand_over.desks")
        if (taken := callers.get(desk.desk.casefold())) is not None:
            says = f"{quoted(desk.desk)} is used already, at {taken}."
            do = "A browser is paired with one or the other: choose another name."
            yield Finding(f"desks[{at}].id", says, do, see=taken)
    if plan.desks and all(desk.browser for desk in plan.desks):
        says = "The console of every desk is a browser, which anybody can close."
        yield Finding("desks", says, "Plan one desk with a screen of the box.", warning=True)
