"""Tests what coverage says of ways of messages: how many people each reaches, and how surely; it names nobody and makes no room covered."""

from appliance.api.ways.view import ways_known, ways_planned
from appliance.api.ways.words import enough, in_words, message_words
from appliance.core.board import Board
from appliance.core.devices.supervision import Heard
from appliance.core.ground.moment import Moment
from appliance.core.messages.proving import DAY_MS, UNPROVED_AFTER_DAYS
from appliance.plan.index import PlanIndex
from tests.appliance.core.messages.telling import person, with_ways
from tests.appliance.core.story import school

NOW = Moment(10_000, 1_800_000_000_000, 600)
TODAY = NOW.wall_ms // DAY_MS
PEOPLE = (person("ana", "simulated"), person("ben", "simulated"))


def told(heard: Heard) -> list[str]:
    return message_words(ways_known(Board(index=PlanIndex(with_ways(*PEOPLE))), heard, NOW, 1))


def proved(days_ago: int) -> Heard:
    heard = Heard()
    for name in ("ana", "ben"):
        heard.ways["simulated", f"{name}-simulated"] = True
        heard.ways_proved_day["simulated", f"{name}-simulated"] = TODAY - days_ago
    return heard


def test_a_plan_alone_says_how_many_people_are_told() -> None:
    assert message_words(ways_planned(PlanIndex(with_ways(*PEOPLE)))) == [
        "= Besides, pretend message to 2 people, which never counts as a way out"
    ]


def test_a_box_says_how_many_are_reached_and_proved() -> None:
    assert told(proved(UNPROVED_AFTER_DAYS)) == [
        "= Besides, pretend message to 2 people, which never counts as a way out; all proved"
    ]
    lost = proved(UNPROVED_AFTER_DAYS + 1)
    lost.ways["simulated", "ana-simulated"] = False
    lost.ways_proved_ms["simulated", "ben-simulated"] = 5_000
    assert told(lost) == [
        "! Besides, pretend message to 2 people, which never counts as a way out; 1 NOT REACHED NOW; 1 not proved within 35 days"
    ]


def test_it_stands_in_the_list_and_changes_no_verdict() -> None:
    with_messages, without = ways_planned(PlanIndex(with_ways(*PEOPLE))), ways_planned(PlanIndex(school()))
    assert any("pretend message" in line for line in in_words(with_messages, 100))
    assert not any("message" in line for line in in_words(without, 100))
    assert enough(with_messages) == enough(without)
    assert [each.independent for each in with_messages.rooms] == [each.independent for each in without.rooms]
