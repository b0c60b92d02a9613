"""Tests reading a scenario: it is taken whole, or every mistake is named with its line. No file can break the rules of an exercise."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from appliance.core.ground.limits import EXERCISE_MINUTES_MAX as MINUTES_MAX
from appliance.core.ground.limits import EXERCISE_STEPS_MAX as STEPS_MAX
from appliance.exercises.parse import FILE_CHARACTERS_MAX, SEATS_MAX, parse
from appliance.exercises.scenario import Inject, Situation, TakesPart
from appliance.plan.model import Role
from tests.appliance.exercises.texts import OWN, told


def test_a_file_is_read_whole() -> None:
    scenario = parse(OWN).scenario
    assert scenario is not None
    assert (scenario.scenario, scenario.about, scenario.minutes) == ("own", Situation.BEHAVIOR, 10)
    assert scenario.takes_part == (TakesPart.STAFF,)
    assert [seat.role for seat in scenario.seats] == [Role.LEAD, Role.OFFICE]
    assert [step.title for step in scenario.steps] == ["First", "Second"]
    assert scenario.steps[0].injects == (
        Inject(1, Role.LEAD, "You are far away."),
        Inject(3, None, "It rings again."),
    )
    assert scenario.steps[1].asks == ("Who speaks?",)


def spoilt(old: str, new: str) -> list[str]:
    """Give the mistakes after this was written in place of that."""
    assert old in OWN
    return told(OWN.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            'id = "own"',
            'id = "Our own"',
            'own.toml:2: scenario.id: "Our own" cannot be the id of a scenario. Use small letters, digits and -, at most 40:'
            " two-rooms-at-once.",
        ),
        (
            '"behavior"',
            '"behaviour"',
            'own.toml:4: scenario.about: There is no situation "behaviour". Did you mean "behavior"?',
        ),
        (
            'goal = "We know who goes."\n',
            "",
            'own.toml:1: scenario: "goal" is missing. Add it.',
        ),
        (
            'leave = "Anybody may go, and needs no reason."\n',
            "",
            'own.toml:1: scenario: "leave" is missing. Add it.',
        ),
        (
            '{ role = "office"',
            '{ role = "lead"',
            'own.toml:11: scenario.seats[1].role: "lead" has a seat already. Keep one.',
        ),
        (
            'to = "lead"',
            'to = "nurse"',
            'own.toml:23: step[0].injects[0].to: No seat is "nurse". Add the seat, or write "everybody".',
        ),
        (
            "at = 3",
            "at = 0",
            "own.toml:24: step[0].injects[1].at: This comes before the inject above it. Write them in the order of time.",
        ),
        (
            "at = 3",
            "at = 5",
            "own.toml:24: step[0].injects[1].at: This must be a whole number from 0 to 4. Write it without quotation marks.",
        ),
        (
            'ask = ["Who goes?"]',
            "ask = []",
            "own.toml:26: step[0].ask: This list is empty. Write what belongs in it, or take it out.",
        ),
        (
            "[[step]]\ntitle",
            "[[stpe]]\ntitle",
            'own.toml:18: stpe: "stpe" is no part of a scenario. Write [scenario] once, and [[step]] before each step.',
        ),
        (
            "[[step]]\ntitle",
            "[[stpe]]\ntitle",
            "own.toml:1: step: The scenario has 1 step. Write 2 to 12, each below [[step]].",
        ),
        (
            'title = "Ours"',
            f'title = "{"x" * 61}"',
            "own.toml:3: scenario.title: This title has 61 characters. Use at most 60.",
        ),
        (
            '[scenario]\nid = "own"',
            'id = "own"\n[scenario]',
            'own.toml:1: id: "id" stands before the first table. Move it below [scenario] or the step it belongs to.',
        ),
        (
            'source = "Our board"\n',
            "",
            'own.toml:1: scenario: "source" is missing. Add it.',
        ),
    ],
)
def test_a_mistake_says_where_what_and_what_to_do(old: str, new: str, says: str) -> None:
    assert says in spoilt(old, new)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("This is an exercise. A", "It begins. A", 6, "This does not say that it is an exercise."),
        ("A real call ends it.", "Thank you.", 6, "This does not say what holds for a real call."),
        ("needs no reason", "tells the lead", 7, "This does not say that nobody needs a reason to leave."),
        ("A room calls.", "There is fake blood on the floor.", 21, '"fake blood" acts a wound.'),
        ("It rings again.", "Somebody screams.", 24, '"screams" acts a wound.'),
        ("Who goes?", "Which score do you give?", 26, '"score" gives a mark.'),
        ("We know who goes.", "The team is rated.", 5, '"rated" gives a mark.'),
        ("A room calls.", "A siren goes.", 21, '"siren" makes a noise that can be taken for real.'),
        ("It is noon.", "Do not tell staff. It is noon.", 13, '"Do not tell staff" keeps the exercise a secret.'),
        ("You are far away.", "The perpetrator runs.", 23, '"perpetrator" blames a person.'),
        ("It is noon.", "Don\u2019t tell staff. It is noon.", 13, '"Don\'t tell staff" keeps the exercise a secret.'),
        ("A room calls.", "There is bl\u00adood on the floor.", 21, '"blood" acts a wound.'),
        ("A room calls.", "There is \uff42\uff4c\uff4f\uff4f\uff44 here.", 21, '"blood" acts a wound.'),
        ("A room calls.", "There is _blood_ here.", 21, '"blood" acts a wound.'),
        ("Two are there.", "Two are there with a knife.", 31, '"knife" is a weapon.'),
        ("Two are there.", "Somebody was stabbed.", 31, '"stabbed" is a weapon.'),
        ("Decides who goes.", "Plays the student.", 10, '"Plays the" is nobody\'s part.'),
        ("Decides who goes.", "Is the victim.", 10, '"victim" is nobody\'s part.'),
    ],
)
def test_what_an_exercise_may_not_be_is_refused_where_it_stands(old: str, new: str, line: int, says: str) -> None:
    assert f"own.toml:{line}: " in "\n".join(spoilt(old, new))
    (only,) = spoilt(old, new)
    assert says in only


def weapon(text: str = OWN) -> str:
    return text.replace('"behavior"', '"weapon-seen"')


def test_where_a_weapon_is_seen_no_child_takes_part_or_has_a_seat() -> None:
    assert told(weapon(OWN.replace("A room calls.", "Somebody saw a knife."))) == []
    assert told(weapon(OWN.replace('["staff"]', '["staff", "students"]'))) == [
        "own.toml:8: scenario.takes_part[1]: No student takes part where a weapon is seen. Take it out: staff alone"
        " practise this."
    ]
    assert told(weapon(OWN.replace("Takes the call.", "A student runs out."))) == [
        'own.toml:11: scenario.seats[1].part: "student" is a child. No child has a part, also in the story, where a weapon'
        " is seen: take it out."
    ]


def test_where_a_weapon_is_seen_no_child_is_in_the_story_either() -> None:
    (only,) = told(weapon(OWN.replace("It rings again.", "Two students are in the hall.")))
    assert only.startswith('own.toml:24: step[0].injects[1].says: "students" is a child.')
    for child in ("second grader", "teenager", "schoolchild", "daughter of a teacher"):
        (only,) = told(weapon(OWN.replace("It rings again.", f"A {child} is in the hall.")))
        assert "is a child." in only
    assert told(OWN.replace("It rings again.", "Two students are in the hall.")) == []


def test_students_may_take_part_in_other_ones() -> None:
    assert told(OWN.replace('["staff"]', '["staff", "students"]')) == []


def test_an_exercise_may_not_grow_without_end() -> None:
    assert "longer than" in told("#" * (FILE_CHARACTERS_MAX + 1))[0]
    step = '[[step]]\ntitle = "More"\nminutes = 1\nsays = "On."\nask = ["Who?"]\n'
    assert told(OWN + step * (STEPS_MAX - 2)) == []
    assert "has 13 steps" in told(OWN + step * (STEPS_MAX - 1))[0]
    long = OWN.replace("minutes = 5", "minutes = 30") + step
    assert told(long) == [
        f"own.toml:1: step: All steps together take {MINUTES_MAX + 1} minutes. Take at most {MINUTES_MAX}: the time of a"
        " staff meeting."
    ]
    roles = [f'    {{ role = "{role}", part = "Listens." }},\n' for role in Role][: SEATS_MAX + 1]
    before, _, rest = OWN.partition("    { role")
    whole = before + "".join(roles) + rest[rest.index("]\nbegins") :]
    assert "own.toml:9: scenario.seats: There are 11 seats. Write 2 to 10." in told(whole)


@pytest.mark.parametrize("begins", ["", "[", "[[", "x = {", '"a" . '])
def test_a_name_of_thousands_of_parts_is_refused_before_it_is_read(begins: str) -> None:
    (first, *_) = told(OWN.replace("minutes = 5", f"{begins}{'a.' * 20_000}b = 1", 1))
    assert first.startswith("own.toml:") and "A name here has more than 100 parts." in first


def test_dots_in_a_text_are_no_parts_of_a_name() -> None:
    assert told(OWN.replace("A room calls.", f"{'. ' * 50}{'Ask. ' * 40}{'.' * 50}")) == []


def test_one_mistake_hides_no_other_one() -> None:
    text = OWN.replace('"own"', '"O"').replace('title = "First"', "title = = 1").replace("Two are there.", "Sirens.")
    assert [each.line for each in parse(text).mistakes] == [2, 19, 31]


@pytest.mark.parametrize(
    "says",
    ["The fourth grade class waits.", "Grade 4 is in the gym.", "The 3rd grade calls.", "Grades 3 to 5 eat.",
     "The grade level team meets.", "The blood sugar of a student is low."],
)  # fmt: skip
def test_words_that_a_school_needs_are_not_taken_for_others(says: str) -> None:
    assert spoilt("A room calls.", says) == []


def test_a_mark_is_found_also_beside_such_words() -> None:
    (only,) = spoilt("A room calls.", "The fourth grade gives the team a grade.")
    assert '"grade" gives a mark.' in only


def test_a_word_is_found_whole_and_once() -> None:
    assert spoilt("A room calls.", "The scoreboard upgrades by itself.") == []
    assert len(spoilt("A room calls.", "Blood, and blood.")) == 1


PIECES = some.sampled_from(
    [
        *("[scenario]", "[[step]]", '"""', "]", "}", "= =", "\x00", "[step]", "[[scenario]]", "id = [", "minutes = 99"),
        *('id = "x"', 'about = "return"', "seats = [[]]", "seats = [{ role = 1, part = {} }]", "ask = [1]", "ask = 1"),
        *("injects = [{ at = true, to = [], says = 1 }]", 'takes_part = ["all"]', "source_on = 2026-08-01", "says = 3"),
    ]
)


@given(some.lists(some.one_of(PIECES, some.text(max_size=20)), max_size=20))
def test_any_text_is_read_and_each_mistake_has_a_line_of_it(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    parsed = parse(text)
    assert parsed.scenario is None, "no text of such pieces is whole"
    assert parsed.mistakes
    assert all(1 <= each.line <= text.count("\n") + 1 and each.says and each.do for each in parsed.mistakes)
