"""Tests the card of resources and rights at the plain console: by a word, without signing in, in either language."""

import pytest

from appliance.api.desk.supports import SupportsKnown
from appliance.flows.people.resources import AsksResources, told
from appliance.supports.language import Language
from tests.appliance.supports.filled_in import FILLED_IN
from tests.tui.plain.conversation import Conversation
from tui.line.news import SupportsArrived
from tui.plain.people.resources import resources_told

KNOWN = SupportsKnown(request=0, building="Fox Hollow", supports=FILLED_IN)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("resources english", Language.ENGLISH),
        ("resources español", Language.SPANISH),
        ("Resources Spanish", Language.SPANISH),
        ("resources es", Language.SPANISH),
    ],
)
def test_it_is_asked_for_by_a_word_and_its_language(line: str, language: Language) -> None:
    assert Conversation().types(line) == AsksResources(language)


@pytest.mark.parametrize(("answer", "language"), [("", Language.ENGLISH), ("2", Language.SPANISH)])
def test_its_word_alone_asks_for_the_language_in_both(answer: str, language: Language) -> None:
    desk = Conversation()
    asked = desk.hears("resources")
    assert "In which language? ¿En qué idioma?" in asked and "Type 2 for español." in asked
    assert "Press Enter alone for English." in asked
    assert desk.types(answer) == AsksResources(language)


def test_it_is_told_with_the_way_to_the_other_language_last() -> None:
    english = resources_told(SupportsArrived(KNOWN))
    assert english == [*told(KNOWN, Language.ENGLISH), "En español, escriba: resources español"]
    spanish = resources_told(SupportsArrived(KNOWN, Language.SPANISH))
    assert spanish == [*told(KNOWN, Language.SPANISH), "In English, type: resources"]


def test_a_box_that_does_not_answer_is_said() -> None:
    assert resources_told(SupportsArrived(None, Language.ENGLISH, "No answer.")) == ["No answer."]
