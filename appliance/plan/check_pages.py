"""Checks the pages of a plan: each has a name of its own, a room that exists, and a kind that calls for help. Pure; a part of `check`."""

from collections.abc import Iterator

from appliance.plan.bounds import ID_CHARACTERS_MAX, is_id
from appliance.plan.mistakes import Finding, did_you_mean, quoted
from appliance.plan.model import Kind, Page, Plan, given


def page_findings(plan: Plan) -> Iterator[Finding]:
    """Give everything wrong with the section `pages`, if the plan has one."""
    rooms = [str(room.room) for room in plan.rooms]
    taken = {button.button.casefold(): f"buttons[{at}].id" for at, button in enumerate(plan.buttons)}
    for at, page in enumerate(given(plan.pages)):
        path = f"pages[{at}]"
        yield from _name(path, page, taken)
        if page.room not in rooms:
            do = did_you_mean(page.room, rooms) or "Write the id of a room as it stands under rooms."
            yield Finding(f"{path}.room", f"There is no room {quoted(page.room)}.", do, looked_in="rooms")
        if not page.kinds:
            says = "This page has no kinds."
            yield Finding(f"{path}.kinds", says, "Write at least one, such as `[assist, emergency]`.")
        elif set(page.kinds) == {Kind.TAP_OUT}:
            says = "This page asks only for tap-outs, which climb no ladder."
            do = "Add a kind that calls for help, such as assist."
            yield Finding(f"{path}.kinds", says, do, warning=True)


def _name(path: str, page: Page, taken: dict[str, str]) -> Iterator[Finding]:
    """Check the id. A page and a button of one name would be the same caller in the record."""
    folded = page.page.casefold()
    if not is_id(page.page):
        says = f"{quoted(page.page)} cannot be used as a name here."
        do = f"Use letters, digits, - _ and . only, at most {ID_CHARACTERS_MAX}, beginning with a letter or digit."
        yield Finding(f"{path}.id", says, do)
    elif folded in taken:
        says = f"{quoted(page.page)} is used already, at {taken[folded]}."
        yield Finding(f"{path}.id", says, "Each must have its own: choose another.", see=taken[folded])
    taken.setdefault(folded, f"{path}.id")
