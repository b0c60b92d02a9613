"""Tests the desks whose console may be a browser: what is written is kept, and what such a desk may not be is said."""

from appliance.plan.document import from_document, to_document
from appliance.plan.index import PlanIndex
from appliance.plan.parse import ParsedPlan, examine
from tests.appliance.plan.conftest import SOUND


def with_a_browser(which: int = 0, more: str = "") -> ParsedPlan:
    """Give the sound plan whose so many-th desk, or each desk from 0 on if it is -1, has a browser."""
    head, desks, rest = _parts()
    chosen = range(len(desks)) if which < 0 else (which,)
    lines = [line.replace("}", ", browser: yes}") if at in chosen else line for at, line in enumerate(desks)]
    return examine("\n".join([*head, *lines, *rest, more]), "plan.yaml")


def _parts() -> tuple[list[str], list[str], list[str]]:
    lines = SOUND.splitlines()
    begin = lines.index("desks:") + 1
    end = next(at for at in range(begin, len(lines)) if not lines[at].startswith("  - "))
    return lines[:begin], lines[begin:end], lines[end:]


def told(parsed: ParsedPlan) -> list[str]:
    return [f"{each.path}: {each.says}" for each in (*parsed.mistakes, *parsed.warnings)]


def test_what_is_written_is_kept_also_in_the_document_of_the_plan() -> None:
    plan = with_a_browser().plan
    assert [desk.browser for desk in plan.desks] == [True, *[False] * (len(plan.desks) - 1)]
    assert from_document(to_document(plan)) == plan
    assert PlanIndex(plan).browser_desks == {plan.desks[0].desk}
    assert b"browser" not in to_document(examine(SOUND, "plan.yaml").plan)


def test_a_browser_never_hands_over_to_the_alarm_panel() -> None:
    desk = with_a_browser().plan.desks[0].desk
    panel = f"hand_over: {{desks: [{desk}], outputs: [GPIO24, GPIO25], panel: Panel, panel_zone: 40, pulse_s: 1}}\n"
    says = f'desks[0].browser: Desk "{desk}" may hand over to the alarm panel, and a browser never may.'
    assert says in told(with_a_browser(more=panel))
    assert says not in told(examine(SOUND + panel, "plan.yaml"))


def test_a_desk_with_a_browser_has_no_name_that_a_page_has() -> None:
    plan = with_a_browser().plan
    page = f"pages:\n  - {{id: {plan.desks[0].desk}, room: {plan.rooms[0].room}, kinds: [assist]}}\n"
    says = f'desks[0].id: "{plan.desks[0].desk}" is used already, on line '
    assert [each for each in told(with_a_browser(more=page)) if each.startswith(says)]
    assert not [each for each in told(examine(SOUND + page, "plan.yaml")) if each.startswith(says)]


def test_a_school_does_not_depend_on_browsers_alone() -> None:
    says = "desks: The console of every desk is a browser, which anybody can close."
    assert says in told(with_a_browser(-1))
    assert says not in told(with_a_browser())
