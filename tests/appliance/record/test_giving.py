"""Tests who gives a union representative a copy, on what basis, and that the record says so once."""

import pytest
from msgspec.structs import replace

from appliance.plan.model import Role
from appliance.record.access import rights
from appliance.record.codes import LISTS
from appliance.record.decide import ITEMS_MAX, No, Writer
from appliance.record.disclosures import MAY_BE_GIVEN
from appliance.record.field_sets.making import NAME_MAX
from appliance.record.giving import Copy, give, item_of, why_not_given
from appliance.record.mine import Reader
from appliance.record.words import Attempt
from tests.appliance.record.telling import TEN_MS, Writing, staff

WHAT = "A copy without 3 facts about students."
COPY = Copy("Ren Ito", "details-removed", "", TEN_MS, Attempt("a1"))


def writer(*roles: Role) -> Writer:
    return Writer(staff("reyes"), rights(roles, proven=bool(roles)), Reader(person=staff("reyes").person))


PRINCIPAL = writer(Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", [*Role, None])
def test_an_administrator_alone_gives_one(role: Role | None) -> None:
    decided = give(Writing().record, writer(*([role] if role else [])), COPY, WHAT)
    assert isinstance(decided, No) is (role is not Role.ADMINISTRATOR)
    if isinstance(decided, No):
        assert "A copy is given by an administrator" in decided


@pytest.mark.parametrize("basis", [each.code for each in LISTS["disclosure-basis"].codes])
def test_there_are_two_bases_and_each_says_whose_consent_there_is_or_that_none_is_needed(basis: str) -> None:
    without, named = (why_not_given(PRINCIPAL, replace(COPY, basis=basis, consent_of=name)) for name in ("", "A. Ruiz"))
    if basis not in MAY_BE_GIVEN:
        assert without == named and "Say on what basis" in without
    elif basis == "consent":
        assert "Say whose written consent there is" in without and named == ""
        for wrong in ("  ", "A\nRuiz", "A" * (NAME_MAX + 1)):
            assert "Say whose" in why_not_given(PRINCIPAL, replace(COPY, basis=basis, consent_of=wrong))
    else:
        assert without == "" and "Leave out whose consent" in named


def test_all_of_the_disclosure_is_written_at_once_and_only_once() -> None:
    writing = Writing()
    assert item_of(writing.record, PRINCIPAL, COPY) == "disclosure-1"
    decided = give(writing.record, PRINCIPAL, COPY, WHAT)
    assert not isinstance(decided, No)
    for event in decided:
        writing.happens_to_record(event)
    stands = {
        name: writing.record.value(f"disclosure.{name}", "disclosure-1")
        for name in ("to", "recipient", "basis", "what", "at")
    }
    assert stands == {
        "to": "Ren Ito",
        "recipient": "representative",
        "basis": "details-removed",
        "what": WHAT,
        "at": TEN_MS,
    }
    assert (
        give(writing.record, PRINCIPAL, COPY, WHAT) == [] and item_of(writing.record, PRINCIPAL, COPY) == "disclosure-1"
    )
    another = replace(COPY, attempt=Attempt("a2"))
    assert len(give(writing.record, PRINCIPAL, another, WHAT)) == 5
    assert item_of(writing.record, PRINCIPAL, another) == "disclosure-2"
    unnamed = replace(COPY, attempt=Attempt(""))
    assert len(give(writing.record, PRINCIPAL, unnamed, WHAT)) == 5, "without a name it is another copy each time"


@pytest.mark.parametrize("to", ["", "  ", "Ren\nIto", "R" * 201])
def test_nobody_gets_one_without_a_name(to: str) -> None:
    refused = give(Writing().record, PRINCIPAL, replace(COPY, to=to), WHAT)
    assert isinstance(refused, No) and refused.startswith("To whom: ")


def test_a_text_that_does_not_fit_and_too_many_disclosures_are_refused() -> None:
    writing = Writing()
    assert isinstance(give(writing.record, PRINCIPAL, COPY, "W" * 201), No)
    for number in range(1, ITEMS_MAX + 1):
        writing.facts(f"disclosure-{number}", disclosure_to="Ren Ito")
    assert give(writing.record, PRINCIPAL, COPY, WHAT) == f"A record has at most {ITEMS_MAX} disclosures."
