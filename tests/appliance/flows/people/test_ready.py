"""Who is ready, apart from any console: what is offered to whoever schedules, and what the box is then told."""

from typing import Any

import pytest
from msgspec.structs import replace

from appliance.api.listed.readiness import FillGap, GiveHourBack, NoteTrained, ReadinessKnown, TakeTrainedBack
from appliance.core.readiness.words import BOX_TRAINING, AdultId, TrainingId
from appliance.flows.flow import AskAgain, Flow, GoOn
from appliance.flows.known import Known
from appliance.flows.parts import Given, Option, about_nothing
from appliance.flows.people.ready import (
    BACK,
    FILL,
    PRESSED,
    SCHEDULE,
    TRAINED,
    WRONG,
    Place,
    Span,
    done,
)
from appliance.flows.people.ready_words import GAPS, NO_GAP, NO_SCHOOL, OWN, PROVE, in_short, whole
from appliance.plan.ids import ButtonId, PersonId
from appliance.plan.model import Role
from appliance.readiness.trainings.lists import NOT_FOR_EVALUATION
from tests.tui.boards import FACTS, board
from tests.tui.ready import GAP, PAIR, READY, SCHEDULING

LEAD = next(person for person in FACTS.people if Role.LEAD in person.roles)


def begun(ready: ReadinessKnown | None) -> Given:
    return about_nothing(Known(view=board(), facts=FACTS, ready=ready))


def offered(flow: Flow[Any], given: Given) -> tuple[Option, ...]:
    part = flow.missing(given)
    assert part is not None and part.options is not None
    return part.options(given)


def test_a_gap_of_two_hours_is_filled_as_a_whole_or_by_the_hour_and_who_has_the_role_stands_first() -> None:
    given = begun(SCHEDULING)
    (gap,) = offered(FILL, given)
    assert gap.value == Place(GAP, Role.LEAD)
    given.parts["gap"] = gap.value
    assert [option.value for option in offered(FILL, given)] == [Span(600, 720), Span(600, 660), Span(660, 720)]
    given.parts["hour"] = Span(660, 720)
    people = offered(FILL, given)
    assert len(people) == len(FACTS.people) and people[0].value == LEAD.person
    given.parts["person"] = LEAD.person
    assert FILL.missing(given) is None
    assert FILL.make(given) == FillGap(
        request=0, person=LEAD.person, role=Role.LEAD, day="2026-12-01", start_min=660, end_min=720
    )


def test_a_gap_within_one_hour_asks_for_no_hour_and_a_gap_of_a_pair_is_there_for_each_half() -> None:
    short = replace(PAIR, start_min=610, end_min=650)
    given = begun(replace(SCHEDULING, gaps=(short,)))
    halves = offered(FILL, given)
    assert [option.value.role for option in halves] == [Role.SECURITY, Role.MENTAL_HEALTH]
    given.parts["gap"] = halves[1].value
    assert FILL.missing(given) is FILL.parts[2], "nobody is asked which hour of forty minutes"
    given.parts["person"] = PersonId("x")
    filled = FILL.make(given)
    assert isinstance(filled, FillGap) and (filled.role, filled.start_min, filled.end_min) == (
        Role.MENTAL_HEALTH,
        610,
        650,
    )


def test_an_odd_gap_is_cut_at_full_hours() -> None:
    given = begun(replace(SCHEDULING, gaps=(replace(GAP, start_min=575, end_min=690),)))
    given.parts["gap"] = offered(FILL, given)[0].value
    assert [option.value for option in offered(FILL, given)][1:] == [Span(575, 600), Span(600, 660), Span(660, 690)]


def test_what_was_written_is_taken_back_by_its_number() -> None:
    for flow, name, number, wish in (
        (BACK, "taken", 4, GiveHourBack(request=0, taken=4)),
        (WRONG, "noted", 7, TakeTrainedBack(request=0, noted=7)),
    ):
        given = begun(SCHEDULING)
        assert [option.value for option in offered(flow, given)] == [number]
        given.parts[name] = number
        assert flow.make(given) == wish
        assert done(wish) == flow.done  # type: ignore[arg-type]


def test_a_training_is_noted_with_its_day_and_a_press_with_its_button() -> None:
    given = begun(SCHEDULING)
    assert [option.value for option in offered(TRAINED, given)] == ["cal", "dee"]
    given.parts["adult"] = AdultId("cal")
    assert [option.value for option in offered(TRAINED, given)] == ["de-escalation"], "a press has an act of its own"
    given.parts.update(training=TrainingId("de-escalation"), on="16 Nov")
    again = TRAINED.make(given)
    assert isinstance(again, AskAgain) and again.parts == ("on",)
    given.parts["on"] = "2026-11-16"
    wish = NoteTrained(request=0, adult=AdultId("cal"), training=TrainingId("de-escalation"), on="2026-11-16")
    assert TRAINED.make(given) == wish and done(wish) == TRAINED.done
    given = begun(SCHEDULING)
    given.parts["test"] = offered(PRESSED, given)[0].value
    given.parts["adult"] = AdultId("dee")
    press = NoteTrained(
        request=0, adult=AdultId("dee"), training=BOX_TRAINING, on="2026-11-27", button=ButtonId("B204-wall")
    )
    assert PRESSED.make(given) == press and done(press) == PRESSED.done


def test_a_press_without_a_walk_test_of_these_weeks_is_noted_by_its_day() -> None:
    given = begun(replace(SCHEDULING, tests=()))
    given.parts["adult"] = AdultId("cal")
    assert [option.value for option in offered(TRAINED, given)] == ["de-escalation", BOX_TRAINING]


def test_a_screen_offers_only_what_has_something_to_choose_from() -> None:
    def flows(ready: ReadinessKnown | None) -> list[object]:
        found = [option.value for option in offered(SCHEDULE, begun(ready))]
        assert all(isinstance(each, GoOn) for each in found)
        return [each.flow for each in found]

    assert flows(SCHEDULING) == [FILL, BACK, TRAINED, PRESSED, WRONG]
    assert flows(replace(SCHEDULING, gaps=(), hours=(), tests=())) == [TRAINED, WRONG]
    assert flows(None) == []


def test_gaps_are_told_first_then_what_is_the_readers_own_and_no_name_without_scheduling() -> None:
    assert in_short(READY) == (GAPS, GAP.says, NOT_FOR_EVALUATION, PROVE)
    assert in_short(replace(SCHEDULING, gaps=())) == (NO_GAP, NOT_FOR_EVALUATION, OWN, *SCHEDULING.own)
    assert in_short(replace(READY, gaps=(), occupied=False))[0] == NO_SCHOOL, "a holiday is covered by nobody"
    everything = " ".join(whole(READY))
    assert "31 of 40" in everything and "555-0142" in everything and "Ana" not in everything
    assert "Ana Ortiz and Ben Ruiz" in " ".join(whole(SCHEDULING)) and "31 of 40" not in " ".join(whole(SCHEDULING))


@pytest.mark.parametrize("tell", [in_short, whole])
def test_a_box_without_a_day_says_that_alone(tell: Any) -> None:
    assert tell(ReadinessKnown(request=0, said=("no day",))) == ("no day",)
