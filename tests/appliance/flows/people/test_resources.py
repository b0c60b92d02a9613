"""Tests the card of resources and rights as a console tells it: all of it, in either language, and asked of nobody who they are."""

import pytest

from appliance.api.board.board import BoardView
from appliance.api.desk.supports import SupportsKnown
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from appliance.flows.people.resources import RESOURCES, AsksResources, languages, told
from appliance.plan.supports import NOTHING_FILLED_IN
from appliance.supports.language import Language
from appliance.supports.texts import OFFERS, WHO_GIVES_IT
from tests.appliance.supports.filled_in import FILLED_IN
from tests.tui.boards import board

KNOWN = SupportsKnown(request=0, building="Fox Hollow", supports=FILLED_IN)
LANGUAGES = pytest.mark.parametrize("language", list(Language))


@LANGUAGES
def test_every_offer_and_every_name_and_number_is_told(language: Language) -> None:
    lines = told(KNOWN, language)
    for text in OFFERS.values():
        assert any(line.startswith(f"{text.title.within(language)}. ") for line in lines)
    for each in FILLED_IN.offers:
        (line,) = [line for line in lines if each.phone in line]
        assert line.startswith(f"{WHO_GIVES_IT.within(language)}: {each.name}, {each.phone}")
    assert any("720 555 0141" in line for line in lines), "who answers somebody who was sent home"


@LANGUAGES
def test_every_line_is_whole_sentences(language: Language) -> None:
    for known in (KNOWN, SupportsKnown(request=0, building="Fox Hollow", supports=NOTHING_FILLED_IN)):
        assert all(line.endswith(".") and not line.endswith("..") for line in told(known, language))


@pytest.mark.parametrize("view", [board(), None], ids=["board", "no board"])
def test_it_needs_nobody_who_signed_in(view: BoardView | None) -> None:
    given = about_nothing(Known(view=view))
    for option in languages(given):
        assert RESOURCES.make(type(given)(given.known, None, None, {"language": option.value})) == AsksResources(
            option.value
        )
