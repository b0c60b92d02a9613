"""Takes in what a console asked for besides the board: the plan's facts, the district's file of communications, scenarios. Pure."""

from typing import assert_never

from tui.line.news import FactsArrived, GuidanceArrived, ScenariosArrived
from tui.model import ConsoleModel

type Learned = FactsArrived | GuidanceArrived | ScenariosArrived
"""What a console shows nothing of by itself, and offers from then on."""


def learned(model: ConsoleModel, news: Learned) -> ConsoleModel:
    """Give the console that knows this."""
    match news:
        case FactsArrived():
            return model.with_facts(news.facts)
        case GuidanceArrived():
            return model.with_guidance(news.guidance)
        case ScenariosArrived():
            return model.with_own_scenarios(news.scenarios)
        case _:
            assert_never(news)
