"""Whether a copy for a union representative is offered, what is asked for it, and what the box is asked for then."""

import pytest
from msgspec.structs import replace

from appliance.api.records.copies import CopyWanted
from appliance.api.records.messages import GiveCopy, RecordShown
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_record
from appliance.flows.records.papers.copies import COPY, NOT_YOURS, OFFER, offered
from appliance.record.codes import LISTS
from appliance.record.giving import TO
from tests.appliance.exports.notice.hurt_record import shown


def principals() -> RecordShown:
    return replace(shown(), writes=(TO,))


def given(**parts: str) -> Given:
    begun = about_record(Known(), principals())
    begun.parts.update(parts)
    return begun


def test_it_is_offered_to_whoever_writes_disclosures() -> None:
    assert offered(principals()) == (OFFER,)
    assert offered(shown()) == ()
    others = about_record(Known(), shown())
    others.parts.update(basis="details-removed", consent_of="", to="Ren Ito")
    assert COPY.make(others) == NOT_YOURS


def test_both_bases_are_codes_of_the_record() -> None:
    part = COPY.missing(given())
    assert part is not None and part.name == "basis" and part.options is not None
    codes = {each.code for each in LISTS["disclosure-basis"].codes}
    assert [option.value for option in part.options(given())] == ["details-removed", "consent"]
    assert {option.value for option in part.options(given())} <= codes


def test_whose_consent_there_is_is_asked_only_where_there_must_be_one() -> None:
    assert getattr(COPY.missing(given(basis="consent")), "name", "") == "consent_of"
    removed = given(basis="details-removed")
    assert getattr(COPY.missing(removed), "name", "") == "to"
    wanted = COPY.make(given(basis="details-removed", consent_of="", to="Ren Ito"))
    assert isinstance(wanted, GiveCopy)
    assert (wanted.wanted, wanted.incident) == (
        CopyWanted(to="Ren Ito", basis="details-removed"),
        principals().record.incident,
    )
    with_consent = COPY.make(given(basis="consent", consent_of="A. Ruiz", to="Ren Ito"))
    assert isinstance(with_consent, GiveCopy) and with_consent.wanted.consent_of == "A. Ruiz"


@pytest.mark.parametrize(("name", "most"), [("consent_of", 75), ("to", 200)])
def test_an_empty_name_and_one_that_is_too_long_are_refused_where_they_are_typed(name: str, most: int) -> None:
    (part,) = (each for each in COPY.parts if each.name == name)
    assert part.refuses(given(), "Ren Ito") == ""
    for nothing in ("", "  "):
        assert part.refuses(given(), nothing).startswith("Type ")
    assert part.refuses(given(), "R" * most) == ""
    assert part.refuses(given(), "R" * (most + 1)) == f"At most {most} characters are kept here: shorten it."
