"""What is done with an open record in one step."""

import pytest

from appliance.api.records.messages import HoldRecord, MoveRecord, OfferCopy
from appliance.flows.flow import Dropped
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_record
from appliance.flows.records.steps import (
    CODE,
    COPY_LEFT,
    COPY_OFFERED,
    COPY_TAKEN,
    GLASS,
    HOLD,
    NOTHING_DONE,
    RELEASE,
    REVIEW,
    SUBMIT,
    WHY,
    Opening,
    Step,
    copy_noted,
    held_at_once,
)
from appliance.record.words import Status
from tests.tui.record_scenes import OFFICE

INCIDENT = OFFICE.record.incident


def given(**parts: object) -> Given:
    begun = about_record(Known(), OFFICE)
    begun.parts.update(parts)
    return begun


@pytest.mark.parametrize("step", [SUBMIT, REVIEW, COPY_TAKEN, COPY_LEFT])
def test_what_does_not_go_back_is_asked_about_with_no_in_the_first_place(step: Step) -> None:
    part = step.flow.missing(given())
    assert part is not None and part.options is not None and part.know
    assert [option.value for option in part.options(given())] == [False, True]
    assert step.flow.make(given(sure=False)) == Dropped(NOTHING_DONE)


@pytest.mark.parametrize(
    ("step", "wanted"),
    [
        (SUBMIT, MoveRecord(request=0, incident=INCIDENT, to=Status.SUBMITTED)),
        (REVIEW, MoveRecord(request=0, incident=INCIDENT, to=Status.REVIEWED)),
        (COPY_TAKEN, OfferCopy(request=0, incident=INCIDENT, taken=True)),
        (COPY_LEFT, OfferCopy(request=0, incident=INCIDENT, taken=False)),
    ],
)
def test_who_is_sure_has_it_done(step: Step, wanted: object) -> None:
    assert step.flow.make(given(sure=True)) == wanted


def test_a_copy_that_was_offered_is_noted_by_what_became_of_it() -> None:
    for taken, step in ((True, COPY_TAKEN), (False, COPY_LEFT)):
        made = COPY_OFFERED.make(given(taken=taken))
        assert isinstance(made, OfferCopy) and copy_noted(made) is step


@pytest.mark.parametrize("step", [HOLD, RELEASE, GLASS])
def test_a_reason_cannot_be_left_out(step: Step) -> None:
    part = step.flow.missing(given())
    assert part is not None and part.name == "reason"
    assert part.refuses(given(), " ") == WHY
    assert not part.refuses(given(), "A parent asked for it")


def test_a_hold_and_its_end_carry_the_reason() -> None:
    for step, on in ((HOLD, True), (RELEASE, False)):
        made = step.flow.make(given(reason="subpoena"))
        assert made == HoldRecord(request=0, incident=INCIDENT, hold=on, reason="subpoena")
    at_once = held_at_once(OFFICE)
    assert at_once.hold and at_once.reason


def test_a_code_is_taken_as_it_is_said_and_a_reason_as_it_stands() -> None:
    assert CODE.flow.make(given(code="K7QM, 3XWP")) == Opening(code="K7QM  3XWP")
    assert GLASS.flow.make(given(reason="danger, now")) == Opening(reason="danger, now")


def test_what_was_done_is_said_with_the_number_of_the_record() -> None:
    said = [step.done(OFFICE.record) for step in (SUBMIT, REVIEW, HOLD, RELEASE)]
    assert all(str(OFFICE.record.number) in each for each in said)
