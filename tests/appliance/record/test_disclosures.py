"""Tests that a union representative is given a copy only without the student's details or with consent, in whatever order it is written."""

from itertools import permutations

import pytest

from appliance.plan.model import Role
from appliance.record.access import rights
from appliance.record.codes import LISTS
from appliance.record.decide import No, Writer, write
from appliance.record.disclosures import MAY_BE_GIVEN
from appliance.record.mine import Reader
from appliance.record.words import FactId, FieldId, ItemId, Value
from tests.appliance.record.telling import TEN_MS, Writing, staff

PRINCIPAL = Writer(staff("reyes"), rights((Role.ADMINISTRATOR,), proven=True), Reader(person=staff("reyes").person))
ONE = ItemId("disclosure-1")
BASES = [each.code for each in LISTS["disclosure-basis"].codes]


def refusals(order: tuple[tuple[str, Value], ...]) -> list[str]:
    """Write these fields in this order, and give what was refused."""
    writing = Writing()
    writing.facts("disclosure-1", by=staff("reyes"), disclosure_to="Ren Ito")
    refused: list[str] = []
    for name, value in order:
        decided = write(writing.record, PRINCIPAL, FactId(FieldId(f"disclosure.{name}"), ONE), value, 0, "")
        if isinstance(decided, No):
            refused.append(f"{name}: {decided}")
            continue
        for event in decided:
            writing.happens_to_record(event)
    return refused


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("recipient", [each.code for each in LISTS["disclosure-recipient"].codes])
def test_in_every_order_a_copy_for_a_representative_has_a_basis_and_others_are_free(recipient: str, basis: str) -> None:
    facts: tuple[tuple[str, Value], ...] = (("recipient", recipient), ("basis", basis), ("at", TEN_MS))
    for order in permutations(facts):
        refused = refusals(order)
        if recipient != "representative":
            assert refused == [], order
        elif basis not in MAY_BE_GIVEN:
            assert refused, order
        elif order.index(("basis", basis)) < 2:
            assert refused == [], order
        else:
            assert refused and all("student's details are removed" in each for each in refused)


def test_both_bases_are_codes() -> None:
    assert set(BASES) >= MAY_BE_GIVEN
