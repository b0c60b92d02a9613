"""Tests who reads what, as the card says it: it is the table of rights, in words."""

import pytest

from appliance.plan.model import Role
from appliance.record.access import rights
from appliance.record.fields import FIELDS
from appliance.supports.language import Language
from appliance.supports.readers import WRITTEN, Written, roles_that_read, title, who_reads

BY_FIELD = {each.field: each for each in WRITTEN}


@pytest.mark.parametrize("written", WRITTEN, ids=lambda each: each.field)
def test_no_role_that_is_not_named_may_read_it(written: Written) -> None:
    named = roles_that_read(written)
    assert written.field in FIELDS
    for role in Role:
        may = rights([role], proven=True).may_read(written.field, of_staff=True, care=written.care)
        assert may == (role in named)


def test_the_name_of_whoever_told_it_is_for_the_point_of_contact_alone() -> None:
    assert roles_that_read(BY_FIELD["reporter.name"]) == (Role.POINT_OF_CONTACT,)  # type: ignore[index]


def test_care_is_for_the_point_of_contact_alone() -> None:
    assert roles_that_read(BY_FIELD["support.answer"]) == (Role.POINT_OF_CONTACT,)  # type: ignore[index]


@pytest.mark.parametrize("language", list(Language))
def test_each_role_has_a_title_in_each_language(language: Language) -> None:
    assert all(title(role, language) for role in Role)
    assert len(who_reads(language)) == len(WRITTEN)
    assert all(what and who for what, who in who_reads(language))
