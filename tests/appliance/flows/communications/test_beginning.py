"""Tests beginning a statement: to whom, when, and which draft it then holds."""

import pytest

from appliance.communications.words import AUDIENCES, STAGES, About, Audience, Stage
from appliance.flows.communications.beginning import BEGUN, EMPTY, FIRST, Begun, beginning, kind_of
from appliance.flows.known import Known
from appliance.flows.parts import about_record
from appliance.record.code_lists.communications import LISTS
from appliance.record.fields import FIELDS
from appliance.record.values import why_not
from tests.appliance.communications.texts import shipped
from tests.appliance.flows.communications.records import record, sheet


def begun(audience: Audience, stage: Stage, kind: About = About.ANY) -> Begun:
    flow = beginning(shipped(), kind)
    given = about_record(Known(), record())
    given.parts["audience"] = audience
    given.parts["stage"] = stage
    assert flow.missing(given) is None
    made = flow.make(given)
    assert isinstance(made, Begun)
    return made


def test_it_asks_to_whom_and_when_and_offers_every_answer() -> None:
    flow, given = beginning(shipped(), About.ANY), about_record(Known(), record())
    first = flow.missing(given)
    assert first is not None and first.options is not None
    assert [option.value for option in first.options(given)] == list(Audience)
    given.parts["audience"] = Audience.PRESS
    second = flow.missing(given)
    assert second is not None and second.options is not None
    assert [option.line for option in second.options(given)] == [
        "now (no draft: an empty page)",
        "on the same day",
        "on the days after (no draft: an empty page)",
        "when the press asks",
    ]


def test_the_draft_of_the_incidents_own_kind_is_taken_in_both_languages() -> None:
    made = begun(Audience.STAFF, Stage.SAME_DAY, About.HURT)
    assert made.draft is not None and made.draft.draft == "staff-same-day-hurt"
    assert made.facts[0] == (FIRST, "staff")
    assert dict(made.facts)["statement.spanish"] == made.draft.words.es
    assert made.says == BEGUN


def test_where_no_draft_fits_the_page_is_empty_and_it_says_so() -> None:
    made = begun(Audience.STAFF, Stage.ASKED)
    assert [field for field, _ in made.facts] == ["statement.audience", "statement.stage"]
    assert made.says == EMPTY


@pytest.mark.parametrize("audience", Audience)
def test_every_draft_fits_its_fields(audience: Audience) -> None:
    for stage in Stage:
        for kind in About:
            assert [why_not(FIELDS[field], value) for field, value in begun(audience, stage, kind).facts if value] == [
                ""
            ] * len(begun(audience, stage, kind).facts)


def test_the_record_has_the_same_audiences_and_stages() -> None:
    codes = {each.name: {code.code: code.label for code in each.codes} for each in LISTS}
    assert codes == {"statement-audience": AUDIENCES, "statement-stage": STAGES}


def test_the_kind_follows_from_what_this_reader_is_shown() -> None:
    assert kind_of(sheet()) is About.HURT
