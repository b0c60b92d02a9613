"""What is owed, in words for the educator's own page: who owes it, by when, and how it stands, in either language."""

from datetime import date

import pytest
from msgspec.structs import replace

from appliance.api.records.own_duty import OwnDuty
from appliance.duties.parties import Party
from appliance.flows.duties.own_rows import own_rows, party
from appliance.supports.language import Language
from tests.appliance.duties.school import DENVER, ms
from tests.tui.duty_scenes import TIME

OPEN = OwnDuty(
    says="Offer medical care.",
    says_es="Ofrezca atención médica.",
    owed_by=Party.POINT_OF_CONTACT,
    owe=False,
    due=TIME.due,
    overdue=False,
    source="Our contract, article 12",
    source_on=date(2026, 7, 1),
    verified=True,
)
SOURCE = " (Our contract, article 12, 2026-07-01.)"


@pytest.mark.parametrize("language", list(Language))
def test_every_party_has_a_name_of_its_own_in_both_languages(language: Language) -> None:
    assert len({party(each, language) for each in Party}) == len(Party)


def test_in_english_the_date_says_why_and_what_moved_it() -> None:
    (row,) = own_rows([OPEN], Language.ENGLISH, DENVER)
    assert row.what == f"The point of contact: Offer medical care.{SOURCE}"
    assert row.until.startswith("Thu 3 Dec, end of school day: three school days after Wed 25 Nov")
    assert "It was Wed 2 Dec, end of school day: Mon 30 Nov is a snow day" in row.until
    assert row.stands == "Not done yet"


def test_in_spanish_the_day_stands_by_itself_and_a_rule_without_spanish_keeps_its_words() -> None:
    rows = own_rows([OPEN, replace(OPEN, says_es="", due=None)], Language.SPANISH, DENVER)
    assert rows[0] == (f"La persona de contacto: Ofrezca atención médica.{SOURCE}", "2026-12-03", "Aún no se ha hecho")
    assert rows[1] == (f"La persona de contacto: Offer medical care.{SOURCE}", "sin fecha", "Aún no se ha hecho")


@pytest.mark.parametrize(
    ("changed", "english", "spanish"),
    [
        ({"overdue": True}, "Not done, and overdue", "No se ha hecho, y el plazo pasó"),
        ({"done_ms": ms("2026-12-01 09:00")}, "Done on 2026-12-01", "Hecho el 2026-12-01"),
    ],
)
def test_it_says_what_is_overdue_and_what_is_done(changed: dict[str, object], english: str, spanish: str) -> None:
    duty = replace(OPEN, **changed)
    assert own_rows([duty], Language.ENGLISH, DENVER)[0].stands == english
    assert own_rows([duty], Language.SPANISH, DENVER)[0].stands == spanish


def test_what_they_owe_themselves_calls_them_you() -> None:
    owe = replace(OPEN, owe=True)
    assert own_rows([owe], Language.ENGLISH, DENVER)[0].what.startswith("You: ")
    assert own_rows([owe], Language.SPANISH, DENVER)[0].what.startswith("Usted: ")


def test_a_rule_that_nobody_confirmed_says_so_beside_its_source() -> None:
    unverified = replace(OPEN, verified=False)
    assert (
        "2026-07-01. To be confirmed by the district's attorney.)"
        in own_rows([unverified], Language.ENGLISH, DENVER)[0].what
    )
    assert "Pendiente de confirmar" in own_rows([unverified], Language.SPANISH, DENVER)[0].what
    assert "confirm" not in own_rows([OPEN], Language.ENGLISH, DENVER)[0].what
