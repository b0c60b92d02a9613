"""Tests that each question is answered with what it names. It holds the functions that answer to their annotations.

The type checker finds a question that no function answers. It cannot find a function that answers with something else, because a question
of any answer may stand where any question is wanted.
"""

import importlib
import inspect
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from appliance import doors
from appliance.api.ask import (
    AdministratorAsk,
    Answer,
    Ask,
    DutyAsk,
    HouseAsk,
    PersonAsk,
    RecordAsk,
    Reply,
    answers_to,
    kinds_of,
)
from appliance.api.desk.line import Act
from appliance.api.desk.messages import (
    FromAdministrator,
    FromDeskOfHouse,
    FromDeskOfPeople,
    Question,
)
from appliance.api.duties.messages import FromDeskOfDuties
from appliance.api.feed.messages import FromFeedReader
from appliance.api.page.messages import FromPages
from appliance.api.records.messages import FromDeskOfRecords

DESK = kinds_of(Question)
FEED = kinds_of(FromFeedReader)
PAGES = tuple(kind for kind in kinds_of(FromPages) if issubclass(kind, Ask))  # the others carry sealed frames


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(doors.__path__, f"{doors.__name__}."):
        yield importlib.import_module(found.name)


def functions(module: ModuleType) -> Iterator[Callable[..., Any]]:
    """Give the functions of a module, alone or in a class."""
    for _, each in inspect.getmembers(module, lambda one: getattr(one, "__module__", "") == module.__name__):
        if inspect.isfunction(each):
            yield each
        elif inspect.isclass(each):
            yield from (one for one in vars(each).values() if inspect.isfunction(one))


def answering() -> dict[type[Any], list[Callable[..., Any]]]:
    """Give for each question the functions that take it as their `message` and give an answer."""
    found = defaultdict(list)
    for each in (one for module in modules() for one in functions(module)):
        asked, gives = each.__annotations__.get("message"), kinds_of(each.__annotations__.get("return"))
        if isinstance(asked, type) and issubclass(asked, Ask) and any(issubclass(kind, Answer) for kind in gives):
            found[asked].append(each)
    return found


ANSWERING = answering()


@pytest.mark.parametrize("question", DESK, ids=lambda kind: kind.__name__)
def test_a_question_of_a_desk_is_answered_with_what_it_names_or_with_a_reply(question: type[Ask[Any]]) -> None:
    assert ANSWERING[question], "no function takes it as its `message` and gives an answer"
    for each in ANSWERING[question]:
        gives = set(kinds_of(each.__annotations__["return"]))
        assert gives <= {*answers_to(question), Reply}, each.__qualname__
        assert gives & {*answers_to(question)}, f"{each.__qualname__} never gives what the question names"


@pytest.mark.parametrize("question", FEED, ids=lambda kind: kind.__name__)
def test_a_question_of_the_feed_is_answered_with_what_it_names_or_the_line_is_closed(question: type[Ask[Any]]) -> None:
    assert ANSWERING[question], "no function takes it as its `message` and gives an answer"
    for each in ANSWERING[question]:
        gives = set(kinds_of(each.__annotations__["return"])) - {type(None)}
        assert gives == {*answers_to(question)}, each.__qualname__


def test_every_answer_that_a_question_names_is_given_by_somebody() -> None:
    for question in (*DESK, *FEED):
        given = {kind for each in ANSWERING[question] for kind in kinds_of(each.__annotations__["return"])}
        assert {*answers_to(question)} <= given | {Reply}, question.__name__


def test_each_union_of_questions_holds_those_of_its_base_and_no_others() -> None:
    bases: dict[type[Ask[Any]], object] = {
        HouseAsk: FromDeskOfHouse,
        PersonAsk: FromDeskOfPeople,
        RecordAsk: FromDeskOfRecords,
        DutyAsk: FromDeskOfDuties,
        AdministratorAsk: FromAdministrator,
    }
    for base, union in bases.items():
        assert {each for each in base.__subclasses__() if each.__module__.startswith("appliance.")} == {
            *kinds_of(union)
        }


def test_every_question_there_is_may_be_asked_on_one_of_the_lines() -> None:
    kinds, waiting = set[type[Any]](), [Ask]
    while waiting:
        within = [each for each in waiting.pop().__subclasses__() if each.__module__.startswith("appliance.")]
        waiting += within
        kinds |= {*within}
    kinds -= {HouseAsk, PersonAsk, RecordAsk, DutyAsk, AdministratorAsk}
    assert kinds == {*DESK, *FEED, *PAGES, Act}
