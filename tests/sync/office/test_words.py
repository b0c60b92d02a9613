"""Tests that the words which the office's commands print stay printable, whatever a box says."""

from datetime import UTC, datetime

import msgspec
import pytest

from appliance.core.ground.moment import Moment
from appliance.plan.index import PlanIndex
from appliance.plan.model import NO_PLAN
from sync.office.incidents import Found, both_names, folded
from sync.office.words import COLUMN_LEN_MAX, Row, incident_lines, local
from tests.appliance.core.story import school
from tests.appliance.logbook.box import call

LONG = "Our Lady of Perpetual Help Elementary School, Annex behind the Gymnasium"
AT_MS = 1_790_000_000_000


def row(name: str, *, index: PlanIndex | None = None, number: int = 1, alike: bool = False, at_ms: int = AT_MS) -> Row:
    incident = folded([(1, Moment(1, at_ms), call(number, room="203"))])
    assert incident is not None
    return Row(Found(bytes(16), bytes(16), incident), name, index or PlanIndex(NO_PLAN), alike)


@pytest.mark.parametrize("at_ms", [2**62, -(2**62), 10**17])
def test_a_time_that_no_calendar_has_is_said_to_be_unknown(at_ms: int) -> None:
    assert local(at_ms).strip() == "time not known"


def test_a_time_is_told_to_the_minute_and_whose_it_is() -> None:
    here = datetime.fromtimestamp(1_790_000_000, UTC).astimezone()
    assert local(1_790_000_000_000) == f"{here:%Y-%m-%d %H:%M %Z}"
    assert local(1_790_000_000_000, "America/Denver") == "2026-09-21 08:13 MDT"
    assert local(1_790_000_000_000, "Nowhere/Land") == local(1_790_000_000_000)


def test_a_pipe_is_given_whole_names_in_one_line_and_the_zone_of_each_time() -> None:
    assert len(LONG) > COLUMN_LEN_MAX
    index = PlanIndex(msgspec.structs.replace(school(), building=LONG))
    long, short = incident_lines([row(LONG, index=index), row("Cedar Creek Elementary")])
    assert long.startswith(f"{LONG}     1  ") and "Room 203" in long
    assert short.startswith(f"Cedar Creek Elementary     1  {local(AT_MS)}")
    assert local(AT_MS, school().timezone).rpartition(" ")[2] in long.split()


@pytest.mark.parametrize("width", [1, 40, 80, 200])
def test_a_terminal_is_given_all_of_it_in_lines_no_wider_than_it_is(width: int) -> None:
    (whole,) = incident_lines([row(LONG)])
    lines = incident_lines([row(LONG)], width)
    assert " ".join(" ".join(lines).split()) == " ".join(whole.split()), "nothing is cut"
    assert max(map(len, lines)) <= max(width, 40)
    assert len(lines) > 1 or width == 200


def test_two_names_that_differ_in_case_are_told_apart_by_their_ids_too() -> None:
    upper, lower = incident_lines([row("Lincoln", alike=True), row("lincoln", alike=True)])
    assert upper.startswith("Lincoln [00000000]") and lower.startswith("lincoln [00000000]")


def test_both_names_are_told_where_its_plan_has_another() -> None:
    assert both_names("Lincoln", "Roosevelt") == "Roosevelt (ITS PLAN: Lincoln)"
    for plan in ("", "ROOSEVELT", "roosevelt "):
        assert both_names(plan, "Roosevelt") == "Roosevelt"
    plan = PlanIndex(school())
    (line,) = incident_lines([row("Roosevelt", index=plan)])
    assert line.startswith(f"Roosevelt (ITS PLAN: {school().building}) ")
    (line,) = incident_lines([row(school().building.upper(), index=plan)])
    assert "ITS PLAN" not in line
