"""Tests the section `pages` of a plan: what it holds is kept, what is wrong has its line, and a plan without it keeps its bytes."""

import pytest

from appliance.plan.document import from_document, to_document
from appliance.plan.index import PlanIndex
from appliance.plan.model import Button, Contact, Kind, Page, given
from appliance.plan.parse import examine
from tests.appliance.plan.conftest import SOUND


def told(text: str) -> list[str]:
    """Give every mistake and warning of a plan with these pages: its path, and what is said."""
    parsed = examine(SOUND + text, "plan.yaml")
    return [
        f"{each.path}: {each.says}" for each in (*parsed.mistakes, *parsed.warnings) if each.path.startswith("pages")
    ]


ROOM = examine(SOUND, "plan.yaml").plan.rooms[0].room
WRITTEN = f"pages:\n  - {{id: one-page, room: {ROOM}, kinds: [assist, emergency], carried: yes}}\n"


def test_what_is_written_is_kept_also_in_the_document_of_the_plan() -> None:
    parsed = examine(SOUND + WRITTEN, "plan.yaml")
    assert parsed.mistakes == []
    page = Page("one-page", ROOM, (Kind.ASSIST, Kind.EMERGENCY), carried=True)
    assert given(parsed.plan.pages) == (page,)
    assert from_document(to_document(parsed.plan)) == parsed.plan
    assert b'"pages"' not in to_document(examine(SOUND, "plan.yaml").plan)


def test_a_page_is_a_button_of_its_own_family_with_a_contact_for_each_kind() -> None:
    plan = examine(SOUND + WRITTEN, "plan.yaml").plan
    contacts = (Contact("assist", Kind.ASSIST), Contact("emergency", Kind.EMERGENCY))
    assert PlanIndex(plan).buttons["one-page"] == Button("one-page", ROOM, "page", "", contacts)
    assert "one-page" not in {button.button for button in plan.buttons}


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("{id: p, room: nowhere, kinds: assist}", 'pages[0].room: There is no room "nowhere".'),
        (f"{{id: p, room: {ROOM}, kinds: coffee}}", 'pages[0].kinds: "coffee" is not a kind.'),
        (f"{{id: p, room: {ROOM}, kinds: []}}", "pages[0].kinds: This page has no kinds."),
        (f"{{id: p, room: {ROOM}}}", "pages[0]"),
        (f"{{id: p q, room: {ROOM}, kinds: assist}}", 'pages[0].id: "p q" cannot be used as a name here.'),
        (
            f"{{id: p, room: {ROOM}, kinds: tap-out}}",
            "pages[0].kinds: This page asks only for tap-outs, which climb no ladder.",
        ),
        (f"{{id: p, room: {ROOM}, kinds: assist, key: k}}", "pages[0].key"),
    ],
)
def test_what_is_wrong_is_said(entry: str, says: str) -> None:
    assert any(each.startswith(says) for each in told(f"pages:\n  - {entry}\n")), told(f"pages:\n  - {entry}\n")


def test_a_page_has_no_name_that_a_button_or_another_page_has() -> None:
    button = examine(SOUND, "plan.yaml").plan.buttons[0].button
    found = told(
        f"pages:\n  - {{id: {button}, room: {ROOM}, kinds: assist}}\n"
        f"  - {{id: a, room: {ROOM}, kinds: assist}}\n  - {{id: A, room: {ROOM}, kinds: assist}}\n"
    )
    assert len(found) == 2 and all("is used already" in each for each in found)


def test_no_button_may_say_that_it_is_a_page() -> None:
    text = SOUND.replace("family: simulated", "family: page", 1)
    assert text != SOUND
    assert any('Nothing here speaks to a family "page"' in each.says for each in examine(text, "plan.yaml").mistakes)
