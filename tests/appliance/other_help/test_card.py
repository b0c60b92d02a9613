"""Tests what is shown of help that is not police at a time, and the card for families, in both languages."""

from datetime import datetime
from zoneinfo import ZoneInfo

from appliance.other_help.card import families_shown, helpers_at, hours_in_words
from appliance.other_help.texts import BY_RESPONSE, KINDS, NOT_FILLED_IN, TOLD
from appliance.plan.hours import from_words
from appliance.plan.other_help import SHIPPED, Families, Helper, HelpKind, ToldTo
from appliance.supports.language import Both, Language

DENVER = ZoneInfo("America/Denver")
CRISIS = Helper(
    "crisis", HelpKind.MOBILE_CRISIS, "Crisis team", "555-0162", from_words("mon-fri 08:00-20:00"), says="Ask for Ana."
)
TEAM = Helper(
    "team", HelpKind.BEHAVIOR_TEAM, "Behavior team", "555-0161", from_words("mon-fri 07:30-16:00"), "Say the door."
)
HELPERS = (TEAM, CRISIS, *SHIPPED)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=DENVER).timestamp()) * 1000


def told(text: str, language: Language = Language.ENGLISH) -> list[tuple[str, str]]:
    return [(each.helper.helper, each.when) for each in helpers_at(HELPERS, at(text), DENVER, language)]


def test_who_can_be_called_now_stands_first_and_the_others_by_when_they_can_be_again() -> None:
    assert told("2026-11-30T09:00") == [
        ("team", "now, until 16:00"),
        ("crisis", "now, until 20:00"),
        ("family", "now, at any hour"),
        ("988", "now, at any hour"),
    ]
    assert told("2026-11-30T17:00") == [
        ("crisis", "now, until 20:00"),
        ("family", "now, at any hour"),
        ("988", "now, at any hour"),
        ("team", "CLOSED, from tue 07:30"),
    ]
    assert told("2026-11-27T22:00", Language.SPANISH)[2:] == [
        ("team", "CERRADO, desde lun 07:30"),
        ("crisis", "CERRADO, desde lun 08:00"),
    ]


def test_without_a_known_time_nobody_is_called_open_and_hours_stand_there() -> None:
    shown = helpers_at(HELPERS, None, DENVER)
    assert [each.open for each in shown] == [None] * 4
    assert shown[0].when == "the box does not know the time; hours: mon-fri 07:30-16:00"
    assert shown[3].when == "the box does not know the time; hours: at any hour"


def test_each_says_its_number_and_what_may_be_said_and_a_family_has_no_number() -> None:
    by_id = {each.helper.helper: each for each in helpers_at(HELPERS, at("2026-11-30T09:00"), DENVER)}
    assert by_id["988"].phone == "988" and by_id["family"].phone == "number in the student information system"
    assert by_id["team"].how == "Say the door." and by_id["crisis"].may_be_said[1:] == ("Ask for Ana.",)
    spanish = helpers_at((CRISIS,), at("2026-11-30T09:00"), DENVER, Language.SPANISH)[0]
    assert spanish.may_be_said[1:] == ("Ask for Ana. (en inglés)",)


def test_hours_are_written_with_days_of_the_language() -> None:
    hours = from_words("mon,wed,sat 10:00-12:00")
    assert hours_in_words(hours) == "mon,wed,sat 10:00-12:00"
    assert hours_in_words(hours, Language.SPANISH) == "lun,mié,sáb 10:00-12:00"


def test_the_card_for_families_says_what_the_plan_says_and_what_it_lacks() -> None:
    held = Families(
        "Gym", "Counselor", "Gimnasio", "", (ToldTo("Neighbors", "Lessons go on.", "Vecinos", "Hay clases."),)
    )
    spanish = families_shown(held, Language.SPANISH)
    assert (spanish.wait, spanish.meets) == ("Gimnasio", "Counselor (en inglés)")
    assert spanish.told[-1] == ("Vecinos", "Hay clases.") and len(spanish.told) == len(TOLD) + 1
    assert families_shown(None).wait == NOT_FILLED_IN.en and families_shown(None).told == tuple(
        (to.en, says.en) for to, says in TOLD
    )


def test_every_shipped_word_stands_in_both_languages_and_each_kind_names_its_source() -> None:
    assert set(KINDS) == set(HelpKind)
    both = [text for kind in KINDS.values() for text in (kind.title, kind.says)]
    both += [text for pair in (*TOLD, *BY_RESPONSE.values()) for text in pair]
    for each in both:
        assert isinstance(each, Both) and each.en and each.es and each.en != each.es
    assert all(kind.source for kind in KINDS.values())
