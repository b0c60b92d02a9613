"""Tests who would be told: which room is asked about, and the words for one step of the ladder."""

import pytest
from msgspec.structs import replace

from appliance.api.desk.reach import ReachKnown, ReachMessage, ReachStep
from appliance.flows.calls.reach import REACH, AsksReach, rows, spoken, verdict
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from appliance.plan.ids import RoomId
from tests.tui.boards import FACTS


def answer(*steps: ReachStep, button: str = "", broken: str = "") -> ReachKnown:
    return ReachKnown(request=0, room_name="Room B204", button=button, steps=steps, broken=broken)


def test_every_room_of_the_plan_is_offered_and_one_is_asked_about() -> None:
    given = about_nothing(Known(facts=FACTS))
    part = REACH.missing(given)
    assert part is not None and part.options is not None
    assert [option.value for option in part.options(given)] == [room.room for room in FACTS.rooms]
    given.parts[part.name] = RoomId("117")
    assert REACH.make(given) == AsksReach(RoomId("117"))


@pytest.mark.parametrize(
    ("step", "shown", "aloud"),
    [
        (
            ReachStep(after_s=0, places=("Front office",), people=("Ana",), people_count=1),
            "Front office, Ana",
            "Front office, Ana",
        ),
        (
            ReachStep(after_s=0, places=(), people=(), people_count=2),
            "2 people",
            "2 people on duty, whose names are not told here",
        ),
        (ReachStep(after_s=0, places=(), people=(), people_count=0), "NOBODY", "nobody"),
    ],
)
def test_a_step_names_desks_and_people_or_says_how_many(step: ReachStep, shown: str, aloud: str) -> None:
    known = answer(step)
    assert (rows(known)[1:], spoken(known)[2:]) == ((("At once", shown),), [f"At once: {aloud}."])


def test_a_broken_chain_is_said_first_and_its_button_once() -> None:
    later = ReachStep(after_s=30, places=("Nurse",), people=(), people_count=0)
    broken = answer(later, button="lost", broken="No button of the room works.")
    assert (verdict(broken), rows(broken)) == (
        "! No button of the room works.",
        (("Button", "lost"), ("After 30 s", "Nurse")),
    )
    assert spoken(broken) == [
        "If Room B204 pressed now, the chain is broken. No button of the room works.",
        "After 30 seconds: Nurse.",
    ]


def test_a_step_names_whom_it_tells_by_messages_and_says_if_it_tells_nobody_else() -> None:
    def said(places: tuple[str, ...], *names: str) -> str:
        step = ReachStep(
            after_s=15, places=places, people=(), people_count=0, messaged_count=len(names) or 3, messaged=names
        )
        return rows(answer(step))[-1][1]

    assert said(("desk Office",), "Ana Ortiz", "Ben Ruiz") == "desk Office, a message to Ana Ortiz and Ben Ruiz"
    assert said((), "Ana", "Ben", "Cem") == "only a message to Ana, Ben and Cem"
    assert said((), "Ana Ortiz") == "only a message to Ana Ortiz"
    assert said(()) == "only a message to 3 people"


def test_a_chain_that_holds_is_said_to_hold() -> None:
    whole = answer()
    assert verdict(whole) == "= Somebody would be told at once."
    assert spoken(whole) == ["If Room B204 pressed now, somebody would be told at once.", "Its button works."]


def test_each_way_of_messages_is_named_with_its_last_proof() -> None:
    def line(who: str, works: bool | None, proved_ago_ms: int | None) -> ReachMessage:
        return ReachMessage(who=who, way="page", works=works, proved_ago_ms=proved_ago_ms)

    lines = (line("Ana Ortiz", True, 7_200_000), line("Ben Ruiz", False, 65_000), line("", None, None))
    told = replace(answer(), messages=lines, messages_more=2)
    assert rows(told)[-4:] == (
        ("Message", "page to Ana Ortiz, proved 2 h ago"),
        ("Message", "page to Ben Ruiz, NOT REACHED NOW, proved 65 s ago"),
        (
            "Message",
            "page to a person whose name is not told here, not heard from yet, never proved",
        ),
        ("Message", "and 2 more"),
    )
    assert spoken(told)[-4:-2] == [
        "Besides, a message: page to Ana Ortiz, proved 2 hours ago.",
        "Besides, a message: page to Ben Ruiz, NOT REACHED NOW, proved 65 seconds ago.",
    ]


def test_a_way_that_a_test_proved_says_how_many_days_ago() -> None:
    def said(days: int) -> str:
        line = ReachMessage(who="Ana Ortiz", way="page", works=True, proved_ago_ms=None, tested_days_ago=days)
        return rows(replace(answer(), messages=(line,)))[-1][1]

    assert [said(days) for days in (0, 1, 27)] == [
        "page to Ana Ortiz, proved by a test today",
        "page to Ana Ortiz, proved by a test yesterday",
        "page to Ana Ortiz, proved by a test 27 days ago",
    ]
